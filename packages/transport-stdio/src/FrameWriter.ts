/**
 * Messages to bytes: one a line, and as few writes as can be.
 *
 * What is written while a chunk of input is worked on leaves in one write at its end; what comes on its own
 * (an answer that took its time) leaves with all others of the same turn of the event loop. A frame is one
 * JSON text, in which a newline can only stand escaped.
 *
 * @spec 2026-07-28/basic/transports/stdio#sending-messages
 * @since 0.1.0
 */

/**
 * The part of a writable stream that a writer needs.
 *
 * @since 0.1.0
 */
export interface Sink {
  /** `false` when more is waiting than the stream wants to hold. */
  readonly write: (text: string) => boolean
}

/** More than this is not gathered: a long list sent a thousand times in one chunk is a gigabyte. */
const maxGathered = 256 * 1024

/**
 * Gathers frames and writes them.
 *
 * @spec 2026-07-28/basic/transports/stdio#sending-messages
 * @since 0.1.0
 */
export class FrameWriter {
  readonly #sink: Sink
  readonly #onPressure: () => void
  #gathered = ""
  #held = false
  #scheduled = false
  #closed = false

  /** `onPressure` is called when the stream has enough; it says itself when it has room again. */
  constructor(sink: Sink, onPressure: () => void) {
    this.#sink = sink
    this.#onPressure = onPressure
  }

  write(frame: string): void {
    if (this.#closed) return
    this.#gathered += `${frame}\n`
    if (this.#gathered.length > maxGathered) this.flush()
    else if (!this.#held && !this.#scheduled) this.#schedule()
  }

  /** Runs `work`, and writes what it wrote at once when it is done. */
  gather(work: () => void): void {
    this.#held = true
    try {
      work()
    } finally {
      this.#held = false
      this.flush()
    }
  }

  flush(): void {
    if (this.#gathered === "" || this.#closed) return
    const text = withoutSeparators(this.#gathered)
    this.#gathered = ""
    if (!this.#sink.write(text)) this.#onPressure()
  }

  /** Whatever is written from now on is dropped: nobody reads it. */
  close(): void {
    this.#closed = true
    this.#gathered = ""
  }

  #schedule(): void {
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.flush()
    })
  }
}

/**
 * JSON allows the separators of Unicode inside strings as they are, but a reader that cuts lines by the rules
 * of its language (`readline` of Node, `splitlines` of Python) takes them for ends of lines.
 */
const withoutSeparators = (text: string): string =>
  text.includes("\u2028") || text.includes("\u2029")
    ? text.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")
    : text
