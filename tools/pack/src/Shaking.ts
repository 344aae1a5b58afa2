/**
 * What another bundler makes of built code: what it keeps that nobody asked for, and what it cannot run.
 *
 * @since 0.1.0
 */
import { builtinModules } from "node:module"

import * as Source from "@effect-mcp/tools-arch/Source"
import { build } from "esbuild"
import type { Plugin } from "esbuild"

const common = { bundle: true, format: "esm", logLevel: "silent", write: false } as const

/** Bundles a program in a folder; imports of packages stay imports. */
const bundle = async (
  folder: string,
  contents: string,
  plugins: Array<Plugin>
): Promise<string> => {
  const { outputFiles } = await build({
    ...common,
    packages: "external",
    plugins,
    stdin: { contents, loader: "js", resolveDir: folder }
  })
  return outputFiles[0]?.text ?? ""
}

/** What is left of a package after a program took what it needs; other packages stay imports. */
export const consumer = (folder: string, program: string): Promise<string> =>
  bundle(folder, program, [])

const leftoverFile = (file: string): Plugin => ({
  name: "leftovers",
  setup: (build) => {
    build.onResolve({ filter: /^leftovers$/ }, () => ({ path: file, sideEffects: true }))
    build.onResolve({ filter: /^[@\w]/ }, ({ path }) => ({
      external: true,
      path,
      sideEffects: false
    }))
  }
})

/**
 * The statements that are left of a file that a program imports and takes nothing of, `sideEffects: false` or not;
 * each by its first line.
 */
export const leftovers = async (folder: string, file: string): Promise<ReadonlyArray<string>> => {
  const code = await bundle(folder, 'import "leftovers"', [leftoverFile(file)])
  return Source.parse(file, code).program.body.map(
    ({ end, start }) => code.slice(start, end).split("\n")[0] ?? ""
  )
}

const builtins = new Set(builtinModules)

/** The Node modules that a browser would meet on loading a file, each with the file that asks for it. */
export const nodeImports = async (file: string): Promise<ReadonlyArray<string>> => {
  const found = new Set<string>()
  const watch: Plugin = {
    name: "node-imports",
    setup: (build) => {
      build.onResolve({ filter: /^\w/ }, ({ importer, path }) => {
        if (!path.startsWith("node:") && !builtins.has(path)) return undefined
        found.add(`${path} in ${importer}`)
        return { external: true, path }
      })
    }
  }
  await build({ ...common, entryPoints: [file], platform: "browser", plugins: [watch] })
  return [...found]
}
