/**
 * `StateSeal` for browsers, Workers and every other runtime without `node:crypto`.
 *
 * Pure TypeScript from `@noble/ciphers` and `@noble/hashes`: audited, maintained, and synchronous,
 * which WebCrypto is not. Slower than `StateSealNode`, and like all AES without hardware help not
 * constant in time on every engine; where `node:crypto` exists, take that one.
 *
 * @since 0.1.0
 */
import { gcm } from "@noble/ciphers/aes.js"
import { hkdf } from "@noble/hashes/hkdf.js"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Base64Url from "effect/encoding/Base64Url"
import type * as Layer from "effect/Layer"
import * as Result from "effect/Result"

import * as StateSeal from "./StateSeal.ts"

const utf8 = new TextEncoder()

/**
 * @since 0.1.0
 */
export const primitives: StateSeal.Primitives = {
  sha256: (data) => sha256(typeof data === "string" ? utf8.encode(data) : data),
  deriveKey: (secret, info) => hkdf(sha256, secret, undefined, utf8.encode(info), 32),
  random: (length) => globalThis.crypto.getRandomValues(new Uint8Array(length)),
  encrypt: (key, iv, plain, associated) => gcm(key, iv, associated).encrypt(plain),
  decrypt: (key, iv, sealed, associated) => {
    try {
      return gcm(key, iv, associated).decrypt(sealed)
    } catch {
      return undefined
    }
  },
  toBase64Url: Base64Url.encode,
  fromBase64Url: (text) => Result.getOrUndefined(Base64Url.decode(text))
}

/**
 * The service, on the system's clock.
 *
 * @since 0.1.0
 */
export const make = (options?: StateSeal.Options): StateSeal.StateSeal["Service"] =>
  StateSeal.make(primitives, Date.now, options)

/**
 * The service, on the clock of the layer's context.
 *
 * @since 0.1.0
 */
export const layer = (options?: StateSeal.Options): Layer.Layer<StateSeal.StateSeal> =>
  StateSeal.layer(primitives, options)
