import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Result, Schema, SchemaTransformation } from "effect"

import * as Interaction from "../src/Interaction.ts"
import * as Step from "../src/Step.ts"
import { approve, drive, pushed, request, round, yes } from "./InteractionFixture.ts"

const defectOf = (exit: Exit.Exit<unknown, unknown> | undefined): unknown =>
  exit !== undefined && Exit.isFailure(exit)
    ? Result.getOrUndefined(Exit.findDefect(exit))
    : undefined

/** A step that writes down that it ran. */
const noted = (log: Array<string>, step: string) =>
  Step.once(
    step,
    Schema.String,
    Effect.sync(() => {
      log.push(step)
      return step
    })
  )

/** A step whose type hides what its effect needs. */
const untyped = <A>(inner: Effect.Effect<A, unknown, Interaction.Interaction>) => {
  // what a careless cast would do
  const hidden = Effect.orDie(inner) as Effect.Effect<A>
  return Step.once("s", Schema.Unknown, hidden)
}

class NoStock extends Schema.TaggedError<NoStock>()("NoStock", { sku: Schema.String }) {}

describe("Step", () => {
  it.effect("step.once: a value that JSON does not have comes back as it was", () =>
    Effect.gen(function* () {
      const handler = Effect.gen(function* () {
        const at = yield* Step.once("at", Schema.Date, Effect.succeed(new Date(5)))
        const nothing = yield* Step.once("nothing", Schema.Void, Effect.void)
        yield* approve("go")
        return [at, nothing]
      })
      const { exit } = yield* drive(handler, () => yes)
      assert.deepStrictEqual(exit, Exit.succeed([new Date(5), undefined]))
    })
  )

  it.effect("step.failure: a typed failure is remembered, and stays a failure", () =>
    Effect.gen(function* () {
      let runs = 0
      const reserve = Effect.suspend((): Effect.Effect<string, NoStock> => {
        runs++
        return runs === 1 ? Effect.fail(new NoStock({ sku: "a" })) : Effect.succeed("reserved")
      })
      const handler = Effect.gen(function* () {
        const stock = yield* Step.once("reserve", Schema.String, reserve, { error: NoStock }).pipe(
          Effect.catchTag("NoStock", ({ sku }) => Effect.succeed(`no ${sku}`))
        )
        yield* approve("go", `${stock}. Go on?`)
        return stock
      })
      const { asked, exit } = yield* drive(handler, () => yes)
      assert.deepStrictEqual(exit, Exit.succeed("no a"))
      assert.deepStrictEqual(asked, [["go"]])
      assert.strictEqual(runs, 1)
    })
  )

  it.effect("step.defect: a defect is not remembered, so that step runs again", () =>
    Effect.gen(function* () {
      let runs = 0
      const step = Step.once(
        "flaky",
        Schema.Number,
        Effect.suspend(() => (++runs === 1 ? Effect.die("boom") : Effect.succeed(runs)))
      )
      const handler = Effect.gen(function* () {
        const n = yield* Effect.catchDefect(step, () => step)
        yield* approve("go")
        return n
      })
      const { exit } = yield* drive(handler, () => yes)
      assert.deepStrictEqual(exit, Exit.succeed(2))
      assert.strictEqual(runs, 2)
    })
  )

  it.effect("step.nested: the outer record stands for the inner ones; a cut outer keeps them", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const handler = Effect.gen(function* () {
        yield* Step.once("outer", Schema.String, Effect.andThen(noted(log, "a"), noted(log, "b")))
        const cut = Step.once(
          "cut",
          Schema.String,
          Effect.andThen(noted(log, "c"), Effect.die("died"))
        )
        yield* Effect.catchDefect(cut, () => Effect.void)
        yield* approve("go")
      })
      const first = yield* request(handler)
      assert.deepStrictEqual(Array.from(first.journal?.steps.keys() ?? []), ["outer", "cut/c"])
      const second = yield* request(handler, { responses: { go: yes }, state: first.state })
      assert.deepStrictEqual(second.exit, Exit.succeed(undefined))
      assert.deepStrictEqual(log, ["a", "b", "c"])
    })
  )

  it.effect(
    "step.names: the n-th use of a name is a step of its own, with its own inner steps",
    () =>
      Effect.gen(function* () {
        const log: Array<string> = []
        const outer = (fails: boolean) =>
          Step.once(
            "outer",
            Schema.String,
            Effect.andThen(noted(log, "in"), fails ? Effect.die("died") : Effect.succeed("ok"))
          )
        const handler = Effect.gen(function* () {
          yield* outer(false)
          yield* outer(false)
          yield* Effect.catchDefect(outer(true), () => Effect.void)
          yield* approve("go")
        })
        const first = yield* request(handler)
        assert.deepStrictEqual(Array.from(first.journal?.steps.keys() ?? []), [
          "outer",
          "outer#2",
          "outer#3/in"
        ])
        assert.deepStrictEqual(log, ["in", "in", "in"])
      })
  )

  it.effect(
    "step.misuse: a question or an escalation inside a step is a defect, where types were lost",
    () =>
      Effect.gen(function* () {
        const asks = yield* request(untyped(approve("q")))
        const pushes = yield* Effect.exit(pushed(untyped(approve("q")), () => Effect.succeed(yes)))
        for (const exit of [asks.exit, pushes]) {
          assert.instanceOf(defectOf(exit), Interaction.Misuse)
          assert.match(String(defectOf(exit)), /A question was asked inside the step "s"/)
        }
        const escalates = yield* request(untyped(Interaction.escalate))
        assert.match(String(defectOf(escalates.exit)), /handed to a task inside the step "s"/)
      })
  )

  it.effect("step.diverged: a record that no longer fits is a defect that names the step", () =>
    Effect.gen(function* () {
      let schema: Schema.Codec<unknown, unknown> = Schema.Number
      const handler = Effect.suspend(() =>
        Effect.andThen(Step.once("plan", schema, Effect.succeed(1)), approve("go"))
      )
      const first = yield* request(handler)
      schema = Schema.String
      const second = yield* request(handler, { responses: { go: yes }, state: first.state })
      assert.instanceOf(defectOf(second.exit), Interaction.Diverged)
      assert.match(String(defectOf(second.exit)), /step "plan"/)
    })
  )

  it.effect("step.diverged: a recorded failure needs its schema", () =>
    Effect.gen(function* () {
      let error: typeof NoStock | undefined = NoStock
      const reserve: Effect.Effect<number, NoStock> = Effect.fail(new NoStock({ sku: "a" }))
      const handler = Effect.suspend(() =>
        Effect.andThen(
          Effect.ignore(Step.once("reserve", Schema.Number, reserve, { error })),
          approve("go")
        )
      )
      const first = yield* request(handler)
      error = undefined
      const second = yield* request(handler, { responses: { go: yes }, state: first.state })
      assert.match(String(defectOf(second.exit)), /recorded as failed and has no error schema/)
    })
  )

  it.effect(
    "step.interrupted: what a step has done is written down although it is interrupted right then",
    () =>
      Effect.gen(function* () {
        let done = 0
        const Interrupting = Schema.Number.pipe(
          Schema.decodeTo(
            Schema.Number,
            SchemaTransformation.transformEffect({
              decode: (n: number) => Effect.succeed(n),
              // Between the work and its record.
              encode: (n: number) =>
                Effect.withFiber((fiber) => {
                  fiber.interruptUnsafe()
                  return Effect.succeed(n)
                })
            })
          )
        )
        const work = Effect.sync(() => ++done)
        const handler = Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(Step.once("work", Interrupting, work))
          yield* Fiber.await(fiber)
          yield* approve("go")
        })
        const first = yield* request(handler)
        assert.strictEqual(done, 1)
        assert.deepStrictEqual(Array.from(first.journal?.steps ?? []), [["work", { ok: 1 }]])
      })
  )

  it.effect(
    "step.idempotency: the key is the same in each run, and another for another name or call",
    () =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        const handler = Effect.gen(function* () {
          seen.push(yield* Step.idempotencyKey("a"), yield* Step.idempotencyKey("b"))
          yield* approve("go")
        })
        yield* drive(handler, () => yes)
        assert.strictEqual(seen.length, 4)
        assert.strictEqual(new Set(seen).size, 2)
        assert.match(seen[0] ?? "", /^[\w-]{32}$/)
        const other = yield* round(Step.idempotencyKey("a"))
        assert.notDeepEqual(other, { _tag: "Done", exit: Exit.succeed(seen[0] ?? "") })
      })
  )
})
