import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Logger, Schema } from "effect"
import { TestClock } from "effect/testing"

import * as Step from "../src/Step.ts"
import { approve, request, yes } from "./InteractionFixture.ts"

const together = { concurrency: "unbounded" } as const

/** What was logged, and a layer that logs there. */
const logged = () => {
  const messages: Array<unknown> = []
  const layer = Logger.layer([Logger.make(({ message }) => messages.push(message))])
  return { messages, layer }
}

describe("Replay, how long the end of a round waits", () => {
  it.effect("replay.grace: a step in flight is not cut by a question", () =>
    Effect.gen(function* () {
      const inStep = yield* Deferred.make<void>()
      let charged = 0
      const charge = Step.once(
        "charge",
        Schema.Number,
        Deferred.succeed(inStep, undefined).pipe(
          Effect.andThen(Effect.sleep("29 seconds")),
          Effect.andThen(Effect.sync(() => ++charged))
        )
      )
      const handler = Effect.all([approve("q"), charge], together)
      const call = yield* Effect.forkChild(request(handler))
      yield* Deferred.await(inStep)
      yield* TestClock.adjust("29 seconds")
      const first = yield* Fiber.join(call)
      assert.deepStrictEqual(first.keys, ["q"])
      const second = yield* request(handler, { responses: { q: yes }, state: first.state })
      assert.deepStrictEqual(second.exit, Exit.succeed([{ approved: true }, 1]))
    })
  )

  it.effect(
    "replay.grace: a step of ten minutes is cut after 30 seconds, logged, and runs again",
    () => {
      const { messages, layer } = logged()
      return Effect.gen(function* () {
        const inStep = yield* Deferred.make<void>()
        let runs = 0
        const handler = Effect.all(
          [
            approve("q"),
            Step.once(
              "slow",
              Schema.Number,
              Effect.gen(function* () {
                yield* Deferred.succeed(inStep, undefined)
                if (++runs === 1) yield* Effect.sleep("10 minutes")
                return runs
              })
            )
          ],
          together
        )
        const call = yield* Effect.forkChild(request(handler))
        yield* Deferred.await(inStep)
        yield* TestClock.adjust("29 seconds")
        assert.isUndefined(call.pollUnsafe())
        yield* TestClock.adjust("1 second")
        const first = yield* Fiber.join(call)
        assert.deepStrictEqual(first.keys, ["q"])
        assert.deepStrictEqual(messages, [["Steps are cut to ask a question"]])
        const second = yield* request(handler, { responses: { q: yes }, state: first.state })
        assert.deepStrictEqual(second.exit, Exit.succeed([{ approved: true }, 2]))
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect(
    "replay.grace: a step that waits for what only the answer can bring does not hang the call",
    () =>
      Effect.gen(function* () {
        const inStep = yield* Deferred.make<void>()
        const handler = Effect.gen(function* () {
          const answered = yield* Deferred.make<boolean>()
          const step = Step.once(
            "needs the answer",
            Schema.Boolean,
            Effect.andThen(Deferred.succeed(inStep, undefined), Deferred.await(answered))
          )
          const question = Effect.flatMap(approve("q"), ({ approved }) =>
            Deferred.succeed(answered, approved)
          )
          return yield* Effect.all([question, step], together)
        })
        const call = yield* Effect.forkChild(request(handler))
        yield* Deferred.await(inStep)
        yield* TestClock.adjust("30 seconds")
        const first = yield* Fiber.join(call)
        const second = yield* request(handler, { responses: { q: yes }, state: first.state })
        assert.deepStrictEqual(second.exit, Exit.succeed([true, true]))
      })
  )

  it.effect("replay.grace: a question that is no longer open stops the clock", () =>
    Effect.gen(function* () {
      const inStep = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const slow = Step.once(
        "slow",
        Schema.Void,
        Effect.andThen(
          Deferred.succeed(inStep, undefined),
          Effect.andThen(Effect.sleep("50 seconds"), Deferred.await(go))
        )
      )
      const early = Effect.timeoutOption(approve("early"), "20 seconds")
      const late = Effect.andThen(Effect.sleep("25 seconds"), approve("late"))
      const handler = Effect.all([slow, early, late], together)
      const call = yield* Effect.forkChild(request(handler))
      yield* Deferred.await(inStep)
      yield* TestClock.adjust("54 seconds")
      assert.isUndefined(call.pollUnsafe())
      yield* Deferred.succeed(go, undefined)
      assert.deepStrictEqual((yield* Fiber.join(call)).keys, ["late"])
    })
  )

  it.effect(
    "replay.grace: finalizers are waited for, for 30 seconds, then the answer goes out with a warning",
    () => {
      const { messages, layer } = logged()
      return Effect.gen(function* () {
        const releasing = yield* Deferred.make<void>()
        const handler = Effect.ensuring(
          approve("q"),
          Effect.andThen(Deferred.succeed(releasing, undefined), Effect.never)
        )
        const call = yield* Effect.forkChild(request(handler))
        yield* Deferred.await(releasing)
        yield* TestClock.adjust("29 seconds")
        assert.isUndefined(call.pollUnsafe())
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual((yield* Fiber.join(call)).keys, ["q"])
        assert.deepStrictEqual(messages, [["A question is asked while finalizers still run"]])
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("replay.grace: the wait is an option", () =>
    Effect.gen(function* () {
      const inStep = yield* Deferred.make<void>()
      const slow = Step.once(
        "slow",
        Schema.Void,
        Effect.andThen(Deferred.succeed(inStep, undefined), Effect.never)
      )
      const handler = Effect.all([approve("q"), slow], together)
      const call = yield* Effect.forkChild(request(handler, { options: { grace: "1 second" } }))
      yield* Deferred.await(inStep)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual((yield* Fiber.join(call)).keys, ["q"])
    })
  )
})
