/**
 * Whether variables of a `file:` template can lead out of where their template points to.
 */
import type { Values } from "../UriTemplate.ts"

const climbs = (text: string): boolean =>
  text.includes("\0") || text.split(/[/\\]/).some((segment) => segment === "..")

const isAbsolute = (text: string): boolean => /^(?:[/\\]|[A-Za-z]:)/.test(text)

/** A template such as `file:///srv/{+path}`, whose variables are within a folder it names. */
const hasFolder = (template: string): boolean => /^file:\/\/[^/{]*\/[^{]+\{/i.test(template)

/** Looked at after decoding, once: a file system decodes nothing. */
export const staysInside = (template: string, values: Values): boolean => {
  const leaves = hasFolder(template) ? (text: string) => climbs(text) || isAbsolute(text) : climbs
  return Object.values(values).every((value) =>
    typeof value === "string" ? !leaves(value) : !value.some(leaves)
  )
}
