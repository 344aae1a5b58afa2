import { deepStrictEqual } from "node:assert"
import { fileURLToPath } from "node:url"

import { ElicitationHandler, McpClient } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer } from "effect"

import { Deploy } from "./deploy.ts"

const server = {
  command: process.execPath,
  args: [...process.execArgv, fileURLToPath(new URL("./server.ts", import.meta.url))]
}

const transport = StdioClient.layer(server).pipe(Layer.provide(SpawnConsent.layerExact(server)))

/** Stands in for a person: says yes, and signs. */
const operator = ElicitationHandler.layer({
  form: ({ message, schema }) =>
    Effect.as(Console.log(`  asked: ${message}`), {
      action: "accept",
      content: "approved" in schema.properties ? { approved: true } : { name: "Ada" }
    })
})

const deploy = Effect.fnUntraced(function* (pin: (typeof Revisions.all)[number]) {
  const client = yield* McpClient.connect({ name: "operations", version: "1.0.0", pin })
  yield* Console.log(`${client.revision.version}:`)
  const deployed = yield* client.call(Deploy, { env: "production" })
  yield* Console.log(`  applied ${deployed.applied}, signed by ${deployed.by}`)
  // The plan was made once, however often the handler had to be run.
  deepStrictEqual(deployed, { applied: "production-1", by: "Ada" })
}, Effect.scoped)

const withForms = Revisions.all.filter((revision) => revision.elicitation)

Effect.forEach(withForms, (revision) => deploy(revision).pipe(Effect.provide(transport))).pipe(
  Effect.provide(operator),
  NodeRuntime.runMain
)
