/**
 * Who takes part, and what becomes of those who do not.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { id, Raw, saying, undeclared } from "../../../src/raw/Extension.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { textOf } from "../../../src/raw/RawClient.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

const missing = { requiredCapabilities: { extensions: { [id]: {} } } }

/** One that knows tasks as the revision before had them. */
const older = {
  tasks: { list: {}, cancel: {}, requests: { elicitation: { create: {} } } },
  elicitation: { form: {} }
}

const strangers: ReadonlyArray<Json> = [
  {},
  undeclared,
  older,
  { extensions: {} },
  { extensions: { [id]: null } },
  { extensions: { [id]: true } },
  { extensions: { "com.example/tasks": {} } },
  { experimental: { [id]: {} } }
]

export const declaring = (it: It): void => {
  it.effect(
    "extensions/TX-02, extensions/TX-53, extensions/X-06, interop/IS-13: it is declared as an extension, and nowhere else",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { capabilities } = yield* tasks.client.result("server/discover")
        assert.deepStrictEqual(child(capabilities as Json, "extensions"), { [id]: {} })
        assert.notProperty(capabilities, "tasks")
      })
  )

  it.effect(
    "extensions/TX-04, extensions/X-07, extensions/X-09: who does not declare it gets the answer itself, whatever was declared before",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        assert.property(yield* tasks.create("fails"), "taskId")
        for (const capabilities of strangers) {
          const result = yield* tasks.call("fails", {}, { _meta: saying(capabilities) })
          assert.strictEqual(result["resultType"], "complete", JSON.stringify(capabilities))
          assert.strictEqual(result["isError"], true)
          assert.strictEqual(textOf(result), "It went wrong.")
          assert.notProperty(result, "taskId")
        }
        assert.property(yield* tasks.create("fails"), "taskId")
      })
  )

  it.effect(
    "extensions/TX-05, extensions/TX-54, extensions/X-08: who does not declare it is told what a tool needs that is nothing but a task",
    () =>
      Effect.gen(function* () {
        const { http, tasks } = yield* Raw
        for (const capabilities of strangers) {
          const id = yield* tasks.client.begin("tools/call", {
            name: "must",
            arguments: { name: fresh("never") },
            _meta: saying(capabilities)
          })
          const { code, data } = yield* tasks.client.errorOf(id)
          assert.strictEqual(code, -32021)
          assert.deepStrictEqual(data, missing)
          const { status } = yield* tasks.client.answer(id)
          assert.strictEqual(status, http ? 400 : undefined)
        }
      })
  )

  it.effect(
    "extensions/TX-41, extensions/TX-54: who does not declare it may ask nothing about tasks",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { name, taskId } = yield* tasks.begun("slow")
        const asked: ReadonlyArray<readonly [string, Json]> = [
          ["tasks/get", { taskId }],
          ["tasks/update", { taskId, inputResponses: {} }],
          ["tasks/cancel", { taskId }],
          ["subscriptions/listen", { notifications: { taskIds: [taskId] } }]
        ]
        for (const capabilities of strangers) {
          for (const [method, params] of asked) {
            const { code, data } = yield* tasks.client.error(method, {
              ...params,
              _meta: saying(capabilities)
            })
            assert.strictEqual(code, -32021, method)
            assert.deepStrictEqual(data, missing)
          }
        }
        assert.strictEqual((yield* tasks.get(taskId))["status"], "working")
        yield* tasks.client.tell("go", { name })
      })
  )

  it.effect(
    "extensions/TX-43: what the revision before had for it is ignored, declared or not",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const plain = yield* tasks.call(
          "fails",
          {},
          { task: { ttl: 5 }, _meta: saying(undeclared) }
        )
        assert.strictEqual(plain["resultType"], "complete")
        const never = yield* tasks.call("plain", { name: "x" }, { task: {} })
        assert.strictEqual(textOf(never), "plain x")
        const wrong = yield* tasks.call("fails", {}, { task: "yes" })
        assert.strictEqual(wrong["resultType"], "task")
        const task = yield* tasks.call("fails", {}, { task: { ttl: 5 } })
        assert.strictEqual(task["ttlMs"], 3_600_000)
        assert.notProperty(task, "task")
      })
  )

  it.effect("extensions/TX-42: what the revision before had more is not there", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("fails")
      for (const method of ["tasks/list", "tasks/result", "tasks/listen", "tasks/"]) {
        const { code } = yield* tasks.client.error(method, { taskId })
        assert.strictEqual(code, -32601, method)
      }
    })
  )
}
