/**
 * `client.ts <url>`: does what `MCP_CONFORMANCE_SCENARIO` names (`initialize` without it) against the server, in the
 * revision `MCP_CONFORMANCE_PROTOCOL_VERSION`. Whatever goes wrong ends it with a code that is not 0.
 *
 * @since 0.1.0
 */
import { McpClient } from "@effect-mcp/client"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Effect, Option, Schema } from "effect"

import { Host } from "./client/host.ts"
import { lacking, scenarios } from "./client/scenarios.ts"

const Context = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown))

const settings = Config.all({
  scenario: Config.withDefault(Config.String("MCP_CONFORMANCE_SCENARIO"), "initialize"),
  version: Config.option(Config.String("MCP_CONFORMANCE_PROTOCOL_VERSION")),
  context: Config.withDefault(Config.schema(Context, "MCP_CONFORMANCE_CONTEXT"), {})
})

/** This revision: alone where each request names its own, else with those before it to fall back to. */
const speaking = (revision: Revision.Revision) =>
  revision.lifecycle === "PerRequest"
    ? { pin: revision }
    : { revisions: Revisions.all.slice(Revisions.all.indexOf(revision)) }

const url = process.argv.at(-1) ?? ""

const program = Effect.gen(function* () {
  const { context, scenario, version } = yield* settings
  const run = scenarios[scenario]
  if (run === undefined) return yield* Effect.fail(new Error(lacking(scenario)))
  const revision = Option.flatMapNullishOr(version, Revisions.byVersion)
  const client = yield* McpClient.connect({
    name: "everything-client",
    version: "1.0.0",
    ...(Option.isSome(revision) ? speaking(revision.value) : undefined)
  })
  return yield* run(client, context)
})

program.pipe(
  Effect.scoped,
  Effect.provide([StreamableHttpClient.layer({ url }), Host]),
  NodeRuntime.runMain
)
