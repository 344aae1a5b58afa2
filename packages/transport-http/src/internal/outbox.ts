/**
 * What a stream has said and its peer has yet to take, for mounts whose responses are pulled and not
 * pushed. There is one who takes.
 */

/** Called once, with what there is; with nothing at the end. @since 0.1.0 */
export type Taker = (bytes: Uint8Array | undefined) => void

const encoder = new TextEncoder()

/** Says nothing, but makes the head of the response leave. */
const comment = ":\n\n"

/** @since 0.1.0 */
export class Outbox {
  private pending = ""
  /** What was given last; asking for more says that it has been taken. */
  private given = 0
  private begun = false
  private ended = false
  private taker: Taker | undefined

  /** In characters. */
  get unsent(): number {
    return this.pending.length + this.given
  }

  write(text: string): void {
    this.pending += text
    this.give()
  }

  end(): void {
    this.ended = true
    this.give()
  }

  take(taker: Taker): void {
    this.given = 0
    this.taker = taker
    this.give()
    if (this.begun) return
    this.begun = true
    // most have something to say in the same turn
    if (this.taker === taker) queueMicrotask(() => this.begin())
  }

  /** Whoever waited is gone. */
  leave(): void {
    this.taker = undefined
  }

  private begin(): void {
    if (this.taker !== undefined) this.write(comment)
  }

  private give(): void {
    const { pending, taker } = this
    if (taker === undefined || (pending === "" && !this.ended)) return
    this.taker = undefined
    this.pending = ""
    this.given = pending.length
    taker(pending === "" ? undefined : encoder.encode(pending))
  }
}
