/**
 * Arguments that go into headers too, where the transport has headers and the revision says which: the tools whose
 * schemas say so in a way that cannot be are left out, and the calls of the others get theirs.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#client-behavior
 * @since 0.1.0
 */
import { JsonObject } from "@effect-mcp/protocol"
import { ParamHeaders, type Revision, type Tool } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import { visible } from "./visible.ts"

type Headers = { readonly [name: string]: string }

/** A server that says something else each time must not write the host's log. */
const warnedAbout = 1000

/** The headers of one client's calls. @since 0.1.0 */
export class ToolHeaders {
  private readonly readings = new WeakMap<object, ParamHeaders.Reading>()
  private readonly warned = new Set<string>()
  private readonly mirrors: boolean
  private readonly toolOf: (name: string) => Tool.Tool | undefined

  /** `toolOf`: the tool as it was last listed. */
  constructor(mirrors: boolean, toolOf: (name: string) => Tool.Tool | undefined) {
    this.mirrors = mirrors
    this.toolOf = toolOf
  }

  /** Whether calls in this revision have any. */
  isUsed(revision: Revision.Revision): boolean {
    return this.mirrors && revision.requestHeaders
  }

  /**
   * A page of tools without those that nobody could call; one warning for each.
   *
   * @spec 2026-07-28/basic/transports/streamable-http#schema-extension
   */
  sift(
    revision: Revision.Revision,
    page: Tool.ListToolsResult
  ): Effect.Effect<Tool.ListToolsResult> {
    if (!this.isUsed(revision)) return Effect.succeed(page)
    const warnings: Array<Effect.Effect<void>> = []
    const tools = page.tools.filter((tool) => {
      const reading = this.read(tool)
      if (reading._tag === "Valid") return true
      warnings.push(this.warn(tool.name, reading.reason))
      return false
    })
    if (warnings.length === 0) return Effect.succeed(page)
    return Effect.as(Effect.all(warnings, { discard: true }), { ...page, tools })
  }

  /** Those of a call; `undefined` for a tool that was not listed or has none. */
  of(revision: Revision.Revision, params: { readonly [name: string]: unknown }) {
    const { name } = params
    const tool = this.isUsed(revision) && typeof name === "string" ? this.toolOf(name) : undefined
    const reading = tool === undefined ? undefined : this.read(tool)
    if (reading?._tag !== "Valid" || reading.annotations.length === 0) return undefined
    return ParamHeaders.mirror(reading.annotations, JsonObject.child(params, "arguments") ?? {})
  }

  private read({ inputSchema }: Tool.Tool): ParamHeaders.Reading {
    const known = this.readings.get(inputSchema)
    if (known !== undefined) return known
    const made = ParamHeaders.read(inputSchema)
    this.readings.set(inputSchema, made)
    return made
  }

  private warn(tool: string, reason: string): Effect.Effect<void> {
    const text = `The tool "${visible(tool, 200)}" is left out, its headers cannot be: ${visible(reason, 500)}`
    if (this.warned.has(text) || this.warned.size >= warnedAbout) return Effect.void
    this.warned.add(text)
    return Effect.logWarning(text)
  }
}

/** Whether a call with these headers would be the one that was made. */
export const isSame = (one: Headers | undefined, other: Headers | undefined): boolean => {
  const [a, b] = [Object.entries(one ?? {}), Object.entries(other ?? {})]
  return a.length === b.length && a.every(([name, value]) => other?.[name] === value)
}
