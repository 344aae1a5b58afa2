/**
 * A pattern as a linear-time automaton: no pattern, whoever wrote it, can block the process.
 */
import { RE2JS } from "re2js"

export interface Matcher {
  readonly test: (text: string) => boolean
}

const maxPattern = 10_000

/** `undefined` for what has no such form: look-arounds and back-references. */
export const linearPattern = (pattern: string): Matcher | undefined => {
  if (pattern.length > maxPattern) return undefined
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern))
    return { test: (text) => compiled.matcher(text).find() }
  } catch {
    return undefined
  }
}

const escapesAndClasses = /\\.|\[(?:\\.|[^\]\\])*\]/gs
const unbounded = /[*+]|\{\d+,\}/g

/**
 * Whether the engine's own, backtracking matcher is linear on it too: at most one quantifier without an
 * upper bound, only behind an anchor, and no quantified group. For the one keyword whose patterns the
 * library runs itself, `patternProperties`.
 */
export const isPlain = (pattern: string): boolean => {
  const bare = pattern.replace(escapesAndClasses, "x")
  const count = bare.match(unbounded)?.length ?? 0
  return !/\)[*+{]/.test(bare) && (count === 0 || (count === 1 && bare.startsWith("^")))
}
