import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Schema } from "effect"

import * as Interaction from "../src/Interaction.ts"
import * as Step from "../src/Step.ts"
import {
  accept,
  approve,
  drive,
  form,
  name,
  Name,
  request,
  roots,
  yes
} from "./InteractionFixture.ts"

describe("Replay, answers", () => {
  it.effect("2026-07-28/MR-21: only the questions still without an answer are asked again", () =>
    Effect.gen(function* () {
      const handler = Effect.all([name("a"), name("b"), roots("c")], { concurrency: "unbounded" })
      const first = yield* request(handler)
      const second = yield* request(handler, {
        responses: { b: accept({ name: "B" }) },
        state: first.state
      })
      assert.deepStrictEqual(second.keys, ["a", "c"])
      const third = yield* request(handler, {
        responses: { a: accept({ name: "A" }), c: { roots: [] } },
        state: second.state
      })
      assert.deepStrictEqual(
        third.exit,
        Exit.succeed([{ name: "A" }, { name: "B" }, { roots: [] }])
      )
    })
  )

  it.effect("2026-07-28/MR-21: a retry with no answers at all asks the same again", () =>
    Effect.gen(function* () {
      const first = yield* request(name("a"))
      const second = yield* request(name("a"), { state: first.state })
      assert.deepStrictEqual(second.asked, first.asked)
    })
  )

  it.effect.each([
    ["a number", 12345],
    ["null", null],
    ["a list", [1]],
    ["no action", { content: { name: "x" } }],
    ["an unknown action", { action: "maybe" }],
    ["no content", { action: "accept" }],
    ["content of another type", accept({ name: 5 })]
  ])("2026-07-28/MR-19: an answer that is %s is asked again", ([, raw]) =>
    Effect.gen(function* () {
      const first = yield* request(name("a"))
      const second = yield* request(name("a"), { responses: { a: raw }, state: first.state })
      assert.deepStrictEqual(second.asked, first.asked)
      const third = yield* request(name("a"), {
        responses: { a: accept({ name: "x" }) },
        state: second.state
      })
      assert.deepStrictEqual(third.exit, Exit.succeed({ name: "x" }))
    })
  )

  it.effect("2026-07-28/MR-20: keys nobody asked for are ignored", () =>
    Effect.gen(function* () {
      const first = yield* request(name("a"))
      const second = yield* request(name("a"), {
        responses: { a: accept({ name: "x" }), other: accept({ name: "y" }) },
        state: first.state
      })
      assert.deepStrictEqual(second.exit, Exit.succeed({ name: "x" }))
    })
  )

  it.effect("replay.stateless: answers that come without a state count by their key", () =>
    Effect.gen(function* () {
      const reply = yield* request(name("user_name"), {
        responses: { user_name: accept({ name: "Ann" }), unknown: 1 }
      })
      assert.deepStrictEqual(reply.exit, Exit.succeed({ name: "Ann" }))
    })
  )

  it.effect("replay.ahead: with a state, an answer ahead of its question does not count", () =>
    Effect.gen(function* () {
      const handler = Effect.andThen(name("a"), name("b"))
      const first = yield* request(handler)
      const second = yield* request(handler, {
        responses: { a: accept({ name: "x" }), b: accept({ name: "ahead" }) },
        state: first.state
      })
      assert.deepStrictEqual(second.keys, ["b"])
    })
  )

  it.effect("replay.settled: an answer given once cannot be changed in a later round", () =>
    Effect.gen(function* () {
      const handler = Effect.flatMap(name("a"), (a) => Effect.as(approve("b"), a.name))
      const first = yield* request(handler)
      const second = yield* request(handler, {
        responses: { a: accept({ name: "first" }) },
        state: first.state
      })
      const third = yield* request(handler, {
        responses: { a: accept({ name: "second" }), b: yes },
        state: second.state
      })
      assert.deepStrictEqual(third.exit, Exit.succeed("first"))
    })
  )

  it.effect("replay.hostile-keys: __proto__ and constructor are only keys", () =>
    Effect.gen(function* () {
      const handler = Effect.gen(function* () {
        yield* name("__proto__")
        yield* Step.once("constructor", Schema.Number, Effect.succeed(1))
        yield* Step.once("__proto__", Schema.Number, Effect.succeed(2))
        return (yield* name("constructor")).name
      })
      const { asked, exit } = yield* drive(handler, (key) => accept({ name: key }))
      assert.deepStrictEqual(asked, [["__proto__"], ["constructor"]])
      assert.deepStrictEqual(exit, Exit.succeed("constructor"))
      const anything = Interaction.ask({
        key: "toString",
        method: "roots/list",
        params: {},
        requires: [],
        decode: Effect.succeed
      })
      assert.deepStrictEqual((yield* request(anything, { responses: {} })).keys, ["toString"])
    })
  )

  it.effect("replay.drift: an answer to another text is no answer; the new text is asked", () =>
    Effect.gen(function* () {
      let changes = 3
      const handler = Effect.suspend(() => approve("confirm", `Apply ${changes} changes?`))
      const first = yield* request(handler)
      changes = 300
      const second = yield* request(handler, { responses: { confirm: yes }, state: first.state })
      assert.strictEqual(second.asked["confirm"]?.params["message"], "Apply 300 changes?")
      assert.deepStrictEqual(second.redrawn, ["confirm"])
      const third = yield* request(handler, { responses: { confirm: yes }, state: second.state })
      assert.deepStrictEqual(third.exit, Exit.succeed({ approved: true }))
    })
  )

  it.effect("replay.drift: a recorded answer is dropped too when its question changes later", () =>
    Effect.gen(function* () {
      let changes = 3
      const handler = Effect.suspend(() =>
        Effect.andThen(approve("confirm", `Apply ${changes} changes?`), approve("sure"))
      )
      const first = yield* request(handler)
      const second = yield* request(handler, { responses: { confirm: yes }, state: first.state })
      assert.deepStrictEqual(second.keys, ["sure"])
      changes = 300
      const third = yield* request(handler, { responses: { sure: yes }, state: second.state })
      assert.deepStrictEqual(third.keys, ["confirm"])
      assert.deepStrictEqual(third.redrawn, ["confirm"])
    })
  )

  it.effect("replay.redeployed: a recorded answer the schema no longer takes is asked again", () =>
    Effect.gen(function* () {
      let schema: Schema.Codec<unknown, unknown> = Name
      const handler = Effect.suspend(() =>
        Effect.andThen(form({ key: "a", message: "a", schema }), approve("b"))
      )
      const first = yield* request(handler)
      const second = yield* request(handler, {
        responses: { a: accept({ name: "x" }) },
        state: first.state
      })
      assert.deepStrictEqual(second.keys, ["b"])
      schema = Schema.Struct({ fullName: Schema.String })
      const third = yield* request(handler, { responses: { b: yes }, state: second.state })
      assert.deepStrictEqual(third.keys, ["a"])
      assert.deepStrictEqual(third.redrawn, ["a"])
    })
  )
})
