/**
 * Skills of a server, by an extension that this app brings along.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"

import * as Skills from "../skills/client.ts"
import type { Scenario } from "./Scenario.ts"

/** Knowing what there is reads nothing. */
export const listSkills: Scenario = Skills.list

/** Loads every skill; one that is not what was listed ends it. */
export const loadSkills: Scenario = Effect.fnUntraced(function* (client) {
  for (const entry of yield* Skills.list(client)) yield* Skills.load(client, entry)
})
