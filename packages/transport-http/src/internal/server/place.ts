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
  const places = new Places(server)
  return (message, headers) => {
    const isCall = message._tag === "Request" || message._tag === "Notification"
    const stated = isCall
      ? JsonObject.child(message.params, "_meta")?.[Meta.protocolVersion]
      : undefined
    return isCall && stated !== undefined
      ? places.stating(message, stated, headers)
      : places.unstating(message, headers)
  }
}

/** What a server's revisions say of where messages belong. */
class Places {
  private readonly server: Server
  private readonly byVersion: ReadonlyMap<string, Revision.Revision>
  private readonly supported: ReadonlyArray<string>
  private readonly stateless: ReadonlyMap<Revision.Revision, Place>
  private readonly inSession: ReadonlyMap<Revision.Revision, Place>
  private readonly hasHandshake: boolean
  private readonly newest: Revision.Revision | undefined

  constructor(server: Server) {
    const { revisions } = server
    this.server = server
    this.byVersion = new Map(revisions.map((revision) => [revision.version, revision]))
    this.supported = revisions.map(({ version }) => version)
    this.stateless = placesOf(revisions, "Stateless")
    this.inSession = placesOf(revisions, "Session")
    this.hasHandshake = revisions.some(({ lifecycle }) => lifecycle === "Handshake")
    this.newest = revisions.find(({ lifecycle }) => lifecycle === "PerRequest")
  }

  /** Of a message that names its revision itself. */
  stating(
    message: JsonRpc.RequestEnvelope | JsonRpc.NotificationEnvelope,
    stated: unknown,
    headers: Headers
  ): Place {
    const version = headers["mcp-protocol-version"]
    if (version === undefined) return mismatch("MCP-Protocol-Version is missing")
    if (typeof stated === "string" && version !== stated) {
      return mismatch("MCP-Protocol-Version and the body name different versions")
    }
    const revision = typeof stated === "string" ? this.byVersion.get(stated) : undefined
    if (revision?.lifecycle !== "PerRequest") return this.unserved(message, stated)
    return this.alone(revision, message, headers)
  }

  /** Of one that does not. */
  unstating(message: JsonRpc.Parsed, headers: Headers): Place {
    const version = headers["mcp-protocol-version"]
    if (message._tag === "Request" && message.method === "initialize") return initialize
    if (version === undefined) {
      return this.hasHandshake || message._tag === "Malformed"
        ? unstated
        : mismatch("MCP-Protocol-Version is missing")
    }
    const revision = this.byVersion.get(version)
    if (revision === undefined) {
      return refused(Refusal.rpc(RpcError.unsupportedVersion(version, this.supported)))
    }
    if (revision.lifecycle === "Handshake") return this.inSession.get(revision) ?? unstated
    if (message._tag === "Result" || message._tag === "Error") return refused(Refusal.noResponses)
    return this.alone(revision, message._tag === "Notification" ? message : undefined, headers)
  }

  /** In a revision without sessions; `call` is what the headers have to mirror, if anything is. */
  private alone(
    revision: Revision.Revision,
    call: JsonRpc.RequestEnvelope | JsonRpc.NotificationEnvelope | undefined,
    headers: Headers
  ): Place {
    const wrong =
      call !== undefined && revision.requestHeaders
        ? contradiction(this.server, revision, call, headers)
        : undefined
    return wrong ?? this.stateless.get(revision) ?? unstated
  }

  /** What names a revision that cannot be named so. A request is the engine's to refuse, in the newest one's words. */
  private unserved(message: JsonRpc.Parsed, stated: unknown): Place {
    if (message._tag !== "Notification") return { _tag: "Stateless", revision: this.newest }
    const wrong =
      typeof stated === "string"
        ? RpcError.unsupportedVersion(stated, this.supported)
        : RpcError.invalidParams(`Missing or invalid: params._meta["${Meta.protocolVersion}"]`)
    return refused(Refusal.rpc(wrong))
  }
}

/** Made once, since every request needs one. */
const placesOf = (
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
