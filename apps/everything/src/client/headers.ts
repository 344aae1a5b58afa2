/**
 * Requests that say in their headers what they are about; the client does so by itself.
 *
 * @since 0.1.0
 */
import { Effect, Schema } from "effect"

import type { Scenario } from "./Scenario.ts"

/** One request of every kind. */
export const standard: Scenario = Effect.fnUntraced(function* (client) {
  for (const { name } of yield* client.listTools()) yield* client.callTool(name)
  for (const { uri } of yield* client.listResources()) yield* client.readResource(uri)
  for (const { name } of yield* client.listPrompts()) yield* client.getPrompt(name)
})

const Calls = Schema.Struct({
  toolCalls: Schema.Array(
    Schema.Struct({ name: Schema.String, arguments: Schema.Record(Schema.String, Schema.Json) })
  )
})

/** The calls it is told to make: parameters are repeated where the tool's definition wants it. */
export const custom: Scenario = Effect.fnUntraced(function* (client, context) {
  const { toolCalls } = yield* Schema.decodeUnknownEffect(Calls)(context)
  yield* client.listTools()
  for (const call of toolCalls) yield* client.callTool(call.name, call.arguments)
})

/** Calls every tool that is left: those whose annotations break the rules are not. */
export const remaining: Scenario = Effect.fnUntraced(function* (client) {
  for (const { name } of yield* client.listTools()) {
    yield* client.callTool(name, { region: "us-west1" })
  }
})
