/**
 * Ids of 128 random bits. Random bytes are fetched for many at once, since asking the system costs more
 * than all the rest of making a task.
 */
import * as Base64Url from "effect/encoding/Base64Url"

const length = 16
const pool = new Uint8Array(length * 256)
let used = pool.length

export const randomId = (): string => {
  if (used === pool.length) {
    globalThis.crypto.getRandomValues(pool)
    used = 0
  }
  const id = Base64Url.encode(pool.subarray(used, used + length))
  // What was given away cannot be read here again.
  pool.fill(0, used, used + length)
  used += length
  return id
}
