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

/** The entries that hold code; `./package.json` and entries closed with `null` hold none. */
export const list = (manifest: PublishedManifest): ReadonlyArray<Entry> =>
  Object.entries(manifest.exports).flatMap(([subpath, value]) => {
    if (!isConditions(value)) return []
    const output = target(value, "default")
    if (!/^dist\/.+\.js$/.test(output))
      throw new Error(`${subpath} is not built to dist: ${output}`)
    return [
      {
        subpath,
        source: target(value, sourceCondition),
        types: target(value, "types"),
        output,
        name: output.slice("dist/".length, -".js".length)
      }
    ]
  })

/** Why the map that is published is not the map the workspace uses, less its source condition. */
export const unpublished = (manifest: PublishedManifest): ReadonlyArray<string> => {
  const published = manifest.publishConfig?.exports ?? {}
  const subpaths = new Set([...Object.keys(manifest.exports), ...Object.keys(published)])
  return [...subpaths].filter(
    (subpath) => withoutSource(manifest.exports[subpath]) !== withoutSource(published[subpath])
  )
}

const withoutSource = (value: unknown): string | undefined =>
  JSON.stringify(value, (key, inner: unknown) => (key === sourceCondition ? undefined : inner))

/** Whether an import stays an import: a dependency, one of its subpaths, or Node's own. */
export const isExternal = (manifest: PublishedManifest): ((specifier: string) => boolean) => {
  const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  return (specifier) =>
    specifier.startsWith("node:") ||
    names.some((name) => specifier === name || specifier.startsWith(`${name}/`))
}
