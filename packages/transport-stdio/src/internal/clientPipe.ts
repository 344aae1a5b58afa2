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
  readonly lost: (exited: ServerExited) => TransportError.TransportError
}

/**
 * Messages of one turn of the event loop leave in one write, and `send` waits while the server does not
 * read what it was sent before.
 *
 * @since 0.1.0
 */
export class ClientPipe implements ClientTransport.Channel {
  readonly #sink: ClientTransport.Sink
  readonly #child: ServerProcess
  readonly #writer: FrameWriter
  #ended: TransportError.TransportError | undefined = undefined
  #waiting: Array<() => void> | undefined = undefined

  /** Begins to read. */
  constructor({ child, lost, maxFrameBytes, sink }: Options) {
    this.#sink = sink
    this.#child = child
    this.#writer = new FrameWriter(child.stdin, this.#onPressure)
    const reader = new FrameReader({ onMessage: this.#onMessage, maxFrameBytes })
    child.stdout.on("data", (chunk: Buffer) => reader.push(chunk))
    child.onLost((exited) => {
      reader.end()
      this.#lost(lost(exited))
    })
  }

  send({ frame }: ClientTransport.Outbound): Effect.Effect<void, TransportError.TransportError> {
    return Effect.suspend(() =>
      this.#waiting === undefined
        ? this.#write(frame)
        : Effect.flatMap(this.#room, () => this.#write(frame))
    )
  }

  /** All messages share one stream: only a notification can cancel. */
  abandon(): boolean {
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

  #write(frame: string): Effect.Effect<void, TransportError.TransportError> {
    if (this.#ended !== undefined) return Effect.fail(this.#ended)
    this.#writer.write(frame)
    return Effect.void
  }

  readonly #room = Effect.callback<void>((resume) => {
    if (this.#waiting === undefined) resume(Effect.void)
    else this.#waiting.push(() => resume(Effect.void))
  })

  readonly #onMessage = (message: JsonRpc.Parsed): void => {
    if (this.#ended === undefined) this.#sink.receive(message)
  }

  readonly #onPressure = (): void => {
    if (this.#waiting !== undefined) return
    this.#waiting = []
    this.#child.stdin.once("drain", () => this.#release())
  }

  #release(): void {
    const ready = this.#waiting ?? []
    this.#waiting = undefined
    for (const resume of ready) resume()
  }
}
