/**
 * `StateSeal` from the synchronous functions of `node:crypto`: Node, Deno and Bun.
 *
 * @since 0.1.0
 */
import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from "node:crypto"

import type * as Layer from "effect/Layer"

import * as StateSeal from "../StateSeal.ts"

const algorithm = "aes-256-gcm"
const tagLength = 16

/**
 * @since 0.1.0
 */
export const primitives: StateSeal.Primitives = {
  sha256: (data) => hash("sha256", data, "buffer"),
  deriveKey: (secret, info) => new Uint8Array(hkdfSync("sha256", secret, "", info, 32)),
  random: (length) => randomBytes(length),
  encrypt: (key, iv, plain, associated) => {
    const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagLength })
    cipher.setAAD(associated)
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  },
  decrypt: (key, iv, sealed, associated) => {
    const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagLength })
    decipher.setAAD(associated)
    decipher.setAuthTag(sealed.subarray(-tagLength))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagLength)), decipher.final()])
    } catch {
      return undefined
    }
  },
  toBase64Url: (bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url"),
  fromBase64Url: (text) => Buffer.from(text, "base64url")
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
