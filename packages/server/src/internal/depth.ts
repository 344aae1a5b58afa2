/**
 * How deep a caller's value is. A schema that refers to itself is read as deep as the value goes, until there is no
 * stack left; a value that is deeper than anybody needs is the caller's mistake and not a defect.
 */
import * as Exit from "effect/Exit"

import { Invalid, type Reader } from "./reader.ts"

const maxDepth = 200

const isDeeper = (value: unknown, levels: number): boolean => {
  if (typeof value !== "object" || value === null) return false
  if (levels === 0) return true
  for (const member of Object.values(value)) {
    if (isDeeper(member, levels - 1)) return true
  }
  return false
}

const tooDeep = new Invalid([{ path: "", message: `Nested deeper than ${maxDepth} levels` }])

/** As `reader`, for values that may come from anybody. */
export const bounded = (reader: Reader): Reader => ({
  ...reader,
  decode: (value) => (isDeeper(value, maxDepth) ? Exit.fail(tooDeep) : reader.decode(value))
})
