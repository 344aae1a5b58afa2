/** The revisions a suite runs in, by name. */
import { type Revision, Revisions } from "@effect-mcp/schema"

type Named = readonly [version: string, revision: Revision.Revision]

const named = (revision: Revision.Revision): Named => [revision.version, revision]

export const every: ReadonlyArray<Named> = Revisions.all.map(named)

const find = (version: string): Revision.Revision => {
  const found = Revisions.byVersion(version)
  if (found === undefined) throw new Error(`No revision ${version}`)
  return found
}

export const only = (...versions: ReadonlyArray<string>): ReadonlyArray<Named> =>
  versions.map((version) => named(find(version)))

export const at = find

/** What is expected in each revision; `undefined` in those that are left out. */
export const by = <A>(
  revision: Revision.Revision,
  expected: { readonly [version: string]: A }
): A | undefined => expected[revision.version]
