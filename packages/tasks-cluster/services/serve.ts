// A server of a cluster, over node:http: all that makes it one is two layers.
import { appendFileSync } from "node:fs"

import { Interaction } from "@effect-mcp/protocol"
import { Elicitation, McpServer, Step, Tool } from "@effect-mcp/server"
import { Tasks } from "@effect-mcp/tasks"
import { TaskRunnerCluster } from "@effect-mcp/tasks-cluster"
import { TaskStorePostgres } from "@effect-mcp/tasks-sql/postgres"
import { NodeServer } from "@effect-mcp/transport-http/node"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect, Exit, Layer, Redacted, Schema } from "effect"

import * as ReportingStore from "./ReportingStore.ts"
import { say } from "./say.ts"
import { settings } from "./settings.ts"

const { file, name, pause, url } = settings

const Work = Tool.make("work", {
  input: Schema.Struct({ task: Schema.String, steps: Schema.Int, asks: Schema.Array(Schema.Int) }),
  output: Schema.Struct({ by: Schema.Array(Schema.String), answers: Schema.Array(Schema.String) }),
  task: "required"
})

/** A line in a file that no process owns. */
const act = (task: string, step: string, key: string) =>
  Effect.gen(function* () {
    yield* Effect.sleep(pause)
    say({ what: "acts", task, step })
    appendFileSync(file, `${JSON.stringify({ task, step, key, by: name })}\n`)
    say({ what: "acted", task, step })
    return name
  })

const once = Effect.fnUntraced(function* (task: string, step: string) {
  const key = yield* Step.idempotencyKey(step)
  const by = yield* Step.once(step, Schema.String, act(task, step, key))
  say({ what: "recorded", task, step })
  return by
})

const ask = (task: string, number: number) =>
  Effect.map(
    Elicitation.form({
      key: `after-${number}`,
      message: `${task}, after step ${number}?`,
      schema: Schema.Struct({ said: Schema.String })
    }),
    ({ said }) => said
  )

const WorkLive = Work.handle(({ asks, steps, task }) =>
  Effect.gen(function* () {
    const by: Array<string> = []
    const answers: Array<string> = []
    for (let number = 1; number <= steps; number++) {
      by.push(yield* once(task, `step-${number}`))
      if (asks.includes(number)) answers.push(yield* ask(task, number))
    }
    return { by, answers }
  }).pipe(
    Effect.onExit((exit) =>
      Effect.sync(() => {
        if (Exit.isSuccess(exit)) return
        say({ what: Interaction.isSuspension(exit.cause) ? "suspended" : "cancelled", task })
      })
    )
  )
)

const postgres = { url: Redacted.make(url) }

const Server = McpServer.layer({ name: "cluster", version: "1.0.0" }).pipe(
  McpServer.provide(WorkLive),
  Layer.provide(Tasks.layer({ maxRunning: 1000, pollInterval: "50 millis" })),
  Layer.provide(TaskRunnerCluster.layerPostgres({ ...postgres, ...settings.cluster })),
  Layer.provide(ReportingStore.layer),
  Layer.provide(TaskStorePostgres.layer(postgres))
)

const Announced = Layer.effectDiscard(
  NodeServer.NodeServer.useSync(({ port }) => say({ what: "up", port }))
)

Announced.pipe(
  Layer.provide(NodeServer.layer({ port: 0 })),
  Layer.provide(Server),
  Layer.launch,
  NodeRuntime.runMain
)
