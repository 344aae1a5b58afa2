/**
 * What clients do with servers that have tasks, while they are recorded.
 */
import { type Client, McpClient } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { TaskClient, TaskHandle } from "@effect-mcp/tasks"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { Client as V1Client } from "@modelcontextprotocol/sdk/client/index.js"
import { CallToolResultSchema, ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Layer, Stream } from "effect"

import * as Host from "../src/Host.ts"
import type { Json } from "../src/OfficialClient.ts"
import * as OfficialTransport from "../src/OfficialTransport.ts"
import { fresh } from "../src/raw/fresh.ts"

/** What is called on the way: what asks, and what fails in each way there is. */
export type Plan = ReadonlyArray<readonly [tool: string, args: Json]>

export const ours: Plan = [
  ["ask", {}],
  ["pair", {}],
  ["again", { name: "recorded" }],
  ["perhaps", { name: "recorded", long: false }],
  ["fails", {}],
  ["refuses", {}]
]

export const v1: Plan = [
  ["ask", { name: "recorded" }],
  ["quick", { name: "recorded" }],
  ["fails", { name: "recorded" }]
]

/** Nobody knows it. */
const unknown = "there-is-no-such-task-0000"

const transportTo = (target: OfficialTransport.Target) =>
  "command" in target
    ? StdioClient.layer(target).pipe(Layer.provide(SpawnConsent.layerExact(target)))
    : StreamableHttpClient.layer({ url: target.url })

/** A refusal is part of the conversation. */
const tolerantly = <A, E>(work: Effect.Effect<A, E>) => Effect.asVoid(Effect.exit(work))

const converse = (client: Client.Client, plan: Plan) =>
  Effect.gen(function* () {
    const named = { name: fresh("recorded") }
    const slow = yield* TaskHandle.start(client, "slow", named)
    yield* slow.get
    yield* client.callTool("go", named)
    yield* slow.result
    yield* slow.get
    for (const [tool, args] of plan) yield* tolerantly(client.callTool(tool, args))
    const cancelled = yield* TaskHandle.start(client, "slow", { name: fresh("left") })
    yield* cancelled.cancel
    yield* tolerantly(cancelled.result)
    yield* tolerantly(Stream.runDrain(TaskHandle.list(client)))
    yield* tolerantly(TaskHandle.resume(client, unknown))
  })

/** With our client, in this revision. */
export const playOurs =
  (version: string) =>
  (target: OfficialTransport.Target, plan: Plan): Promise<void> => {
    const pin = Revisions.byVersion(version)
    const connect = McpClient.connect({ name: "ours", version: "0.0.0", pin })
    return Effect.runPromise(
      Effect.flatMap(connect, (client) => converse(client, plan)).pipe(
        Effect.scoped,
        Effect.provide(Layer.mergeAll(transportTo(target), TaskClient.layer(), Host.everybody()))
      )
    )
  }

const nothing = () => Promise.resolve()

/** With the official v1 client. */
export const playV1 = async (target: OfficialTransport.Target, plan: Plan): Promise<void> => {
  const client = new V1Client(
    { name: "official", version: "1.0.0" },
    { capabilities: { elicitation: { form: {} } } }
  )
  client.setRequestHandler(ElicitRequestSchema, () => ({
    action: "accept",
    content: { name: "Ada" }
  }))
  const { leave, transport } = OfficialTransport.v1(target)
  await client.connect(transport)
  const { tasks } = client.experimental
  const call = async (name: string, args: Json, on: (id: string) => Promise<unknown>) => {
    const stream = tasks.callToolStream({ name, arguments: args }, CallToolResultSchema, {
      task: { ttl: 60_000 }
    })
    for await (const message of stream) {
      if (message.type === "taskCreated") await on(message.task.taskId)
    }
  }
  await client.listTools()
  const named = { name: fresh("recorded") }
  await call("slow", named, () => client.callTool({ name: "go", arguments: named }))
  for (const [tool, args] of plan) await call(tool, args, nothing)
  await call("slow", { name: fresh("left") }, (id) => tasks.cancelTask(id))
  await tasks.listTasks().catch(nothing)
  await tasks.getTask(unknown).catch(nothing)
  await leave()
  await client.close()
}
