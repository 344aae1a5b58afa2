/**
 * What stands around a tool, where its calls are tasks; and servers that share their tasks.
 */
import { Handler, RpcError } from "@effect-mcp/protocol"
import { Endpoint } from "@effect-mcp/protocol"
import { McpServer, Middleware, RateLimit, Tool, Visibility } from "@effect-mcp/server"
import { Tasks, TaskStoreMemory } from "@effect-mcp/tasks"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Schema } from "effect"

import * as Caller from "./support/Caller.ts"

const done = (caller: Caller.Caller, taskId: string) =>
  Effect.gen(function* () {
    for (;;) {
      const task = yield* caller.get(taskId)
      if (task["status"] !== "working") return task
      yield* Effect.yieldNow
    }
  })

const named = (name: string, said: string) =>
  McpServer.layer({ name, version: "1.0.0" }).pipe(
    McpServer.provide(
      Tool.make("work", { task: "required" }).handle(() => Effect.succeed(said)),
      Tool.make(`only-${name}`, { task: "optional" }).handle(() => Effect.succeed(said))
    )
  )

const endpointOf = (
  server: Layer.Layer<McpServer.McpServer | Endpoint.Endpoint, never, Tasks.Tasks>
) =>
  Effect.map(Layer.build(server), (context) => Caller.of(Context.get(context, Endpoint.Endpoint)))

describe("servers that share their tasks", () => {
  it.live("tasks.shared: each has its own tools, and runs its own tasks", () =>
    Effect.gen(function* () {
      const tasks = yield* Layer.build(Tasks.layerMemory())
      const open = (name: string) =>
        Effect.provideContext(endpointOf(named(name, `I am ${name}`)), tasks)
      const [a, b] = [yield* open("a"), yield* open("b")]
      for (const [caller, name] of [
        [a, "a"],
        [b, "b"]
      ] as const) {
        const task = yield* done(caller, yield* caller.begin("work"))
        assert.deepStrictEqual(task["result"], {
          resultType: "complete",
          content: [{ type: "text", text: `I am ${name}` }]
        })
      }
      const stranger = yield* a.request("tools/call", { name: "only-b", arguments: {} })
      assert.strictEqual(stranger["code"], -32602)
    }).pipe(Effect.scoped)
  )
})

describe("what stands around a tool", () => {
  const stages: Array<string> = []
  const redacting = Middleware.layer((next, { stage }) => {
    stages.push(stage)
    return Effect.map(next, (answer) =>
      answer instanceof Handler.Encoded || stage === "Begin"
        ? answer
        : { ...answer, content: [{ type: "text", text: "redacted" }] }
    )
  })

  const server = (around: Layer.Layer<never, never, McpServer.McpServer>) =>
    McpServer.layer({ name: "guarded", version: "1.0.0" }).pipe(
      McpServer.provide(
        around,
        Tool.make("secret", {
          input: Schema.Struct({ n: Schema.Finite }),
          task: "required"
        }).handle(({ n }) => Effect.succeed(`secret ${n}`))
      ),
      Layer.provide(Tasks.layer()),
      Layer.provide(TaskStoreMemory.layer)
    )

  it.live(
    "tasks.middleware: it is told of the beginning and of the run, and what it does to results is done",
    () =>
      Effect.gen(function* () {
        const { caller } = yield* Caller.serve(server(redacting))
        const task = yield* done(caller, yield* caller.begin("secret", { n: 1 }))
        assert.deepStrictEqual(task["result"], {
          resultType: "complete",
          content: [{ type: "text", text: "redacted" }]
        })
        assert.deepStrictEqual(stages, ["Begin", "Run"])
      }).pipe(Effect.scoped)
  )

  it.live("tasks.limited: a call too many is refused, and makes no task", () =>
    Effect.gen(function* () {
      const limit = RateLimit.layer({ limit: 1, window: "1 hour" })
      const { caller } = yield* Caller.serve(server(limit))
      const task = yield* done(caller, yield* caller.begin("secret", { n: 1 }))
      assert.strictEqual(task["status"], "completed")
      const refused = yield* caller.request("tools/call", { name: "secret", arguments: { n: 2 } })
      assert.deepStrictEqual(refused["code"], -32600)
    }).pipe(Effect.scoped)
  )

  it.live("tasks.hidden: a tool one may not see is as unknown as one there is not", () =>
    Effect.gen(function* () {
      const hidden = Visibility.layer(() => Effect.succeed(() => false))
      const { caller } = yield* Caller.serve(server(hidden))
      const unknown = yield* caller.request("tools/call", { name: "nothing", arguments: {} })
      const unseen = yield* caller.request("tools/call", { name: "secret", arguments: { n: 1 } })
      assert.deepStrictEqual(unseen, { ...unknown, message: "Unknown tool: secret" })
      assert.strictEqual(unknown["code"], RpcError.invalidParams("").code)
    }).pipe(Effect.scoped)
  )

  it.live("tasks.arguments: what cannot be called is said at once, and makes no task", () =>
    Effect.gen(function* () {
      const { caller } = yield* Caller.serve(server(Layer.empty))
      const wrong = yield* caller.request("tools/call", { name: "secret", arguments: { n: "x" } })
      assert.strictEqual(wrong["resultType"], "complete")
      assert.strictEqual(wrong["isError"], true)
    }).pipe(Effect.scoped)
  )

  it.live("tasks.long: a call too long to be kept is refused by name, and keeps nothing", () =>
    Effect.gen(function* () {
      const limited = McpServer.layer({ name: "limited", version: "1.0.0" }).pipe(
        McpServer.provide(
          Tool.make("say", {
            input: Schema.Struct({ text: Schema.String }),
            task: "required"
          }).handle(({ text }) => Effect.succeed(text))
        ),
        Layer.provide(Tasks.layerMemory({ maxCall: 1000, maxKept: 1 }))
      )
      const { caller } = yield* Caller.serve(limited)
      const long = { name: "say", arguments: { text: "x".repeat(1000) } }
      const refused = yield* caller.request("tools/call", long)
      assert.deepStrictEqual(refused["data"], { reason: "CallTooLong", limit: 1000 })
      const task = yield* done(caller, yield* caller.begin("say", { text: "short" }))
      assert.strictEqual(task["status"], "completed")
    }).pipe(Effect.scoped)
  )
})
