/**
 * Cursors: where a page ended, by the key of its last item, so that a cursor stays good while items come
 * and go. Opaque to the client; one that was changed, or made for another list, is not accepted.
 *
 * @spec 2026-07-28/server/utilities/pagination#pagination-model
 * @since 0.1.0
 */
import * as Base64Url from "effect/encoding/Base64Url"
import * as Result from "effect/Result"

const encoder = new TextEncoder()

/** FNV-1a. Against accidents and guesses; nothing is hidden behind a cursor. */
const checksum = (text: string): string => {
  let hash = 0x811c9dc5
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, "0")
}

const seal = (list: string, key: string): string => checksum(`${list}\n${key}`)

/**
 * The cursor for what comes after this key in `list`.
 *
 * @since 0.1.0
 */
export const encode = (list: string, lastKey: string): string =>
  Base64Url.encode(`${seal(list, lastKey)}${lastKey}`)

/**
 * The key of the last item the client has; `undefined` for what is no cursor of this list.
 *
 * @since 0.1.0
 */
export const decode = (list: string, cursor: string): string | undefined => {
  const decoded = Base64Url.decodeString(cursor)
  if (Result.isFailure(decoded) || decoded.success.length < 8) return undefined
  const key = decoded.success.slice(8)
  return encode(list, key) === cursor ? key : undefined
}
