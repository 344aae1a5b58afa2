/**
 * A body as it comes, up to a limit. Most come in one piece, and that is not copied.
 *
 * @since 0.1.0
 */

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
    const [first] = this.#chunks
    if (first === undefined) return ""
    return decoder.decode(this.#chunks.length === 1 ? first : this.#joined())
  }

  #joined(): Uint8Array {
    const all = new Uint8Array(this.#size)
    let at = 0
    for (const chunk of this.#chunks) {
      all.set(chunk, at)
      at += chunk.length
    }
    return all
  }
}
