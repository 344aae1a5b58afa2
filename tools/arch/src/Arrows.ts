/**
 * Which package may import which: `arrows.json`, and what breaks it.
 *
 * Arrows point down, and are listed whole: a package may use what stands in its list and nothing that those use in
 * turn. They hold for sources, tests and type tests alike, and for every kind of dependency of a manifest; only what a
 * package is proven with (`proofs.json`) its tests may use as well. Apps, examples and tools read everything; nothing
 * reads them.
 *
 * @since 0.1.0
 */
import { readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"

import * as Source from "./Source.ts"
import * as Workspace from "./Workspace.ts"

/** Package names without the scope, and the packages each may use. */
export type Arrows = Readonly<Record<string, ReadonlyArray<string>>>

const scope = "@effect-mcp/"

const committed = (file: string): Arrows =>
  JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"))

/** The committed arrows. */
export const arrows = (): Arrows => committed("../arrows.json")

/** What the tests of a package may use beside its arrows. */
export const proofs = (): Arrows => committed("../proofs.json")

const joined = (arrows: Arrows, proofs: Arrows, name: string): Arrows => ({
  [name]: [...(arrows[name] ?? []), ...(proofs[name] ?? [])]
})

/** Lists that name an unknown package, or a package above. */
export const cycles = (arrows: Arrows): ReadonlyArray<string> =>
  Object.entries(arrows).flatMap(([name, below]) =>
    below.flatMap((other) => {
      const back = arrows[other]
      if (back === undefined) return [`${name} uses ${other}, which has no list`]
      return back.includes(name) ? [`${name} and ${other} use each other`] : []
    })
  )

const nameOf = (project: Workspace.Project) => project.path.replace("packages/", "")

/** Why a package may not import this; `undefined` if it may. `folder` is the package's. */
const refused = (arrows: Arrows, name: string, folder: string, file: string, specifier: string) => {
  if (specifier.startsWith(".")) {
    const target = resolve(dirname(file), specifier)
    const isInside =
      target.startsWith(`${folder}/`) || target === join(Workspace.root, "vitest.shared.ts")
    return isInside ? undefined : `${specifier} leaves the package`
  }
  if (!specifier.startsWith(scope)) return undefined
  const other = specifier.slice(scope.length).split("/")[0] ?? ""
  return other === name || arrows[name]?.includes(other) === true
    ? undefined
    : `${name} may not use ${other}`
}

/** Where a package is proven: `services` are tests that need something running beside them. */
const proving = ["test/", "services/"]

/** The imports of a package that its list does not hold, as `file:line: why`. */
export const brokenImports = (
  arrows: Arrows,
  project: Workspace.Project,
  proofs: Arrows = {}
): ReadonlyArray<string> =>
  Workspace.files(project.folder).flatMap((file) => {
    const source = Source.read(file)
    const isTest = proving.some((folder) => file.startsWith(join(project.folder, folder)))
    const allowed = isTest ? joined(arrows, proofs, nameOf(project)) : arrows
    return Source.imports(source).flatMap(({ specifier, start }) => {
      const reason = refused(allowed, nameOf(project), project.folder, file, specifier)
      return reason === undefined ? [] : [`${Source.at(source, start)}: ${reason}`]
    })
  })

/** The dependencies of a manifest, of any kind, that its list does not hold. */
export const brokenDependencies = (
  arrows: Arrows,
  project: Workspace.Project,
  proofs: Arrows = {}
): ReadonlyArray<string> => {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = project.manifest
  const name = nameOf(project)
  const refused = (specifiers: object, allowed: Arrows) =>
    Object.keys(specifiers)
      .filter((specifier) => specifier.startsWith(scope))
      .map((specifier) => specifier.slice(scope.length))
      .filter((other) => allowed[name]?.includes(other) !== true)
  return [
    ...refused({ ...dependencies, ...optionalDependencies, ...peerDependencies }, arrows),
    ...refused({ ...devDependencies }, joined(arrows, proofs, name))
  ].map((other) => `${project.path}/package.json: ${name} may not use ${other}`)
}
