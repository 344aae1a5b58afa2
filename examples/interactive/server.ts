import { Elicitation, McpServer, Step, Tool } from "@effect-mcp/server"
import { StdioServer } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect, Layer, Schema } from "effect"

import { Deploy } from "./deploy.ts"

const Plan = Schema.Struct({ id: Schema.String, changes: Schema.Int })

let plans = 0

// #region handler
const DeployLive = Deploy.handle(
  Effect.fnUntraced(function* ({ env }) {
    const plan = yield* Step.once(
      "plan",
      Plan,
      Effect.sync(() => ({ id: `${env}-${++plans}`, changes: 3 }))
    )
    const { approved } = yield* Elicitation.form({
      message: `Apply the ${plan.changes} changes of ${plan.id}?`,
      schema: Schema.Struct({ approved: Schema.Boolean })
    })
    if (!approved) return yield* Tool.fail("The operator declined.")
    const { name } = yield* Elicitation.form({
      message: "Who signs for it?",
      schema: Schema.Struct({ name: Schema.String })
    })
    return { applied: plan.id, by: name }
  })
)
// #endregion

const Server = McpServer.layer({ name: "deployments", version: "1.0.0" }).pipe(
  McpServer.provide(DeployLive)
)

StdioServer.layer(Server).pipe(Layer.launch, NodeRuntime.runMain)
