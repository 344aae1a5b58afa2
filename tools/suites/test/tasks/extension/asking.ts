/**
 * Questions in the middle of a task, and what becomes of the answers.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { id, keyOf, questions, Raw, saying, type Tasks } from "../../../src/raw/Extension.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { textOf } from "../../../src/raw/RawClient.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

/** A task of this tool that waits for an answer. */
const asking = Effect.fnUntraced(function* (tasks: Tasks, tool: string, args: Json = {}) {
  const { taskId } = yield* tasks.create(tool, args)
  return { taskId, task: yield* tasks.until(taskId, "input_required") }
})

/** The text that a task has come to. */
const outcome = (tasks: Tasks, taskId: string) =>
  Effect.map(tasks.until(taskId, "completed"), (task) => textOf(task["result"] as Json))

const asked = (task: Json): ReadonlyArray<unknown> =>
  questions(task).map(([, { params }]) => (params as Json)["message"])

export const asks = (it: It): void => {
  it.effect(
    "extensions/TX-16, extensions/TX-10: one that waits for an answer says what it asks",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { task, taskId } = yield* asking(tasks, "ask")
        assert.strictEqual(task["resultType"], "complete")
        const [[key, request] = ["", {}], ...others] = questions(task)
        assert.deepStrictEqual(others, [])
        assert.strictEqual(request["method"], "elicitation/create")
        const params = child(request, "params")
        assert.strictEqual(params["message"], "Who are you?")
        assert.deepStrictEqual(Object.keys(child(child(params, "requestedSchema"), "properties")), [
          "name"
        ])
        assert.notProperty(task, "result")
        assert.notProperty(task, "requestState")
        // It asks as long as nobody answers, and under the same key.
        assert.deepStrictEqual(questions(yield* tasks.get(taskId)), questions(task))
        yield* tasks.answer(taskId, { [key]: "Ada" })
        assert.strictEqual(yield* outcome(tasks, taskId), "Hello Ada.")
      })
  )

  it.effect("extensions/TX-31: an answer is acknowledged, with nothing in it", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { task, taskId } = yield* asking(tasks, "ask")
      const { _meta: _, ...acknowledged } = yield* tasks.answer(taskId, {
        [keyOf(task, "Who are you?")]: "Ada"
      })
      assert.deepStrictEqual(acknowledged, { resultType: "complete" })
      yield* outcome(tasks, taskId)
    })
  )

  it.effect(
    "extensions/TX-32, extensions/TX-37: of two questions one is answered, and the other is still asked",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { task, taskId } = yield* asking(tasks, "pair")
        assert.sameMembers([...asked(task)], ["Who is left?", "Who is right?"])
        const [left, right] = [keyOf(task, "Who is left?"), keyOf(task, "Who is right?")]
        yield* tasks.answer(taskId, { [right]: "Bob" })
        const half = yield* tasks.get(taskId)
        assert.strictEqual(half["status"], "input_required")
        assert.deepStrictEqual(Object.keys(child(half, "inputRequests")), [left])
        yield* tasks.answer(taskId, { [left]: "Ada" })
        assert.strictEqual(yield* outcome(tasks, taskId), "Ada and Bob")
      })
  )

  it.effect("extensions/TX-32: both at one time", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { task, taskId } = yield* asking(tasks, "pair")
      yield* tasks.answer(taskId, {
        [keyOf(task, "Who is left?")]: "Ada",
        [keyOf(task, "Who is right?")]: "Bob"
      })
      assert.strictEqual(yield* outcome(tasks, taskId), "Ada and Bob")
    })
  )

  it.effect(
    "extensions/TX-32: what nobody asked, or is answered already, is ignored beside what is asked",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { task, taskId } = yield* asking(tasks, "pair")
        const [left, right] = [keyOf(task, "Who is left?"), keyOf(task, "Who is right?")]
        const strange = { nobody: "X", constructor: "Y", toString: "Z", "": "W" }
        yield* tasks.answer(taskId, { ...strange, [left]: "Ada" })
        yield* tasks.answer(taskId, { [left]: "Eve" })
        yield* tasks.answer(taskId, {})
        assert.strictEqual((yield* tasks.get(taskId))["status"], "input_required")
        yield* tasks.answer(taskId, { [left]: "Eve", [right]: "Bob" })
        assert.strictEqual(yield* outcome(tasks, taskId), "Ada and Bob")
      })
  )

  it.effect(
    "extensions/TX-28: another question has a key of its own, even if its author gave both one name",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { task, taskId } = yield* asking(tasks, "again", { name: fresh("again") })
        const first = keyOf(task, "Who is next?")
        // Listening before the answer, the second question cannot be missed.
        const { id } = yield* tasks.listen([taskId])
        yield* tasks.answer(taskId, { [first]: "Ada" })
        const next = yield* tasks.client.hears((message) => {
          const params = child(message, "params")
          return (
            message["method"] === "notifications/tasks" &&
            params["taskId"] === taskId &&
            questions(params).some(([key]) => key !== first)
          )
        })
        yield* tasks.client.leave(id)
        const second = keyOf(child(next, "params"), "Who is next after Ada?")
        assert.notStrictEqual(second, first)
        yield* tasks.answer(taskId, { [first]: "Eve" })
        assert.strictEqual((yield* tasks.get(taskId))["status"], "input_required")
        yield* tasks.answer(taskId, { [second]: "Bob" })
        assert.match(yield* outcome(tasks, taskId), /^Ada, Bob, \d+$/u)
      })
  )

  it.effect(
    "extensions/TX-28: what was answered in a way that makes no sense is asked for again, under another key",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const wrong: ReadonlyArray<unknown> = [
          { action: "accept", content: { name: 5 } },
          { action: "accept" },
          { action: "perhaps" },
          {},
          null,
          "Ada"
        ]
        const { taskId } = yield* tasks.create("ask")
        const { id } = yield* tasks.listen([taskId])
        const used = new Set<string>()
        const fresh = () =>
          tasks.client.hears((message) => {
            const params = child(message, "params")
            return (
              message["method"] === "notifications/tasks" &&
              params["taskId"] === taskId &&
              questions(params).some(([key]) => !used.has(key))
            )
          })
        let key = keyOf(yield* tasks.until(taskId, "input_required"), "Who are you?")
        for (const answer of wrong) {
          used.add(key)
          const inputResponses = { [key]: answer }
          yield* tasks.client.request("tasks/update", { taskId, inputResponses })
          const now = yield* tasks.get(taskId)
          if (questions(now).some(([open]) => open === key)) continue
          key = keyOf(child(yield* fresh(), "params"), "Who are you?")
        }
        yield* tasks.client.leave(id)
        yield* tasks.answer(taskId, { [key]: "Ada" })
        assert.strictEqual(yield* outcome(tasks, taskId), "Hello Ada.")
      })
  )

  it.effect("tasks.repeated: of several answers to one question one counts, and once", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { task, taskId } = yield* asking(tasks, "ask")
      const key = keyOf(task, "Who are you?")
      const answers = ["Ada", "Bob", "Eve"].map((name) => tasks.answer(taskId, { [key]: name }))
      const acknowledged = yield* Effect.all(answers, { concurrency: "unbounded" })
      assert.strictEqual(acknowledged.length, 3)
      assert.match(yield* outcome(tasks, taskId), /^Hello (Ada|Bob|Eve)\.$/u)
    })
  )

  it.effect("extensions/TX-29: nobody is asked in a way that was not declared", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const _meta = saying({ extensions: { [id]: {} }, sampling: {} })
      for (const [tool, capability] of [
        ["ask", "elicitation"],
        ["pair", "elicitation"]
      ] as const) {
        const made = yield* tasks.call(tool, {}, { _meta })
        const task = yield* tasks.until(String(made["taskId"]), "failed")
        assert.notProperty(task, "inputRequests")
        const error = child(task, "error")
        assert.strictEqual(error["code"], -32021)
        assert.property(child(child(error, "data"), "requiredCapabilities"), capability)
      }
      const { taskId } = yield* asking(tasks, "ponder")
      yield* tasks.cancel(taskId)
    })
  )

  it.effect("tasks.sampling: the model is asked in the same way", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { task, taskId } = yield* asking(tasks, "ponder")
      const [[key, request] = ["", {}]] = questions(task)
      assert.strictEqual(request["method"], "sampling/createMessage")
      yield* tasks.client.result("tasks/update", {
        taskId,
        inputResponses: {
          [key]: { role: "assistant", model: "m", content: { type: "text", text: "So what." } }
        }
      })
      assert.strictEqual(yield* outcome(tasks, taskId), "So what.")
    })
  )

  it.effect("tasks.refused: who does not want to answer ends the task in an error", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      for (const action of ["decline", "cancel"]) {
        const { task, taskId } = yield* asking(tasks, "ask")
        const inputResponses = { [keyOf(task, "Who are you?")]: { action } }
        yield* tasks.client.result("tasks/update", { taskId, inputResponses })
        const ended = yield* tasks.until(taskId, "completed")
        assert.strictEqual(child(ended, "result")["isError"], true)
      }
    })
  )

  it.effect(
    "tasks.cancelled: one that waits for an answer can be cancelled, and asks no more",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { task, taskId } = yield* asking(tasks, "ask")
        yield* tasks.cancel(taskId)
        const cancelled = yield* tasks.until(taskId, "cancelled")
        assert.notProperty(cancelled, "inputRequests")
        yield* tasks.answer(taskId, { [keyOf(task, "Who are you?")]: "Ada" })
        assert.deepStrictEqual(yield* tasks.get(taskId), cancelled)
      })
  )
}
