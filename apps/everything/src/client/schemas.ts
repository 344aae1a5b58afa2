/**
 * Tools whose schemas have everything, references to the network included.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"

import type { Scenario } from "./Scenario.ts"

/** Nothing is fetched that a schema refers to. */
export const listOnly: Scenario = (client) => client.listTools()

/** What was listed is there keyword for keyword. */
export const echo: Scenario = Effect.fnUntraced(function* (client) {
  const tools = yield* client.listTools()
  const schema = tools.find(({ name }) => name === "json_schema_2020_12_tool")?.inputSchema
  yield* client.callTool("json_schema_echo", { schema })
})
