/**
 * Finds words that a package must not know, wherever they stand in a file.
 *
 * @since 0.1.0
 */
import * as Source from "./Source.ts"

/** Whole words, in any case, each as `file:line: word`. */
export const find = (source: Source.Source, words: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...source.text.matchAll(new RegExp(String.raw`\b(?:${words.join("|")})\b`, "gi"))].map(
    (match) => `${Source.at(source, match.index)}: ${match[0]}`
  )
