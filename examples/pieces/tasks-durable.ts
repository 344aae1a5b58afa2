import { deepStrictEqual } from "node:assert"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { ElicitationHandler } from "@effect-mcp/client"
import { Interaction } from "@effect-mcp/protocol"
import { Elicitation, McpServer, Step, Tool } from "@effect-mcp/server"
import { TaskClient, TaskHandle, TaskRunner, Tasks } from "@effect-mcp/tasks"
import { TaskStoreSqlite } from "@effect-mcp/tasks-sql/sqlite"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Layer, Queue, Schema, Stream } from "effect"

const happened: Array<string> = []
const note = (what: string) => Effect.sync(() => void happened.push(what))

// #region handler
const Order = Tool.make("order", {
  input: Schema.Struct({ item: Schema.String }),
  task: "required"
})

const OrderLive = Order.handle(
  Effect.fnUntraced(function* ({ item }) {
    // Outside a step: runs again in each process that takes the task up.
    yield* note("run")

    const reservation = yield* Step.once("reserve", Schema.String, reserve(item))
    const { town } = yield* Elicitation.form({
      key: "address",
      message: `Where is ${reservation} to go?`,
      schema: Schema.Struct({ town: Schema.String })
    })

    // The shop sees the same key, should a process die between charging and writing that down.
    const key = yield* Step.idempotencyKey("charge")
    yield* Step.once("charge", Schema.Void, charge(reservation, key))
    return `${reservation} to ${town}`
  })
)
// #endregion

const reserve = (item: string) => Effect.as(note("reserve"), `${item} no. 1`)

const keys = new Set<string>()
const charge = (_what: string, key: string) =>
  Effect.andThen(
    note("charge"),
    Effect.sync(() => void keys.add(key))
  )

// #region server
const shop = (filename: string) =>
  McpServer.layer({ name: "shop", version: "1.0.0" }).pipe(
    McpServer.provide(OrderLive),
    Layer.provide(Tasks.layer({ ttl: "1 day", maxTtl: "7 days" })),
    Layer.provide(TaskRunner.layerLocal({ lease: "10 seconds", grace: "5 seconds" })),
    Layer.provide(TaskStoreSqlite.layer({ filename }))
  )
// #endregion

const folder = mkdtempSync(join(tmpdir(), "tasks-"))
const filename = join(folder, "tasks.db")

const Person = ElicitationHandler.layer({
  form: () => Effect.succeed({ action: "accept", content: { town: "Turin" } })
})

// #region restart
const firstProcess = Effect.gen(function* () {
  const client = yield* TestMcp.connect(shop(filename))
  const handle = yield* TaskHandle.start(client, "order", { item: "tea" })
  yield* handle.status.pipe(
    Stream.takeUntil(({ status }) => status === "input_required"),
    Stream.runDrain
  )
  return handle.id ?? ""
}).pipe(Effect.scoped)

const nextProcess = Effect.fnUntraced(function* (id: string) {
  const client = yield* TestMcp.connect(shop(filename))
  const handle = yield* TaskHandle.resume(client, id)
  return yield* handle.result
}, Effect.scoped)

const restarting = firstProcess.pipe(
  Effect.flatMap(nextProcess),
  Effect.provide([Person, TaskClient.layer()])
)
// #endregion

const { content } = await Effect.runPromise(restarting)
deepStrictEqual(content, [{ type: "text", text: "tea no. 1 to Turin" }])
deepStrictEqual(happened, ["run", "reserve", "run", "charge"])
deepStrictEqual(keys.size, 1)

const begun = Queue.unbounded<void>().pipe(Effect.runSync)
const copying = Effect.andThen(Queue.offer(begun, undefined), Effect.never)

// #region cleanup
const UploadLive = Tool.make("upload", { task: "required" }).handle(() =>
  copying.pipe(
    // Put to rest: another process goes on, so nothing is undone here.
    Effect.onExit((exit) =>
      exit._tag === "Failure" && !Interaction.isSuspension(exit.cause) ? note("undo") : Effect.void
    )
  )
)
// #endregion

const Uploads = McpServer.layer({ name: "uploads", version: "1.0.0" }).pipe(
  McpServer.provide(UploadLive),
  Layer.provide(Tasks.layer()),
  Layer.provide(TaskStoreSqlite.layer({ filename }))
)

const uploading = (leave: "cancel" | "shutdown") =>
  Effect.gen(function* () {
    happened.length = 0
    const client = yield* TestMcp.connect(Uploads)
    const handle = yield* TaskHandle.start(client, "upload")
    yield* Queue.take(begun)
    if (leave === "cancel") yield* handle.cancel
  }).pipe(
    Effect.scoped,
    Effect.provide(TaskClient.layer()),
    Effect.map(() => happened.join())
  )

deepStrictEqual(await Effect.runPromise(uploading("cancel")), "undo")
deepStrictEqual(await Effect.runPromise(uploading("shutdown")), "")

rmSync(folder, { recursive: true })
