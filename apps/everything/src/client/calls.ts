/**
 * Connecting, listing, calling.
 *
 * @since 0.1.0
 */
import { deepStrictEqual } from "node:assert"

import { ToolResult } from "@effect-mcp/client"
import { Effect } from "effect"

import type { Scenario } from "./Scenario.ts"

/** The client is connected when a scenario begins, and this is all there is to it. */
export const connectOnly: Scenario = () => Effect.void

/** A tool, and what it answers. */
export const add: Scenario = Effect.fnUntraced(function* (client) {
  yield* client.listTools()
  const result = yield* client.callTool("add_numbers", { a: 2, b: 3 })
  deepStrictEqual(ToolResult.text(result), "The sum of 2 and 3 is 5")
})

/** The person accepts the form as it is; the client fills the defaults in. */
export const acceptDefaults: Scenario = Effect.fnUntraced(function* (client) {
  yield* client.listTools()
  yield* client.callTool("test_client_elicitation_defaults")
})

/** The stream ends before the answer, and the client goes on where it was. */
export const resume: Scenario = Effect.fnUntraced(function* (client) {
  yield* client.listTools()
  const result = yield* client.callTool("test_reconnection")
  deepStrictEqual(ToolResult.text(result), "Reconnection test completed successfully")
})
