/** Resources that have numbers, and change when the test says so: what is told outside of any call. */
import { McpServer, ResourceTemplate } from "@effect-mcp/server"
import { Effect, type Layer, Schema, type Scope } from "effect"

import { initialize, paramsOf, type Session } from "./peer.ts"
import { type Event, type Json, messagesOf } from "./raw.ts"
import { serve, type Served, type Serving } from "./server.ts"

export const feature = ResourceTemplate.make("x://{id}", {
  name: "x",
  params: Schema.Struct({})
}).handle(() => Effect.succeed(""))

/** Those with these numbers change, one after the other. */
export const happen = (
  { context }: Serving,
  ...numbers: ReadonlyArray<number>
): Effect.Effect<void> =>
  Effect.forEach(
    numbers,
    (number) => Effect.provideContext(McpServer.resourceUpdated(`x://${number}`), context),
    { discard: true }
  )

export const watch = (
  session: Session,
  ...numbers: ReadonlyArray<number>
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.forEach(numbers, (id) => session.ask("resources/subscribe", { uri: `x://${id}` }), {
    discard: true
  })

/** The number that a message is about. */
export const seen = (message: Json): string => String(paramsOf(message)["uri"]).slice("x://".length)

export const seenOn = (events: ReadonlyArray<Event>): ReadonlyArray<string> =>
  messagesOf(events).map(seen)

/** A session that watches what has these numbers. */
export const watching = <E, R>(
  server: Layer.Layer<Served, E, R>,
  options: Parameters<typeof serve>[1] & { readonly version?: string },
  ...numbers: ReadonlyArray<number>
): Effect.Effect<{ readonly serving: Serving; readonly session: Session }, E, R | Scope.Scope> =>
  Effect.gen(function* () {
    const { version = "2025-11-25", ...rest } = options
    const serving = yield* serve(server, rest)
    const session = yield* initialize(serving.url, { version })
    yield* watch(session, ...numbers)
    return { serving, session }
  })
