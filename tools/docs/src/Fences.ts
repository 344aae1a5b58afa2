/**
 * Code in documents, cut from files that run.
 *
 * A fence under `<!-- code: path -->` holds that file, or the part of it between `// #region name`
 * and `// #endregion` when the marker says `path#name`. The lines that mark regions are left out, and so is
 * indentation that all lines have. Everything else in the document is left alone.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

const marked = /(<!-- code: (\S+) -->\n+```[a-z]*\n)([\s\S]*?)(```)/g
const fence = /^```(?:ts|tsx|js|mjs)\b/gm

const region = (source: string, name: string): string | undefined => {
  const lines = source.split("\n")
  const begin = lines.findIndex((line) => line.trim() === `// #region ${name}`)
  if (begin === -1) return undefined
  const length = lines.slice(begin).findIndex((line) => line.trim() === "// #endregion")
  if (length === -1) return undefined
  return `${lines.slice(begin + 1, begin + length).join("\n")}\n`
}

const marker = /^[ \t]*\/\/ #(?:region\b.*|endregion)[ \t]*\n/gm

/** What the least indented of its lines has in front is no part of the code. */
const dedented = (text: string): string => {
  const lines = text.split("\n")
  const depths = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/))
  const common = depths.length === 0 ? 0 : Math.min(...depths)
  return lines.map((line) => line.slice(common)).join("\n")
}

const cut = (root: string, reference: string): string => {
  const [path = "", name] = reference.split("#")
  const file = join(root, path)
  if (!existsSync(file)) throw new Error(`no such file: ${path}`)
  const source = readFileSync(file, "utf8")
  const text = name === undefined ? source : region(source, name)
  if (text === undefined) throw new Error(`no region "${name}" in ${path}`)
  return dedented(text.replace(marker, ""))
}

/** The document with every marked fence brought up to date. */
export const update = (root: string, document: string): string =>
  document.replace(
    marked,
    (_, head: string, reference: string, _old: string, tail: string) =>
      `${head}${cut(root, reference)}${tail}`
  )

/** Code fences that no marker stands above: nothing would notice if they stopped compiling. */
export const unmarked = (document: string): number =>
  (document.match(fence) ?? []).length - (document.match(marked) ?? []).length
