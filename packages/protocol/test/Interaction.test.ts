import { assert, describe, it } from "@effect/vitest"
import { Cause, Context, Effect } from "effect"

import * as Interaction from "../src/Interaction.ts"
import { canonicalJson } from "../src/internal/canonicalJson.ts"
import * as Interpreter from "../src/Interpreter.ts"
import * as Journal from "../src/Journal.ts"

describe("Interaction", () => {
  it("interaction.suspension: no cause of another kind is one", () => {
    for (const cause of [Cause.fail("no"), Cause.die("no"), Cause.interrupt(1), Cause.empty]) {
      assert.isFalse(Interaction.isSuspension(cause))
    }
  })

  it("interaction.errors: each says what happened and to which question", () => {
    assert.deepStrictEqual(
      [
        new Interaction.Declined({ key: "k" }),
        new Interaction.Cancelled({ key: "k" }),
        new Interaction.Unsupported({ method: "roots/list", missing: ["roots"] }),
        new Interaction.InvalidAnswer({ key: "k", problem: "no" }),
        new Interaction.Refused({ key: "k", code: -1, reason: "no" }),
        new Interaction.TooManyQuestions({ limit: 2 })
      ].map((error) => error.message),
      [
        'The question "k" was declined.',
        'The question "k" was dismissed.',
        "roots/list needs a capability the client did not declare: roots.",
        'No valid answer to the question "k": no',
        'The client refused the question "k": no (-1)',
        "More than 2 questions of one call are open at the same moment."
      ]
    )
  })

  it.effect("interaction.provide: what the handler needs beside the two services stays", () =>
    Effect.gen(function* () {
      class Other extends Context.Service<Other, number>()("test/Other") {}
      const interpreter: Interpreter.Interpreter = {
        interaction: { ask: () => Effect.never, escalate: Effect.void },
        steps: { callId: "c", step: (_, run) => run }
      }
      const handler = Effect.andThen(Interaction.escalate, Other)
      const provided: Effect.Effect<number, never, Other> = Interpreter.provide(
        handler,
        interpreter
      )
      assert.strictEqual(yield* Effect.provideService(provided, Other, 5), 5)
    })
  )
})

describe("Interpreter.Names", () => {
  it("names.unique: uses are numbered, and a number somebody wrote is not given out again", () => {
    const names = new Interpreter.Names()
    assert.deepStrictEqual(
      ["a#2", "a", "a", "a", "b"].map((base) => names.take(base)),
      ["a#2", "a", "a#3", "a#4", "b"]
    )
  })

  it("names.give-back: the last one is used again, an earlier one is not", () => {
    const names = new Interpreter.Names()
    const [first, second] = [names.take("a"), names.take("a")]
    names.giveBack("a", first)
    assert.strictEqual(names.take("a"), "a#3")
    names.giveBack("a", "a#3")
    assert.strictEqual(names.take("a"), "a#3")
    assert.strictEqual(second, "a#2")
  })
})

describe("canonicalJson", () => {
  it.each([
    [{ b: 1, a: [true, null, { d: "x", c: undefined }] }, '{"a":[true,null,{"d":"x"}],"b":1}'],
    [{}, "{}"],
    [[], "[]"],
    [[[], {}], "[[],{}]"],
    ["☃", '"☃"'],
    [undefined, "null"],
    [{ "10": 1, "9": 2, é: 3, z: 4 }, '{"10":1,"9":2,"z":4,"é":3}'],
    [JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}']
  ])("canonical-json.text: case %#", (value, text) => {
    assert.strictEqual(canonicalJson(value), text)
  })
})

describe("Journal", () => {
  it.each([
    undefined,
    null,
    [],
    {},
    { c: 1, n: 1, a: [], q: [], s: [] },
    { c: "c", n: "1", a: [], q: [], s: [] },
    { c: "c", n: 1, a: {}, q: [], s: [] },
    { c: "c", n: 1, a: [["k", 1, 2]], q: [], s: [] },
    { c: "c", n: 1, a: [], q: [["k"]], s: [] },
    { c: "c", n: 1, a: [], q: [], s: [["p", {}]] }
  ])("journal.json: what toJson did not write is not read, case %#", (json) => {
    assert.isUndefined(Journal.fromJson(json))
  })

  it("journal.json: a journal comes back from its text", () => {
    const journal: Journal.Journal = {
      callId: "c",
      round: 3,
      answers: new Map([["__proto__", { digest: "d", raw: { a: 1 } }]]),
      open: new Map([["k", "d"]]),
      steps: new Map([["s", { ok: null }]])
    }
    const text = JSON.stringify(Journal.toJson(journal))
    assert.deepStrictEqual(Journal.fromJson(JSON.parse(text)), journal)
  })
})
