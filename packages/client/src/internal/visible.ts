/**
 * What a server wrote, as it may stand in a message or a log: in one line, and not longer than anybody reads. What moves
 * the cursor, reorders or hides is shown as an escape.
 *
 * @since 0.1.0
 */

/** Controls, formatting (zero-width and bidirectional), and the separators of lines and paragraphs. */
const hiding = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * At most `length` characters of it.
 *
 * @since 0.1.0
 */
export const visible = (text: string, length = 1000): string => {
  const cut = text.length > length ? `${text.slice(0, length)}…` : text
  return cut.replaceAll(hiding, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}
