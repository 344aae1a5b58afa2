import { deepStrictEqual } from "node:assert"

import { ElicitationHandler } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { Elicitation, McpServer, Progress, Step, Tool } from "@effect-mcp/server"
import { TaskClient, TaskHandle, Tasks } from "@effect-mcp/tasks"
import { TestMcp } from "@effect-mcp/testing"
import { Deferred, Effect, Layer, Schema } from "effect"

// #region server
const Deploy = Tool.make("deploy", {
  input: Schema.Struct({ env: Schema.String }),
  output: Schema.Struct({ changes: Schema.Int, by: Schema.String }),
  // The one word.
  task: "optional"
})

const DeployLive = Deploy.handle(
  Effect.fnUntraced(function* ({ env }) {
    // In a task: its status message. In a call: progress.
    yield* Progress.report(1, { total: 2, message: `planning ${env}` })
    // In a task: its journal. In a call: as in every call that asks.
    const changes = yield* Step.once("plan", Schema.Int, plan(env))
    // In a task: it is `input_required` until somebody has answered.
    const { name } = yield* Elicitation.form({
      message: `Who signs for ${changes} changes?`,
      schema: Schema.Struct({ name: Schema.String })
    })
    return { changes, by: name }
  })
)

// And the one layer.
const Deployments = McpServer.layer({ name: "deployments", version: "1.0.0" }).pipe(
  McpServer.provide(DeployLive),
  Layer.provide(Tasks.layerMemory())
)
// #endregion

let plans = 0
const plan = (_env: string) => Effect.sync(() => ++plans * 3)

const Person = ElicitationHandler.layer({
  form: () => Effect.succeed({ action: "accept", content: { name: "Ada" } })
})

// #region call
const call = Effect.fnUntraced(function* (revision: (typeof Revisions.all)[number]) {
  const client = yield* TestMcp.connect(Deployments, { revision })
  // Waits for the result, whatever became of the call.
  return yield* client.call(Deploy, { env: "production" })
}, Effect.scoped)

const calling = Effect.forEach(
  Revisions.all.filter(({ elicitation }) => elicitation),
  call
).pipe(Effect.provide([Person, TaskClient.layer()]))
// #endregion

const deployed = await Effect.runPromise(calling)
deepStrictEqual(
  deployed.map(({ by }) => by),
  ["Ada", "Ada", "Ada"]
)
// In each of them the plan was made once.
deepStrictEqual(plans, 3)

const started = Deferred.makeUnsafe<void>()
const undone = Deferred.makeUnsafe<void>()

// #region cancel
const Render = Tool.make("render", { task: "required" }).handle(() =>
  Deferred.succeed(started, undefined).pipe(
    Effect.andThen(Effect.never),
    Effect.onInterrupt(() => Deferred.succeed(undone, undefined))
  )
)

const cancelling = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Studio)
  const handle = yield* TaskHandle.start(client, "render")
  yield* Deferred.await(started)
  yield* handle.cancel
  yield* Deferred.await(undone)
  return (yield* handle.get).status
})
// #endregion

const Studio = McpServer.layer({ name: "studio", version: "1.0.0" }).pipe(
  McpServer.provide(Render),
  Layer.provide(Tasks.layerMemory())
)

const cancelled = await cancelling.pipe(
  Effect.scoped,
  Effect.provide(TaskClient.layer()),
  Effect.runPromise
)
deepStrictEqual(cancelled, "cancelled")

// In a revision without tasks a tool that has to be one is not there.
const older = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Studio, { revision: Revisions.byVersion("2025-06-18") })
  return yield* client.listTools()
})
deepStrictEqual(await older.pipe(Effect.scoped, Effect.runPromise), [])
