/** Two servers over one Postgres: the one that runs a task is killed, the other one finishes it. */
import { deepStrictEqual, notStrictEqual } from "node:assert"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { createInterface } from "node:readline"

import { ElicitationHandler, McpClient } from "@effect-mcp/client"
import { TaskClient, TaskHandle } from "@effect-mcp/tasks"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Console, Effect, Redacted, Stream } from "effect"

import { Deploy } from "./deploy.ts"

const args = [...process.execArgv, join(import.meta.dirname, "cluster.ts")]

/** Killed when the scope closes, if it was not before. */
const launch = (postgres: Redacted.Redacted) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, args, {
        env: { ...process.env, PORT: "0", POSTGRES_URL: Redacted.value(postgres) },
        stdio: ["ignore", "pipe", "inherit"]
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )

type Server = Effect.Success<ReturnType<typeof launch>>

const urlOf = ({ stdout }: Server) =>
  Effect.promise(async () => {
    for await (const line of createInterface({ input: stdout })) {
      const url = /Listening on (\S+)/.exec(line)?.[1]
      if (url !== undefined) return url
    }
    throw new Error("The server has ended")
  })

const kill = (server: Server) =>
  Effect.promise(() => {
    const ended = once(server, "exit")
    server.kill("SIGKILL")
    return ended
  })

const operator = ElicitationHandler.layer({
  form: () => Effect.succeed({ action: "accept", content: { approved: true } })
})

const connect = (url: string) =>
  McpClient.connect({ name: "operations", version: "1.0.0" }).pipe(
    Effect.provide([StreamableHttpClient.layer({ url }), operator, TaskClient.layer()])
  )

/** The pid of the process that works on it. */
const workerOf = ({ statusMessage = "" }: { readonly statusMessage: string | undefined }) =>
  Number(/process (\d+)/.exec(statusMessage)?.[1])

const program = Effect.gen(function* () {
  const postgres = yield* Config.Redacted("MCP_TEST_POSTGRES_URL")
  const servers = yield* Effect.all([launch(postgres), launch(postgres)])
  const [left, right] = yield* Effect.forEach(servers, urlOf)

  const first = yield* connect(left ?? "")
  const { get, id = "", status } = yield* TaskHandle.start(first, Deploy, { env: "production" })
  yield* status.pipe(
    Stream.takeUntil((task) => task.status === "input_required"),
    Stream.runDrain
  )
  const pid = workerOf(yield* get)
  yield* Effect.forEach(servers, (server) => (server.pid === pid ? kill(server) : Effect.void))
  yield* Console.log(`process ${pid} is gone, and its task waits for an answer`)

  const second = yield* connect((servers[0]?.pid === pid ? right : left) ?? "")
  const handle = yield* TaskHandle.resume(second, id, Deploy)
  const { appliedBy, plan, plannedBy } = yield* handle.result
  yield* Console.log(`${plan}: planned by ${plannedBy}, applied by ${appliedBy}`)
  deepStrictEqual([plan, plannedBy], ["3 changes in production", pid])
  notStrictEqual(appliedBy, plannedBy)
})

program.pipe(Effect.scoped, NodeRuntime.runMain)
