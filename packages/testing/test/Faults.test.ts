import { Revisions } from "@effect-mcp/schema"
import { Faults, TestMcp } from "@effect-mcp/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

import { Add, Calculator, Counter, textOf } from "./calculator.ts"

const call = Faults.method("tools/call")
const answer = Faults.answerTo("tools/call")
const connect = (...faults: ReadonlyArray<Faults.Rule>) => TestMcp.connect(Calculator, { faults })

const frame = (method: string): Faults.Frame => ({
  to: "client",
  message: { _tag: "Notification", method, params: undefined },
  method,
  answers: undefined
})

/** What a seed decides about sixteen messages. */
const decisions = (seed: number): string => {
  const rule = Faults.seeded(seed, {
    drop: 0.25,
    duplicate: 0.25,
    delay: { odds: 0.25, by: "1 second" }
  })
  return Array.from({ length: 16 }, () => rule(frame("x"))?._tag.slice(0, 2) ?? "--").join(" ")
}

describe("Faults", () => {
  it.effect("faults.drop: a request that is lost is a time-out, and the next one works", () =>
    Effect.gen(function* () {
      const client = yield* connect(Faults.drop(Faults.nth(1, call)))
      const lost = yield* Effect.forkChild(Effect.flip(client.call(Add, { a: 1, b: 2 })))
      yield* TestClock.adjust("60 seconds")
      const error = yield* Fiber.join(lost)
      assert.isTrue(error._tag === "ClientError" && error.reason._tag === "TimedOut")
      assert.deepStrictEqual(yield* client.call(Add, { a: 1, b: 2 }), { sum: 3 })
    })
  )

  it.effect(
    "faults.delay: an answer comes late by the clock of the test, and later ones overtake it",
    () =>
      Effect.gen(function* () {
        const client = yield* connect(Faults.delay(Faults.nth(1, answer), "10 seconds"))
        const late = yield* Effect.forkChild(client.call(Add, { a: 1, b: 2 }))
        yield* TestClock.adjust("9 seconds")
        assert.deepStrictEqual(yield* client.call(Add, { a: 3, b: 4 }), { sum: 7 })
        assert.isUndefined(late.pollUnsafe())
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* Fiber.join(late), { sum: 3 })
      })
  )

  it.effect("faults.duplicate: an answer that comes twice is taken once", () =>
    Effect.gen(function* () {
      const client = yield* connect(Faults.duplicate(answer))
      assert.deepStrictEqual(yield* client.call(Add, { a: 1, b: 2 }), { sum: 3 })
      assert.deepStrictEqual(yield* client.call(Add, { a: 3, b: 4 }), { sum: 7 })
    })
  )

  it.effect("faults.duplicate: a request that comes twice is worked on twice", () =>
    Effect.gen(function* () {
      const client = yield* connect(Faults.duplicate(Faults.nth(1, call), 3))
      Counter.calls = 0
      yield* client.callTool("count")
      assert.strictEqual(textOf(yield* client.callTool("count")), "4")
    })
  )

  for (const revision of Revisions.all) {
    it.effect(
      `faults.cut: in ${revision.version} a connection that ends takes the calls in flight with it`,
      () =>
        Effect.gen(function* () {
          const faults = [Faults.cut(Faults.nth(2, call))]
          const client = yield* TestMcp.connect(Calculator, { revision, faults })
          const waiting = yield* Effect.forkChild(
            Effect.flip(client.callTool("sleep", { millis: 1000 }))
          )
          yield* Effect.yieldNow
          const second = yield* Effect.flip(client.callTool("add", { a: 1, b: 2 }))
          assert.strictEqual(second.reason._tag, "Disconnected")
          assert.strictEqual((yield* Fiber.join(waiting)).reason._tag, "Disconnected")
        })
    )
  }

  it.effect("faults.watch: a rule that says nothing sees every message and changes none", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const watch: Faults.Rule = ({ answers, method, to }) => {
        seen.push(`to ${to}: ${method ?? `answer to ${answers}`}`)
        return undefined
      }
      const revision = Revisions.handshake[0]
      const client = yield* TestMcp.connect(Calculator, { revision, faults: [watch] })
      yield* client.call(Add, { a: 1, b: 2 })
      assert.deepStrictEqual(seen, [
        "to server: initialize",
        "to client: answer to initialize",
        "to server: notifications/initialized",
        "to server: tools/call",
        "to client: answer to tools/call"
      ])
    })
  )

  it("faults.seed: the same seed decides the same, another one something else", () => {
    assert.strictEqual(decisions(1), decisions(1))
    assert.notStrictEqual(decisions(1), decisions(2))
    assert.deepStrictEqual([...new Set(decisions(1).split(" "))].toSorted(), [
      "--",
      "De",
      "Dr",
      "Du"
    ])
  })

  it("faults.seed: never, always, and only what matches", () => {
    assert.isUndefined(Faults.seeded(1, {})(frame("x")))
    const rule = Faults.seeded(1, { drop: 1 }, Faults.method("x"))
    assert.deepStrictEqual(rule(frame("x")), { _tag: "Drop" })
    assert.isUndefined(rule(frame("y")))
  })
})
