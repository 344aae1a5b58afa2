/**
 * The transport of the first revision: one stream on which everything comes, and a second URL, named by its first
 * event, to which everything is sent.
 *
 * @spec 2024-11-05/basic/transports#http-with-sse
 * @since 0.1.0
 */
import type { ClientTransport } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import type { Call, Receiver } from "./call.ts"
import { lost, type Reason, refused } from "./failure.ts"
import type { Head } from "./head.ts"

/** @since 0.1.0 */
export interface Options {
  readonly sink: ClientTransport.Sink
  /** The URL of the stream. */
  readonly url: string
  /** The server was there, and is gone. */
  readonly lost: (reason: Reason) => void
}

/**
 * Begins the call that `begin` gives, and reads what comes on it. Succeeds, while that goes on, with the path to which
 * messages are sent; fails if there is no such server.
 *
 * @since 0.1.0
 */
export const open = (
  options: Options,
  begin: (receiver: Receiver) => Call
): Effect.Effect<string, Reason> =>
  Effect.callback((resume) => {
    const stream = new HttpSse(options, resume)
    const call = begin(stream)
    stream.call = call
    call.start()
    return Effect.sync(() => call.abort())
  })

class HttpSse implements Receiver {
  call: Call | undefined
  readonly #options: Options
  readonly #settle: (opened: Effect.Effect<string, Reason>) => void
  #isReady = false

  constructor(options: Options, settle: (opened: Effect.Effect<string, Reason>) => void) {
    this.#options = options
    this.#settle = settle
  }

  event(data: string, type: string): void {
    if (!this.#isReady) this.#first(data, type)
    else if (type === "message") this.#options.sink.receive(JsonRpc.parse(data))
  }

  body(head: Head, text: string): void {
    this.#settle(Effect.fail(refused(head, text)))
  }

  ended(reason: Reason): void {
    if (this.#isReady) this.#options.lost(reason)
    else this.#settle(Effect.fail(reason))
  }

  opened(): void {}

  /** Nothing of it can be resumed. */
  id(): void {}

  retry(): void {}

  /** A server that sends messages elsewhere would be sent what is meant for this one. */
  #first(data: string, type: string): void {
    const { url } = this.#options
    const endpoint = type === "endpoint" && URL.canParse(data, url) ? new URL(data, url) : undefined
    if (endpoint?.origin === new URL(url).origin) {
      this.#isReady = true
      return this.#settle(Effect.succeed(endpoint.pathname + endpoint.search))
    }
    const what = endpoint === undefined ? "no endpoint came first" : "the endpoint is elsewhere"
    this.call?.give(lost(new Error(`No HTTP with SSE: ${what}`)))
  }
}
