/**
 * What the methods of a server work on.
 */
import type { Revision } from "@effect-mcp/schema"
import type { Capabilities, Implementation } from "@effect-mcp/schema"

import type { Changes } from "./changes.ts"
import type { Guards } from "./guards.ts"
import type { Hint, Registry } from "./registry.ts"

export interface Core {
  readonly info: Implementation.Implementation
  /** Whether results say who made them. */
  readonly signResults: boolean
  readonly registry: Registry
  readonly guards: Guards
  readonly changes: Changes
  readonly pageSize: number
  /** How long lists may be kept, in milliseconds. */
  readonly listTtl: number
  readonly capabilities: (revision: Revision.Revision) => Capabilities.ServerCapabilities
}

/** A hint, unless what is answered depends on who asks. */
export const hinted = (core: Core, hint: Hint): Hint =>
  core.guards.discriminate ? { ...hint, cacheScope: "private" } : hint
