/**
 * Which revision an inbound request is to be answered in, or why in none. Decided by the message first,
 * by its connection second and by the transport last, so both eras can share one connection.
 *
 * @spec 2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
 * @since 0.1.0
 */
import { type JsonRpc, Meta, type Revision } from "@effect-mcp/schema"

import type { Exchange } from "./Exchange.ts"
import * as JsonObject from "./JsonObject.ts"
import * as Negotiation from "./Negotiation.ts"
import * as RpcError from "./RpcError.ts"

/**
 * Where a request goes.
 *
 * @since 0.1.0
 */
export type Route =
  | { readonly _tag: "Dispatch"; readonly revision: Revision.Revision }
  | { readonly _tag: "Initialize" }
  | { readonly _tag: "Ping" }
  | { readonly _tag: "Refuse"; readonly error: RpcError.RpcError }

/**
 * The routes of a server of these revisions, newest first.
 *
 * @since 0.1.0
 */
export const make = (
  revisions: ReadonlyArray<Revision.Revision>
): ((envelope: JsonRpc.RequestEnvelope, exchange: Exchange) => Route) => {
  const modern = Negotiation.perRequest(revisions)
  const canPing = revisions.some((revision) => revision.client.requests.ping !== undefined)
  const supported = Negotiation.versions(revisions)

  /** A request that says itself what it speaks. Nothing said before counts. */
  const stating = (stated: unknown, capabilities: unknown): Route => {
    if (typeof stated !== "string") return missing(Meta.protocolVersion)
    const revision = Negotiation.find(modern, stated)
    if (revision === undefined) return refuse(RpcError.unsupportedVersion(stated, supported))
    return JsonObject.is(capabilities)
      ? { _tag: "Dispatch", revision }
      : missing(Meta.clientCapabilities)
  }

  /** Neither a revision nor a handshake. A ping is answered all the same. */
  const unopened = (method: string): Route => {
    if (modern.some((revision) => revision.client.requests[method] !== undefined)) {
      return missing(Meta.protocolVersion)
    }
    return method === "ping" && canPing
      ? { _tag: "Ping" }
      : refuse(RpcError.invalidRequest("Not initialized", { supported }))
  }

  return ({ method, params }, exchange) => {
    const meta = modern.length === 0 ? undefined : JsonObject.child(params, "_meta")
    const stated = meta?.[Meta.protocolVersion]
    if (stated !== undefined) return stating(stated, meta?.[Meta.clientCapabilities])
    if (method === "initialize") return { _tag: "Initialize" }
    const revision = spoken(exchange)
    if (revision === undefined) return unopened(method)
    return revision.lifecycle === "PerRequest"
      ? missing(Meta.protocolVersion)
      : { _tag: "Dispatch", revision }
  }
}

/**
 * What was agreed on the connection, else what the transport knows.
 *
 * @since 0.1.0
 */
export const spoken = (exchange: Exchange): Revision.Revision | undefined =>
  exchange.connection?.handshake?.revision ?? exchange.revision

const refuse = (error: RpcError.RpcError): Route => ({ _tag: "Refuse", error })

const missing = (key: string): Route =>
  refuse(RpcError.invalidParams(`Missing or invalid: params._meta["${key}"]`))
