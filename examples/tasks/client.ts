import { notStrictEqual, strictEqual } from "node:assert"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import { ElicitationHandler, McpClient } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { TaskClient, TaskHandle } from "@effect-mcp/tasks"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer, Stream } from "effect"

import { Deploy } from "./deploy.ts"

const { values } = parseArgs({ options: { url: { type: "string" }, revision: { type: "string" } } })
const { revision: version, url } = values
const pin = version === undefined ? undefined : Revisions.byVersion(version)

const server = {
  command: process.execPath,
  args: [...process.execArgv, fileURLToPath(new URL("./server.ts", import.meta.url))]
}

const transport =
  url === undefined
    ? StdioClient.layer(server).pipe(Layer.provide(SpawnConsent.layerExact(server)))
    : StreamableHttpClient.layer({ url })

/** Stands in for a person who says yes. */
const operator = ElicitationHandler.layer({
  form: ({ message }) =>
    Effect.as(Console.log(`  asked: ${message}`), { action: "accept", content: { approved: true } })
})

const settings = { name: "operations", version: "1.0.0", pin, probeTimeout: "30 seconds" } as const

const connect = McpClient.connect(settings).pipe(
  Effect.provide([transport, operator, TaskClient.layer()]),
  Effect.tap(({ revision }) => Console.log(`${revision.version}:`))
)

const kept = "deployment.id"

// #region begin
/** Begins a task, writes down its id, and goes once there is a question. */
const begin = Effect.gen(function* () {
  const client = yield* connect
  const handle = yield* TaskHandle.start(client, Deploy, { env: "production" })
  // An older server has no tasks, and has answered.
  if (handle.id === undefined) return yield* check(yield* handle.result)
  writeFileSync(kept, handle.id)
  yield* handle.status.pipe(
    Stream.tap((task) => Console.log(`  ${task.status} ${task.statusMessage ?? ""}`)),
    Stream.takeUntil((task) => task.status === "input_required"),
    Stream.runDrain
  )
  return yield* Console.log("  gone, with the id in a file")
})
// #endregion

// #region finish
/** Comes back to it by its id; what it asks meanwhile goes to the handlers, as in any call. */
const finish = Effect.gen(function* () {
  const client = yield* connect
  const handle = yield* TaskHandle.resume(client, readFileSync(kept, "utf8"), Deploy)
  const deployed = yield* handle.result
  rmSync(kept)
  yield* check(deployed)
  // Over stdio the server has ended with its client, and another process has gone on.
  if (url === undefined) notStrictEqual(deployed.appliedBy, deployed.plannedBy)
})
// #endregion

const check = ({ appliedBy, plan, plannedBy }: (typeof Deploy.output)["Type"]) => {
  strictEqual(plan, "3 changes in production")
  return Console.log(`  ${plan}: planned by ${plannedBy}, applied by ${appliedBy}`)
}

Effect.suspend(() => (existsSync(kept) ? finish : begin)).pipe(Effect.scoped, NodeRuntime.runMain)
