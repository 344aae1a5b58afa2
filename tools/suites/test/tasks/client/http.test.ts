/**
 * A client's tasks over Streamable HTTP: what it says outside of its messages, and where it listens.
 */
import { McpClient } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { TaskClient } from "@effect-mcp/tasks"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer } from "effect"

import * as Host from "../../../src/Host.ts"
import * as ScriptedHttp from "../../../src/raw/ScriptedHttp.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import { textOf } from "../../../src/Results.ts"
import { completed, core, coreTask, created, extension, result, task, tools } from "./Connected.ts"

const connect = (url: string, version: string) =>
  Effect.gen(function* () {
    const context = yield* Layer.build(
      Layer.mergeAll(
        StreamableHttpClient.layer({ url }),
        TaskClient.layer({ listen: false }),
        Host.everybody()
      )
    )
    const pin = Revisions.byVersion(version)
    return yield* Effect.provideContext(
      McpClient.connect({ name: "test", version: "0", pin }),
      context
    )
  })

const serverInfo = { name: "scripted", version: "0" }

const question: Json = {
  method: "elicitation/create",
  params: {
    mode: "form",
    message: "Who?",
    requestedSchema: { type: "object", properties: { name: { type: "string" } } }
  }
}

/** An id that a header cannot hold as it is. */
const taskId = " näme "

describe("headers", () => {
  it.live("extensions/TX-48: requests about a task say which one, outside of the message too", () =>
    Effect.gen(function* () {
      const looks: ReadonlyArray<Json> = [
        task({ taskId, pollIntervalMs: 1 }),
        task({
          taskId,
          pollIntervalMs: 1,
          status: "input_required",
          inputRequests: { a: question }
        })
      ]
      const { server, url } = yield* ScriptedHttp.listening({
        "server/discover": () => ({
          supportedVersions: ["2026-07-28"],
          capabilities: { tools: {}, ...extension },
          ttlMs: 0,
          cacheScope: "private",
          _meta: { "io.modelcontextprotocol/serverInfo": serverInfo }
        }),
        "tools/list": () => tools,
        "tools/call": () => created({ taskId, pollIntervalMs: 1 }),
        "tasks/get": (_, turn) => looks[turn] ?? { ...task({ taskId, pollIntervalMs: 1 }) },
        "tasks/update": () => ({}),
        "tasks/cancel": () => ({})
      })
      const client = yield* connect(url, "2026-07-28")
      const call = yield* Effect.forkChild(client.callTool("optional"))
      yield* server.hears(({ method }) => method === "tasks/update")
      yield* Fiber.interrupt(call)
      yield* server.hears(({ method }) => method === "tasks/cancel")
      for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
        assert.isAbove(server.all(method).length, 0, method)
        for (const { headers } of server.all(method)) {
          assert.deepInclude(headers, {
            "mcp-method": method,
            "mcp-name": `=?base64?${Buffer.from(taskId).toString("base64")}?=`,
            "mcp-protocol-version": "2026-07-28"
          })
        }
      }
      assert.strictEqual(server.all("tools/call")[0]?.headers["mcp-name"], "optional")
    }).pipe(Effect.scoped)
  )

  it.live("extensions/TX-06: over HTTP as well a task is waited for", () =>
    Effect.gen(function* () {
      const { url } = yield* ScriptedHttp.listening({
        "server/discover": () => ({
          supportedVersions: ["2026-07-28"],
          capabilities: { tools: {}, ...extension },
          ttlMs: 0,
          cacheScope: "private"
        }),
        "tools/call": () => created({ pollIntervalMs: 1 }),
        "tasks/get": (_, turn) => (turn < 2 ? task({ pollIntervalMs: 1 }) : completed("done"))
      })
      const client = yield* connect(url, "2026-07-28")
      assert.strictEqual(textOf(yield* client.callTool("optional")), "done")
    }).pipe(Effect.scoped)
  )
})

describe("streams", () => {
  it.live("2025-11-25/TK-46: a question of a task is answered on whichever stream it comes", () =>
    Effect.gen(function* () {
      const { server, url } = yield* ScriptedHttp.listening(
        {
          initialize: () => ({
            protocolVersion: "2025-11-25",
            capabilities: { tools: {}, ...core.capabilities },
            serverInfo
          }),
          "tools/list": () => tools,
          "tools/call": () => ({ task: coreTask() }),
          "tasks/get": () => coreTask({ status: "input_required" }),
          "tasks/result": () => undefined
        },
        "s-1"
      )
      const client = yield* connect(url, "2025-11-25")
      const call = yield* Effect.forkChild(client.callTool("required"))
      const waiting = yield* server.hears(({ method }) => method === "tasks/result")
      yield* Deferred.await(server.stood)
      const _meta = { "io.modelcontextprotocol/related-task": { taskId: "t-1" } }
      const params = { ...child(question, "params"), _meta }
      server.push({ id: "q", method: "elicitation/create", params })
      const answer = yield* server.hears(({ id, method }) => id === "q" && method === undefined)
      assert.deepInclude(child(answer, "result"), { action: "accept", content: { name: "Ada" } })
      assert.deepInclude(child(child(answer, "result"), "_meta"), _meta)
      server.answer(waiting, { result: result("Hello Ada.") })
      assert.strictEqual(textOf(yield* Fiber.join(call)), "Hello Ada.")
    }).pipe(Effect.scoped)
  )
})
