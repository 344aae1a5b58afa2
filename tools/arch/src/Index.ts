/**
 * The generated entry of a package: one `export * as Foo from "./Foo.ts"` for each public module.
 *
 * A public module is a file of `src` itself whose name begins with an upper-case letter, or is the name of a
 * revision; what stands in a folder is a part of one, and `node.ts` and its like are entries of their own. The modules
 * of `flat.json` are exported member by member, because other packages augment their interfaces with `declare module`
 * and that does not reach into a namespace.
 *
 * @since 0.1.0
 */
import { readdirSync } from "node:fs"

import flat from "../flat.json" with { type: "json" }

const isModule = (name: string) => /^(?:[A-Z]\w*|v20\d\d_\d\d_\d\d)\.ts$/.test(name)

const order = (a: string, b: string) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)

/** The text of the entry of a source folder. */
export const print = (names: ReadonlyArray<string>): string => {
  const lines = names
    .filter(isModule)
    .map((name) => name.slice(0, -".ts".length))
    .toSorted(order)
    .map((name) => `export * ${flat.includes(name) ? "" : `as ${name} `}from "./${name}.ts"\n`)
  return lines.length === 0 ? "export {}\n" : lines.join("")
}

/** The entry that a folder's files make. */
export const generate = (folder: string): string => print(readdirSync(folder))
