/**
 * The declarations of a package, one file a module, by `tsc`.
 *
 * TypeScript keeps the `.ts` of relative imports in what it emits, which only some consumers resolve; they become
 * `.js`, as if the sources had said so.
 *
 * @since 0.1.0
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Source from "@effect-mcp/tools-arch/Source"
import * as Workspace from "@effect-mcp/tools-arch/Workspace"
import { MagicString } from "magic-string"

import * as PackageEntries from "./PackageEntries.ts"

/** `tsc` under a condition of `null`: a sibling is seen as published, by its `dist`. */
const configuration = (folder: string, files: ReadonlyArray<string>) => ({
  extends: join(Workspace.root, "tsconfig.base.json"),
  compilerOptions: {
    customConditions: null,
    declaration: true,
    emitDeclarationOnly: true,
    noEmit: false,
    outDir: join(folder, "dist"),
    rootDir: join(folder, "src")
  },
  files: files.map((file) => join(folder, file))
})

/** The text of a declaration file with the relative imports of `.ts` turned to `.js`. */
export const rewrite = (name: string, text: string): string => {
  const result = new MagicString(text)
  for (const { end, specifier, start } of Source.imports(Source.parse(name, text))) {
    const isRelative = specifier.startsWith(".") && specifier.endsWith(".ts")
    if (isRelative) result.update(start, end, JSON.stringify(specifier.replace(/\.ts$/, ".js")))
  }
  return result.toString()
}

/** Writes the declarations of the package in `folder` into its `dist`; `tsc`'s complaints are the error. */
export const write = (folder: string): void => {
  const sources = PackageEntries.built(PackageEntries.read(folder)).map(({ source }) => source)
  const project = join(folder, "dist/tsconfig.declarations.json")
  mkdirSync(join(folder, "dist"), { recursive: true })
  writeFileSync(project, JSON.stringify(configuration(folder, sources)))
  const tsc = join(Workspace.root, "node_modules/.bin/tsc")
  const { status, stdout } = spawnSync(tsc, ["-p", project, "--pretty", "false"], {
    encoding: "utf8"
  })
  rmSync(project)
  if (status !== 0) throw new Error(`tsc: ${stdout}`)
  for (const file of Workspace.files(join(folder, "dist"))) {
    writeFileSync(file, rewrite(file, readFileSync(file, "utf8")))
  }
}
