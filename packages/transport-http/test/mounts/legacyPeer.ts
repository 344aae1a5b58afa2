/** A client of 2024-11-05: one stream that everything comes on, and a path to post to. */
import { Effect, type Scope } from "effect"

import { initializing, notification, post, request, resultOf } from "../support/peer.ts"
import { type Headers, type Incoming, type Json, open } from "../support/raw.ts"

/** The address of a stream, beside that of an endpoint. */
export const streamOf = (url: string): string => new URL("/sse", url).href

export const listen = (
  stream: string,
  headers: Headers = {}
): Effect.Effect<Incoming, never, Scope.Scope> =>
  open(stream, { method: "GET", headers: { accept: "text/event-stream", ...headers } })

export interface LegacyPeer {
  readonly stream: Incoming
  /** What the stream named to post to. */
  readonly endpoint: string
  readonly version: unknown
  readonly post: (body: Json | string) => Effect.Effect<Incoming, never, Scope.Scope>
  /** Posts a request and takes the next message of the stream. */
  readonly ask: (
    id: number | string,
    method: string,
    params?: Json
  ) => Effect.Effect<Json, never, Scope.Scope>
}

export const connect = (
  stream: string,
  { version = "2024-11-05", ...opening }: Parameters<typeof initializing>[0] = {},
  headers: Headers = {}
): Effect.Effect<LegacyPeer, never, Scope.Scope> =>
  Effect.gen(function* () {
    const incoming = yield* listen(stream, headers)
    const { data = "", event } = yield* incoming.next
    if (event !== "endpoint") return yield* Effect.die(new Error(`The first event is ${event}`))
    const address = new URL(data, stream).href
    const posting = (body: Json | string) => post(address, body, { accept: undefined, ...headers })
    yield* posting(initializing({ version, ...opening }))
    const initialized = yield* incoming.message
    yield* posting(notification("notifications/initialized"))
    return {
      stream: incoming,
      endpoint: data,
      version: resultOf(initialized)["protocolVersion"],
      post: posting,
      ask: (id, method, params) =>
        Effect.andThen(posting(request(id, method, params)), incoming.message)
    }
  })
