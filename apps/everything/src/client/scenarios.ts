/**
 * What to do, by the name of the scenario.
 *
 * @since 0.1.0
 */
import * as Calls from "./calls.ts"
import * as Headers from "./headers.ts"
import * as Rounds from "./rounds.ts"
import type { Scenario } from "./Scenario.ts"
import * as Schemas from "./schemas.ts"
import * as Skills from "./skills.ts"

/** All that this client can do. */
export const scenarios: { readonly [name: string]: Scenario } = {
  initialize: Calls.connectOnly,
  "request-metadata": Calls.connectOnly,
  tools_call: Calls.add,
  "elicitation-sep1034-client-defaults": Calls.acceptDefaults,
  "sse-retry": Calls.resume,
  "http-standard-headers": Headers.standard,
  "http-custom-headers": Headers.custom,
  "http-invalid-tool-headers": Headers.remaining,
  "json-schema-ref-no-deref": Schemas.listOnly,
  "json-schema-2020-12-preservation": Schemas.echo,
  "sep-2322-client-request-state": Rounds.interleaved,
  "sep-2640-client-no-prefetch": Skills.listSkills,
  "sep-2640-client-verify-digest": Skills.loadSkills,
  "sep-2640-client-verify-size": Skills.loadSkills,
  "sep-2640-client-verify-frontmatter": Skills.loadSkills
}

/** Why there is nothing to do. */
export const lacking = (name: string): string =>
  name.startsWith("auth/")
    ? `${name} needs authorization, which this client does not have`
    : `${name} is no scenario of this client: ${Object.keys(scenarios).join(", ")}`
