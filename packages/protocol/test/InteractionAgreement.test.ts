import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Match, Schema } from "effect"

import type * as Interaction from "../src/Interaction.ts"
import type { Services } from "../src/Interpreter.ts"
import * as Step from "../src/Step.ts"
import { accept, type Call, form, messageOf, pushed, request } from "./InteractionFixture.ts"

/** A handler's shape. No races and no time-outs: their outcome differs by design. */
type Tree =
  | { readonly _tag: "Ask"; readonly named: boolean }
  | { readonly _tag: "Loop"; readonly times: number }
  | { readonly _tag: "Step"; readonly yields: number }
  | { readonly _tag: "FailingStep" }
  | { readonly _tag: "NestedStep" }
  | { readonly _tag: "Sequence"; readonly parts: ReadonlyArray<Tree> }
  | { readonly _tag: "All"; readonly parts: ReadonlyArray<Tree>; readonly atOnce: number }
  | { readonly _tag: "Fork"; readonly part: Tree }
  | { readonly _tag: "Catch"; readonly part: Tree }
  | { readonly _tag: "Scoped"; readonly part: Tree }
  | { readonly _tag: "Wait" }

const Few = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3 }))
const Leaf: Schema.Codec<Tree> = Schema.Union([
  Schema.TaggedStruct("Ask", { named: Schema.Boolean }),
  Schema.TaggedStruct("Loop", { times: Few }),
  Schema.TaggedStruct("Step", { yields: Few }),
  Schema.TaggedStruct("FailingStep", {}),
  Schema.TaggedStruct("NestedStep", {}),
  Schema.TaggedStruct("Wait", {})
])

const branch = (part: Schema.Codec<Tree>): Schema.Codec<Tree> => {
  const parts = Schema.Array(part).check(Schema.isMinLength(2), Schema.isMaxLength(4))
  return Schema.Union([
    Schema.TaggedStruct("Sequence", { parts }),
    Schema.TaggedStruct("All", { parts, atOnce: Few }),
    Schema.TaggedStruct("Fork", { part }),
    Schema.TaggedStruct("Catch", { part }),
    Schema.TaggedStruct("Scoped", { part })
  ])
}

/** Three branches deep; not a recursive schema, whose generated values stay small. */
const Low = branch(Leaf)
const Middle = branch(Schema.Union([Low, Low, Leaf]))
const Tree = Schema.Struct({
  _tag: Schema.Literal("All"),
  parts: Schema.Array(Middle).check(Schema.isMinLength(2), Schema.isMaxLength(3)),
  atOnce: Few
})

class Bad extends Schema.TaggedError<Bad>()("Bad", { at: Schema.String }) {}
const Value = Schema.Struct({ value: Schema.Number })

type Handler = Effect.Effect<number, Interaction.InteractionError | Bad, Services>

/** The handler of a tree; `ran` is told of each run of a step. */
const build = (tree: Tree, at: string, ran: (step: string) => void): Handler => {
  const noted = (step: string, value: number) =>
    Effect.sync(() => {
      ran(step)
      return value
    })
  const inner = (parts: ReadonlyArray<Tree>) =>
    parts.map((part, i) => build(part, `${at}.${i}`, ran))
  return Match.valueTags(tree, {
    Ask: ({ named }) => ask(`question ${at}`, named ? `key ${at}` : undefined),
    Loop: ({ times }) =>
      Effect.map(
        Effect.forEach(Array.from({ length: times }), () => ask(`loop ${at}`, `loop ${at}`)),
        sum
      ),
    Step: (step) => {
      const yields = Effect.repeat(Effect.yieldNow, { times: step.yields })
      return Step.once(`step ${at}`, Schema.Number, Effect.andThen(yields, noted(at, 3)))
    },
    FailingStep: () => {
      const fails = Effect.andThen(noted(at, 0), Effect.fail(new Bad({ at })))
      return Step.once(`failing ${at}`, Schema.Number, fails, { error: Bad }).pipe(
        Effect.catchTag("Bad", (bad) => Effect.succeed(bad.at.length))
      )
    },
    NestedStep: () => {
      const within = Step.once("inner", Schema.Number, noted(`${at} inner`, 5))
      return Step.once(`outer ${at}`, Schema.Number, Effect.andThen(noted(at, 0), within))
    },
    Sequence: ({ parts }) => Effect.map(Effect.all(inner(parts)), sum),
    All: ({ atOnce, parts }) => {
      const concurrency = atOnce === 0 ? "unbounded" : atOnce
      return Effect.map(Effect.all(inner(parts), { concurrency }), sum)
    },
    Fork: ({ part }) => Effect.flatMap(Effect.forkChild(build(part, `${at}.f`, ran)), Fiber.join),
    Catch: ({ part }) =>
      build(part, `${at}.c`, ran).pipe(Effect.catchCause(() => Effect.succeed(-1))),
    Scoped: ({ part }) => {
      const resource = Effect.acquireRelease(Effect.void, () => Effect.yieldNow)
      return Effect.scoped(Effect.andThen(resource, build(part, `${at}.s`, ran)))
    },
    Wait: () => Effect.promise(() => Promise.resolve(7))
  })
}

const ask = (message: string, key: string | undefined): Handler =>
  Effect.map(
    form({ message, schema: Value, ...(key === undefined ? {} : { key }) }),
    ({ value }) => value
  )

const sum = (values: ReadonlyArray<number>): number =>
  values.reduce((all, value) => (all * 11 + value) % 1_000_003, 1)

/** What the person answers depends on the question alone. */
const answerTo = (asked: Interaction.InputRequest): Schema.Json =>
  accept({ value: messageOf(asked).length })

/** Draws from a seed, so that a failing run can be had again. */
const draws = (seed: number) => {
  let state = seed
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 8) / 2 ** 24
  }
}

/** A client that answers some of what it is asked, and some of it wrongly. */
const driveCarelessly = (handler: Handler, random: () => number) =>
  Effect.gen(function* () {
    let call: Call = {}
    for (let i = 0; i < 400; i++) {
      const reply = yield* request(handler, {
        ...call,
        options: { maxRounds: 400, maxOpen: 1000 }
      })
      if (reply.exit !== undefined) return reply.exit
      assert.deepStrictEqual(reply.redrawn, [])
      assert.deepStrictEqual(reply.unused, [])
      const responses: Record<string, Schema.Json> = { "nobody asked": 1 }
      for (const key of reply.keys) {
        if (random() < 0.2) responses[key] = "garbage"
        else if (random() < 0.7) responses[key] = answerTo(reply.asked[key]!)
      }
      call = { responses, state: reply.state }
    }
    return yield* Effect.die(new Error("asks without end"))
  })

describe("Push and Replay", () => {
  it.effect.prop(
    "interaction.agreement: the same value and the same steps, each once, for any handler",
    [Tree, Schema.Int],
    ([tree, seed]) =>
      Effect.gen(function* () {
        const random = draws(seed)
        const pushedSteps: Array<string> = []
        const value = yield* pushed(
          build(tree, "0", (step) => pushedSteps.push(step)),
          (asked) => Effect.as(random() < 0.5 ? Effect.yieldNow : Effect.void, answerTo(asked)),
          { maxOpen: 1000 }
        )
        const replayedSteps: Array<string> = []
        const exit = yield* driveCarelessly(
          build(tree, "0", (step) => replayedSteps.push(step)),
          random
        )
        assert.deepStrictEqual(exit, Exit.succeed(value))
        assert.deepStrictEqual(replayedSteps.toSorted(), pushedSteps.toSorted())
        assert.strictEqual(new Set(replayedSteps).size, replayedSteps.length)
      }),
    { arbitrary: { runs: Number(process.env["RUNS"] ?? 400) } }
  )
})
