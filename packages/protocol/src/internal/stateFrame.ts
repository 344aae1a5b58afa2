/** The bytes of a sealed state: `1 | key id: 4 | iv: 12 | ciphertext | tag: 16`, and what is inside. */
import * as Predicate from "effect/Predicate"

import * as Journal from "../Journal.ts"

const version = 1
const headLength = 5
const tagLength = 16
export const ivLength = 12

export interface Frame {
  readonly keyId: Uint8Array
  readonly iv: Uint8Array
  /** Ciphertext and tag. */
  readonly sealed: Uint8Array
}

/** What is inside; `expires` in milliseconds since 1970. */
export interface Content {
  readonly expires: number
  readonly journal: Journal.Journal
}

export const head = (keyId: Uint8Array): Uint8Array => join(Uint8Array.of(version), keyId)

export const join = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const split = (bytes: Uint8Array | undefined): Frame | undefined => {
  if (bytes === undefined || bytes[0] !== version) return undefined
  if (bytes.length < headLength + ivLength + tagLength) return undefined
  return {
    keyId: bytes.subarray(1, headLength),
    iv: bytes.subarray(headLength, headLength + ivLength),
    sealed: bytes.subarray(headLength + ivLength)
  }
}

const toUtf8 = new TextEncoder()
const fromUtf8 = new TextDecoder()

export const encode = ({ expires, journal }: Content): Uint8Array =>
  toUtf8.encode(JSON.stringify({ x: expires, j: Journal.toJson(journal) }))

/** Of bytes that carried our tag; `undefined` when another version of this code wrote them. */
export const decode = (plain: Uint8Array): Content | undefined => {
  const content: unknown = JSON.parse(fromUtf8.decode(plain))
  if (!Predicate.isReadonlyObject(content)) return undefined
  const { x, j } = content
  const journal = Journal.fromJson(j)
  return typeof x === "number" && journal !== undefined ? { expires: x, journal } : undefined
}
