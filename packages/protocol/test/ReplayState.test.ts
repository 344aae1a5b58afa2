import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { TestClock } from "effect/testing"

import { StateRejected } from "../src/StateSeal.ts"
import { approve, binding, type Call, request, yes } from "./InteractionFixture.ts"

/** A handler that counts its runs, and its first round's state. */
const started = Effect.gen(function* () {
  let runs = 0
  const handler = Effect.andThen(
    Effect.sync(() => {
      runs++
    }),
    approve("q")
  )
  const { state } = yield* request(handler)
  runs = 0
  return { handler, runs: () => runs, state: state ?? "" }
})

const refused: ReadonlyArray<{
  readonly what: string
  readonly reason: StateRejected["reason"]
  readonly call: (state: string) => Call
}> = [
  {
    what: "tampered",
    reason: "mismatch",
    call: (state) => ({ state: `${state.slice(0, -4)}AAAA` })
  },
  { what: "made up", reason: "malformed", call: () => ({ state: "not a state" }) },
  {
    what: "another principal's",
    reason: "mismatch",
    call: (state) => ({ state, binding: { ...binding, principal: "mallory" } })
  },
  {
    what: "another method's",
    reason: "mismatch",
    call: (state) => ({ state, binding: { ...binding, method: "prompts/get" } })
  },
  {
    what: "another request's",
    reason: "mismatch",
    call: (state) => ({
      state,
      binding: { ...binding, params: { name: "deploy", arguments: { env: "test" } } }
    })
  }
]

describe("Replay, behind a seal", () => {
  it.effect.each(refused)(
    "2026-07-28/MR-07, 2026-07-28/MR-22: with a state that is $what, nothing runs",
    ({ call, reason }) =>
      Effect.gen(function* () {
        const { handler, runs, state } = yield* started
        const error = yield* Effect.flip(
          request(handler, { ...call(state), responses: { q: yes } })
        )
        assert.deepStrictEqual(error, new StateRejected({ reason }))
        assert.strictEqual(error.message, "The request state was not accepted.")
        assert.strictEqual(runs(), 0)
      })
  )

  it.effect("2026-07-28/MR-08: with a state that has expired, nothing runs", () =>
    Effect.gen(function* () {
      const { handler, runs, state } = yield* started
      yield* TestClock.adjust("15 minutes")
      const error = yield* Effect.flip(request(handler, { state, responses: { q: yes } }))
      assert.strictEqual(error.reason, "expired")
      assert.strictEqual(runs(), 0)
    })
  )

  it.effect("2026-07-28/MR-08: with its own state, the call goes on", () =>
    Effect.gen(function* () {
      const { handler, runs, state } = yield* started
      const reply = yield* request(handler, { state, responses: { q: yes } })
      assert.deepStrictEqual(reply.exit, Exit.succeed({ approved: true }))
      assert.strictEqual(runs(), 1)
    })
  )
})
