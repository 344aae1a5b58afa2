/**
 * How much there is in what a server sent. What arrives in one message is bounded by the transport; what is put together
 * from many, or kept, is counted here.
 *
 * @since 0.1.0
 */

/** What a value costs besides its characters: most of a small object is not text. */
const perValue = 16

/**
 * About as many characters as the value's JSON has. In one pass, and without recursion: the value is as deep as its
 * sender liked.
 *
 * @since 0.1.0
 */
export const of = (value: unknown): number => {
  const rest: Array<unknown> = [value]
  let extent = 0
  while (rest.length > 0) {
    const next = rest.pop()
    extent += perValue
    if (typeof next === "string") extent += next.length
    if (typeof next !== "object" || next === null) continue
    for (const [name, inner] of Object.entries(next)) {
      if (!Array.isArray(next)) extent += name.length
      rest.push(inner)
    }
  }
  return extent
}
