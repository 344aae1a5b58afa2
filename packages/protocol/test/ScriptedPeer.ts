import { Effect, Queue } from "effect"

import * as Connection from "../src/Connection.ts"
import * as Deadlines from "../src/Deadlines.ts"
import type * as Outgoing from "../src/Outgoing.ts"
import * as Principal from "../src/Principal.ts"
import { type Frame, frameOf, turn } from "./EngineFixture.ts"

/** A connection of ours whose other end is the test. */
export interface Scripted {
  readonly connection: Connection.Connection
  readonly next: Effect.Effect<Frame>
  readonly rest: Effect.Effect<ReadonlyArray<Frame>>
}

export const scriptedWith = (options: Partial<Connection.Options> = {}): Effect.Effect<Scripted> =>
  Effect.gen(function* () {
    const context = yield* Effect.context()
    const frames = yield* Queue.unbounded<Frame>()
    const connection = new Connection.Connection({
      principal: Principal.local,
      send: (frame) => void Queue.offerUnsafe(frames, frameOf(frame)),
      deadlines: Deadlines.make(context),
      context,
      ...options
    })
    return {
      connection,
      next: Queue.take(frames),
      rest: Effect.andThen(turn, Queue.clear(frames))
    }
  })

export const scripted = scriptedWith()

export const limits = (given: Partial<Outgoing.Limits & { readonly inFlight: number }>) => ({
  timeout: 60_000,
  ceiling: 600_000,
  outstanding: 1024,
  inFlight: 1024,
  ...given
})
