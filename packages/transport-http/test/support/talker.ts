/** A tool that says, on the stream of its call, what the test tells it to, when the test tells it to. */
import { Log, type McpServer, Tool } from "@effect-mcp/server"
import { type EventStore, EventStream } from "@effect-mcp/transport-http"
import { Deferred, Effect, Fiber, Layer, Queue, type Scope } from "effect"

import { initialize, type Session } from "./peer.ts"
import { type Event, type Incoming, type Json, messagesOf } from "./raw.ts"
import { mcp, serve } from "./server.ts"

type Word = number | "release" | "end"

export interface Talker {
  readonly feature: Layer.Layer<never, never, McpServer.McpServer>
  /** Says a number, and comes back once it is said. */
  readonly say: (...numbers: ReadonlyArray<number>) => Effect.Effect<void>
  /** Gives the stream back; whether that was possible. */
  readonly release: Effect.Effect<boolean>
  /** Answers the call with "over". */
  readonly end: Effect.Effect<void>
  /** Waits until a call has begun. */
  readonly begun: Effect.Effect<void>
  /** Waits until a call was interrupted. */
  readonly interrupted: Effect.Effect<void>
}

export const make = (): Talker => {
  const words = Effect.runSync(Queue.unbounded<Word>())
  const done = Effect.runSync(Queue.unbounded<boolean>())
  const begun = Deferred.makeUnsafe<void>()
  const interrupted = Deferred.makeUnsafe<void>()
  const talk = Effect.gen(function* () {
    yield* Deferred.succeed(begun, undefined)
    for (let word = yield* Queue.take(words); word !== "end"; word = yield* Queue.take(words)) {
      const released = word === "release" ? yield* EventStream.release : false
      if (word !== "release") yield* Log.send("info", word)
      yield* Queue.offer(done, released)
    }
    return "over"
  })
  const tell = (word: Word) => Effect.andThen(Queue.offer(words, word), Queue.take(done))
  return {
    feature: Tool.make("talk", {}).handle(() =>
      Effect.onInterrupt(talk, () => Deferred.succeed(interrupted, undefined))
    ),
    say: (...numbers) => Effect.forEach(numbers, tell, { discard: true }),
    release: tell("release"),
    end: Effect.asVoid(Queue.offer(words, "end")),
    begun: Deferred.await(begun),
    interrupted: Deferred.await(interrupted)
  }
}

/** What is said reaches who asked for it. */
export const hearing = (session: Session) => session.ask("logging/setLevel", { level: "info" })

/** A number that was said, else the id of the answer, else the method. */
export const heard = (message: Json): unknown =>
  (message["params"] as Json | undefined)?.["data"] ?? message["id"] ?? message["method"]

export const heardOn = (events: ReadonlyArray<Event>): ReadonlyArray<unknown> =>
  messagesOf(events).map(heard)

/** The next event that says something. */
export const word = (stream: Incoming): Effect.Effect<Event> =>
  Effect.flatMap(stream.next, (event) =>
    event.data === undefined || event.data === "" ? word(stream) : Effect.succeed(event)
  )

/** A client that comes back after this event. */
export const after = (
  session: Session,
  event: Event | undefined
): Effect.Effect<Incoming, never, Scope.Scope> =>
  session.get({ "last-event-id": String(event?.id) })

/** What a server with a talker may have beside it. */
export type Options = Parameters<typeof serve>[1] & {
  readonly version?: string
  readonly store?: Layer.Layer<EventStore.EventStore>
}

/** A session that hears a talker, and a call of it, `"a"`, that has begun. */
export const calling = (options: Options = {}) =>
  Effect.gen(function* () {
    const { store, version = "2025-11-25", ...rest } = options
    const talker = make()
    const server = mcp(talker.feature)
    const { url } = yield* serve(store === undefined ? server : Layer.merge(server, store), rest)
    const session = yield* initialize(url, { version })
    yield* hearing(session)
    const call = yield* Effect.forkChild(session.call("a", "talk"))
    yield* talker.begun
    return { talker, session, url, call: Fiber.join(call) }
  })

/** As `calling`, and the stream of the call, which has said its first numbers. */
export const talking = (options: Options, ...numbers: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const { call, ...rest } = yield* calling(options)
    yield* rest.talker.say(...numbers)
    return { ...rest, call: yield* call }
  })
