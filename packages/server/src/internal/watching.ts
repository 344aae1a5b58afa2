/**
 * What watching has in common, for sessions and for listen streams.
 */
import { type Handler, type JsonObject, type McpRequest, RpcError } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"

import { isAbsolute } from "./absoluteUri.ts"
import type { Change } from "./changes.ts"
import type { Core } from "./core.ts"
import type { Sees } from "./guards.ts"
import { feature } from "./listMethods.ts"

/** Resources one subscriber can watch. */
export const maxWatched = 1024

export const notificationOf = (
  change: Change
): readonly [method: string, params?: JsonObject.JsonObject] =>
  change._tag === "List"
    ? [`notifications/${change.kind}/list_changed`]
    : ["notifications/resources/updated", { uri: change.uri }]

export const tooMany = RpcError.invalidRequest(`More than ${maxWatched} resources watched`, {
  reason: "TooManySubscriptions",
  limit: maxWatched
})

/** Whether there is something to read at this URI that the caller sees. */
export const isThere = (core: Core, uri: string, sees: Sees | undefined): boolean => {
  if (!isAbsolute(uri)) return false
  if (core.registry.resources.get(uri) !== undefined) {
    return sees === undefined || sees(feature("resource", uri))
  }
  const template = core.registry.templatesByWeight.find((entry) => entry.match(uri) !== undefined)
  if (template === undefined) return false
  return sees === undefined || sees(feature("resourceTemplate", template.template.text))
}

/** What the caller sees, or nothing where everybody sees everything. */
export const withSight = <A>(
  core: Core,
  request: McpRequest.Request,
  go: (sees: Sees | undefined) => Effect.Effect<A, Handler.Failure, Handler.RequestServices>
): Effect.Effect<A, Handler.Failure, Handler.RequestServices> =>
  core.guards.hides ? Effect.flatMap(core.guards.sight(request), go) : go(undefined)
