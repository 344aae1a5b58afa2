/**
 * What a client declared, asked by path: `"elicitation.url"`, `"sampling.tools"`, `"roots"`,
 * `"extensions.com.example/audit"`.
 *
 * A path is supported if the peer declared it *and* the revision spoken has it: a capability that
 * arrives from a later revision is tolerated and never used.
 *
 * @spec 2026-07-28/schema#clientcapabilities
 * @since 0.1.0
 */
import type { Capabilities, Revision } from "@effect-mcp/schema"

import * as JsonObject from "./JsonObject.ts"

/**
 * Splits after the first dot only: an extension's id has dots of its own.
 */
const split = (path: string): readonly [string, string | undefined] => {
  const dot = path.indexOf(".")
  return dot < 0 ? [path, undefined] : [path.slice(0, dot), path.slice(dot + 1)]
}

const member = (value: unknown, key: string): unknown =>
  JsonObject.is(value) && Object.hasOwn(value, key) ? value[key] : undefined

/** An empty `elicitation` means forms, which is all that its first revision had. */
const elicits = (declared: unknown, mode: string | undefined): boolean =>
  mode === undefined || mode === "form"
    ? JsonObject.is(declared) && (member(declared, "form") !== undefined || !("url" in declared))
    : JsonObject.is(member(declared, mode))

const samples = (revision: Revision.Revision, what: string): boolean =>
  Object.hasOwn(revision.shapes.SamplingCapability?.fields ?? {}, what)

/**
 * Whether questions of this kind may be asked of a peer with these capabilities.
 *
 * @since 0.1.0
 */
export const supports = (
  revision: Revision.Revision,
  declared: Capabilities.ClientCapabilities,
  path: string
): boolean => {
  const [root, rest] = split(path)
  const value = member(declared, root)
  if (root === "elicitation") {
    if (!revision.elicitation) return false
    return (rest !== "url" || revision.urlElicitation !== "None") && elicits(value, rest)
  }
  if (root === "sampling" && rest !== undefined && !samples(revision, rest)) return false
  return rest === undefined ? JsonObject.is(value) : JsonObject.is(member(value, rest))
}

/**
 * The paths as an object of the shape of `ClientCapabilities`, holding just them.
 *
 * @since 0.1.0
 */
export const shape = (paths: ReadonlyArray<string>): Capabilities.ClientCapabilities => {
  const out: { [root: string]: { [key: string]: object } } = {}
  for (const path of paths) {
    const [root, rest] = split(path)
    const inner = (out[root] ??= {})
    if (rest !== undefined) inner[rest] = {}
  }
  return out
}
