/**
 * A pattern as an automaton of bounded size, whose time is its size times the text's: no pattern, whoever wrote it,
 * can block the process.
 */
import { RE2JS } from "re2js"

export interface Matcher {
  readonly test: (text: string) => boolean
  /** What a character of a text can cost. */
  readonly size: number
}

const maxPattern = 10_000
const maxCopies = 1000
const maxSize = 2500

/** How many copies of something its repetitions ask for: each of them is made. */
const copies = (pattern: string): number => {
  let sum = 0
  for (const [, least, most] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    sum += Math.max(Number(least), Number(most ?? 0))
  }
  return sum
}

/** `undefined` for what has no such form: look-arounds and back-references, and what is too large. */
export const linearPattern = (pattern: string): Matcher | undefined => {
  if (pattern.length > maxPattern || copies(pattern) > maxCopies) return undefined
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern))
    const size = compiled.programSize()
    return size > maxSize ? undefined : { size, test: (text) => compiled.matcher(text).find() }
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
