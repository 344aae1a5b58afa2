/**
 * What a package publishes: the entries of its export map, and the files each promises.
 *
 * An entry is `{ "@effect-mcp/source": "./src/…", "types": "./dist/….d.ts", "default": "./dist/….js" }`. The build
 * follows this map, so a new subpath needs no word in the build.
 *
 * @since 0.1.0
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"

/** The condition under which the workspace runs from source. */
export const sourceCondition = "@effect-mcp/source"

/** One subpath that is code. Paths are relative to the package, without the leading `./`. */
export interface Entry {
  readonly subpath: string
  readonly source: string
  readonly types: string
  readonly output: string
  /** `output` below `dist`, without the extension. */
  readonly name: string
}

/** The part of a package.json that the build reads. */
export interface PublishedManifest {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
  /** `#name`, and the file that stands for it under a condition. */
  readonly imports?: Readonly<Record<string, unknown>>
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, unknown>> }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** The package.json of a folder. */
export const read = (folder: string): PublishedManifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

type Conditions = Readonly<Record<string, unknown>>

const isConditions = (value: unknown): value is Conditions =>
  typeof value === "object" && value !== null

const target = (value: Conditions, condition: string): string => {
  const path: unknown = value[condition]
  if (typeof path !== "string") throw new Error(`An entry has no "${condition}".`)
  return path.replace("./", "")
}

/** Whether only the workspace can see it, as it sees a suite of tests that several packages run. */
const isInner = (value: Conditions): boolean =>
  Object.keys(value).every((condition) => condition === sourceCondition)

/** The entries that hold code; `./package.json`, entries closed with `null` and those that nobody else sees hold none. */
export const list = (manifest: PublishedManifest): ReadonlyArray<Entry> =>
  Object.entries(manifest.exports).flatMap(([subpath, value]) => {
    if (!isConditions(value) || isInner(value)) return []
    return [entry(subpath, value)]
  })

const entry = (subpath: string, value: Conditions): Entry => {
  const output = target(value, "default")
  if (!/^dist\/.+\.js$/.test(output)) throw new Error(`${subpath} is not built to dist: ${output}`)
  return {
    subpath,
    source: target(value, sourceCondition),
    types: target(value, "types"),
    output,
    name: output.slice("dist/".length, -".js".length)
  }
}

/** The files that a `#name` chooses from, by condition; nobody outside can name them. */
export const inner = (manifest: PublishedManifest): ReadonlyArray<Entry> => {
  const found = new Map<string, Entry>()
  const look = (name: string, value: unknown): void => {
    if (!isConditions(value)) return
    if (value[sourceCondition] === undefined) {
      for (const choice of Object.values(value)) look(name, choice)
    } else {
      const made = entry(name, value)
      found.set(made.name, made)
    }
  }
  for (const [name, value] of Object.entries(manifest.imports ?? {})) look(name, value)
  return [...found.values()]
}

/** Everything that is built. */
export const built = (manifest: PublishedManifest): ReadonlyArray<Entry> => [
  ...list(manifest),
  ...inner(manifest)
]

/** Why the map that is published is not the map the workspace uses, less its source condition. */
export const unpublished = (manifest: PublishedManifest): ReadonlyArray<string> => {
  const published = manifest.publishConfig?.exports ?? {}
  const subpaths = new Set([...Object.keys(manifest.exports), ...Object.keys(published)])
  return [...subpaths].filter(
    (subpath) => withoutSource(manifest.exports[subpath]) !== withoutSource(published[subpath])
  )
}

const withoutSource = (value: unknown): string | undefined =>
  isConditions(value) && isInner(value) ? undefined : withoutMember(value)

const withoutMember = (value: unknown): string | undefined =>
  JSON.stringify(value, (key, inner: unknown) => (key === sourceCondition ? undefined : inner))

/** Whether an import stays an import: a dependency, one of its subpaths, a `#name`, or Node's own. */
export const isExternal = (manifest: PublishedManifest): ((specifier: string) => boolean) => {
  const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  return (specifier) =>
    specifier.startsWith("node:") ||
    manifest.imports?.[specifier] !== undefined ||
    names.some((name) => specifier === name || specifier.startsWith(`${name}/`))
}
