/**
 * A client and a server in one process. Frames are real text, parsed on arrival, and arrive in order,
 * one turn later: sending never runs the receiver.
 *
 * @since 0.1.0
 */
import { JsonRpc } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import { type Channel, ClientTransport, type Sink } from "./ClientTransport.ts"
import type { Connection } from "./Connection.ts"
import { Endpoint } from "./Endpoint.ts"
import * as Principal from "./Principal.ts"
import { Closed, ConnectionLost, TransportError } from "./TransportError.ts"

/**
 * A frame on its way, in the hands of whoever wants to disturb it.
 *
 * @since 0.1.0
 */
export interface InTransit {
  readonly frame: string
  readonly to: "server" | "client"
  /** Lets a frame arrive; may be called never, later, or more than once. */
  readonly deliver: (frame: string) => void
  /** Cuts the line: both ends learn that the other is gone. */
  readonly cut: () => void
}

/**
 * @since 0.1.0
 */
export interface Options {
  /**
   * Who the server takes the client for.
   *
   * @default Principal.local
   */
  readonly principal?: Principal.Identity | undefined
  /** What happens to each frame; by default it arrives. */
  readonly wire?: ((transit: InTransit) => void) | undefined
}

const name = "memory"

/**
 * Joins clients to the endpoint; each `open` is a connection of its own.
 *
 * @since 0.1.0
 */
export const make = (
  endpoint: Endpoint["Service"],
  options: Options = {}
): ClientTransport["Service"] => ({
  name,
  open: (sink) =>
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => new Line(endpoint, sink, options)),
        (line) => Effect.sync(() => line.hangUp())
      ),
      (line): Channel => ({
        send: (out) => line.toServer(out.frame),
        abandon: () => false,
        negotiated: () => undefined
      })
    )
})

/**
 * As `make`, between two layers.
 *
 * @since 0.1.0
 */
export const layer = (options?: Options): Layer.Layer<ClientTransport, never, Endpoint> =>
  Layer.effect(
    ClientTransport,
    Effect.map(Endpoint, (endpoint) => make(endpoint, options))
  )

class Line {
  private readonly connection: Connection
  private readonly endpoint: Endpoint["Service"]
  private readonly sink: Sink
  private readonly wire: (transit: InTransit) => void
  private open = true

  constructor(endpoint: Endpoint["Service"], sink: Sink, options: Options) {
    this.endpoint = endpoint
    this.sink = sink
    this.wire = options.wire ?? ((transit) => transit.deliver(transit.frame))
    this.connection = endpoint.open({
      principal: options.principal ?? Principal.local,
      send: this.toClient
    })
    this.connection.onClose(() => this.lost())
  }

  toServer(frame: string): Effect.Effect<void, TransportError> {
    return Effect.suspend(() => {
      if (!this.open) {
        return Effect.fail(new TransportError({ transport: name, reason: new Closed() }))
      }
      this.transmit(frame, "server", (frame) => this.arrived(frame))
      return Effect.void
    })
  }

  /** This end goes: the server is told, the client knows. */
  hangUp(): void {
    if (!this.open) return
    this.open = false
    this.connection.close("The client went away")
  }

  private readonly toClient = (frame: string): void =>
    this.transmit(frame, "client", (frame) => this.sink.receive(JsonRpc.parse(frame)))

  private transmit(frame: string, to: InTransit["to"], arrive: (frame: string) => void): void {
    const deliver = (frame: string) =>
      queueMicrotask(() => {
        if (this.open) arrive(frame)
      })
    const cut = () => this.connection.close("The line was cut")
    this.wire({ frame, to, deliver, cut })
  }

  private arrived(frame: string): void {
    this.endpoint.receive(JsonRpc.parse(frame), {
      principal: this.connection.principal,
      connection: this.connection,
      send: this.toClient,
      answer: this.toClient,
      silent: () => undefined
    })
  }

  private lost(): void {
    if (!this.open) return
    this.open = false
    const reason = new ConnectionLost({ cause: "The other end closed" })
    this.sink.closed(new TransportError({ transport: name, reason }))
  }
}
