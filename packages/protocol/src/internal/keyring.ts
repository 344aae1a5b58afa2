/**
 * The keys that states are sealed with, by an id that travels in the open: the head of the key's hash.
 * The first secret seals, all open, so a secret can be replaced without breaking calls in flight.
 */
import * as Redacted from "effect/Redacted"

import type { Primitives } from "./sealPrimitives.ts"

export interface SealingKey {
  /** Four bytes. */
  readonly id: Uint8Array
  readonly key: Uint8Array
}

const shortestSecret = 32

export class Keyring {
  readonly current: SealingKey
  private readonly byId: ReadonlyMap<string, SealingKey>

  constructor(
    primitives: Primitives,
    secrets: ReadonlyArray<Redacted.Redacted<string | Uint8Array>> | undefined,
    audience: string
  ) {
    const info = `mcp requestState 1 ${audience}`
    const given = secrets?.map((secret) => bytesOf(Redacted.value(secret)))
    const keys = (given ?? [primitives.random(shortestSecret)]).map((secret): SealingKey => {
      const key = primitives.deriveKey(secret, info)
      return { id: primitives.sha256(key).subarray(0, 4), key }
    })
    const [current] = keys
    if (current === undefined) throw new RangeError("The list of sealing secrets is empty.")
    this.current = current
    this.byId = new Map(keys.map((key) => [key.id.join(), key]))
  }

  find(id: Uint8Array): Uint8Array | undefined {
    return this.byId.get(id.join())?.key
  }
}

const bytesOf = (secret: string | Uint8Array): Uint8Array => {
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : secret
  if (bytes.length >= shortestSecret) return bytes
  throw new RangeError(`A sealing secret has at least ${shortestSecret} bytes.`)
}
