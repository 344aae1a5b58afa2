// A tool that is a task, and the `echo` tool beside it. STORE=sqlite: kept in a file of FOLDER; else in memory.
import { join } from "node:path"

import { McpServer, Tool } from "@effect-mcp/server"
import { Tasks, TaskStoreMemory } from "@effect-mcp/tasks"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Effect, Layer, Schema } from "effect"

const input = Schema.Struct({ text: Schema.String })

const Echo = Tool.make("echo", { description: "Echo", input })
const Job = Tool.make("job", { description: "Job", input, task: "required" })

/** Loaded by whoever uses it. */
const inFile = async () => {
  const { TaskStoreSqlite } = await import("@effect-mcp/tasks-sql/sqlite")
  const filename = join(process.env["FOLDER"] ?? ".", "tasks.db")
  return TaskStoreSqlite.layer({ filename, synchronous: "normal" })
}

const Store = process.env["STORE"] === "sqlite" ? await inFile() : TaskStoreMemory.layer

// nobody is to be turned away
const Tasked = Tasks.layer({
  maxKept: 1_000_000,
  maxRunning: 1_000_000,
  pollsPerSecond: 1_000_000
}).pipe(Layer.provide(Store))

const Server = McpServer.layer({ name: "ours", version: "1.0.0" }).pipe(
  McpServer.provide(Echo.handle(({ text }) => Effect.succeed(text))),
  McpServer.provide(Job.handle(({ text }) => Effect.succeed(text))),
  Layer.provide(Tasked)
)

NodeServer.layer({ port: Number(process.env["PORT"]) }).pipe(
  Layer.provide(Server),
  Layer.launch,
  Effect.runFork
)
