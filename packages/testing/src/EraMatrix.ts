/**
 * One suite over every revision and every transport.
 *
 * ```ts
 * for (const cell of EraMatrix.make([EraMatrix.memory, stdio], Revisions.all)) {
 *   describe(cell.name, () => suite(cell))
 * }
 * ```
 *
 * This package knows no transport but the one in memory: the others come as arguments, each as a way to reach
 * whatever its suites call a server. That may be a layer, the path of a program, or both in one value.
 *
 * @since 0.1.0
 */
import { type Client, type ClientError, McpClient, type Settings } from "@effect-mcp/client"
import { type ClientTransport, type Endpoint, InMemory } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

import * as Faults from "./Faults.ts"
import * as TestMcp from "./TestMcp.ts"

/**
 * A transport to run suites over.
 *
 * @since 0.1.0
 */
export interface Carrier<in Server, out E = never, out R = never> {
  readonly name: string
  /**
   * The revisions it can carry.
   *
   * @default all
   */
  readonly revisions?: ReadonlyArray<Revision.Revision> | undefined
  readonly transport: (server: Server) => Layer.Layer<ClientTransport.ClientTransport, E, R>
}

/**
 * One revision over one transport.
 *
 * @since 0.1.0
 */
export interface Cell<in Server, out E = never, out R = never> {
  /** `2025-11-25 over memory` */
  readonly name: string
  readonly revision: Revision.Revision
  readonly carrier: string
  /** A client that speaks this revision and no other, until the scope closes. */
  readonly connect: (
    server: Server,
    options?: {
      readonly faults?: ReadonlyArray<Faults.Rule> | undefined
      readonly client?: Partial<Settings.Settings> | undefined
    }
  ) => Effect.Effect<Client.Client, E | ClientError.ClientError, R | Scope.Scope>
}

/**
 * Every revision over every transport that can carry it, transport by transport.
 *
 * @since 0.1.0
 */
export const make = <Server, E = never, R = never>(
  carriers: ReadonlyArray<Carrier<Server, E, R>>,
  revisions: ReadonlyArray<Revision.Revision>
): ReadonlyArray<Cell<Server, E, R>> =>
  carriers.flatMap((carrier) =>
    revisions
      .filter((revision) => carrier.revisions?.includes(revision) ?? true)
      .map((revision) => cell(carrier, revision))
  )

const cell = <Server, E, R>(
  carrier: Carrier<Server, E, R>,
  revision: Revision.Revision
): Cell<Server, E, R> => ({
  name: `${revision.version} over ${carrier.name}`,
  revision,
  carrier: carrier.name,
  connect: (server, { client, faults = [] } = {}) =>
    Effect.flatMap(
      Layer.build(Layer.provide(Faults.layer(faults), carrier.transport(server))),
      (transport) =>
        Effect.provideContext(McpClient.connect(TestMcp.settings(revision, client)), transport)
    )
})

/**
 * Client and server in one process, joined in memory.
 *
 * @since 0.1.0
 */
export const memory: Carrier<Layer.Layer<Endpoint.Endpoint>> = {
  name: "memory",
  transport: (server) => Layer.provide(InMemory.layer(), server)
}
