import { ElicitationHandler, ToolResult } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { TaskClient, TaskHandle } from "@effect-mcp/tasks"
import { TestMcp } from "@effect-mcp/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"

import { Everything } from "../src/server.ts"
import * as Program from "./Program.ts"

const revisions = Revisions.all.map((revision) => [revision.version, revision] as const)
const related = "io.modelcontextprotocol/related-task"

const person = ElicitationHandler.layer({
  form: ({ message }) =>
    Effect.succeed({
      action: "accept",
      content: message === "What is your name?" ? { name: "Ada" } : { confirm: true }
    })
})

/** A client that wants tasks, and says which. */
const startAsking = async () => {
  const program = Program.start()
  await program.request("initialize", {
    protocolVersion: "2025-11-25",
    capabilities: { elicitation: {} },
    clientInfo: { name: "test", version: "1.0.0" }
  })
  program.send({ method: "notifications/initialized" })
  return program
}

const begin = (program: Program.Program, name: string, args: Program.Json) =>
  program.request("tools/call", { name, arguments: args, task: {} })

const stated = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {
    elicitation: {},
    extensions: { "io.modelcontextprotocol/tasks": {} }
  }
}

/** A client that can have tasks, and gets them as the server likes. */
const startAble = () => Program.start(stated)

/** The task as soon as it is so; told of, not looked for again and again. */
const reaching = async (program: Program.Program, taskId: unknown, status: string) => {
  const isSo = (task: unknown) => Program.at(task, "status") === status
  program.send({
    id: `${status} ${String(taskId)}`,
    method: "subscriptions/listen",
    params: { notifications: { taskIds: [taskId] }, _meta: stated }
  })
  await program.next(({ method }) => method === "notifications/subscriptions/acknowledged")
  const now = Program.at(await program.request("tasks/get", { taskId }), "result")
  if (isSo(now)) return now
  const later = await program.next(
    ({ method, params }) => method === "notifications/tasks" && isSo(params)
  )
  return Program.at(later, "params")
}

describe("a client without tasks", () => {
  it.effect.each(revisions)("everything.tasks: is answered as by any tool, in %s", ([, revision]) =>
    Effect.gen(function* () {
      const client = yield* TestMcp.connect(Everything, { revision })
      const greeted = yield* client.callTool("greet", { name: "Ada" })
      assert.strictEqual(ToolResult.text(greeted), "Hello, Ada!")
      const computed = yield* client.callTool("slow_compute", { seconds: 0, label: "pi" })
      assert.strictEqual(ToolResult.text(computed), "Computed pi for 0 seconds.")
    })
  )

  const asking = revisions.filter(([, { asks, tasks }]) => asks === "Replay" || tasks !== "None")

  it.effect.each(asking)("everything.tasks: is asked in the call, in %s", ([, revision]) =>
    Effect.gen(function* () {
      const client = yield* TestMcp.connect(Everything, { revision })
      const deleted = yield* client.callTool("confirm_delete", { filename: "notes.txt" })
      assert.strictEqual(ToolResult.text(deleted), "Deleted notes.txt.")
      const greeted = yield* client.callTool("multi_input")
      assert.strictEqual(ToolResult.text(greeted), "Hello, Ada!")
    }).pipe(Effect.provide(person))
  )

  const codes = { None: -32601, Core: -32601, Extension: -32021 }

  it.effect.each(revisions)(
    "everything.tasks: is refused what has to be one, in %s",
    ([, revision]) =>
      Effect.gen(function* () {
        const client = yield* TestMcp.connect(Everything, { revision })
        for (const tool of ["failing_job", "test_tool_with_task"]) {
          const { reason } = yield* Effect.flip(client.callTool(tool))
          assert.strictEqual(reason._tag === "Refused" && reason.code, codes[revision.tasks])
        }
      })
  )
})

describe("a client with tasks", () => {
  const having = revisions.filter(([, { tasks }]) => tasks !== "None")

  it.live.each(having)("everything.tasks: waits for them as for any call, in %s", ([, revision]) =>
    Effect.gen(function* () {
      const client = yield* TestMcp.connect(Everything, { revision })
      const failed = yield* client.callTool("failing_job")
      assert.isTrue(failed.isError)
      assert.strictEqual(ToolResult.text(failed), "This job intentionally fails.")
      const greeted = yield* client.callTool("test_tool_with_task")
      assert.strictEqual(ToolResult.text(greeted), "Hello, Ada!")
    }).pipe(Effect.provide([TaskClient.layer(), person]))
  )

  it.live.each(having)("everything.tasks: starts one, and stops it, in %s", ([, revision]) =>
    Effect.gen(function* () {
      const client = yield* TestMcp.connect(Everything, { revision })
      const handle = yield* TaskHandle.start(client, "slow_compute", { seconds: 3600, label: "pi" })
      const told = yield* handle.status.pipe(
        Stream.filter(({ statusMessage }) => statusMessage !== undefined),
        Stream.runHead
      )
      assert.strictEqual(Option.getOrUndefined(told)?.statusMessage, "Computing pi (0 of 3600)")
      yield* handle.cancel
      assert.strictEqual((yield* handle.get).status, "cancelled")
    }).pipe(Effect.provide(TaskClient.layer()))
  )
})

describe("tasks that the client wants, over stdio", () => {
  it("2025-11-25/TK-13, 2025-11-25/TK-21, 2025-11-25/TK-22, 2025-11-25/TK-43: asks, and gives its result when it is done", async () => {
    const program = await startAsking()
    const created = await begin(program, "confirm_delete", { filename: "notes.txt" })
    assert.deepStrictEqual(Object.keys(Program.at(created, "result") as object), ["task"])
    assert.strictEqual(Program.at(created, "result", "task", "status"), "working")
    const taskId = Program.at(created, "result", "task", "taskId")

    const result = program.request("tasks/result", { taskId })
    const asked = await program.next(({ method }) => method === "elicitation/create")
    assert.strictEqual(Program.at(asked, "params", "message"), "Delete notes.txt?")
    assert.deepStrictEqual(Program.at(asked, "params", "_meta", related), { taskId })
    const answer = { action: "accept", content: { confirm: true } }
    program.send({ id: asked["id"], result: answer })

    assert.deepStrictEqual(Program.at(await result, "result"), {
      content: [{ type: "text", text: "Deleted notes.txt." }],
      _meta: { [related]: { taskId } }
    })
    const done = await program.request("tasks/get", { taskId })
    assert.strictEqual(Program.at(done, "result", "status"), "completed")
    assert.strictEqual(await program.end(), 0)
  })

  it("2025-11-25/TK-16, 2025-11-25/TK-20: a job that ends in an error, and one that tells the model meanwhile", async () => {
    const program = await startAsking()
    const refused = await begin(program, "protocol_error_job", {})
    const taskId = Program.at(refused, "result", "task", "taskId")
    assert.deepStrictEqual(Program.at(await program.request("tasks/result", { taskId }), "error"), {
      code: -32000,
      message: "This job intentionally ends in an error."
    })
    const failing = await begin(program, "failing_job", {})
    assert.deepStrictEqual(Program.at(failing, "result", "_meta"), {
      "io.modelcontextprotocol/model-immediate-response": "The job has begun. It will fail."
    })
    assert.strictEqual(await program.end(), 0)
  })

  it("2025-11-25/TK-32: a long one is over once it is cancelled, and one that still runs holds nothing up", async () => {
    const program = await startAsking()
    const long = await begin(program, "slow_compute", { seconds: 3600 })
    const taskId = Program.at(long, "result", "task", "taskId")
    const cancelled = await program.request("tasks/cancel", { taskId })
    assert.strictEqual(Program.at(cancelled, "result", "status"), "cancelled")
    await begin(program, "slow_compute", { seconds: 3600 })
    assert.strictEqual(await program.end(), 0)
  })
})

describe("tasks that the server wants, over stdio", () => {
  it("extensions/TX-09, extensions/TX-16, extensions/TX-31, extensions/TX-37: two questions, answered one by one", async () => {
    const program = startAble()
    const created = await program.request("tools/call", { name: "multi_input", arguments: {} })
    assert.strictEqual(Program.at(created, "result", "resultType"), "task")
    const taskId = Program.at(created, "result", "taskId")
    const asks = await reaching(program, taskId, "input_required")
    const [name = "", confirm = ""] = Object.keys(Program.at(asks, "inputRequests") as object)
    assert.strictEqual(
      Program.at(asks, "inputRequests", name, "params", "message"),
      "What is your name?"
    )
    const answer = async (key: string, content: Program.Json) => {
      const inputResponses = { [key]: { action: "accept", content } }
      const answered = await program.request("tasks/update", { taskId, inputResponses })
      const { _meta, ...rest } = Program.at(answered, "result") as Program.Json
      assert.deepStrictEqual(rest, { resultType: "complete" })
    }
    await answer(name, { name: "Ada" })
    const rest = await program.request("tasks/get", { taskId })
    assert.deepStrictEqual(Object.keys(Program.at(rest, "result", "inputRequests") as object), [
      confirm
    ])
    await answer(confirm, { confirm: true })
    const done = await reaching(program, taskId, "completed")
    assert.deepStrictEqual(Program.at(done, "result", "content"), [
      { type: "text", text: "Hello, Ada!" }
    ])
    assert.strictEqual(await program.end(), 0)
  })

  it("extensions/TX-12, extensions/TX-13: asked as a call, and done as a task", async () => {
    const program = startAble()
    const call = { name: "test_tool_with_task", arguments: {} }
    const first = Program.at(await program.request("tools/call", call), "result") as Program.Json
    assert.strictEqual(first["resultType"], "input_required")
    assert.notProperty(first, "taskId")
    const inputResponses = { user_name: { action: "accept", content: { name: "Ada" } } }
    const { requestState } = first
    const second = await program.request("tools/call", { ...call, inputResponses, requestState })
    const { _meta, ...created } = Program.at(second, "result") as Program.Json
    assert.sameMembers(Object.keys(created), [
      "resultType",
      "taskId",
      "status",
      "createdAt",
      "lastUpdatedAt",
      "ttlMs",
      "pollIntervalMs"
    ])
    const done = await reaching(program, created["taskId"], "completed")
    assert.deepStrictEqual(Program.at(done, "result", "content"), [
      { type: "text", text: "Hello, Ada!" }
    ])
    assert.strictEqual(await program.end(), 0)
  })
})
