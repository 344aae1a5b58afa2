/**
 * A server that is written down: a real `ClientTransport` whose other end is the test. What the client sends is taken
 * frame by frame, what it gets is text.
 */
import { ClientTransport, TransportError } from "@effect-mcp/protocol"
import { JsonRpc, type Revision } from "@effect-mcp/schema"
import { Effect, Layer, Queue, Scope } from "effect"

export type Frame = { readonly [member: string]: unknown }

export type Reason = TransportError.TransportError["reason"]

const transportError = (reason: Reason) =>
  new TransportError.TransportError({ transport: "written", reason })

/** One opening of the transport. */
export class Line {
  readonly sent: Queue.Queue<Frame>
  readonly abandoned: Array<JsonRpc.RequestId> = []
  readonly spoken: Array<string | undefined> = []
  /** What was to be said beside each frame. */
  readonly headers: Array<ClientTransport.Outbound["headers"]> = []
  private readonly streams = new Map<unknown, (error: TransportError.TransportError) => void>()
  negotiated: string | undefined
  private readonly sink: ClientTransport.Sink
  private over = false

  constructor(sink: ClientTransport.Sink, sent: Queue.Queue<Frame>) {
    this.sink = sink
    this.sent = sent
  }

  /** The next frame of the client. */
  get next(): Effect.Effect<Frame> {
    return Queue.take(this.sent)
  }

  /** Frames that were sent and nobody has taken. */
  get rest(): Effect.Effect<ReadonlyArray<Frame>> {
    return Queue.clear(this.sent)
  }

  say(frame: unknown): void {
    this.text(JSON.stringify(frame))
  }

  text(text: string): void {
    if (!this.over) this.sink.receive(JsonRpc.parse(text))
  }

  answer(id: unknown, result: Frame): void {
    this.say({ jsonrpc: "2.0", id, result })
  }

  refuse(id: unknown, error: Frame): void {
    this.say({ jsonrpc: "2.0", id, error })
  }

  notify(method: string, params?: Frame): void {
    this.say(params === undefined ? { jsonrpc: "2.0", method } : { jsonrpc: "2.0", method, params })
  }

  /** The server is gone. */
  cut(why = "gone"): void {
    if (this.over) return
    this.over = true
    this.sink.closed(transportError(new TransportError.ConnectionLost({ cause: why })))
  }

  /** As `cut`, for a reason of one's own. */
  end(reason: Reason): void {
    if (this.over) return
    this.over = true
    this.sink.closed(transportError(reason))
  }

  /** Each request has a stream of its own here; the sending of it ends with `lose`. */
  stream(id: unknown): Effect.Effect<never, TransportError.TransportError> {
    return Effect.callback((resume) => {
      this.streams.set(id, (error) => resume(Effect.fail(error)))
    })
  }

  /** The stream of one request is gone, and nothing else. */
  lose(id: unknown, reason: Reason = new TransportError.ConnectionLost({ cause: "cut" })): void {
    this.streams.get(id)?.(transportError(reason))
    this.streams.delete(id)
  }

  get isClosed(): boolean {
    return this.over
  }

  close(): void {
    this.over = true
  }
}

export interface Peer {
  /** The openings, in order. */
  readonly lines: Queue.Queue<Line>
  readonly line: Effect.Effect<Line>
  readonly layer: Layer.Layer<ClientTransport.ClientTransport>
}

export interface PeerOptions {
  /** Whether the transport ends a request's stream instead of sending a notification. */
  readonly streams?: boolean
  /** Refuses to open from this opening on. */
  readonly unreachableFrom?: number
  /** Whether each request has a stream of its own, which can be lost. */
  readonly ownStreams?: boolean
  /** Why a frame is not taken. */
  readonly refuses?: (frame: Frame, line: Line) => Reason | undefined
  readonly origin?: string
  readonly mirrors?: boolean
}

export const make = Effect.fnUntraced(function* (options: PeerOptions = {}) {
  const lines = yield* Queue.unbounded<Line>()
  let opened = 0
  const open = Effect.fnUntraced(function* (sink: ClientTransport.Sink) {
    if (++opened >= (options.unreachableFrom ?? Infinity)) {
      return yield* transportError(new TransportError.ConnectFailed({ cause: "nobody there" }))
    }
    const line = new Line(sink, yield* Queue.unbounded<Frame>())
    const scope = yield* Effect.scope
    yield* Scope.addFinalizer(
      scope,
      Effect.sync(() => line.close())
    )
    yield* Queue.offer(lines, line)
    const channel: ClientTransport.Channel = {
      send: (out) =>
        Effect.suspend(() => {
          const frame = JSON.parse(out.frame) as Frame
          line.spoken.push(out.revision?.version)
          line.headers.push(out.headers)
          Queue.offerUnsafe(line.sent, frame)
          const refused = options.refuses?.(frame, line)
          if (refused !== undefined) return Effect.fail(transportError(refused))
          const isHeld = options.ownStreams === true && out.message.kind === "request"
          return isHeld ? line.stream(frame["id"]) : Effect.void
        }),
      abandon: (id) => {
        if (options.streams !== true) return false
        line.abandoned.push(id)
        return true
      },
      negotiated: (revision: Revision.Revision) => {
        line.negotiated = revision.version
      }
    }
    return channel
  })
  const peer: Peer = {
    lines,
    line: Queue.take(lines),
    layer: Layer.succeed(ClientTransport.ClientTransport, {
      name: "written",
      open,
      origin: options.origin,
      mirrors: options.mirrors
    })
  }
  return peer
})
