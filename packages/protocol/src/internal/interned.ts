/**
 * Values that many connections say in the same words, held once. Bounded: what was not said for longest goes, and what
 * is large is not worth looking up.
 */

/** Clients differ by name, version and what they can do; nobody meets so many kinds at once. */
const maxKinds = 256

/** In characters. */
const maxSize = 4096

const known = new Map<string, unknown>()

/** An equal value, which nobody can change. */
export const interned = <A extends object>(value: A): A => {
  const text = JSON.stringify(value)
  if (text.length > maxSize) return value
  // Under a text is what has this text.
  const found = known.get(text) as A | undefined
  known.delete(text)
  known.set(text, found ?? frozen(value))
  const [oldest] = known.keys()
  if (known.size > maxKinds && oldest !== undefined) known.delete(oldest)
  return found ?? value
}

/** The text is short, so what it says is not deep. */
const frozen = <A extends object>(value: A): A => {
  for (const member of Object.values(value)) {
    if (typeof member === "object" && member !== null) frozen(member)
  }
  return Object.freeze(value)
}
