import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Schema } from "effect"

import * as Interaction from "../src/Interaction.ts"
import * as Step from "../src/Step.ts"
import { accept, approve, decline, name, pushed, sample, yes } from "./InteractionFixture.ts"

describe("Push", () => {
  it.effect(
    "push.ask: a question is a request to the client, and the handler goes on with its answer",
    () =>
      Effect.gen(function* () {
        const sent: Array<Interaction.InputRequest> = []
        const log: Array<string> = []
        const handler = Effect.gen(function* () {
          const plan = yield* Step.once(
            "plan",
            Schema.String,
            Effect.sync(() => {
              log.push("plan")
              return "3 changes"
            })
          )
          const { approved } = yield* approve("confirm", `Apply ${plan}?`)
          return approved
        })
        const approved = yield* pushed(handler, (asked) =>
          Effect.sync(() => {
            sent.push(asked)
            return yes
          })
        )
        assert.isTrue(approved)
        assert.deepStrictEqual(log, ["plan"])
        assert.deepStrictEqual(sent, [
          {
            method: "elicitation/create",
            params: {
              mode: "form",
              message: "Apply 3 changes?",
              requestedSchema: { type: "object" }
            }
          }
        ])
      })
  )

  it.effect("push.invalid: an invalid answer is asked for twice more", () =>
    Effect.gen(function* () {
      let sent = 0
      const late = yield* pushed(name("a"), () =>
        Effect.sync(() => (++sent < 3 ? 5 : accept({ name: "x" })))
      )
      assert.deepStrictEqual(late, { name: "x" })
      assert.strictEqual(sent, 3)
      sent = 0
      const never = yield* Effect.flip(pushed(name("a"), () => Effect.sync(() => ++sent)))
      assert.instanceOf(never, Interaction.InvalidAnswer)
      assert.match(never.message, /^No valid answer to the question "a": Expected object/)
      assert.strictEqual(sent, 3)
    })
  )

  it.effect("push.refused: a JSON-RPC error from the client is a typed failure with its code", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        pushed(sample("hi", "s"), () =>
          Effect.fail({ code: -1, message: "User rejected sampling request" })
        )
      )
      assert.deepStrictEqual(
        error,
        new Interaction.Refused({ key: "s", code: -1, reason: "User rejected sampling request" })
      )
    })
  )

  it.effect("push.declined: declining is a typed failure the handler can catch", () =>
    Effect.gen(function* () {
      const handler = Effect.catchTag(approve("k"), "Declined", (no) => Effect.succeed(no.key))
      assert.strictEqual(yield* pushed(handler, () => Effect.succeed(decline)), "k")
    })
  )

  it.effect("push.unsupported: what the client did not declare is not asked", () =>
    Effect.gen(function* () {
      let sent = 0
      const error = yield* Effect.flip(
        pushed(approve("k"), () => Effect.sync(() => ++sent), { supports: () => false })
      )
      assert.deepStrictEqual(
        error,
        new Interaction.Unsupported({
          method: "elicitation/create",
          missing: ["elicitation.form"]
        })
      )
      assert.strictEqual(sent, 0)
    })
  )

  it.effect("push.max-open: one question too many at the same moment is a typed failure", () =>
    Effect.gen(function* () {
      const three = Effect.forEach(["a", "b", "c"], (key) => Effect.exit(name(key)), {
        concurrency: "unbounded"
      })
      const answers = yield* pushed(
        three,
        () => Effect.as(Effect.yieldNow, accept({ name: "x" })),
        { maxOpen: 2 }
      )
      assert.deepStrictEqual(answers, [
        Exit.succeed({ name: "x" }),
        Exit.succeed({ name: "x" }),
        Exit.fail(new Interaction.TooManyQuestions({ limit: 2 }))
      ])
    })
  )

  it.effect("push.max-open: a question that has ended makes room", () =>
    Effect.gen(function* () {
      const ask = Effect.forEach(["a", "b", "c"], (key) => name(key))
      const answers = yield* pushed(ask, () => Effect.succeed(accept({ name: "x" })), {
        maxOpen: 1
      })
      assert.strictEqual(answers.length, 3)
    })
  )

  it.effect("push.cancel: interrupting the handler interrupts the request", () =>
    Effect.gen(function* () {
      const asked = yield* Deferred.make<void>()
      const cancelled = yield* Deferred.make<void>()
      const call = yield* Effect.forkChild(
        pushed(name("a"), () =>
          Deferred.succeed(asked, undefined).pipe(
            Effect.andThen(Effect.never),
            Effect.onInterrupt(() => Deferred.succeed(cancelled, undefined))
          )
        )
      )
      yield* Deferred.await(asked)
      yield* Fiber.interrupt(call)
      yield* Deferred.await(cancelled)
    })
  )

  it.effect("push.escalate: nothing happens", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* pushed(Interaction.escalate, () => Effect.succeed(yes)))
    })
  )

  it.effect("push.idempotency: the key follows from the call and the name", () =>
    Effect.gen(function* () {
      const keys = Effect.all([Step.idempotencyKey("a"), Step.idempotencyKey("b")])
      const [a, b] = yield* pushed(keys, () => Effect.succeed(yes))
      assert.notStrictEqual(a, b)
      assert.deepStrictEqual(yield* pushed(keys, () => Effect.succeed(yes)), [a, b])
    })
  )
})
