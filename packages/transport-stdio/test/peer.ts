import { fileURLToPath } from "node:url"

/** The peer of `fixtures/peer.ts`, spawned by the client's transport. */
import type { ClientTransport, TransportError } from "@effect-mcp/protocol"
import type { JsonRpc } from "@effect-mcp/schema"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { Deferred, Effect, Queue, type Scope } from "effect"

export const path = fileURLToPath(new URL("fixtures/peer.ts", import.meta.url))

export interface Peer {
  readonly received: Queue.Queue<JsonRpc.Parsed>
  readonly closed: Deferred.Deferred<TransportError.TransportError>
  /** Text on standard error, piece by piece. */
  readonly stderr: Queue.Queue<string>
  readonly channel: ClientTransport.Channel
  readonly send: (
    method: string,
    params?: object
  ) => Effect.Effect<void, TransportError.TransportError>
  /** The next message, which has to be an answer. */
  readonly ask: (
    method: string,
    params?: object
  ) => Effect.Effect<Record<string, unknown>, TransportError.TransportError>
  /** Waits until standard error has said all of `text`. */
  readonly hears: (text: string) => Effect.Effect<void>
}

const outbound = (id: number, method: string, params: object): ClientTransport.Outbound => ({
  frame: JSON.stringify({ jsonrpc: "2.0", id, method, params }),
  message: { kind: "request", id, method },
  revision: undefined
})

const join = (
  transport: ClientTransport.ClientTransport["Service"],
  stderr: Queue.Queue<string>
): Effect.Effect<Peer, TransportError.TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const received = yield* Queue.unbounded<JsonRpc.Parsed>()
    const closed = yield* Deferred.make<TransportError.TransportError>()
    const channel = yield* transport.open({
      receive: (message) => Queue.offerUnsafe(received, message),
      closed: (reason) => Deferred.doneUnsafe(closed, Effect.succeed(reason))
    })
    let id = 0
    let heard = ""
    const send = (method: string, params: object = {}) =>
      channel.send(outbound(++id, method, params))
    return {
      received,
      closed,
      stderr,
      channel,
      send,
      ask: (method, params) =>
        Effect.gen(function* () {
          yield* send(method, params)
          const message = yield* Queue.take(received)
          if (message._tag !== "Result") return yield* Effect.die(message)
          return message.result
        }),
      hears: (text) =>
        Effect.gen(function* () {
          while (!heard.includes(text)) heard += yield* Queue.take(stderr)
        })
    }
  })

/** A transport to the peer, and what starts it each time it is run. */
export const make = (options: Partial<StdioClient.Options> = {}) =>
  Effect.gen(function* () {
    const stderr = yield* Queue.unbounded<string>()
    const program: StdioClient.Options = {
      command: process.execPath,
      stderr: (text) => Queue.offerUnsafe(stderr, text),
      ...options,
      args: [path, ...(options.args ?? [])]
    }
    const transport = yield* StdioClient.make(program).pipe(
      Effect.provide(SpawnConsent.layerExact(program))
    )
    return { transport, open: join(transport, stderr) }
  })

/** The peer, started. */
export const open = (options?: Partial<StdioClient.Options>) =>
  Effect.flatMap(make(options), (peer) => peer.open)
