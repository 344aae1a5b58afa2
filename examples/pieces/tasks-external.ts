import { deepStrictEqual } from "node:assert"

import { ElicitationHandler } from "@effect-mcp/client"
import { RpcError } from "@effect-mcp/protocol"
import { Elicitation, McpServer, Progress, Tool } from "@effect-mcp/server"
import { TaskClient, TaskHandle, Tasks } from "@effect-mcp/tasks"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Layer, Queue, Schema } from "effect"

/** Stands in for a job system: jobs have the ids of tasks. */
const jobs = Effect.runSync(Queue.unbounded<{ readonly id: string; readonly film: string }>())

// #region external
const Render = Tool.make("render", {
  input: Schema.Struct({ film: Schema.String }),
  output: Schema.Struct({ frames: Schema.Int }),
  task: "required"
})

const RenderLive = Render.handle(({ film }) =>
  // A step, with the task's id. The handler ends here; the task does not.
  Tasks.external((id) => Queue.offer(jobs, { id, film }))
)
// #endregion

// #region worker
/** What becomes of a job, wherever that is learned: from a queue, a webhook, a schedule. */
const worker = Effect.gen(function* () {
  const tasks = yield* Tasks.Tasks
  const { film, id } = yield* Queue.take(jobs)
  yield* tasks.say(id, `rendering ${film}`)
  if (film === "lost") {
    return yield* tasks.fail(id, RpcError.make(-32_000, "The film is lost"))
  }
  // Held against the output of the tool. `false` where it was cancelled meanwhile, or is over.
  return yield* Tasks.complete(Render, id, { frames: 24 })
}).pipe(Effect.forever)
// #endregion

// #region server
const TasksLive = Tasks.layerMemory({ pollInterval: "50 millis" })

const Studio = McpServer.layer({ name: "studio", version: "1.0.0" }).pipe(
  McpServer.provide(RenderLive),
  Layer.merge(Layer.effectDiscard(Effect.forkScoped(worker))),
  Layer.provide(TasksLive)
)
// #endregion

const rendering = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Studio)
  deepStrictEqual(yield* client.call(Render, { film: "Metropolis" }), { frames: 24 })
  const { reason } = yield* Effect.flip(client.callTool("render", { film: "lost" }))
  deepStrictEqual(reason._tag === "Refused" && [reason.code, reason.message], [
    -32_000,
    "The film is lost"
  ])
}).pipe(Effect.scoped, Effect.provide(TaskClient.layer()))

await Effect.runPromise(rendering)

// #region marked
const Report = Tool.make("report", {
  input: Schema.Struct({ rows: Schema.Int }),
  task: { support: "optional", begin: "marked" }
})

const ReportLive = Report.handle(
  Effect.fnUntraced(function* ({ rows }) {
    // Answered at once: no task.
    if (rows < 1000) return `${rows} rows`

    // Asked as in a call: its client is still there.
    const { sure } = yield* Elicitation.form({
      message: `Really ${rows} rows?`,
      schema: Schema.Struct({ sure: Schema.Boolean })
    })
    if (!sure) return "nothing"

    // From here on a task, for a client that can have one; the answer above is remembered.
    yield* Tasks.begin
    yield* Progress.report(0, { message: "counting" })
    return `${rows} rows, counted in ${(yield* Tasks.current) === undefined ? "a call" : "a task"}`
  })
)
// #endregion

const Reports = McpServer.layer({ name: "reports", version: "1.0.0" }).pipe(
  McpServer.provide(ReportLive),
  Layer.provide(TasksLive)
)

const Person = ElicitationHandler.layer({
  form: () => Effect.succeed({ action: "accept", content: { sure: true } })
})

const reporting = Effect.gen(function* () {
  const server = yield* TestMcp.serve(Reports)
  const client = yield* server.connect().pipe(Effect.provide(TaskClient.layer()))
  const few = yield* TaskHandle.start(client, Report, { rows: 10 })
  const many = yield* TaskHandle.start(client, Report, { rows: 5000 })
  deepStrictEqual([few.id === undefined, many.id === undefined], [true, false])
  deepStrictEqual((yield* many.result).content, [
    { type: "text", text: "5000 rows, counted in a task" }
  ])

  // Without the layer a client has no tasks, and the same handler is a call.
  const plain = yield* server.connect()
  const { content } = yield* plain.callTool("report", { rows: 5000 })
  deepStrictEqual(content, [{ type: "text", text: "5000 rows, counted in a call" }])
}).pipe(Effect.scoped, Effect.provide(Person))

await Effect.runPromise(reporting)
