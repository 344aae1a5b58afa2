import { deepStrictEqual } from "node:assert"

import { Principal } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { McpServer, Tool } from "@effect-mcp/server"
import { TaskClient, TaskHandle, Tasks } from "@effect-mcp/tasks"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Layer, Stream } from "effect"

const Wait = Tool.make("wait", { task: "required" }).handle(() => Effect.never)

// #region server
const Server = McpServer.layer({ name: "patient", version: "1.0.0" }).pipe(
  McpServer.provide(Wait),
  Layer.provide(Tasks.layerMemory({ maxRunning: 2, maxTtl: "10 minutes" }))
)
// #endregion

// #region refused
const refusing = Effect.gen(function* () {
  const server = yield* TestMcp.serve(Server)
  const ada = yield* server.connect({ principal: Principal.user("ada") })
  const { id = "" } = yield* TaskHandle.start(ada, "wait")
  yield* TaskHandle.start(ada, "wait")

  // Two are running, and nothing is lost: the third has not begun.
  const { reason } = yield* Effect.flip(TaskHandle.start(ada, "wait"))
  deepStrictEqual(reason._tag === "Refused" && [reason.code, reason.data], [
    -32_600,
    { reason: "TooManyRunningTasks", limit: 2 }
  ])

  // Others have their own, and know nothing of hers.
  const bob = yield* server.connect({ principal: Principal.user("bob") })
  yield* TaskHandle.start(bob, "wait")
  const unknown = yield* Effect.flip(TaskHandle.resume(bob, id))
  deepStrictEqual(unknown.reason._tag === "Refused" && unknown.reason.code, -32_602)
})
// #endregion

const listing = Effect.gen(function* () {
  const revision = Revisions.byVersion("2025-11-25")
  const server = yield* TestMcp.serve(Server)
  const local = yield* server.connect({ revision })
  yield* TaskHandle.start(local, "wait", {}, { ttl: "1 day" })
  const tasks = yield* Stream.runCollect(TaskHandle.list(local))
  // Never more than `maxTtl`.
  deepStrictEqual(
    tasks.map(({ ttl }) => ttl),
    [600_000]
  )

  const anybody = yield* server.connect({ revision, principal: Principal.anonymous })
  deepStrictEqual(anybody.server.capabilities.tasks, {
    cancel: {},
    requests: { tools: { call: {} } }
  })
  const { reason } = yield* Effect.flip(Stream.runCollect(TaskHandle.list(anybody)))
  deepStrictEqual(reason._tag, "Unsupported")
})

await Effect.andThen(refusing, listing).pipe(
  Effect.scoped,
  Effect.provide(TaskClient.layer()),
  Effect.runPromise
)
