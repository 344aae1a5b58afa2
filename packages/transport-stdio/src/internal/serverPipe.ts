import type { Readable, Writable } from "node:stream"

import type { Connection, Endpoint, Exchange, Principal } from "@effect-mcp/protocol"
/**
 * One host's pipes, joined to an endpoint: the callbacks between a readable, a writable and the engine.
 *
 * @spec 2026-07-28/basic/transports/stdio#receiving-messages
 * @since 0.1.0
 */
import type { JsonRpc } from "@effect-mcp/schema"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

import { FrameReader } from "../FrameReader.ts"
import { FrameWriter } from "../FrameWriter.ts"

/** @since 0.1.0 */
export type Ending = "InputClosed" | "OutputClosed" | "EndpointClosed"

/**
 * @since 0.1.0
 */
export interface Options {
  readonly input: Readable
  readonly output: Writable
  /** What really writes to `output`; its own `write` may have been diverted. */
  readonly write: Writable["write"]
  readonly principal: Principal.Identity
  readonly maxFrameBytes: number | undefined
  readonly onEnd: (ending: Ending) => void
}

/** The way back of one message. Over pipes all of them are the same one. */
class PipeExchange implements Exchange.Exchange {
  readonly principal: Principal.Identity
  readonly connection: Connection.Connection
  readonly send: (frame: string) => void
  readonly answer: (frame: string) => void
  underway: Exchange.Underway | undefined

  constructor(connection: Connection.Connection, write: (frame: string) => void) {
    this.principal = connection.principal
    this.connection = connection
    this.send = write
    this.answer = write
  }

  silent(): void {}
}

/**
 * How much is still taken in, and not worked on, while the host does not read. The end of the input stands behind
 * whatever was sent before it, and a host that has gone must be noticed.
 */
const maxHeld = 1024 * 1024
const maxChunks = 1024

/**
 * @since 0.1.0
 */
export class ServerPipe {
  readonly #endpoint: Endpoint.Endpoint["Service"]
  readonly #options: Options
  readonly #connection: Connection.Connection
  readonly #reader: FrameReader
  readonly #writer: FrameWriter
  #outputIsOpen = true
  #reading = true
  #isFull = false
  readonly #held: Array<Buffer> = []
  #heldBytes = 0

  constructor(endpoint: Endpoint.Endpoint["Service"], options: Options) {
    this.#endpoint = endpoint
    this.#options = options
    this.#writer = new FrameWriter(options, this.#onPressure)
    this.#connection = endpoint.open({ principal: options.principal, send: this.#send })
    this.#reader = new FrameReader({
      onMessage: this.#onMessage,
      maxFrameBytes: options.maxFrameBytes
    })
  }

  start(): void {
    const { input, output } = this.#options
    output.on("error", this.#onOutputClosed).on("close", this.#onOutputClosed)
    input.on("end", this.#onInputEnd).on("close", this.#onInputEnd).on("error", this.#onInputEnd)
    input.on("data", this.#onData)
    this.#connection.onClose(() => this.#options.onEnd("EndpointClosed"))
  }

  /** Nothing more is read; what is in flight has `within` to finish, and so has what it wrote to leave. */
  stop(within: Duration.Input): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.#stopReading()
      return Effect.timeoutOption(this.#idle, within).pipe(
        Effect.andThen(Effect.timeoutOption(this.#close, within)),
        Effect.asVoid
      )
    })
  }

  readonly #idle = Effect.callback<void>((resume) => {
    if (this.#connection.isIdle) resume(Effect.void)
    else this.#connection.inFlight.onEmpty(() => resume(Effect.void))
  })

  readonly #close = Effect.callback<void>((resume) => {
    this.#connection.close("the host has gone")
    this.#writer.flush()
    this.#writer.close()
    // A turn later: an error of this last write is emitted after it was reported.
    const written = (): void => {
      setImmediate(() => {
        this.#detach()
        resume(Effect.void)
      })
    }
    if (this.#outputIsOpen) this.#options.write("", written)
    else written()
  })

  #stopReading(): void {
    const { input } = this.#options
    this.#reading = false
    input.off("data", this.#onData).off("end", this.#onInputEnd).off("close", this.#onInputEnd)
    input.pause()
  }

  #detach(): void {
    const { input, output } = this.#options
    input.off("error", this.#onInputEnd)
    output.off("error", this.#onOutputClosed).off("close", this.#onOutputClosed)
  }

  readonly #send = (frame: string): void => this.#writer.write(frame)

  readonly #onMessage = (message: JsonRpc.Parsed): void => {
    this.#endpoint.receive(message, new PipeExchange(this.#connection, this.#send))
  }

  readonly #onData = (chunk: Buffer | string): void => {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk
    if (this.#isFull) this.#hold(bytes)
    else this.#writer.gather(() => this.#reader.push(bytes))
  }

  #hold(chunk: Buffer): void {
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    if (this.#heldBytes >= maxHeld || this.#held.length >= maxChunks) this.#options.input.pause()
  }

  readonly #onInputEnd = (): void => {
    this.#writer.gather(() => {
      for (const chunk of this.#held.splice(0)) this.#reader.push(chunk)
      this.#reader.end()
    })
    this.#options.onEnd("InputClosed")
  }

  readonly #onOutputClosed = (): void => {
    this.#outputIsOpen = false
    this.#writer.close()
    this.#options.onEnd("OutputClosed")
  }

  /** The host has enough for now: work on no more of its requests until it has read. */
  readonly #onPressure = (): void => {
    if (this.#isFull) return
    this.#isFull = true
    this.#options.output.once("drain", () => this.#goOn())
  }

  #goOn(): void {
    this.#isFull = false
    while (this.#reading && !this.#isFull) {
      const chunk = this.#held.shift()
      if (chunk === undefined) return void this.#options.input.resume()
      this.#heldBytes -= chunk.length
      this.#writer.gather(() => this.#reader.push(chunk))
    }
  }
}
