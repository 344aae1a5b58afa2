/**
 * How a call becomes a task, and what it is answered with.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { fields, questions, Raw, type Tasks } from "../../../src/raw/Extension.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { textOf } from "../../../src/raw/RawClient.ts"
import type { Json } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

/** A moment as RFC 3339 writes it. */
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/u

const isMillis = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0

/** The keys of what is made, without what every result has. */
const keys = (result: Json): ReadonlyArray<string> =>
  Object.keys(result).filter((key) => key !== "_meta" && key !== "resultType")

/** A call of `report` up to its question, and on with the answer to that. */
const answered = (tasks: Tasks, name: string, asked: Json) =>
  tasks.call(
    "report",
    { name },
    {
      requestState: asked["requestState"],
      inputResponses: Object.fromEntries(
        questions(asked).map(([key]) => [key, { action: "accept", content: { name: "Ada" } }])
      )
    }
  )

export const creating = (it: It): void => {
  it.effect(
    "extensions/TX-03, extensions/TX-09, extensions/TX-13: a call is answered with a task, and with nothing else",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const task = yield* tasks.begun("slow")
        assert.strictEqual(task["resultType" as keyof typeof task], "task")
        const { name, ...wire } = task
        assert.includeMembers([...keys(wire)], [...fields])
        assert.includeMembers([...fields, "statusMessage"], [...keys(wire)])
        assert.strictEqual((wire as Json)["status"], "working")
        yield* tasks.client.tell("go", { name })
      })
  )

  it.effect(
    "extensions/TX-14, extensions/TX-36: times are whole milliseconds, by their names",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const made: Json = yield* tasks.create("fails")
        const read = yield* tasks.until(String(made["taskId"]), "completed")
        for (const task of [made, read]) {
          assert.isTrue(isMillis(task["ttlMs"]), JSON.stringify(task))
          assert.isTrue(isMillis(task["pollIntervalMs"]), JSON.stringify(task))
          assert.match(String(task["createdAt"]), moment)
          assert.match(String(task["lastUpdatedAt"]), moment)
          assert.notProperty(task, "ttl")
          assert.notProperty(task, "pollInterval")
        }
        assert.strictEqual(read["createdAt"], made["createdAt"])
      })
  )

  it.effect("extensions/TX-03, extensions/X-11: the server decides, call by call", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const plain = yield* tasks.call("plain", { name: "x" })
      assert.strictEqual(plain["resultType"], "complete")
      assert.strictEqual(textOf(plain), "plain x")
      const name = fresh("perhaps")
      const short = yield* tasks.call("perhaps", { name, long: false })
      assert.strictEqual(short["resultType"], "complete")
      assert.strictEqual(textOf(short), "It was short.")
      const { taskId } = yield* tasks.create("perhaps", { name, long: true })
      yield* tasks.client.tell("go", { name })
      const done = yield* tasks.until(taskId, "completed")
      assert.strictEqual(textOf(done["result"] as Json), "It was long.")
    })
  )

  it.effect("extensions/TX-11: a task is found as soon as it is known, by others as well", () =>
    Effect.gen(function* () {
      const { beside, tasks } = yield* Raw
      const name = fresh("at once")
      const all = yield* Effect.forEach(
        Array.from({ length: 20 }),
        () => Effect.flatMap(tasks.create("slow", { name }), ({ taskId }) => beside.get(taskId)),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual([...new Set(all.map(({ status }) => status))], ["working"])
      yield* tasks.client.tell("go", { name })
    })
  )

  it.effect(
    "extensions/TX-12, extensions/TX-13: what is asked before there is a task is asked as of a call",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const name = fresh("report")
        const asked = yield* tasks.call("report", { name })
        assert.strictEqual(asked["resultType"], "input_required")
        assert.notProperty(asked, "taskId")
        assert.strictEqual(questions(asked).length, 1)
        const task = yield* answered(tasks, name, asked)
        assert.strictEqual(task["resultType"], "task")
        assert.notProperty(task, "requestState")
        assert.notProperty(task, "inputRequests")
        assert.strictEqual(task["ttlMs"], 3_600_000)
        assert.strictEqual(task["pollIntervalMs"], 500)
        const working = yield* tasks.get(String(task["taskId"]))
        assert.strictEqual(working["status"], "working")
        assert.notProperty(working, "requestState")
        yield* tasks.client.tell("go", { name })
        const done = yield* tasks.until(String(task["taskId"]), "completed")
        assert.strictEqual(textOf(done["result"] as Json), "The report of Ada.")
      })
  )

  it.effect("extensions/TX-49: ids are of 128 bits or more, and none is like another", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const made = yield* Effect.forEach(Array.from({ length: 24 }), () => tasks.create("fails"))
      const ids = made.map(({ taskId }) => taskId)
      assert.strictEqual(new Set(ids).size, 24)
      // 128 bits are 22 characters of Base64, or 32 of hexadecimal.
      assert.isTrue(ids.every((id) => /^[\w-]{22,}$/u.test(id)))
      assert.isTrue(
        ids.every((id) => !/^[0-9a-f-]+$/u.test(id) || id.replaceAll("-", "").length >= 32)
      )
      for (let at = 0; at < 22; at++) {
        const column = new Set(ids.map((id) => id[at]))
        // Dashes of a UUID and its version stand still; nothing else does.
        if (!["-", "4"].includes([...column].join(""))) assert.isAbove(column.size, 3)
      }
    })
  )

  it.effect("tasks.arguments: what cannot run is no task, and is said at once", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      for (const args of [{}, { name: 1 }, { name: null }]) {
        const result = yield* tasks.call("must", args)
        assert.strictEqual(result["resultType"], "complete")
        assert.strictEqual(result["isError"], true)
        assert.include(textOf(result), "/name")
        assert.notProperty(result, "taskId")
      }
      const { code } = yield* tasks.client.error("tools/call", { name: "nobody" })
      assert.strictEqual(code, -32602)
    })
  )
}
