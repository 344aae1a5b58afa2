/**
 * What a tool says about itself to people: its name for display, and hints a host may go by if it trusts the server.
 *
 * @spec 2026-07-28/server/tools#data-types
 * @since 0.1.0
 */
import type { Tool } from "@effect-mcp/schema"

/** What a call may do. A call that only reads destroys nothing, and may be repeated. @since 0.1.0 */
export interface Hints {
  readonly readOnly: boolean
  readonly destructive: boolean
  readonly idempotent: boolean
  readonly openWorld: boolean
}

/** What has to be assumed of a tool that says nothing, or nothing that is believed. */
const worst: Hints = { readOnly: false, destructive: true, idempotent: false, openWorld: true }

/**
 * The tool's hints. Those of a server nobody vouched for are not believed.
 *
 * @spec 2025-11-25/server/tools#tool
 * @since 0.1.0
 */
export const hints = (
  { annotations }: Pick<Tool.Tool, "annotations">,
  options: { readonly trusted: boolean }
): Hints => {
  if (!options.trusted) return worst
  const openWorld = annotations?.openWorldHint ?? worst.openWorld
  // What a tool says of its writing means something only where it writes.
  if (annotations?.readOnlyHint === true) {
    return { readOnly: true, destructive: false, idempotent: true, openWorld }
  }
  return {
    readOnly: false,
    destructive: annotations?.destructiveHint ?? worst.destructive,
    idempotent: annotations?.idempotentHint ?? worst.idempotent,
    openWorld
  }
}

/**
 * What to show for the tool: its title, else its annotations', else its name.
 *
 * @spec 2025-11-25/server/tools#tool
 * @since 0.1.0
 */
export const displayName = ({
  annotations,
  name,
  title
}: Pick<Tool.Tool, "annotations" | "name" | "title">): string => title ?? annotations?.title ?? name
