/**
 * A client of ours that is connected, with everybody at home who can be asked, and what happens at it.
 */
import type { Client, ClientEvent } from "@effect-mcp/client"
import { Context, Effect, Layer, Queue, type Scope, Stream } from "effect"

import * as Host from "./Host.ts"

export interface Shape {
  readonly client: Client.Client
  readonly host: Host.Host["Service"]
  /** Takes what happened until one of it is what is waited for. */
  readonly until: (
    matches: (event: ClientEvent.ClientEvent) => boolean
  ) => Effect.Effect<ClientEvent.ClientEvent>
  /** What happened and was not taken; it is taken now. */
  readonly happened: Effect.Effect<ReadonlyArray<ClientEvent.ClientEvent>>
}

export class Peer extends Context.Service<Peer, Shape>()("@effect-mcp/suites/Peer") {}

/** Connects, and keeps what happens until somebody asks for it. */
export const make = <E, R>(
  connect: Effect.Effect<Client.Client, E, R>
): Effect.Effect<Shape, E, R | Host.Host | Scope.Scope> =>
  Effect.gen(function* () {
    const host = yield* Host.Host
    const client = yield* connect
    const events = yield* Queue.unbounded<ClientEvent.ClientEvent>()
    yield* Effect.forkScoped(
      Stream.runForEach(client.events, (event) => Queue.offer(events, event)),
      { startImmediately: true }
    )
    const until: Shape["until"] = (matches) =>
      Effect.flatMap(Queue.take(events), (event) =>
        matches(event) ? Effect.succeed(event) : until(matches)
      )
    return { client, host, until, happened: Queue.clear(events) }
  })

/** As a layer; `people` are those who can be asked. */
export const layer = <E, R>(
  connect: Effect.Effect<Client.Client, E, R>,
  people: Layer.Layer<Host.Host> = Host.everybody()
) => Layer.effect(Peer, make(connect)).pipe(Layer.provide(people))

/** Picks the update of one resource. */
export const isUpdate =
  (uri: string) =>
  (event: ClientEvent.ClientEvent): boolean =>
    event._tag === "ResourceUpdated" && event.uri === uri

/** Picks a change of the list of tools. */
export const isToolChange = (event: ClientEvent.ClientEvent): boolean =>
  event._tag === "ListChanged" && event.list === "tools"
