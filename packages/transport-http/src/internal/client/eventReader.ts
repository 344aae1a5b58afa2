/**
 * The events in the bytes of a stream.
 *
 * `eventsource-parser` reads them: it is fed and calls back, with nothing between, it tells of ids that come without
 * data (the event a stream is primed with), and it keeps no more than it is told to. Effect's own parser tells of
 * neither, and brings channels and schemas with it.
 *
 * @spec 2025-11-25/basic/transports#sending-messages-to-the-server
 * @since 0.1.0
 */
import { createParser, type EventSourceParser } from "eventsource-parser"

/** What is told of a stream. @since 0.1.0 */
export interface EventHandler {
  /** Never with an event that is empty. */
  readonly event: (data: string, type: string) => void
  /** Of an event, before its data and also if there is none. */
  readonly id: (id: string) => void
  /** In milliseconds. */
  readonly retry: (after: number) => void
  /** An event was larger than it may be; nothing more is told. */
  readonly tooLarge: () => void
}

/** Bytes that are read in one go: lines are counted in between. */
const portion = 65_536

/** Characters that a line of data counts for at least: the parser keeps each of them, at about twice that. */
const lineCost = 32

/** Lines of data that an event may have whatever its size. */
const fewLines = 4096

/** Fed with bytes as they come. @since 0.1.0 */
export class EventReader {
  readonly #decoder = new TextDecoder()
  readonly #parser: EventSourceParser
  readonly #maxLines: number
  readonly #handler: EventHandler
  /** Lines of data since the last event, give or take those of one portion. */
  #lines = 0
  /** The end of what was read, where the beginning of a line may be. */
  #seam = "\n"
  #over = false

  /** `limit` is for one event, or one line, in characters. */
  constructor(handler: EventHandler, limit: number) {
    this.#handler = handler
    this.#maxLines = Math.max(fewLines, limit / lineCost)
    this.#parser = createParser({
      maxBufferSize: limit,
      onEvent: ({ data, event = "message" }) => {
        this.#lines = 0
        if (!this.#over && data !== "") handler.event(data, event)
      },
      onId: (id) => {
        if (!this.#over) handler.id(id)
      },
      onRetry: (after) => handler.retry(after),
      onError: ({ type }) => {
        if (type === "max-buffer-size-exceeded") this.#tooLarge()
      }
    })
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.#over; at += portion) {
      this.#read(this.#decoder.decode(bytes.subarray(at, at + portion), { stream: true }))
    }
  }

  /** Nothing more is told, also of what was read already. */
  stop(): void {
    this.#over = true
  }

  #read(text: string): void {
    this.#lines += dataLines(this.#seam + text.slice(0, 4)) + dataLines(text)
    this.#seam = (this.#seam + text.slice(-4)).slice(-4)
    this.#parser.feed(text)
    if (this.#lines > this.#maxLines) this.#tooLarge()
  }

  #tooLarge(): void {
    if (this.#over) return
    this.#over = true
    this.#handler.tooLarge()
  }
}

/** How many lines of data begin in the text. Comments, and fields of which only the last one counts, are not kept. */
const dataLines = (text: string): number => count(text, "\ndata") + count(text, "\rdata")

const count = (text: string, what: string): number => {
  let found = 0
  for (let at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length)) found++
  return found
}
