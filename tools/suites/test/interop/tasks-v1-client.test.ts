/**
 * The official v1 client, which speaks the tasks of 2025-11-25 as an experiment, against our server. Its schemas read
 * every answer.
 */
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import {
  CallToolResultSchema,
  ElicitRequestSchema,
  TaskStatusNotificationSchema
} from "@modelcontextprotocol/sdk/types.js"
import { Effect, Exit, Scope } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"

import { Arrivals } from "../../src/Arrivals.ts"
import * as Door from "../../src/Door.ts"
import type { Json } from "../../src/OfficialClient.ts"
import { fresh } from "../../src/raw/fresh.ts"
import { token } from "../../src/raw/Places.ts"
import { textOf } from "../../src/raw/RawClient.ts"
import { child } from "../../src/raw/Wire.ts"
import * as Serving from "../../src/Serving.ts"

const overStdio = Effect.sync(
  (): Transport => new StdioClientTransport({ ...Serving.program(Serving.tasks), stderr: "ignore" })
)

const overHttp = Effect.map(
  Door.listening(Serving.tasks),
  (url) =>
    // What it keeps under exact optional properties is wider than what its own interface allows.
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: token("ada") }
    }) as Transport
)

class Party {
  readonly arrivals = new Arrivals()
  readonly asked: Array<Json> = []
  readonly client = new Client(
    { name: "official", version: "1.0.0" },
    { capabilities: { elicitation: { form: {} } } }
  )
  readonly tasks = this.client.experimental.tasks

  async connect(transport: Transport): Promise<void> {
    this.client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      this.asked.push(params)
      return { action: "accept", content: { name: "Ada" } }
    })
    this.client.setNotificationHandler(TaskStatusNotificationSchema, ({ method, params }) =>
      this.arrivals.add(method, params)
    )
    await this.client.connect(transport)
    await this.client.listTools()
  }

  /** A call to its end: all that comes, of which `begun` is told when there is a task. */
  async play(name: string, args: Json = {}, begun: (id: string) => unknown = () => {}) {
    const seen: Array<Json> = []
    const stream = this.tasks.callToolStream({ name, arguments: args }, CallToolResultSchema, {
      task: { ttl: 60_000 }
    })
    for await (const message of stream) {
      seen.push({ ...message })
      if (message.type === "taskCreated") await begun(message.task.taskId)
    }
    return { seen, id: String(child(seen[0] ?? {}, "task")["taskId"]), last: seen.at(-1) ?? {} }
  }

  tell(tool: string, name: string) {
    return this.client.callTool({ name: tool, arguments: { name } })
  }
}

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "It was not refused",
    (error: unknown) => String(error)
  )

const calls = (party: Party): void => {
  it("2025-11-25/TK-02: what is declared is what it needs to ask for tasks", () => {
    assert.deepStrictEqual(party.client.getServerCapabilities()?.tasks, {
      list: {},
      cancel: {},
      requests: { tools: { call: {} } }
    })
  })

  it("interop.tasks: a call is made, looked at and answered, with structured output", async () => {
    const name = fresh("v1")
    const { last, seen } = await party.play("must", { name }, () => party.tell("go", name))
    assert.strictEqual(seen[0]?.["type"], "taskCreated")
    assert.include(
      seen.map(({ type }) => type),
      "taskStatus"
    )
    assert.deepStrictEqual(child(last, "result")["structuredContent"], { done: name })
  })

  it("interop.tasks: a question in a task reaches its person", async () => {
    const { id, last } = await party.play("ask")
    assert.strictEqual(textOf(child(last, "result")), "Hello Ada.")
    const question = party.asked.at(-1) ?? {}
    assert.strictEqual(question["message"], "Who are you?")
    assert.deepStrictEqual(child(question, "_meta")["io.modelcontextprotocol/related-task"], {
      taskId: id
    })
  })

  it("interop.tasks: two questions, one after the other", async () => {
    const { last } = await party.play("again", { name: "four" })
    assert.strictEqual(textOf(child(last, "result")), "Ada, Ada, 4")
  })

  it("interop.tasks: a tool that says it failed, and a request that did", async () => {
    for (const tool of ["fails", "refuses"]) {
      const { id, last } = await party.play(tool)
      assert.strictEqual(last["type"], "error", tool)
      assert.strictEqual((await party.tasks.getTask(id)).status, "failed")
    }
  })

  it("interop.tasks: a tool that can be no task, and one that has to be one", async () => {
    const { last } = await party.play("plain", { name: "x" })
    assert.include(String(last["error"]), "-32601")
    const plain = party.client.callTool({ name: "must", arguments: { name: "x" } })
    assert.match(await refusal(plain), /-32601|task-based execution/u)
  })
}

const lives = (party: Party): void => {
  it("interop.tasks: the result can be fetched later, and again", async () => {
    const { id } = await party.play("perhaps", { name: "x", long: false })
    for (const _ of [1, 2]) {
      const result = await party.tasks.getTaskResult(id, CallToolResultSchema)
      assert.strictEqual(textOf(result), "It was short.")
    }
  })

  it("interop.tasks: one is cancelled, and cannot be twice", async () => {
    const name = fresh("v1")
    const { id, last } = await party.play("slow", { name }, async (id) => {
      await party.tell("begun", name)
      assert.strictEqual((await party.tasks.cancelTask(id)).status, "cancelled")
      await party.tell("stopped", name)
    })
    assert.strictEqual(last["type"], "error")
    assert.include(await refusal(party.tasks.cancelTask(id)), "-32602")
  })

  it("interop.tasks: all of them are listed, page by page", async () => {
    const made = await Promise.all(
      Array.from({ length: 110 }, () => party.play("perhaps", { name: "x", long: false }))
    )
    const listed: Array<string> = []
    let cursor: string | undefined
    do {
      const page = await party.tasks.listTasks(cursor)
      listed.push(...page.tasks.map(({ taskId }) => taskId))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    assert.includeMembers(
      listed,
      made.map(({ id }) => id)
    )
  })

  it("interop.tasks: it is told how a task is doing", async () => {
    const name = fresh("v1")
    const { id } = await party.play("slow", { name }, () => party.tell("go", name))
    const told = await party.arrivals.until(
      (_, params) => params["taskId"] === id && params["status"] === "completed"
    )
    assert.strictEqual(told["ttl"], 60_000)
  })

  it("interop.tasks: an unknown task", async () => {
    const unknown = party.tasks.getTask("there-is-no-such-task-0000")
    assert.include(await refusal(unknown), "-32602")
  })
}

describe.each([
  { name: "stdio", reach: overStdio },
  { name: "http", reach: overHttp }
])("official v1 client over $name, tasks", ({ reach }) => {
  const scope = Scope.makeUnsafe()
  const party = new Party()

  beforeAll(async () => {
    await party.connect(await Effect.runPromise(Scope.provide(reach, scope)))
  })

  afterAll(async () => {
    await party.client.close()
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })

  calls(party)
  lives(party)
})
