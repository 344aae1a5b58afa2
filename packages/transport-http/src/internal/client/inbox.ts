/**
 * What arrives on the way back of one request: its answer, what the server says meanwhile, and nothing else. An
 * answer to another request has no business there, and is reported and not delivered, so that nobody gets what was
 * meant for somebody else.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#receiving-messages
 * @since 0.1.0
 */
import type { ClientTransport } from "@effect-mcp/protocol"
import type { JsonRpc } from "@effect-mcp/schema"

/** @since 0.1.0 */
export class Inbox {
  /** The answer was delivered. */
  answered = false
  readonly #sink: ClientTransport.Sink
  readonly #id: JsonRpc.RequestId | undefined
  readonly #batches: boolean

  /** Without `id`: of a stream on which no answer belongs. `batches` is what the revision says. */
  constructor(sink: ClientTransport.Sink, id: JsonRpc.RequestId | undefined, batches: boolean) {
    this.#sink = sink
    this.#id = id
    this.#batches = batches
  }

  /** A message of a stream. */
  receive(message: JsonRpc.Parsed): void {
    if (message._tag === "Batch" && this.#batches) {
      for (const item of message.items) this.receive(item)
    } else if (message._tag === "Batch" || this.#belongs(message)) {
      this.#sink.receive(message)
    }
  }

  /**
   * All of an answer that is no stream. HTTP says whose it is, so an error needs no id. `false` if it is no answer; it
   * is then reported.
   */
  answer(message: JsonRpc.Parsed): boolean {
    const isOwn = message._tag === "Error" && message.id === undefined
    if (isOwn) this.error(message)
    else if (message._tag !== "Notification" && message._tag !== "Request") this.receive(message)
    else this.#foreign(`A ${message._tag.toLowerCase()} came in place of an answer`)
    return this.answered
  }

  /** Whatever id it has: the server refused the message that this request is. */
  error({ error }: JsonRpc.ErrorEnvelope): void {
    this.answered = true
    this.#sink.receive({ _tag: "Error", id: this.#id, error })
  }

  #belongs(message: JsonRpc.Envelope | JsonRpc.Malformed): boolean {
    const isAnswer =
      message._tag === "Result" ||
      message._tag === "Error" ||
      (message._tag === "Malformed" && !message.answerable)
    if (!isAnswer || message.id === undefined) return true
    if (message.id === this.#id) this.answered = true
    else this.#foreign("An answer came to a request that was not sent on this exchange")
    return message.id === this.#id
  }

  #foreign(message: string): void {
    this.#sink.receive({
      _tag: "Malformed",
      id: undefined,
      code: -32600,
      message,
      answerable: false
    })
  }
}
