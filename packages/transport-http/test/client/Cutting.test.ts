import { assert, it } from "@effect/vitest"
import { Clock, Effect, Exit } from "effect"

import * as Cutting from "./support/cutting.ts"
import * as Replaying from "./support/replaying.ts"
import { newest, open, overBoth, request } from "./support/wire.ts"

/** Waits are over at once. */
const hurried = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Clock.Clock, (clock) =>
    Effect.provideService(effect, Clock.Clock, {
      currentTimeMillis: clock.currentTimeMillis,
      currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe(),
      currentTimeNanos: clock.currentTimeNanos,
      currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe(),
      monotonicTimeNanos: clock.monotonicTimeNanos,
      monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
      sleep: () => Effect.yieldNow
    })
  )

const whole = ["progress 1", "progress 2", "answer"]

overBoth("Cutting", (connecting) => {
  const call = Effect.fnUntraced(function* (origin: string, path: string) {
    const wire = yield* open(connecting, { url: origin + path })
    const exit = yield* Effect.exit(hurried(wire.channel.send(request(1, "tools/call", newest))))
    const received = yield* wire.rest
    return { exit, received: received.map(Replaying.label) }
  }, Effect.scoped)

  it.effect(
    "2025-11-25/T-14, 2025-11-25/T-32: wherever a stream is cut, nothing is lost and nothing comes twice",
    () =>
      Effect.gen(function* () {
        const server = yield* Replaying.make
        const cutting = yield* Cutting.make(server.port)
        const primed = server.head.length + server.primed
        for (let bytes = 1; bytes < server.head.length + server.length; bytes++) {
          cutting.after(bytes)
          const { exit, received } = yield* call(cutting.origin, "/stream")
          if (bytes >= primed) {
            assert.deepStrictEqual([received, Exit.isSuccess(exit)], [whole, true], `${bytes}`)
          } else {
            assert.deepStrictEqual([received, Exit.isSuccess(exit)], [[], false], `${bytes}`)
          }
        }
      }),
    60_000
  )

  it.effect("json.cut: wherever a JSON answer is cut, there is no answer", () =>
    Effect.gen(function* () {
      const server = yield* Replaying.make
      const cutting = yield* Cutting.make(server.port)
      for (let bytes = 1; bytes < server.json.length; bytes++) {
        cutting.after(bytes)
        const { exit, received } = yield* call(cutting.origin, "/json")
        assert.deepStrictEqual([received, Exit.isSuccess(exit)], [[], false], `${bytes}`)
      }
      const { received } = yield* call(cutting.origin, "/json")
      assert.deepStrictEqual(received, ["answer"])
    })
  )
})
