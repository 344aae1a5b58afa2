/**
 * A client of one server, whatever revision the two turn out to have in common.
 *
 * ```ts
 * const client = yield* McpClient.connect({ name: "host", version: "1.0.0" })
 * const { sum } = yield* client.call(Add, { a: 1, b: 2 })
 * ```
 *
 * What the client can do for the server follows from the layers around it: provide `ElicitationHandler`,
 * `SamplingHandler` or `RootsProvider`, and it is declared.
 *
 * @spec 2026-07-28/basic/versioning#protocol-version-negotiation
 * @since 0.1.0
 */
import { ClientTransport } from "@effect-mcp/protocol"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

import type { Client } from "./Client.ts"
import type { ClientError } from "./ClientError.ts"
import * as Assembly from "./internal/assembly.ts"
import type { Settings } from "./Settings.ts"

/** The client of a program that has one. @since 0.1.0 */
export class McpClient extends Context.Service<McpClient, Client>()(
  "@effect-mcp/client/McpClient"
) {}

/**
 * Connects over the transport of the context, for as long as the scope is open. Both eras are tried; what was agreed on
 * is `revision`.
 *
 * @spec 2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
 * @since 0.1.0
 */
export const connect = (
  settings: Settings
): Effect.Effect<Client, ClientError, ClientTransport.ClientTransport | Scope.Scope> =>
  Effect.flatMap(ClientTransport.ClientTransport, (transport) =>
    Assembly.connect(transport, settings)
  )

/**
 * As `connect`, as a layer.
 *
 * @since 0.1.0
 */
export const layer = (
  settings: Settings
): Layer.Layer<McpClient, ClientError, ClientTransport.ClientTransport> =>
  Layer.effect(McpClient, connect(settings))
