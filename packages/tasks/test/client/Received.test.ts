import { RootsProvider } from "@effect-mcp/client"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Queue } from "effect"
import { TestClock } from "effect/testing"

import { connected, core, type Frame, type Line, modern, older } from "./support/Scripted.ts"
import { named, question } from "./support/tasks.ts"
import * as User from "./support/user.ts"

const sampling = {
  method: "sampling/createMessage",
  params: { messages: [{ role: "user", content: { type: "text", text: "?" } }], maxTokens: 5 }
}

let id = 0

/** Asks the client, and gives what it answers. */
const ask = Effect.fnUntraced(function* (line: Line, { method, params }: Frame, more: Frame = {}) {
  id += 1
  line.say({ jsonrpc: "2.0", id: `s${id}`, method, params: { ...(params as Frame), ...more } })
  return yield* answerTo(line, `s${id}`)
})

const answerTo = Effect.fnUntraced(function* (line: Line, id: string) {
  for (;;) {
    const frame = yield* line.next
    if (frame["id"] === id && frame["method"] === undefined) return frame
  }
})

const about = (method: string, taskId: unknown): Frame => ({ method, params: { taskId } })

const task = (frame: Frame): Frame => (frame["result"] as Frame)["task"] as Frame

const code = (frame: Frame): unknown => (frame["error"] as Frame | undefined)?.["code"]

const asked = Effect.fnUntraced(function* (options: Parameters<typeof connected>[1] = {}) {
  const user = User.slow()
  const layer = Layer.merge(user.layer, User.model)
  return { ...(yield* connected(core, { layer, ...options })), user }
})

describe("tasks that a server wants of its client", () => {
  it.effect(
    "2025-11-25/TK-01, 2025-11-25/TK-02, 2025-11-25/TK-03: what is declared is what there are handlers for",
    () =>
      Effect.gen(function* () {
        const both = Layer.merge(User.willing().layer, User.model)
        const declared: Array<unknown> = []
        for (const layer of [Layer.empty, User.model, both]) {
          const { hello } = yield* connected(core, { layer })
          declared.push((hello.params["capabilities"] as Frame)["tasks"])
        }
        assert.deepStrictEqual(declared, [
          undefined,
          { list: {}, cancel: {}, requests: { sampling: { createMessage: {} } } },
          {
            list: {},
            cancel: {},
            requests: { sampling: { createMessage: {} }, elicitation: { create: {} } }
          }
        ])
      })
  )

  it.effect("2026-07-28/B-55: no other revision has them", () =>
    Effect.gen(function* () {
      const { hello } = yield* connected(older, { layer: User.willing().layer })
      assert.deepStrictEqual(hello.params["capabilities"], { elicitation: {} })
      const newer = yield* connected(modern, { layer: User.willing().layer })
      assert.deepStrictEqual(newer.hello.meta?.["io.modelcontextprotocol/clientCapabilities"], {
        elicitation: { form: {} },
        extensions: { "io.modelcontextprotocol/tasks": {} }
      })
    })
  )

  it.effect("task.undeclared: without handlers nothing of it is answered", () =>
    Effect.gen(function* () {
      const { line } = yield* connected(core)
      assert.strictEqual(code(yield* ask(line, about("tasks/get", "x"))), -32601)
      assert.strictEqual(code(yield* ask(line, { method: "tasks/list" })), -32601)
    })
  )

  it.effect(
    "2025-11-25/TK-13, 2025-11-25/TK-14, 2025-11-25/TK-15, 2025-11-25/TK-39: the answer is a task that works, and the person has not answered yet",
    () =>
      Effect.gen(function* () {
        const { line, user } = yield* asked()
        const answer = yield* ask(line, question(), { task: { ttl: 60_000 } })
        assert.deepStrictEqual(
          { ...task(answer), taskId: "", createdAt: "", lastUpdatedAt: "" },
          {
            taskId: "",
            status: "working",
            createdAt: "",
            lastUpdatedAt: "",
            ttl: 60_000,
            pollInterval: 1000
          }
        )
        assert.deepStrictEqual(Object.keys(answer["result"] as Frame), ["task"])
        assert.strictEqual(yield* Queue.take(user.asked), "Who?")
      })
  )

  it.effect(
    "2025-11-25/TK-20, 2025-11-25/TK-21, 2025-11-25/TK-22, 2025-11-25/TK-19: its result blocks until there is one",
    () =>
      Effect.gen(function* () {
        const { line, user } = yield* asked()
        const { taskId } = task(yield* ask(line, question(), { task: {} }))
        line.say({ jsonrpc: "2.0", id: "result", method: "tasks/result", params: { taskId } })
        yield* Queue.take(user.asked)
        const working = (yield* ask(line, about("tasks/get", taskId)))["result"] as Frame
        assert.deepStrictEqual([working["taskId"], working["status"]], [taskId, "working"])
        yield* Queue.offer(user.answers, "Ada")
        const result = yield* answerTo(line, "result")
        const related = { "io.modelcontextprotocol/related-task": { taskId } }
        assert.deepStrictEqual(result["result"], { ...named("Ada"), _meta: related })
        const done = (yield* ask(line, about("tasks/get", taskId)))["result"] as Frame
        assert.strictEqual(done["status"], "completed")
        const again = yield* ask(line, about("tasks/result", taskId))
        assert.deepStrictEqual(again["result"], result["result"])
      })
  )

  it.effect("2025-11-25/TK-20: what the handler refuses is refused", () =>
    Effect.gen(function* () {
      const { line } = yield* asked()
      const bad = { method: "sampling/createMessage", params: { ...sampling.params, tools: [] } }
      const { taskId } = task(yield* ask(line, bad, { task: {} }))
      const answer = yield* ask(line, about("tasks/result", taskId))
      assert.strictEqual(code(answer), -32602)
      const failed = (yield* ask(line, about("tasks/get", taskId)))["result"] as Frame
      assert.strictEqual(failed["status"], "failed")
      assert.isString(failed["statusMessage"])
    })
  )

  it.effect("2025-11-25/TK-23, 2025-11-25/TK-25: the server is told when it is over", () =>
    Effect.gen(function* () {
      const { line } = yield* asked()
      const { taskId } = task(yield* ask(line, sampling, { task: {} }))
      const told = yield* line.expect("notifications/tasks/status")
      assert.deepStrictEqual(
        [told.params["taskId"], told.params["status"], told.meta],
        [taskId, "completed", undefined]
      )
    })
  )

  it.effect(
    "2025-11-25/TK-32, 2025-11-25/TK-33, 2025-11-25/TK-34, 2025-11-25/TK-31: a cancelled one is cancelled for good, and the person left alone",
    () =>
      Effect.gen(function* () {
        const { line, user } = yield* asked()
        const { taskId } = task(yield* ask(line, question(), { task: {} }))
        yield* Queue.take(user.asked)
        const cancelled = (yield* ask(line, about("tasks/cancel", taskId)))["result"] as Frame
        assert.deepStrictEqual([cancelled["taskId"], cancelled["status"]], [taskId, "cancelled"])
        assert.strictEqual(yield* Queue.take(user.left), "Who?")
        assert.strictEqual(code(yield* ask(line, about("tasks/cancel", taskId))), -32602)
        assert.strictEqual(code(yield* ask(line, about("tasks/result", taskId))), -32602)
        const after = (yield* ask(line, about("tasks/get", taskId)))["result"] as Frame
        assert.strictEqual(after["status"], "cancelled")
      })
  )

  it.effect("2025-11-25/TK-26, 2025-11-25/TK-30, 2025-11-25/TK-54: all are listed", () =>
    Effect.gen(function* () {
      const { line } = yield* asked()
      const one = task(yield* ask(line, sampling, { task: {} }))
      const two = task(yield* ask(line, sampling, { task: {} }))
      const list = (yield* ask(line, { method: "tasks/list" }))["result"] as Frame
      const ids = (list["tasks"] as ReadonlyArray<Frame>).map(({ taskId }) => taskId)
      assert.deepStrictEqual(ids, [one["taskId"], two["taskId"]])
      assert.strictEqual(
        code(yield* ask(line, { method: "tasks/list", params: { cursor: "x" } })),
        -32602
      )
    })
  )

  it.effect.each([
    ["unknown", "x"],
    ["a number", 7],
    ["absent", undefined]
  ] as const)("2025-11-25/TK-53: an id that is none is refused: %s", ([, taskId]) =>
    Effect.gen(function* () {
      const { line } = yield* asked()
      for (const method of ["tasks/get", "tasks/result", "tasks/cancel"]) {
        assert.strictEqual(code(yield* ask(line, about(method, taskId))), -32602)
      }
    })
  )

  it.effect("2025-11-25/TK-52: what a request says it is related to names no task", () =>
    Effect.gen(function* () {
      const { line } = yield* asked()
      const { taskId } = task(yield* ask(line, sampling, { task: {} }))
      const _meta = { "io.modelcontextprotocol/related-task": { taskId: "other" } }
      const got = (yield* ask(line, about("tasks/get", taskId), { _meta }))["result"] as Frame
      assert.strictEqual(got["taskId"], taskId)
    })
  )

  it.effect("2025-11-25/TK-52: and no answer about tasks repeats it", () =>
    Effect.gen(function* () {
      const { line, user } = yield* asked()
      const { taskId } = task(yield* ask(line, question(), { task: {} }))
      yield* Queue.take(user.asked)
      const _meta = { "io.modelcontextprotocol/related-task": { taskId: "other" } }
      const said = Effect.fnUntraced(function* (method: string) {
        const answer = yield* ask(line, about(method, taskId), { _meta })
        return (answer["result"] as Frame)["_meta"]
      })
      assert.isUndefined(yield* said("tasks/get"))
      assert.isUndefined(yield* said("tasks/list"))
      assert.isUndefined(yield* said("tasks/cancel"))
    })
  )

  it.effect("2025-11-25/TK-22: a result says which task it is of, whatever it was asked with", () =>
    Effect.gen(function* () {
      const { line } = yield* asked()
      const { taskId } = task(yield* ask(line, sampling, { task: {} }))
      const _meta = { "io.modelcontextprotocol/related-task": { taskId: "other" } }
      const answer = yield* ask(line, about("tasks/result", taskId), { _meta })
      assert.deepStrictEqual((answer["result"] as Frame)["_meta"], {
        "io.modelcontextprotocol/related-task": { taskId }
      })
    })
  )

  it.effect.each([
    ["a word", "yes"],
    ["null", null],
    ["a ttl in words", { ttl: "1h" }],
    ["a negative ttl", { ttl: -1 }],
    ["half a ttl", { ttl: 0.5 }]
  ] as const)("task.malformed: a wish for a task that is none is refused: %s", ([, wish]) =>
    Effect.gen(function* () {
      const { line } = yield* asked()
      assert.strictEqual(code(yield* ask(line, sampling, { task: wish })), -32602)
    })
  )

  it.effect("2025-11-25/TK-36: what was not declared is answered as without it", () =>
    Effect.gen(function* () {
      const roots = Layer.orDie(RootsProvider.layer([{ uri: "file:///home/ada" }]))
      const { line } = yield* connected(core, { layer: Layer.merge(User.model, roots) })
      const answer = yield* ask(line, { method: "roots/list" }, { task: {} })
      assert.deepStrictEqual(answer["result"], { roots: [{ uri: "file:///home/ada" }] })
      const list = yield* ask(line, { method: "tasks/list" })
      assert.deepStrictEqual(list["result"], { tasks: [] })
    })
  )

  it.effect(
    "2025-11-25/TK-49, 2025-11-25/TK-50: kept for the time it says, and no longer than a day",
    () =>
      Effect.gen(function* () {
        const { line } = yield* asked()
        const short = task(yield* ask(line, sampling, { task: { ttl: 1000 } }))
        const long = task(yield* ask(line, sampling, { task: { ttl: Number.MAX_SAFE_INTEGER } }))
        assert.deepStrictEqual([short["ttl"], long["ttl"]], [1000, 86_400_000])
        yield* TestClock.adjust("1 second")
        assert.strictEqual(code(yield* ask(line, about("tasks/get", short["taskId"]))), -32602)
        const got = (yield* ask(line, about("tasks/get", long["taskId"])))["result"] as Frame
        assert.strictEqual(got["ttl"], 86_400_000)
      })
  )

  it.effect("2025-11-25/TK-64: one more than are kept is refused, until one has expired", () =>
    Effect.gen(function* () {
      const { line } = yield* asked({ tasks: { maxKept: 2 } })
      yield* ask(line, sampling, { task: { ttl: 1000 } })
      yield* ask(line, question(), { task: {} })
      const refused = yield* ask(line, sampling, { task: {} })
      assert.deepStrictEqual((refused["error"] as Frame)["data"], {
        reason: "TooManyTasks",
        limit: 2
      })
      yield* TestClock.adjust("1 second")
      assert.isDefined(task(yield* ask(line, sampling, { task: {} })))
    })
  )

  it.effect("2025-11-25/TK-38, 2025-11-25/TK-61: no id is like another, or to be guessed", () =>
    Effect.gen(function* () {
      const { line } = yield* asked()
      const ids = new Set<unknown>()
      for (let n = 0; n < 20; n++) {
        const { taskId } = task(yield* ask(line, sampling, { task: {} }))
        assert.match(String(taskId), /^[\w-]{22}$/)
        ids.add(taskId)
      }
      assert.strictEqual(ids.size, 20)
    })
  )

  it.effect("task.left: who is asked is left alone once the connection is gone", () =>
    Effect.gen(function* () {
      const { line, user } = yield* asked()
      yield* ask(line, question(), { task: {} })
      yield* Queue.take(user.asked)
      line.cut()
      assert.strictEqual(yield* Queue.take(user.left), "Who?")
    })
  )
})
