/**
 * What a server offers, and which requests can be tasks.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Raw } from "../../../src/raw/Core.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { textOf } from "../../../src/raw/RawClient.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

/** How each tool is listed. */
const support = {
  slow: "optional",
  must: "required",
  report: "required",
  perhaps: "optional",
  plain: undefined
}

export const declaring = (it: It): void => {
  it.effect(
    "2025-11-25/TK-01, 2025-11-25/TK-02, interop/IS-13: calls of tools can be tasks, listed and cancelled",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        assert.deepStrictEqual(tasks.capability, {
          list: {},
          cancel: {},
          requests: { tools: { call: {} } }
        })
        assert.notProperty(child(tasks.greeting, "capabilities"), "extensions")
      })
  )

  it.effect("tasks.listed: each tool says whether it can be a task", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { tools } = yield* tasks.client.result("tools/list")
      const listed = new Map((tools as ReadonlyArray<Json>).map((tool) => [tool["name"], tool]))
      for (const [name, expected] of Object.entries(support)) {
        const { taskSupport } = child(listed.get(name) ?? {}, "execution")
        assert.strictEqual(taskSupport, expected, name)
        assert.notProperty(listed.get(name), "task")
      }
    })
  )

  it.effect(
    "2025-11-25/TK-03, 2025-11-25/TK-36: what can be no task is answered as it always is",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const task = { ttl: 60_000 }
        const { prompts } = yield* tasks.client.result("prompts/list", { task })
        assert.strictEqual((prompts as ReadonlyArray<Json>).length, 1)
        const letter = yield* tasks.client.result("prompts/get", {
          name: "letter",
          arguments: { style: "terse" },
          task
        })
        assert.property(letter, "messages")
        assert.notProperty(letter, "task")
        assert.notProperty(yield* tasks.client.result("tools/list", { task }), "task")
      })
  )

  it.effect("2025-11-25/TK-08: a tool that is never a task cannot be asked to be one", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { code } = yield* tasks.client.error("tools/call", {
        name: "plain",
        arguments: { name: "x" },
        task: {}
      })
      assert.strictEqual(code, -32601)
      assert.strictEqual(yield* tasks.client.tell("plain", { name: "x" }), "plain x")
    })
  )

  it.effect("2025-11-25/TK-11: a tool that is always a task cannot be asked to be none", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { code } = yield* tasks.client.error("tools/call", {
        name: "must",
        arguments: { name: fresh("never") }
      })
      assert.strictEqual(code, -32601)
    })
  )

  it.effect("2025-11-25/SV-13: a tool that is not there is not there as a task either", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      for (const task of [{}, { ttl: 1 }]) {
        const { code, message } = yield* tasks.client.error("tools/call", { name: "nobody", task })
        assert.strictEqual(code, -32602)
        assert.strictEqual(message, "Unknown tool: nobody")
      }
    })
  )

  it.effect("tasks.optional: a tool that can be a task is none unless it is asked to be", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const result = yield* tasks.client.result("tools/call", { name: "fails" })
      assert.notProperty(result, "task")
      assert.strictEqual(textOf(result), "It went wrong.")
    })
  )

  it.effect("tasks.update: what the revision after this one has is not there", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      for (const method of ["tasks/update", "server/discover", "subscriptions/listen"]) {
        const { code } = yield* tasks.client.error(method, { taskId: "x", inputResponses: {} })
        assert.strictEqual(code, -32601, method)
      }
    })
  )

  it.effect(
    "extensions/TX-52: who declares the extension here is not answered with a task of it",
    () =>
      Effect.gen(function* () {
        const { enter, http, tasks } = yield* Raw
        if (!http) return
        const both = yield* enter({ extensions: { "io.modelcontextprotocol/tasks": {} } })
        const plain = yield* both.client.result("tools/call", { name: "fails" })
        assert.strictEqual(textOf(plain), "It went wrong.")
        assert.notProperty(plain, "taskId")
        assert.notProperty(plain, "resultType")
        const { code } = yield* both.client.error("tools/call", {
          name: "must",
          arguments: { name: fresh("never") }
        })
        assert.strictEqual(code, -32601)
        assert.deepStrictEqual(both.capability, tasks.capability)
      }).pipe(Effect.scoped)
  )
}
