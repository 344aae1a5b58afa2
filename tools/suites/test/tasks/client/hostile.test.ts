/**
 * Servers that say what makes no sense: a precise error, and the next call works.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { Json } from "../../../src/raw/Wire.ts"
import { textOf } from "../../../src/Results.ts"
import {
  completed,
  connected,
  core,
  coreTask,
  created,
  meanwhile,
  result,
  task
} from "./Connected.ts"

/** What is no task. */
const creations: ReadonlyArray<Json> = [
  { resultType: "task" },
  created({ taskId: "" }),
  created({ taskId: 1 }),
  created({ status: "done" }),
  created({ status: undefined }),
  created({ createdAt: 5 }),
  created({ ttlMs: "long" }),
  created({ ttlMs: 1.5 }),
  created({ pollIntervalMs: "often" })
]

/** What is no state of the task `t-1`. */
const states: ReadonlyArray<Json> = [
  {},
  task({ taskId: "t-2" }),
  task({ status: "done" }),
  task({ status: "completed" }),
  task({ status: "completed", result: "text" }),
  task({ status: "completed", result: null }),
  task({ status: "completed", result: { resultType: "input_required", inputRequests: {} } }),
  task({ status: "completed", result: { resultType: "task" } }),
  task({ status: "failed" }),
  task({ status: "failed", error: { message: "no code" } }),
  task({ status: "input_required" }),
  task({ status: "input_required", inputRequests: [1] }),
  task({ status: "input_required", inputRequests: { a: { method: "tools/call" } } })
]

const reasonOf = (script: Parameters<typeof connected>[0]) =>
  Effect.gen(function* () {
    const { client } = yield* connected(script)
    const { reason } = yield* Effect.flip(meanwhile(client.callTool("optional")))
    assert.strictEqual(textOf(yield* meanwhile(client.callTool("optional"))), "next")
    return reason._tag
  })

const then = (first: Json) => (_: Json, turn: number) => (turn === 0 ? first : result("next"))

describe("a server that makes no sense", () => {
  it.effect.each(creations)("extensions/X-14: this is no task: %j", (creation) =>
    Effect.gen(function* () {
      const reason = yield* reasonOf({
        script: { "tools/call": then(creation), "tasks/get": () => completed("done") }
      })
      assert.strictEqual(reason, "InvalidResult")
    })
  )

  it.effect.each(states)("extensions/X-14: this is no state of the task: %j", (state) =>
    Effect.gen(function* () {
      const reason = yield* reasonOf({
        script: {
          "tools/call": then(created()),
          "tasks/get": () => state,
          "tasks/cancel": () => ({})
        }
      })
      assert.strictEqual(reason, "InvalidResult")
    })
  )

  it.effect.each([
    { task: {} },
    { task: null },
    { task: coreTask({ taskId: 5 }) },
    { task: coreTask({ status: "done" }) },
    { task: coreTask({ ttl: "long" }) }
  ])("tasks.hostile: this is no task of 2025-11-25: %j", (creation) =>
    Effect.gen(function* () {
      const reason = yield* reasonOf({
        ...core,
        script: { "tools/call": then(creation), "tasks/get": () => coreTask() }
      })
      assert.strictEqual(reason, "InvalidResult")
    })
  )
})
