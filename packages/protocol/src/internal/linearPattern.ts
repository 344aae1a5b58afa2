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
const repetitions = /[*+?]|\{\d+(?:,\d*)?\}/g
const backReference = /\\(?:[1-9]|k<)/

/**
 * Whether the engine's own, backtracking matcher is linear on it too: at most one repetition, only behind an
 * anchor, no repeated group, no more than one group if there are alternatives, and no back-reference. For the one
 * keyword whose patterns the library runs itself, `patternProperties`.
 */
export const isPlain = (pattern: string): boolean => {
  const bare = pattern.replace(escapesAndClasses, "x")
  const groups = bare.match(/\(/g)?.length ?? 0
  const count = bare.replaceAll("(?", "(").match(repetitions)?.length ?? 0
  if (backReference.test(pattern) || /\)[*+?{]/.test(bare)) return false
  if (bare.includes("|") && groups > 1) return false
  return count === 0 || (count === 1 && bare.startsWith("^"))
}
