/**
 * The bytes of a body that came in pieces. One that came whole is not copied.
 */

/** `size` is that of all pieces together. @since 0.1.0 */
export const joined = (pieces: ReadonlyArray<Uint8Array>, size: number): Uint8Array => {
  const [first] = pieces
  if (first !== undefined && pieces.length === 1) return first
  const bytes = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
