/**
 * Being told of tasks instead of looking after them.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { isOn, isStatus, keyOf, Raw, type Tasks } from "../../../src/raw/Extension.ts"
import { isMethod, type RawClient } from "../../../src/raw/RawClient.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

const unknown = "there-is-no-such-task-0000"

/** What came on the stream of this listening about this task. */
const told = (client: RawClient, listening: unknown, taskId: string): ReadonlyArray<Json> =>
  client
    .all((message) => isStatus(message) && isOn(listening, message))
    .map((message) => child(message, "params"))
    .filter((params) => params["taskId"] === taskId)

const hears = (tasks: Tasks, listening: unknown, taskId: string, status: string) =>
  Effect.map(
    tasks.client.hears(
      (message) =>
        isStatus(message) &&
        isOn(listening, message) &&
        child(message, "params")["taskId"] === taskId &&
        child(message, "params")["status"] === status
    ),
    (message) => child(message, "params")
  )

/** The task alone. */
const bare = (message: Json): Json =>
  Object.fromEntries(
    Object.entries(message).filter(([key]) => key !== "_meta" && key !== "resultType")
  )

export const listening = (it: It): void => {
  it.effect(
    "extensions/TX-44: each change is told, with all that a look at the task would have shown",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { name, taskId } = yield* tasks.begun("slow")
        const { id } = yield* tasks.listen([taskId])
        yield* tasks.client.tell("go", { name })
        const done = yield* hears(tasks, id, taskId, "completed")
        assert.deepInclude(done["result"] as Json, { structuredContent: { done: name } })
        assert.deepStrictEqual(bare(done), bare(yield* tasks.get(taskId)))
        assert.notProperty(done, "resultType")
        yield* tasks.client.leave(id)
      })
  )

  it.effect("extensions/TX-44: a question is told, and an error, and a cancellation", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("ask")
      const { id } = yield* tasks.listen([taskId])
      const asked = yield* tasks.until(taskId, "input_required")
      yield* tasks.cancel(taskId)
      assert.notProperty(yield* hears(tasks, id, taskId, "cancelled"), "inputRequests")
      yield* tasks.client.leave(id)
      const pair = yield* tasks.create("pair")
      const second = yield* tasks.listen([pair.taskId])
      const both = yield* tasks.until(pair.taskId, "input_required")
      yield* tasks.answer(pair.taskId, { [keyOf(both, "Who is left?")]: "Ada" })
      const half = yield* hears(tasks, second.id, pair.taskId, "input_required")
      assert.property(half, "inputRequests")
      assert.property(asked, "inputRequests")
      yield* tasks.client.leave(second.id)
    })
  )

  it.effect("extensions/TX-45: it is acknowledged with the tasks that there are", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const first = yield* tasks.create("fails")
      const second = yield* tasks.create("fails")
      const ids = [first.taskId, unknown, second.taskId, first.taskId]
      const { honoured, id } = yield* tasks.listen(ids)
      assert.sameMembers(
        [...new Set(honoured["taskIds"] as ReadonlyArray<string>)],
        [first.taskId, second.taskId]
      )
      yield* tasks.client.leave(id)
      const none = yield* tasks.listen([unknown])
      assert.deepStrictEqual(none.honoured["taskIds"] ?? [], [])
      yield* tasks.client.leave(none.id)
    })
  )

  it.effect("tasks.listening: who listens for one task hears of no other", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const mine = yield* tasks.begun("slow")
      const other = yield* tasks.begun("slow")
      const { id } = yield* tasks.listen([mine.taskId])
      yield* tasks.client.tell("go", { name: other.name })
      yield* tasks.until(other.taskId, "completed")
      yield* tasks.client.tell("go", { name: mine.name })
      yield* hears(tasks, id, mine.taskId, "completed")
      assert.deepStrictEqual(told(tasks.client, id, other.taskId), [])
      yield* tasks.client.leave(id)
    })
  )

  it.effect(
    "extensions/TX-46: neither progress nor log messages come, whoever asked for them",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const _meta = { progressToken: "p", "io.modelcontextprotocol/logLevel": "debug" }
        const id = yield* tasks.client.begin("subscriptions/listen", {
          notifications: { taskIds: [] },
          _meta
        })
        const made = yield* tasks.call("slow", { name: "loud" }, { _meta })
        const taskId = String(made["taskId"])
        const listening = yield* tasks.listen([taskId])
        yield* tasks.client.tell("begun", { name: "loud" })
        yield* tasks.client.tell("go", { name: "loud" })
        yield* hears(tasks, listening.id, taskId, "completed")
        for (const method of ["notifications/progress", "notifications/message"]) {
          assert.deepStrictEqual(tasks.client.all(isMethod(method)), [], method)
        }
        yield* tasks.client.leave(listening.id)
        yield* tasks.client.leave(id)
      })
  )

  it.effect("tasks.filter: what is no list of ids is refused, and the next is honoured", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("fails")
      for (const taskIds of [taskId, { 0: taskId }, [1], [null], [[taskId]]]) {
        const { code } = yield* tasks.client.error("subscriptions/listen", {
          notifications: { taskIds }
        })
        assert.strictEqual(code, -32602, JSON.stringify(taskIds))
      }
      const { honoured, id } = yield* tasks.listen([taskId])
      assert.deepStrictEqual(honoured["taskIds"], [taskId])
      yield* tasks.client.leave(id)
    })
  )
}
