/**
 * What a column can hold of a text that came from anywhere. Postgres has no NUL and no half of a surrogate
 * pair, and an index has no room for ten thousand characters, so what is not plain is stood for by its hash.
 *
 * @since 0.1.0
 */
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex } from "@noble/hashes/utils.js"

const mark = "#"
const longest = 256
const utf8 = new TextEncoder()

const isPlain = (text: string): boolean =>
  text.length <= longest && !text.startsWith(mark) && text.isWellFormed() && !text.includes("\0")

/** As JSON, since UTF-8 by itself makes one of all halves of surrogate pairs. */
const hash = (text: string): string => bytesToHex(sha256(utf8.encode(JSON.stringify(text))))

/** Equal for equal texts only. */
export const key = (text: string): string => (isPlain(text) ? text : mark + hash(text))

/** Whether this is not the text itself. */
export const isHash = (stored: string): boolean => stored.startsWith(mark)
