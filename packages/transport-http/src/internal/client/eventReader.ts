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

/** Fed with bytes as they come. @since 0.1.0 */
export class EventReader {
  readonly #decoder = new TextDecoder()
  readonly #parser: EventSourceParser
  #over = false

  /** `limit` is for one event, or one line, in characters. */
  constructor(handler: EventHandler, limit: number) {
    this.#parser = createParser({
      maxBufferSize: limit,
      onEvent: ({ data, event = "message" }) => {
        if (!this.#over && data !== "") handler.event(data, event)
      },
      onId: (id) => {
        if (!this.#over) handler.id(id)
      },
      onRetry: (after) => handler.retry(after),
      onError: ({ type }) => {
        if (type !== "max-buffer-size-exceeded" || this.#over) return
        this.#over = true
        handler.tooLarge()
      }
    })
  }

  push(bytes: Uint8Array): void {
    if (!this.#over) this.#parser.feed(this.#decoder.decode(bytes, { stream: true }))
  }

  /** Nothing more is told, also of what was read already. */
  stop(): void {
    this.#over = true
  }
}
