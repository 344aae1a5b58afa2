import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Schema } from "effect"

import * as Interaction from "../src/Interaction.ts"
import * as Step from "../src/Step.ts"
import {
  accept,
  approve,
  decline,
  drive,
  everything,
  name,
  request,
  round,
  yes
} from "./InteractionFixture.ts"

const Plan = Schema.Struct({ summary: Schema.String, at: Schema.Date })
const Deployment = Schema.Struct({ id: Schema.String })

const deploy = (log: Array<string>) =>
  Effect.gen(function* () {
    const plan = yield* Step.once(
      "plan",
      Plan,
      Effect.sync(() => {
        log.push("plan")
        return { summary: "3 changes", at: new Date(0) }
      })
    )
    const { approved } = yield* approve("confirm", `Apply ${plan.summary} of ${plan.at.getTime()}?`)
    if (!approved) return yield* Effect.fail("declined")
    return yield* Step.once(
      "apply",
      Deployment,
      Effect.sync(() => {
        log.push("apply")
        return { id: "d-1" }
      })
    )
  })

describe("Replay", () => {
  it.effect(
    "2026-07-28/MR-01, 2026-07-28/MR-02, 2026-07-28/MR-04: a question ends the round with its request and a state",
    () =>
      Effect.gen(function* () {
        const log: Array<string> = []
        const reply = yield* request(deploy(log))
        assert.isUndefined(reply.exit)
        assert.deepStrictEqual(
          { ...reply.asked },
          {
            confirm: {
              method: "elicitation/create",
              params: {
                mode: "form",
                message: "Apply 3 changes of 0?",
                requestedSchema: { type: "object" }
              }
            }
          }
        )
        assert.match(reply.state ?? "", /^[\w-]{100,}$/)
        assert.deepStrictEqual(log, ["plan"])
      })
  )

  it.effect("replay.once: the retry goes on from the answer, and each step has run once", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const { exit, asked } = yield* drive(deploy(log), () => yes)
      assert.deepStrictEqual(exit, Exit.succeed({ id: "d-1" }))
      assert.deepStrictEqual(asked, [["confirm"]])
      assert.deepStrictEqual(log, ["plan", "apply"])
    })
  )

  it.effect(
    "2026-07-28/MR-10: a client that never comes back leaves the finished steps and nothing else",
    () =>
      Effect.gen(function* () {
        const log: Array<string> = []
        yield* request(deploy(log))
        assert.deepStrictEqual(log, ["plan"])
      })
  )

  it.effect(
    "replay.fork: a state presented twice runs the later steps twice, under one idempotency key",
    () =>
      Effect.gen(function* () {
        const charged: Array<string> = []
        const handler = Effect.gen(function* () {
          yield* approve("a")
          const key = yield* Step.idempotencyKey("charge")
          yield* Step.once(
            "charge",
            Schema.Void,
            Effect.sync(() => charged.push(key))
          )
          yield* approve("b")
        })
        const first = yield* request(handler)
        yield* request(handler, { responses: { a: yes }, state: first.state })
        yield* request(handler, { responses: { a: yes }, state: first.state })
        const other = yield* request(handler)
        yield* request(handler, { responses: { a: yes }, state: other.state })
        assert.strictEqual(charged.length, 3)
        assert.strictEqual(charged[0], charged[1])
        assert.notStrictEqual(charged[0], charged[2])
      })
  )

  it.effect("replay.done: a handler that asks nothing ends as it ends", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* round(Effect.succeed(1)), {
        _tag: "Done",
        exit: Exit.succeed(1)
      })
      assert.deepStrictEqual(yield* round(Effect.fail("e")), { _tag: "Done", exit: Exit.fail("e") })
    })
  )

  it.effect("replay.declined: declining is a typed failure the handler can catch", () =>
    Effect.gen(function* () {
      const handler = Effect.catchTag(approve("k"), "Declined", (no) => Effect.succeed(no.key))
      const { exit } = yield* drive(handler, () => decline)
      assert.deepStrictEqual(exit, Exit.succeed("k"))
    })
  )

  it.effect(
    "2026-07-28/MR-05: what the client did not declare is not asked; the handler can do without",
    () =>
      Effect.gen(function* () {
        const handler = Effect.catchTag(approve("k"), "Unsupported", (error) =>
          Effect.succeed(error.missing)
        )
        const reply = yield* request(handler, { options: { supports: () => false } })
        assert.deepStrictEqual(reply.exit, Exit.succeed(["elicitation.form"]))
        const uncaught = yield* request(approve("k"), {
          options: { supports: (path) => path !== "elicitation.form" }
        })
        assert.deepStrictEqual(
          uncaught.exit,
          Exit.fail(
            new Interaction.Unsupported({
              method: "elicitation/create",
              missing: ["elicitation.form"]
            })
          )
        )
      })
  )

  it.effect("replay.max-open: one question too many at the same moment is a typed failure", () =>
    Effect.gen(function* () {
      const handler = Effect.all([name("a"), name("b"), name("c")], { concurrency: "unbounded" })
      const reply = yield* request(handler, { options: { maxOpen: 2 } })
      assert.deepStrictEqual(reply.exit, Exit.fail(new Interaction.TooManyQuestions({ limit: 2 })))
    })
  )

  it.effect(
    "replay.max-rounds: a question whose text never settles ends as Diverged, by name",
    () =>
      Effect.gen(function* () {
        let time = 0
        const handler = Effect.suspend(() => approve("confirm", `It is ${time++}, go?`))
        const { exit, asked } = yield* drive(handler, () => yes)
        assert.strictEqual(asked.length, 16)
        assert.isTrue(Exit.isFailure(exit))
        if (Exit.isSuccess(exit)) return
        const [reason] = exit.cause.reasons
        assert.strictEqual(reason?._tag, "Die")
        const defect = reason?._tag === "Die" ? reason.defect : undefined
        assert.instanceOf(defect, Interaction.Diverged)
        assert.strictEqual(
          String(defect),
          "Diverged: Asked in 16 rounds and still asks: confirm; changed since asked: confirm. " +
            "Put what a question's text depends on into Step.once."
        )
      })
  )

  it.effect(
    "replay.escalate: where a task is allowed the call becomes one, with the journal so far",
    () =>
      Effect.gen(function* () {
        const handler = Effect.gen(function* () {
          const { name: who } = yield* name("who")
          yield* Interaction.escalate
          return `hello ${who}`
        })
        const first = yield* request(handler, { options: { escalates: true } })
        const answered = { responses: { who: accept({ name: "Ann" }) }, state: first.state }
        const task = yield* request(handler, { ...answered, options: { escalates: true } })
        assert.isUndefined(task.exit)
        assert.deepStrictEqual(task.keys, [])
        assert.deepStrictEqual(task.journal?.answers.get("who")?.raw, {
          action: "accept",
          content: { name: "Ann" }
        })
        const call = yield* request(handler, answered)
        assert.deepStrictEqual(call.exit, Exit.succeed("hello Ann"))
      })
  )

  it.effect(
    "replay.cancel: cancelling the request interrupts the handler, without the mark of a suspension",
    () =>
      Effect.gen(function* () {
        const started = yield* Deferred.make<void>()
        const seen = yield* Deferred.make<boolean>()
        const handler = Deferred.succeed(started, undefined).pipe(
          Effect.andThen(Effect.never),
          Effect.onExit((exit) =>
            Deferred.succeed(seen, Exit.isFailure(exit) && Interaction.isSuspension(exit.cause))
          )
        )
        const fiber = yield* Effect.forkChild(round(handler, { supports: everything }))
        yield* Deferred.await(started)
        yield* Fiber.interrupt(fiber)
        assert.isFalse(yield* Deferred.await(seen))
      })
  )

  it.effect("replay.unused: answers this run did not ask for are reported", () =>
    Effect.gen(function* () {
      let skip = false
      const handler = Effect.gen(function* () {
        if (!skip) yield* approve("a")
        yield* approve("b")
        yield* approve("c")
      })
      const first = yield* request(handler)
      const second = yield* request(handler, { responses: { a: yes }, state: first.state })
      skip = true
      const third = yield* request(handler, { responses: { b: yes }, state: second.state })
      assert.deepStrictEqual(third.keys, ["c"])
      assert.deepStrictEqual(third.unused, ["a"])
    })
  )
})
