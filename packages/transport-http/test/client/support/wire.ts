/** A channel in the hands of a test, over each of the connectors. */
import type { ClientTransport, TransportError } from "@effect-mcp/protocol"
import { type JsonRpc, Revisions, type Revision } from "@effect-mcp/schema"
import { describe } from "@effect/vitest"
import { Deferred, Effect, Exit, Queue, type Scope } from "effect"

import * as FetchConnector from "../../../src/FetchConnector.ts"
import type { HttpConnector } from "../../../src/HttpConnector.ts"
import * as UndiciConnector from "../../../src/node/UndiciConnector.ts"
import * as StreamableHttpClient from "../../../src/StreamableHttpClient.ts"
import * as Scripted from "./scripted.ts"

export const [modern, newest, , batching] = Revisions.all as [
  Revision.Revision,
  Revision.Revision,
  Revision.Revision,
  Revision.Revision,
  Revision.Revision
]
export const oldest = Revisions.handshake.at(-1) as Revision.Revision

/** A connector that is closed with the scope. */
export type Connecting = Effect.Effect<HttpConnector, never, Scope.Scope>

/** The same tests over both. */
export const overBoth = (name: string, tests: (connecting: Connecting) => void): void => {
  describe(`${name}, undici`, () => {
    tests(UndiciConnector.make())
  })
  describe(`${name}, fetch`, () => {
    tests(Effect.sync(() => FetchConnector.fromFetch()))
  })
}

/** A connector that tells of each exchange that has ended, by its method. */
export const observed = Effect.fnUntraced(function* (connecting: Connecting) {
  const ended = yield* Queue.unbounded<string>()
  const observing = Effect.map(connecting, (connector): HttpConnector => ({
    request: (request, handler) =>
      connector.request(request, {
        head: (status, headers) => handler.head(status, headers),
        chunk: (bytes) => handler.chunk(bytes),
        end: () => {
          handler.end()
          Queue.offerUnsafe(ended, request.method)
        },
        error: (cause, reached) => {
          handler.error(cause, reached)
          Queue.offerUnsafe(ended, request.method)
        }
      })
  }))
  const awaiting: (method: string) => Effect.Effect<void> = (method) =>
    Effect.flatMap(Queue.take(ended), (other) =>
      other === method ? Effect.void : awaiting(method)
    )
  return { connecting: observing, ended: awaiting }
})

/** An open channel, and what comes over it. */
export class Wire {
  readonly channel: ClientTransport.Channel
  readonly #received: Queue.Queue<JsonRpc.Parsed>
  readonly #closed: Deferred.Deferred<TransportError.TransportError>

  constructor(
    channel: ClientTransport.Channel,
    received: Queue.Queue<JsonRpc.Parsed>,
    closed: Deferred.Deferred<TransportError.TransportError>
  ) {
    this.channel = channel
    this.#received = received
    this.#closed = closed
  }

  get next(): Effect.Effect<JsonRpc.Parsed> {
    return Queue.take(this.#received)
  }

  /** What nobody has taken. */
  get rest(): Effect.Effect<ReadonlyArray<JsonRpc.Parsed>> {
    return Queue.clear(this.#received)
  }

  get closed(): Effect.Effect<TransportError.TransportError> {
    return Deferred.await(this.#closed)
  }
}

export const open = Effect.fnUntraced(function* (
  connecting: Connecting,
  options: StreamableHttpClient.Options
) {
  const connector = yield* connecting
  const transport = StreamableHttpClient.make({ connector, ...options })
  const received = yield* Queue.unbounded<JsonRpc.Parsed>()
  const closed = yield* Deferred.make<TransportError.TransportError>()
  const channel = yield* transport.open({
    receive: (message) => void Queue.offerUnsafe(received, message),
    closed: (reason) => void Deferred.doneUnsafe(closed, Exit.succeed(reason))
  })
  return new Wire(channel, received, closed)
})

/** A server that is written down, and an open channel to it. */
export const scripted = Effect.fnUntraced(function* (
  connecting: Connecting,
  options: Omit<StreamableHttpClient.Options, "url"> = {}
) {
  const server = yield* Scripted.make()
  const wire = yield* open(connecting, { url: server.url, ...options })
  return { server, wire }
})

export const request = (
  id: JsonRpc.RequestId,
  method: string,
  revision: Revision.Revision | undefined,
  headers?: { readonly [name: string]: string }
): ClientTransport.Outbound => ({
  frame: JSON.stringify({ jsonrpc: "2.0", id, method, params: {} }),
  message: { kind: "request", id, method, params: {} },
  revision,
  headers
})

export const notification = (
  method: string,
  revision: Revision.Revision | undefined
): ClientTransport.Outbound => ({
  frame: JSON.stringify({ jsonrpc: "2.0", method }),
  message: { kind: "notification", method },
  revision
})

export const response = (
  id: JsonRpc.RequestId,
  revision: Revision.Revision | undefined
): ClientTransport.Outbound => ({
  frame: JSON.stringify({ jsonrpc: "2.0", id, result: {} }),
  message: { kind: "response", id },
  revision
})

export const initialized = (revision: Revision.Revision) => ({
  protocolVersion: revision.version,
  capabilities: {},
  serverInfo: { name: "scripted", version: "1" }
})

/** Sends what the test goes on without waiting for. */
export const sending = (wire: Wire, out: ClientTransport.Outbound) =>
  Effect.forkChild(wire.channel.send(out), { startImmediately: true })

/** Past the handshake; gives the GET that follows it. */
export const shaken = Effect.fnUntraced(function* (
  wire: Wire,
  server: Scripted.Scripted,
  options: { readonly session?: string; readonly revision?: Revision.Revision } = {}
) {
  const { revision = newest, session } = options
  yield* sending(wire, request(0, "initialize", revision))
  const initialize = yield* server.post
  initialize.result(
    initialized(revision),
    session === undefined ? {} : { "mcp-session-id": session }
  )
  yield* wire.next
  wire.channel.negotiated(revision)
  yield* sending(wire, notification("notifications/initialized", revision))
  const second = yield* server.post
  second.send(202)
  const listening: Scripted.Received = yield* server.get
  return { initialize, initialized: second, listening }
})

/** The reason `out` could not be sent, or answered, for. */
export const reasonOf = (wire: Wire, out: ClientTransport.Outbound) =>
  Effect.map(Effect.flip(wire.channel.send(out)), ({ reason }) => reason)

export const resultOf = (message: JsonRpc.Parsed): Scripted.Json => {
  if (message._tag !== "Result") throw new Error(`Not a result: ${JSON.stringify(message)}`)
  return { id: message.id, ...message.result }
}
