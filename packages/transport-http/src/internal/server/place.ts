/**
 * Where a message belongs: to no session, because it says all of itself; to the beginning of a session; or
 * to one there is. Headers must say what the body says, so that whoever reads only them is not deceived.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#request-metadata
 */
import { type Endpoint, JsonObject, RpcError } from "@effect-mcp/protocol"
import { HeaderText, type JsonRpc, Meta, type Revision } from "@effect-mcp/schema"

import type { Headers } from "../../HttpExchange.ts"
import * as Refusal from "./refusal.ts"

/** @since 0.1.0 */
export type Place =
  | { readonly _tag: "Stateless"; readonly revision: Revision.Revision | undefined }
  | { readonly _tag: "Initialize" }
  | { readonly _tag: "Session"; readonly revision: Revision.Revision | undefined }
  | { readonly _tag: "Refused"; readonly refusal: Refusal.Refusal }

type Server = Pick<Endpoint.Endpoint["Service"], "revisions" | "nameOf">

const initialize: Place = { _tag: "Initialize" }
const unstated: Place = { _tag: "Session", revision: undefined }

/** @since 0.1.0 */
export const make = (server: Server): ((message: JsonRpc.Parsed, headers: Headers) => Place) => {
  const byVersion = new Map(server.revisions.map((revision) => [revision.version, revision]))
  const supported = server.revisions.map(({ version }) => version)
  const stateless = places(server.revisions, "Stateless")
  const inSession = places(server.revisions, "Session")
  const hasHandshake = server.revisions.some(({ lifecycle }) => lifecycle === "Handshake")
  const newest = server.revisions.find(({ lifecycle }) => lifecycle === "PerRequest")

  /** What names a revision that cannot be named so. A request is the engine's to refuse, in the newest one's words. */
  const unserved = (message: JsonRpc.Parsed, stated: unknown): Place => {
    if (message._tag === "Notification") {
      const wrong =
        typeof stated === "string"
          ? RpcError.unsupportedVersion(stated, supported)
          : RpcError.invalidParams(`Missing or invalid: params._meta["${Meta.protocolVersion}"]`)
      return refused(Refusal.rpc(wrong))
    }
    return { _tag: "Stateless", revision: newest }
  }

  /** A message that names its revision itself. */
  const stating = (
    message: JsonRpc.RequestEnvelope | JsonRpc.NotificationEnvelope,
    stated: unknown,
    headers: Headers
  ): Place => {
    const version = headers["mcp-protocol-version"]
    if (version === undefined) return mismatch("MCP-Protocol-Version is missing")
    if (typeof stated === "string" && version !== stated) {
      return mismatch("MCP-Protocol-Version and the body name different versions")
    }
    const revision = typeof stated === "string" ? byVersion.get(stated) : undefined
    if (revision?.lifecycle !== "PerRequest") return unserved(message, stated)
    const wrong = revision.requestHeaders
      ? contradiction(server, revision, message, headers)
      : undefined
    return wrong ?? stateless.get(revision) ?? unstated
  }

  const unstating = (message: JsonRpc.Parsed, headers: Headers): Place => {
    const version = headers["mcp-protocol-version"]
    if (message._tag === "Request" && message.method === "initialize") return initialize
    if (version === undefined) {
      return hasHandshake || message._tag === "Malformed"
        ? unstated
        : mismatch("MCP-Protocol-Version is missing")
    }
    const revision = byVersion.get(version)
    if (revision === undefined) {
      return refused(Refusal.rpc(RpcError.unsupportedVersion(version, supported)))
    }
    if (revision.lifecycle === "Handshake") return inSession.get(revision) ?? unstated
    if (message._tag === "Result" || message._tag === "Error") return refused(Refusal.noResponses)
    const wrong =
      message._tag === "Notification" && revision.requestHeaders
        ? contradiction(server, revision, message, headers)
        : undefined
    return wrong ?? stateless.get(revision) ?? unstated
  }

  return (message, headers) => {
    const isCall = message._tag === "Request" || message._tag === "Notification"
    const stated = isCall
      ? JsonObject.child(message.params, "_meta")?.[Meta.protocolVersion]
      : undefined
    return isCall && stated !== undefined
      ? stating(message, stated, headers)
      : unstating(message, headers)
  }
}

/** Made once, since every request needs one. */
const places = (
  revisions: ReadonlyArray<Revision.Revision>,
  _tag: "Stateless" | "Session"
): ReadonlyMap<Revision.Revision, Place> =>
  new Map(revisions.map((revision): [Revision.Revision, Place] => [revision, { _tag, revision }]))

/**
 * What the mirrored headers get wrong.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#standard-request-headers
 */
const contradiction = (
  server: Server,
  revision: Revision.Revision,
  { method, params }: JsonRpc.RequestEnvelope | JsonRpc.NotificationEnvelope,
  headers: Headers
): Place | undefined => {
  const named = headers["mcp-method"]
  if (named === undefined) return mismatch("Mcp-Method is missing")
  if (named !== method) return mismatch("Mcp-Method and the body name different methods")
  const name = server.nameOf(revision, method, params)
  if (name === undefined) return undefined
  const header = headers["mcp-name"]
  if (header === undefined) return mismatch("Mcp-Name is missing")
  const decoded = HeaderText.decode(header)
  if (decoded === undefined) return mismatch("Mcp-Name cannot be decoded")
  return decoded === name ? undefined : mismatch("Mcp-Name and the body name different things")
}

const mismatch = (what: string): Place => refused(Refusal.rpc(RpcError.headerMismatch(what)))

const refused = (refusal: Refusal.Refusal): Place => ({ _tag: "Refused", refusal })
