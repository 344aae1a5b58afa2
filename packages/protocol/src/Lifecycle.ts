/**
 * How a conversation begins, on both sides and in both eras: the handshake of the older revisions, and
 * `server/discover` with what every request says about itself in the later ones.
 *
 * @spec 2025-11-25/basic/lifecycle#initialization
 * @spec 2026-07-28/server/discover#request
 * @since 0.1.0
 */
import {
  type Capabilities,
  type Implementation,
  Lifecycle,
  type Logging,
  Meta,
  type Revision,
  Wire
} from "@effect-mcp/schema"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

import type { Connection, Handshake } from "./Connection.ts"
import { interned } from "./internal/interned.ts"
import type { JsonObject } from "./JsonObject.ts"
import * as Negotiation from "./Negotiation.ts"
import type { Identity } from "./Principal.ts"
import { InvalidResult, type RequestError } from "./RequestError.ts"
import * as RpcError from "./RpcError.ts"

/**
 * What a server says about itself.
 *
 * @since 0.1.0
 */
export interface Server {
  readonly info: Implementation.Implementation
  readonly instructions?: string | undefined
  /** Newest first. */
  readonly revisions: ReadonlyArray<Revision.Revision>
  /** Asked anew for each peer: features come and go. */
  readonly capabilities: (
    revision: Revision.Revision,
    caller: Identity
  ) => Capabilities.ServerCapabilities
}

const decodeParams = Schema.decodeUnknownExit(Lifecycle.InitializeRequestParams)

/**
 * Answers `initialize`, and remembers on the connection what was agreed.
 *
 * @spec 2025-11-25/basic/lifecycle#version-negotiation
 * @since 0.1.0
 */
export const initialize = (
  server: Server,
  params: JsonObject | undefined,
  connection: Connection
): Exit.Exit<JsonObject, RpcError.RpcError> => {
  if (connection.handshake !== undefined) {
    return Exit.fail(RpcError.invalidRequest("Already initialized"))
  }
  const decoded = decodeParams(params)
  if (Exit.isFailure(decoded)) return Exit.fail(refusedInitialize(server, params))
  const { protocolVersion, clientInfo, capabilities } = decoded.value
  const revision = Negotiation.answer(server.revisions, protocolVersion)
  if (revision === undefined) return Exit.fail(refusedInitialize(server, params))
  connection.handshake = {
    revision,
    info: interned(clientInfo),
    capabilities: interned(capabilities),
    initialized: false
  }
  return Exit.succeed({
    protocolVersion: revision.version,
    capabilities: Wire.serverCapabilities(
      revision,
      server.capabilities(revision, connection.principal)
    ),
    serverInfo: Wire.implementation(revision, server.info),
    ...(server.instructions === undefined ? {} : { instructions: server.instructions })
  })
}

/** It names the versions that are served, so that a client of another era knows what to try. */
const refusedInitialize = (server: Server, params: JsonObject | undefined): RpcError.RpcError => {
  const requested = params?.["protocolVersion"]
  const supported = Negotiation.versions(server.revisions)
  if (Negotiation.handshake(server.revisions).length > 0) {
    return RpcError.invalidParams("initialize needs protocolVersion, capabilities and clientInfo", {
      supported
    })
  }
  return RpcError.unsupportedVersion(typeof requested === "string" ? requested : "", supported)
}

/**
 * What `server/discover` is answered with.
 *
 * @spec 2026-07-28/server/discover#response
 * @since 0.1.0
 */
export const discover = (
  server: Server,
  revision: Revision.Revision,
  caller: Identity
): JsonObject => ({
  supportedVersions: Negotiation.versions(server.revisions),
  capabilities: Wire.serverCapabilities(revision, server.capabilities(revision, caller)),
  ...(server.instructions === undefined ? {} : { instructions: server.instructions })
})

/**
 * What a client says about itself.
 *
 * @since 0.1.0
 */
export interface Client {
  readonly info: Implementation.Implementation
  /** Newest first. */
  readonly revisions: ReadonlyArray<Revision.Revision>
  readonly capabilities: (revision: Revision.Revision) => Capabilities.ClientCapabilities
}

/**
 * What a server answered, once it is known to be usable.
 *
 * @since 0.1.0
 */
export interface Agreement {
  readonly revision: Revision.Revision
  readonly info: Implementation.Implementation | undefined
  readonly capabilities: Capabilities.ServerCapabilities
  readonly instructions: string | undefined
}

/**
 * The server answered `initialize` with a version this client does not speak, or that has no handshake.
 * The connection has to be closed.
 *
 * @spec 2025-11-25/basic/lifecycle#version-negotiation
 * @since 0.1.0
 */
export class VersionRefused extends Schema.TaggedError<VersionRefused>()("VersionRefused", {
  answered: Schema.String,
  supported: Schema.Array(Schema.String)
}) {}

/**
 * What can be said about a handshake.
 *
 * @since 0.1.0
 */
export interface HandshakeOptions {
  /** The version to ask for; default the client's newest with a handshake. */
  readonly revision?: Revision.Revision | undefined
  readonly timeout?: Duration.Input | undefined
  /** Called before anything else is sent, so that a transport knows what is spoken. */
  readonly agreed?: ((revision: Revision.Revision) => void) | undefined
}

/**
 * Initializes a connection from the client's side: `initialize`, which is never cancelled, and then
 * `notifications/initialized`.
 *
 * @spec 2025-11-25/basic/lifecycle#initialization
 * @since 0.1.0
 */
export const handshake = (
  connection: Connection,
  client: Client,
  options: HandshakeOptions = {}
): Effect.Effect<Agreement, RequestError | VersionRefused> => {
  const offered = options.revision ?? Negotiation.handshake(client.revisions)[0]
  if (offered === undefined)
    return Effect.die(new Error("No revision of this client has a handshake"))
  const params = {
    protocolVersion: offered.version,
    capabilities: Wire.clientCapabilities(offered, client.capabilities(offered)),
    clientInfo: Wire.implementation(offered, client.info)
  }
  const answer = connection.outgoing.request("initialize", params, offered, {
    cancellable: false,
    timeout: options.timeout
  })
  return Effect.flatMap(answer, (result) =>
    Effect.map(readInitialize(client, result), (agreement) => {
      const { revision, info, capabilities } = agreement
      const agreed: Handshake = { revision, info, capabilities, initialized: true }
      connection.handshake = agreed
      options.agreed?.(revision)
      connection.outgoing.notify("notifications/initialized", undefined, revision)
      return agreement
    })
  )
}

const decodeInitialize = Schema.decodeUnknownEffect(Lifecycle.InitializeResult)

const readInitialize = (
  client: Client,
  result: JsonObject
): Effect.Effect<Agreement, InvalidResult | VersionRefused> => {
  const revision = Negotiation.accept(client.revisions, result["protocolVersion"])
  if (revision === undefined) {
    return Effect.fail(
      new VersionRefused({
        answered: String(result["protocolVersion"]).slice(0, 64),
        supported: Negotiation.versions(Negotiation.handshake(client.revisions))
      })
    )
  }
  return decodeInitialize(result).pipe(
    Effect.mapError((error) => new InvalidResult({ issue: error.message })),
    Effect.map(({ serverInfo, capabilities, instructions }) => ({
      revision,
      info: serverInfo,
      capabilities,
      instructions
    }))
  )
}

/**
 * What every request of a revision without handshake carries under `_meta`.
 *
 * @spec 2026-07-28/basic#_meta
 * @since 0.1.0
 */
export const requestMeta = (
  client: Pick<Client, "info" | "capabilities">,
  revision: Revision.Revision,
  logLevel?: Logging.LoggingLevel
): JsonObject => ({
  [Meta.protocolVersion]: revision.version,
  [Meta.clientInfo]: Wire.implementation(revision, client.info),
  [Meta.clientCapabilities]: Wire.clientCapabilities(revision, client.capabilities(revision)),
  ...(logLevel === undefined ? {} : { [Meta.logLevel]: logLevel })
})
