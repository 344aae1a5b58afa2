import { JsonRpc, type Revision, Revisions } from "@effect-mcp/schema"
import { Effect, Queue } from "effect"

import type * as Connection from "../src/Connection.ts"
import * as Endpoint from "../src/Endpoint.ts"
import type * as Exchange from "../src/Exchange.ts"
import * as Principal from "../src/Principal.ts"

/** What arrives at a raw peer. */
export interface Frame {
  readonly jsonrpc: "2.0"
  readonly id?: string | number | null
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** What a peer of ours sends is one of ours to read. */
export const frameOf = (text: string): Frame => JSON.parse(text)

/** A peer that writes frames by hand. Each message has an exchange of its own; all arrives in `frames`. */
export interface RawPeer {
  readonly connection: Connection.Connection
  readonly frames: Queue.Queue<Frame>
  readonly next: Effect.Effect<Frame>
  /** How many messages were met with silence. */
  readonly silences: () => number
  /** The codes handed to the transport beside the answers. */
  readonly codes: Array<number | undefined>
  /** Gives the exchange, whose `underway` is what a transport calls. */
  readonly send: (
    message: object | string,
    exchange?: Partial<Exchange.Exchange>
  ) => Exchange.Exchange
  readonly ask: (id: string | number, method: string, params?: object) => Effect.Effect<Frame>
  readonly notify: (method: string, params?: object) => void
  /** What has arrived and was not taken, after a turn of the event loop. */
  readonly rest: Effect.Effect<ReadonlyArray<Frame>>
}

export const connect = (
  endpoint: Endpoint.Endpoint["Service"],
  options: { readonly principal?: Principal.Identity; readonly connected?: boolean } = {}
): RawPeer => {
  const frames = Effect.runSync(Queue.unbounded<Frame>())
  const codes: Array<number | undefined> = []
  let silences = 0
  const principal = options.principal ?? Principal.local
  const arrive = (text: string) => void Queue.offerUnsafe(frames, frameOf(text))
  const connection = endpoint.open({ principal, send: arrive })
  const send: RawPeer["send"] = (message, given) => {
    const exchange: Exchange.Exchange = {
      principal,
      connection: options.connected === false ? undefined : connection,
      send: arrive,
      answer: (frame, code) => {
        codes.push(code)
        arrive(frame)
      },
      silent: () => {
        silences++
      },
      ...given
    }
    const text = typeof message === "string" ? message : JSON.stringify(message)
    endpoint.receive(JsonRpc.parse(text), exchange)
    return exchange
  }
  return {
    connection,
    frames,
    codes,
    send,
    silences: () => silences,
    next: Queue.take(frames),
    ask: (id, method, params) =>
      Effect.suspend(() => {
        send({ jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) })
        return Queue.take(frames)
      }),
    notify: (method, params) =>
      void send({ jsonrpc: "2.0", method, ...(params === undefined ? {} : { params }) }),
    rest: Effect.andThen(turn, Queue.clear(frames))
  }
}

/** All that was scheduled has run. */
export const turn = Effect.promise(() => new Promise<void>((done) => setImmediate(done)))

export const info = { name: "server", version: "1.2.3" }

/** A server of all revisions, unless told. */
export const serve = <R = never>(
  options: Partial<Endpoint.Options<R>> = {}
): Effect.Effect<Endpoint.Endpoint["Service"], never, R> =>
  Endpoint.make<R>({
    info,
    revisions: Revisions.all,
    capabilities: () => ({ tools: {} }),
    handlers: () => ({}),
    ...options
  })

export const clientInfo = { name: "client", version: "3.2.1" }

export const initialize = (version: string, capabilities: object = {}) => ({
  protocolVersion: version,
  capabilities,
  clientInfo
})

/** Goes through the handshake of this version. */
export const handshake = Effect.fnUntraced(function* (
  peer: RawPeer,
  version = "2025-11-25",
  capabilities: object = {}
) {
  const answer = yield* peer.ask("init", "initialize", initialize(version, capabilities))
  peer.notify("notifications/initialized")
  return answer
})

/** Parameters of a request that says its revision. */
export const stating = (
  params: object = {},
  capabilities: object = {},
  meta: object = {},
  version = "2026-07-28"
) => ({
  ...params,
  _meta: {
    "io.modelcontextprotocol/protocolVersion": version,
    "io.modelcontextprotocol/clientCapabilities": capabilities,
    "io.modelcontextprotocol/clientInfo": clientInfo,
    ...meta
  }
})

/** Makes `ask` speak a revision of either era, after whatever it takes to begin. */
export const speak = Effect.fnUntraced(function* (
  peer: RawPeer,
  revision: Revision.Revision,
  capabilities: object = {}
) {
  const says = revision.lifecycle === "PerRequest"
  if (!says) yield* handshake(peer, revision.version, capabilities)
  return (params?: object, meta?: object) =>
    says ? stating(params, capabilities, meta, revision.version) : { ...params, _meta: { ...meta } }
})
