/**
 * The tools of several servers under names that do not collide.
 *
 * @spec 2026-07-28/server/tools#tool-names
 * @since 0.1.0
 */
import type { Tool } from "@effect-mcp/schema"

/** One server's tools, under a label the host has chosen: what a server calls itself is no name to go by. @since 0.1.0 */
export interface Labelled {
  readonly label: string
  readonly tools: ReadonlyArray<Tool.Tool>
}

/** A tool, what to show it as, and where it is. @since 0.1.0 */
export interface Named {
  readonly name: string
  readonly label: string
  readonly tool: Tool.Tool
}

/**
 * Every tool under a name of its own: as it is where only one server has it, else after its server's label.
 *
 * @spec 2026-07-28/server/tools#tool-names
 * @since 0.1.0
 */
export const disambiguate = (servers: ReadonlyArray<Labelled>): ReadonlyArray<Named> => {
  const times = new Map<string, number>()
  const all = servers.flatMap(({ label, tools }) => tools.map((tool) => ({ label, tool })))
  for (const { tool } of all) times.set(tool.name, (times.get(tool.name) ?? 0) + 1)
  return all.map(({ label, tool }) => ({
    name: times.get(tool.name) === 1 ? tool.name : `${label}.${tool.name}`,
    label,
    tool
  }))
}
