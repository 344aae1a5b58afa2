/**
 * Prints how long the files and functions of the packages are: `node scripts/sizes.ts`.
 */
import { join } from "node:path"

import * as Size from "../src/Size.ts"
import * as Source from "../src/Source.ts"
import * as Workspace from "../src/Workspace.ts"

const measure = ({ folder, path }: Workspace.Project) => {
  const sources = Workspace.files(join(folder, "src")).filter(Size.isWritten).map(Source.read)
  return { functions: sources.flatMap(Size.functions), lengths: sources.map(Source.lines), path }
}

const row = (
  path: string,
  lengths: ReadonlyArray<number>,
  functions: ReadonlyArray<Size.Span>
) => ({
  path,
  files: lengths.length,
  median: Size.percentile(lengths, 0.5),
  p90: Size.percentile(lengths, 0.9),
  longest: Size.percentile(lengths, 1),
  "longest function": Size.percentile(
    functions.map(({ lines }) => lines),
    1
  )
})

const measured = Workspace.packages().map(measure)
console.table([
  ...measured.map(({ functions, lengths, path }) => row(path, lengths, functions)),
  row(
    "all",
    measured.flatMap(({ lengths }) => lengths),
    measured.flatMap(({ functions }) => functions)
  )
])
