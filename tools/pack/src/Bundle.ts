/**
 * The JavaScript of a package: every entry bundled, what several need in shared chunks, dependencies left out.
 *
 * A cold start pays about 0.9 ms for each file, so a package is a few files and not one for each module; and because
 * shared code is in a chunk, a service's key exists once however many entries are loaded.
 *
 * @since 0.1.0
 */
import { join } from "node:path"

import { rolldown } from "rolldown"
import type { Plugin } from "rolldown"

import * as PackageEntries from "./PackageEntries.ts"
import * as PureInitializers from "./PureInitializers.ts"

const pureInitializers: Plugin = {
  name: "pure-initializers",
  renderChunk: (code, chunk) => {
    const { code: wrapped, map } = PureInitializers.wrap(chunk.fileName, code)
    return { code: wrapped, map: map.toString() }
  }
}

/** What is no file of the package and no dependency is there today by chance, and not after an install. */
const refuseUndeclared = (isExternal: (specifier: string) => boolean): Plugin => ({
  name: "refuse-undeclared",
  resolveId: (specifier, importer) => {
    const isOwn = importer === undefined || /^[./\0]/.test(specifier)
    if (isOwn) return null
    if (isExternal(specifier)) return { external: true, id: specifier }
    throw new Error(`${importer} imports ${specifier}, which is no dependency`)
  }
})

/** Bundles the package in `folder` into its `dist`; returns the names of the files. */
export const write = async (folder: string): Promise<ReadonlyArray<string>> => {
  const manifest = PackageEntries.read(folder)
  const entries = PackageEntries.built(manifest)
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map(({ name, source }) => [name, join(folder, source)])),
    platform: "neutral",
    plugins: [refuseUndeclared(PackageEntries.isExternal(manifest)), pureInitializers],
    treeshake: { moduleSideEffects: false }
  })
  const { output } = await bundle.write({
    dir: join(folder, "dist"),
    chunkFileNames: "shared/[name].js",
    comments: { annotation: true, jsdoc: false, legal: true },
    format: "esm",
    minify: false,
    sourcemap: true
  })
  await bundle.close()
  return output.map(({ fileName }) => fileName)
}
