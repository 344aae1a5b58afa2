import { readFileSync } from "node:fs"

/**
 * What docstrings promise: that `@spec` names a heading of the specification, and that an export says `@since` when.
 *
 * `anchors.json` is the list of pages and headings of every revision, so a renamed heading fails here and not with
 * a reader.
 *
 * @since 0.1.0
 */
import * as Source from "@effect-mcp/tools-arch/Source"

/** Revision, page, and the slugs of the page's headings. */
export type Anchors = Readonly<Record<string, Readonly<Record<string, ReadonlyArray<string>>>>>

/** The committed list of headings. */
export const anchors = (): Anchors =>
  JSON.parse(readFileSync(new URL("../anchors.json", import.meta.url), "utf8"))

/** Why a reference such as `2025-11-25/server/tools#calling-tools` does not resolve; `undefined` if it does. */
export const unresolved = (anchors: Anchors, reference: string): string | undefined => {
  const [path = "", heading] = reference.split("#")
  const slash = path.indexOf("/")
  const pages = anchors[path.slice(0, slash)]
  if (pages === undefined) return `${reference}: no such revision`
  const headings = pages[path.slice(slash + 1)]
  if (headings === undefined) return `${reference}: no such page`
  if (heading === undefined) return `${reference}: names no heading`
  return headings.includes(heading)
    ? undefined
    : `${reference}: no such heading; there are ${headings.join(", ")}`
}

/** The references after `@spec` in a file's comments; one tag may list several, separated by spaces or commas. */
export const references = (
  source: Source.Source
): ReadonlyArray<{ reference: string; at: string }> =>
  source.comments.flatMap(({ start, value }) =>
    [...value.matchAll(/@spec[ \t]+([^\n*]+)/g)].flatMap((tag) =>
      (tag[1] ?? "")
        .split(/[\s,]+/)
        .filter((word) => word !== "")
        .map((reference) => ({ reference, at: Source.at(source, start + tag.index) }))
    )
  )

const since = /@since \d+\.\d+\.\d+/

/** The exports whose docstring does not say since when they are there. */
export const undated = (source: Source.Source): ReadonlyArray<string> =>
  Source.exports(source)
    .filter(({ docstring }) => docstring !== undefined && !since.test(docstring))
    .map(({ name, offset }) => `${Source.at(source, offset)}: ${name} has no @since`)
