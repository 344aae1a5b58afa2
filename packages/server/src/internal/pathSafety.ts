/**
 * Whether variables of a `file:` template can lead out of where their template points to.
 */
import type { Values } from "../UriTemplate.ts"

const climbs = (text: string): boolean =>
  text.includes("\0") || text.split(/[/\\]/).some((segment) => segment === "..")

/** Looked at after decoding, once: a file system decodes nothing. */
export const staysInside = (values: Values): boolean =>
  Object.values(values).every((value) =>
    typeof value === "string" ? !climbs(value) : !value.some(climbs)
  )
