/**
 * What the client does when it is told a scenario's name.
 *
 * @since 0.1.0
 */
import type { Client } from "@effect-mcp/client"
import type { Effect } from "effect"

/** `context` is what the scenario's author has handed over beside its name. */
export type Scenario = (
  client: Client.Client,
  context: { readonly [key: string]: unknown }
) => Effect.Effect<unknown, unknown>
