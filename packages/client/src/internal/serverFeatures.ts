/**
 * What the server has to have declared before something may be asked of it.
 *
 * @spec 2025-11-25/basic/lifecycle#capability-negotiation
 * @since 0.1.0
 */
import { type Capabilities, type Revision, Shapes } from "@effect-mcp/schema"

type Feature = (declared: Capabilities.ServerCapabilities) => unknown

const tools: Feature = (declared) => declared.tools
const prompts: Feature = (declared) => declared.prompts
const resources: Feature = (declared) => declared.resources
const watching: Feature = (declared) => declared.resources?.subscribe === true || undefined

const needed: { readonly [method: string]: readonly [name: string, feature: Feature] } = {
  "tools/list": ["tools", tools],
  "tools/call": ["tools", tools],
  "prompts/list": ["prompts", prompts],
  "prompts/get": ["prompts", prompts],
  "resources/list": ["resources", resources],
  "resources/templates/list": ["resources", resources],
  "resources/read": ["resources", resources],
  "resources/subscribe": ["resources.subscribe", watching],
  "resources/unsubscribe": ["resources.subscribe", watching],
  "completion/complete": ["completions", (declared) => declared.completions],
  "logging/setLevel": ["logging", (declared) => declared.logging]
}

/**
 * The capability that `method` needs and the server did not declare; `undefined` if nothing is missing. One that
 * the revision has no name for is not needed in it.
 *
 * @since 0.1.0
 */
export const missing = (
  revision: Revision.Revision,
  declared: Capabilities.ServerCapabilities,
  method: string
): string | undefined => {
  const need = needed[method]
  if (need === undefined || need[1](declared) !== undefined) return undefined
  const unnamed = Shapes.lacking(revision.shapes, "ServerCapabilities")
  return unnamed.includes(need[0]) ? undefined : need[0]
}
