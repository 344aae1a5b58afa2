/**
 * A running server's pipes as a channel.
 *
 * @spec 2026-07-28/basic/transports/stdio#sending-messages
 * @since 0.1.0
 */
import type { ClientTransport, TransportError } from "@effect-mcp/protocol"
import type { JsonRpc } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import { FrameReader } from "../FrameReader.ts"
import { FrameWriter } from "../FrameWriter.ts"
import type { ServerExited, ServerProcess } from "../ServerProcess.ts"

/**
 * @since 0.1.0
 */
export interface Options {
  readonly child: ServerProcess
  readonly sink: ClientTransport.Sink
  readonly maxFrameBytes: number | undefined
  readonly lost: (cause: ServerExited | AnswersNotRead) => TransportError.TransportError
  /** How long a server may leave its answers unread, in milliseconds, once nothing more is read from it. */
  readonly patience?: number
}

/** The server waits for us to read, and will not read before. @since 0.1.0 */
export class AnswersNotRead extends Error {
  constructor() {
    super("The server does not read the answers to its requests")
  }
}

/** A message that has to wait until the server has read what was sent before. */
interface Waiting {
  readonly out: ClientTransport.Outbound
  readonly resume: (sent: Effect.Effect<void, TransportError.TransportError>) => void
}

/**
 * How many answers, or characters of them, may wait before the server is asked for no more. Far more than one that
 * is merely busy writing comes to: it would read on only after we have.
 */
const maxAnswers = 1024
const maxAnswerLength = 64 * 1024 * 1024

/**
 * Messages of one turn of the event loop leave in one write, and `send` waits while the server does not
 * read what it was sent before. A server that does not read its answers is not read from either; our own
 * requests never stop the reading, since the server may have to write before it can read them.
 *
 * @since 0.1.0
 */
export class ClientPipe implements ClientTransport.Channel {
  readonly #sink: ClientTransport.Sink
  readonly #child: ServerProcess
  readonly #writer: FrameWriter
  #ended: TransportError.TransportError | undefined = undefined
  #isFull = false
  readonly #waiting = new Set<Waiting>()
  readonly #answers = { count: 0, length: 0 }
  readonly #giveUp: () => void
  readonly #patience: number
  #stalled: NodeJS.Timeout | undefined = undefined

  /** Begins to read. */
  constructor({ child, lost, maxFrameBytes, patience = 60_000, sink }: Options) {
    this.#sink = sink
    this.#child = child
    this.#writer = new FrameWriter(child.stdin, this.#onPressure)
    const reader = new FrameReader({ onMessage: this.#onMessage, maxFrameBytes })
    child.stdout.on("data", (chunk: Buffer) => reader.push(chunk))
    this.#patience = patience
    this.#giveUp = () => this.#lost(lost(new AnswersNotRead()))
    child.onLost((exited) => {
      reader.end()
      this.#lost(lost(exited))
    })
  }

  send(out: ClientTransport.Outbound): Effect.Effect<void, TransportError.TransportError> {
    return Effect.suspend(() => (this.#isFull ? this.#wait(out) : this.#write(out)))
  }

  /** A request that has not left yet is withdrawn; else all share one stream: only a notification can cancel. */
  abandon(id: JsonRpc.RequestId): boolean {
    for (const waiting of this.#waiting) {
      const { message } = waiting.out
      if (message.kind !== "request" || message.id !== id) continue
      this.#remove(waiting)
      waiting.resume(Effect.void)
      return true
    }
    return false
  }

  negotiated(): void {}

  /** This end wants no more: nothing is received, and what was sent before is still written. */
  hangUp(reason: TransportError.TransportError): void {
    if (this.#ended === undefined) this.#end(reason)
  }

  #lost(reason: TransportError.TransportError): void {
    if (this.#ended !== undefined) return
    this.#end(reason)
    this.#sink.closed(reason)
  }

  #end(reason: TransportError.TransportError): void {
    this.#ended = reason
    this.#writer.flush()
    this.#writer.close()
    this.#release()
  }

  #write({ frame }: ClientTransport.Outbound): Effect.Effect<void, TransportError.TransportError> {
    if (this.#ended !== undefined) return Effect.fail(this.#ended)
    this.#writer.write(frame)
    return Effect.void
  }

  #wait(out: ClientTransport.Outbound): Effect.Effect<void, TransportError.TransportError> {
    return Effect.callback((resume) => {
      const waiting = { out, resume }
      this.#waiting.add(waiting)
      this.#count(out, 1)
      if (this.#isOverdue) this.#stall()
      return Effect.sync(() => this.#remove(waiting))
    })
  }

  #remove(waiting: Waiting): void {
    if (this.#waiting.delete(waiting)) this.#count(waiting.out, -1)
  }

  #count({ frame, message }: ClientTransport.Outbound, by: 1 | -1): void {
    if (message.kind !== "response") return
    this.#answers.count += by
    this.#answers.length += by * frame.length
  }

  get #isOverdue(): boolean {
    return this.#answers.count >= maxAnswers || this.#answers.length >= maxAnswerLength
  }

  /** Reads no more, and not for ever: a server that only ever writes would leave nothing but time-outs. */
  #stall(): void {
    this.#child.stdout.pause()
    this.#stalled ??= setTimeout(this.#giveUp, this.#patience)
  }

  readonly #onMessage = (message: JsonRpc.Parsed): void => {
    if (this.#ended === undefined) this.#sink.receive(message)
  }

  readonly #onPressure = (): void => {
    if (this.#isFull) return
    this.#isFull = true
    this.#child.stdin.once("drain", () => this.#release())
  }

  /** As many as there is room for, in their order; the rest waits for the next time. */
  #release(): void {
    this.#isFull = false
    clearTimeout(this.#stalled)
    this.#stalled = undefined
    for (const waiting of this.#waiting) {
      if (this.#isFull) break
      this.#remove(waiting)
      waiting.resume(this.#write(waiting.out))
    }
    if (this.#isOverdue) this.#stall()
    else this.#child.stdout.resume()
  }
}
