/**
 * What a request says about itself outside of its message: the method, and what it is called on.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#standard-request-headers
 * @since 0.1.0
 */
import type { Revision } from "@effect-mcp/schema"

import * as Extension from "./Extension.ts"
import type { JsonObject } from "./JsonObject.ts"

/**
 * The header that names the method.
 *
 * @since 0.1.0
 */
export const methodHeader = "Mcp-Method"

/**
 * The header that names the tool, the prompt, the resource, or what an extension's method is about.
 *
 * @since 0.1.0
 */
export const nameHeader = "Mcp-Name"

/**
 * What a request is about; `undefined` where that has no place outside of the message.
 *
 * @since 0.1.0
 */
export type NameOf = (
  revision: Revision.Revision,
  method: string,
  params: JsonObject | undefined
) => string | undefined

/**
 * Those of the revision's own methods.
 *
 * @since 0.1.0
 */
export const core: NameOf = ({ client }, method, params) => {
  const parameter = client.requests[method]?.named
  const name = parameter === undefined ? undefined : params?.[parameter]
  return typeof name === "string" ? name : undefined
}

/**
 * Those of the methods that extensions have added too, as one side has them in each revision.
 *
 * @since 0.1.0
 */
export const make = (
  active: (revision: Revision.Revision) => ReadonlyArray<Extension.Active<Extension.Contribution>>
): NameOf => {
  const known = new Map<Revision.Revision, ReturnType<typeof active>>()
  const extensions = (revision: Revision.Revision) => {
    const found = known.get(revision)
    if (found !== undefined) return found
    const made = active(revision).filter(({ part }) => part.names !== undefined)
    known.set(revision, made)
    return made
  }
  return (revision, method, params) =>
    core(revision, method, params) ?? Extension.nameOf(extensions(revision), method, params ?? {})
}

/**
 * The headers of a message, not yet encoded.
 *
 * @since 0.1.0
 */
export const headers = (
  method: string,
  name: string | undefined,
  more: { readonly [header: string]: string } | undefined
): { readonly [header: string]: string } => {
  const own =
    name === undefined ? { [methodHeader]: method } : { [methodHeader]: method, [nameHeader]: name }
  return more === undefined ? own : { ...more, ...own }
}
