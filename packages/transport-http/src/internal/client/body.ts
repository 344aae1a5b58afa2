/**
 * A body as it comes, up to a limit.
 *
 * @since 0.1.0
 */
import { joined } from "../joined.ts"

const decoder = new TextDecoder()

/** @since 0.1.0 */
export class Body {
  readonly #limit: number
  readonly #chunks: Array<Uint8Array> = []
  #size = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** `false`: there was more than the limit, and what was too much is not kept. */
  push(bytes: Uint8Array): boolean {
    const room = this.#limit - this.#size
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes
    this.#size += kept.length
    this.#chunks.push(kept)
    return kept === bytes
  }

  text(): string {
    return decoder.decode(joined(this.#chunks, this.#size))
  }
}
