/** The cryptography behind a `StateSeal`, all of it synchronous. */
export interface Primitives {
  readonly sha256: (data: string | Uint8Array) => Uint8Array
  /** HKDF with SHA-256 and no salt, 32 bytes. */
  readonly deriveKey: (secret: Uint8Array, info: string) => Uint8Array
  readonly random: (length: number) => Uint8Array
  /** AES-256-GCM; gives the ciphertext with the tag behind it. */
  readonly encrypt: (
    key: Uint8Array,
    iv: Uint8Array,
    plain: Uint8Array,
    associated: Uint8Array
  ) => Uint8Array
  /** `undefined` when the tag does not fit. */
  readonly decrypt: (
    key: Uint8Array,
    iv: Uint8Array,
    sealed: Uint8Array,
    associated: Uint8Array
  ) => Uint8Array | undefined
  readonly toBase64Url: (bytes: Uint8Array) => string
  /** `text` has base64url's characters only; `undefined` when it encodes nothing all the same. */
  readonly fromBase64Url: (text: string) => Uint8Array | undefined
}
