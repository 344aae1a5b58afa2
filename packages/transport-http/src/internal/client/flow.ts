/**
 * What a server may make of its open streams. It cannot ask faster than it takes our answers: while too many of them
 * are on their way, no stream is read. And it cannot keep many open that nobody waits for any more.
 *
 * @since 0.1.0
 */

/** Something that can be left unread. @since 0.1.0 */
export interface Stream {
  readonly pause: () => void
  readonly resume: () => void
  /** Ends it, as if the server had. */
  readonly drop: () => void
}

/** Each is a connection of its own while it is under way. */
const maxAnswers = 256
const maxLeft = 16

/** @since 0.1.0 */
export class Flow {
  readonly #streams = new Set<Stream>()
  readonly #left = new Set<Stream>()
  #answers = 0

  add(stream: Stream): void {
    this.#streams.add(stream)
    if (this.#answers >= maxAnswers) stream.pause()
  }

  remove(stream: Stream): void {
    this.#streams.delete(stream)
    this.#left.delete(stream)
  }

  /** Nobody waits for it any more. */
  leave(stream: Stream): void {
    this.#left.add(stream)
    if (this.#left.size <= maxLeft) return
    const [oldest] = this.#left
    oldest?.drop()
  }

  /** An answer of ours leaves. */
  began(): void {
    if (++this.#answers !== maxAnswers) return
    for (const stream of this.#streams) stream.pause()
  }

  /** It was taken, or will not be. */
  ended(): void {
    if (this.#answers-- !== maxAnswers) return
    for (const stream of this.#streams) stream.resume()
  }
}
