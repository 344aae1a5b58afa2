/**
 * Words of a command line as a person should see them.
 *
 * @since 0.1.0
 */

/** Controls, formatting (zero-width and bidirectional), and the separators of lines and paragraphs. */
const hiding = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
const plain = /^[\w%+,./:=@-]+$/u

/**
 * Whether a terminal or a dialog would show `word` as something that it is not.
 *
 * @since 0.1.0
 */
export const hides = (word: string): boolean => word.search(hiding) >= 0

/**
 * `word`, in quotes where it would not stand for itself, with what hides written as escapes.
 *
 * @since 0.1.0
 */
export const visible = (word: string): string => {
  if (plain.test(word)) return word
  const escaped = word
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll(hiding, (character) => {
      const code = character.codePointAt(0) ?? 0
      return `\\u{${code.toString(16)}}`
    })
  return `"${escaped}"`
}
