import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import { TestClock } from "effect/testing"

import * as Journal from "../src/Journal.ts"
import * as Node from "../src/node/StateSealNode.ts"
import * as StateSeal from "../src/StateSeal.ts"
import * as Portable from "../src/StateSealPortable.ts"

const binding: StateSeal.Binding = {
  principal: "alice",
  method: "tools/call",
  params: { name: "deploy", arguments: { env: "prod", n: 1 } }
}

const journal: Journal.Journal = {
  callId: "call-1",
  round: 2,
  answers: new Map([
    ["__proto__", { digest: "d1", raw: { action: "accept", content: { approved: true } } }],
    ["naïve ☃", { digest: "d2", raw: null }]
  ]),
  open: new Map([["next", "d3"]]),
  steps: new Map<string, { readonly ok: string } | { readonly err: number }>([
    ["plan", { ok: "3 changes" }],
    ["constructor", { err: 1 }]
  ])
}

const secret = (byte: number) => Redacted.make(new Uint8Array(32).fill(byte))

const implementations = [
  { name: "StateSealNode", layer: Node.layer, other: Portable.layer, make: Node.make },
  { name: "StateSealPortable", layer: Portable.layer, other: Node.layer, make: Portable.make }
]

const reasonOf = (opened: Result.Result<unknown, StateSeal.StateRejected>) =>
  Result.isFailure(opened) ? opened.failure.reason : "opened"

describe.each(implementations)("StateSeal contract: $name", ({ layer, make, other }) => {
  const one = { secrets: [secret(7)] }

  it.effect("2026-07-28/MR-07: what was sealed opens, for the same request", () =>
    Effect.gen(function* () {
      const seal = yield* StateSeal.StateSeal
      const state = seal.seal(binding, journal)
      assert.match(state, /^[\w-]+$/)
      assert.deepStrictEqual(seal.open(binding, state), Result.succeed(journal))
      assert.notStrictEqual(seal.seal(binding, journal), state)
    }).pipe(Effect.provide(layer(one)))
  )

  it.effect("2026-07-28/MR-08: it opens for no other principal, method or params", () =>
    Effect.gen(function* () {
      const seal = yield* StateSeal.StateSeal
      const state = seal.seal(binding, journal)
      const foreign: ReadonlyArray<Partial<StateSeal.Binding>> = [
        { principal: "mallory" },
        { method: "prompts/get" },
        { params: { name: "deploy", arguments: { env: "test", n: 1 } } },
        { params: { name: "deploy", arguments: { env: "prod", n: "1" } } },
        { params: { name: "deploy" } },
        { params: { ...binding.params, task: {} } },
        { params: {} },
        { principal: "alicetools/call", method: "" }
      ]
      for (const part of foreign) {
        assert.strictEqual(reasonOf(seal.open({ ...binding, ...part }, state)), "mismatch")
      }
    }).pipe(Effect.provide(layer(one)))
  )

  it.effect("state-seal.retry: what a retry changes, and the order of members, do not matter", () =>
    Effect.gen(function* () {
      const seal = yield* StateSeal.StateSeal
      const params = { _meta: { progressToken: 1 }, stamp: 1, ...binding.params }
      const state = seal.seal({ ...binding, params, volatile: ["stamp"] }, journal)
      const retry = {
        stamp: 2,
        requestState: state,
        inputResponses: { a: 1 },
        _meta: { progressToken: 2 },
        arguments: { n: 1, env: "prod" },
        name: "deploy"
      }
      const opened = seal.open({ ...binding, params: retry, volatile: ["stamp"] }, state)
      assert.deepStrictEqual(opened, Result.succeed(journal))
    }).pipe(Effect.provide(layer(one)))
  )

  it.effect("2026-07-28/MR-08: it expires after 15 minutes", () =>
    Effect.gen(function* () {
      const seal = yield* StateSeal.StateSeal
      const state = seal.seal(binding, journal)
      yield* TestClock.adjust("14 minutes")
      assert.strictEqual(reasonOf(seal.open(binding, state)), "opened")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(reasonOf(seal.open(binding, state)), "expired")
    }).pipe(Effect.provide(layer(one)))
  )

  it.effect(
    "2026-07-28/MR-06, 2026-07-28/MR-07: a text with any one character changed is refused",
    () =>
      Effect.gen(function* () {
        const seal = yield* StateSeal.StateSeal
        const state = seal.seal(binding, journal)
        for (let i = 0; i < state.length - 1; i++) {
          const changed = state.slice(0, i) + (state[i] === "A" ? "B" : "A") + state.slice(i + 1)
          assert.notStrictEqual(reasonOf(seal.open(binding, changed)), "opened", `at ${i}`)
        }
      }).pipe(Effect.provide(layer(one)))
  )

  it.effect.each([
    ["nothing", ""],
    ["spaces", " "],
    ["another alphabet", "AQ+/=="],
    ["one character", "A"],
    ["a head and no more", "AQIDBAU"],
    ["another version", `Ag${"A".repeat(80)}`],
    ["a line break", `AQ${"A".repeat(80)}\n`],
    ["not ASCII", "ＡＱ".repeat(40)]
  ] as const)("2026-07-28/MR-06: %s is malformed", ([, state]) =>
    Effect.gen(function* () {
      const seal = yield* StateSeal.StateSeal
      assert.strictEqual(reasonOf(seal.open(binding, state)), "malformed")
    }).pipe(Effect.provide(layer(one)))
  )

  it.effect("2026-07-28/MR-06: a state that is cut or goes on is refused", () =>
    Effect.gen(function* () {
      const seal = yield* StateSeal.StateSeal
      const state = seal.seal(binding, journal)
      for (const cut of [1, 4, 20, state.length - 50]) {
        assert.strictEqual(reasonOf(seal.open(binding, state.slice(0, -cut - 3))), "mismatch")
      }
      assert.strictEqual(reasonOf(seal.open(binding, `${state}AAAA`)), "mismatch")
    }).pipe(Effect.provide(layer(one)))
  )

  it("state-seal.rotation: the first secret seals, all open, and a dropped one is unknown", () => {
    const old = make({ secrets: [secret(1)] })
    const both = make({ secrets: [secret(2), secret(1)] })
    const fresh = make({ secrets: [secret(2)] })
    const state = old.seal(binding, journal)
    assert.strictEqual(reasonOf(both.open(binding, state)), "opened")
    assert.strictEqual(reasonOf(fresh.open(binding, state)), "unknown-key")
    assert.strictEqual(reasonOf(fresh.open(binding, both.seal(binding, journal))), "opened")
    assert.strictEqual(reasonOf(old.open(binding, both.seal(binding, journal))), "unknown-key")
  })

  it("state-seal.audience: servers that share a secret do not open each other's states", () => {
    const state = make({ ...one, audience: "a" }).seal(binding, journal)
    assert.strictEqual(
      reasonOf(make({ ...one, audience: "b" }).open(binding, state)),
      "unknown-key"
    )
    assert.strictEqual(reasonOf(make({ ...one, audience: "a" }).open(binding, state)), "opened")
  })

  it("state-seal.secrets: one is made at start when none is given; weak ones are refused", () => {
    const state = make().seal(binding, journal)
    assert.strictEqual(reasonOf(make().open(binding, state)), "unknown-key")
    assert.throws(() => make({ secrets: [] }), /empty/)
    assert.throws(() => make({ secrets: [Redacted.make("short")] }), /at least 32 bytes/)
    const text = make({ secrets: [Redacted.make("x".repeat(32))] })
    assert.strictEqual(reasonOf(text.open(binding, text.seal(binding, journal))), "opened")
  })

  it("state-seal.size: a journal too large is a defect that names the step; a text too large is refused", () => {
    const seal = make({ ...one, maxLength: 1000 })
    const large: Journal.Journal = {
      ...Journal.empty("c"),
      steps: new Map([
        ["small", { ok: 1 }],
        ["report", { ok: "x".repeat(1000) }]
      ])
    }
    assert.throws(() => seal.seal(binding, large), StateSeal.StateTooLarge, /step is "report"/)
    assert.strictEqual(reasonOf(seal.open(binding, "A".repeat(1001))), "too-large")
    assert.strictEqual(reasonOf(make(one).open(binding, "A".repeat(65_537))), "too-large")
  })

  it("state-seal.opaque: neither answers nor steps can be read, and their text does not change the length", () => {
    const seal = make(one)
    const withSecret = (text: string) =>
      seal.seal(binding, { ...journal, steps: new Map([["s", { ok: text }]]) })
    const state = withSecret("hunter2hunter2hunter2")
    assert.notInclude(Buffer.from(state, "base64url").toString("latin1"), "hunter2")
    assert.strictEqual(withSecret("qzpvkxwjmbyfgdltcnsrh").length, state.length)
  })

  it("2026-07-28/MR-06: params nested ten thousand deep are only another request", () => {
    const seal = make(one)
    const state = seal.seal(binding, journal)
    const deep: unknown = JSON.parse("[".repeat(10_000) + "]".repeat(10_000))
    assert.strictEqual(reasonOf(seal.open({ ...binding, params: { deep } }, state)), "mismatch")
  })

  it.effect("state-seal.interop: the other implementation opens it with the same secret", () =>
    Effect.gen(function* () {
      const state = (yield* StateSeal.StateSeal).seal(binding, journal)
      const opened = yield* Effect.provide(
        Effect.map(StateSeal.StateSeal, (seal) => seal.open(binding, state)),
        other(one)
      )
      assert.deepStrictEqual(opened, Result.succeed(journal))
    }).pipe(Effect.provide(layer(one)))
  )
})
