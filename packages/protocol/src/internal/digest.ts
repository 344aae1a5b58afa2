/**
 * SHA-256 as base64url text, cut to `length` characters of six bits each.
 *
 * A cryptographic hash although most digests here only tell texts apart: whoever can put data into two
 * questions could otherwise choose them so that the answer to the harmless one counts for the other.
 * `@noble/hashes`, because it is synchronous (a question must be known before the fiber parks), runs
 * where there is no `node:crypto`, and costs 4 µs for a question of ordinary size.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Base64Url from "effect/encoding/Base64Url"

const utf8 = new TextEncoder()

export const digest = (text: string, length: number): string =>
  Base64Url.encode(sha256(utf8.encode(text))).slice(0, length)
