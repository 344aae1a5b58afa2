/**
 * A server: its name, what it offers, and the endpoint that transports hand messages to.
 *
 * ```ts
 * const Calculator = McpServer.layer({ name: "calculator", version: "1.0.0" }).pipe(
 *   McpServer.provide(AddLive)
 * )
 * ```
 *
 * Features register themselves while their layers live; building one later, or closing its scope, changes
 * what is listed, and clients that want to know are told.
 *
 * @since 0.1.0
 */
import { Endpoint, type Handler, type McpRequest, type Principal } from "@effect-mcp/protocol"
import type { Icon, Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

import type { Guards } from "./internal/guards.ts"
import { makeServer } from "./internal/makeServer.ts"
import type { Pages } from "./internal/pages.ts"
import type { Registry } from "./internal/registry.ts"
import type { RootsChanges } from "./internal/rootsChanges.ts"

/**
 * What every handler is given anew for its call, and no layer has to provide.
 *
 * @since 0.1.0
 */
export type CallServices = Handler.RequestServices

/**
 * Those of them that are there where nobody can be asked: in lists and completions.
 *
 * @since 0.1.0
 */
export type RequestServices = Principal.Principal | McpRequest.McpRequest

/**
 * The server of the context.
 *
 * @since 0.1.0
 */
export class McpServer extends Context.Service<
  McpServer,
  {
    /** Tells all who watch the resource that it has changed. */
    readonly resourceUpdated: (uri: string) => Effect.Effect<void>
    /** What is served now. `Tool`, `Resource` and the others register here. */
    readonly registry: Registry
    /** What stands between callers and features; see `Visibility` and `Middleware`. */
    readonly guards: Guards
    /** Pages that people were asked to open; see `Elicitation.url`. */
    readonly pages: Pages
    /** Who is told of changed roots; see `Roots.onChanged`. */
    readonly rootsChanges: RootsChanges
  }
>()("@effect-mcp/server/McpServer") {}

/**
 * A kind of feature.
 *
 * @since 0.1.0
 */
export type FeatureKind = "tools" | "resources" | "prompts" | "completions"

/**
 * What a server is made of.
 *
 * @since 0.1.0
 */
export interface Options {
  readonly name: string
  readonly version: string
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly websiteUrl?: string | undefined
  readonly icons?: ReadonlyArray<Icon.Icon> | undefined
  /** How to use this server, for the model. */
  readonly instructions?: string | undefined
  /**
   * The revisions to speak.
   *
   * @default all of them
   */
  readonly revisions?: ReadonlyArray<Revision.Revision> | undefined
  /**
   * How many items a page of a list has.
   *
   * @default 250
   */
  readonly pageSize?: number | undefined
  /**
   * How long lists, and what `server/discover` says, may be kept by clients.
   *
   * @default 0
   */
  readonly listTtl?: Duration.Input | undefined
  /** Kinds to declare though there is nothing of them yet; what there is declares itself. */
  readonly declares?: ReadonlyArray<FeatureKind> | undefined
  /**
   * Whether results say who made them, where the revision has it.
   *
   * @default true
   */
  readonly signResults?: boolean | undefined
  /**
   * How long a tool, a resource, a prompt or a completion may be worked on, waiting for answers of the client
   * included; a bare number is milliseconds. What takes longer is interrupted and answered with -32603. Where a call
   * ends to ask, each of its rounds has this long.
   *
   * @default no limit
   */
  readonly callTimeout?: Duration.Input | undefined
  /** How questions to the client are bounded. */
  readonly questions?: Endpoint.Options<never>["questions"]
  /** How much one connection may have in flight. */
  readonly limits?: Endpoint.Options<never>["limits"]
}

/**
 * A server without features. Extensions it is provided with are found in its context.
 *
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<McpServer | Endpoint.Endpoint> =>
  Layer.effectContext(
    Effect.map(makeServer(options), ({ endpoint, server }) =>
      Context.make(McpServer, server).pipe(Context.add(Endpoint.Endpoint, endpoint))
    )
  )

type Features = readonly [
  Layer.Layer<never, unknown, unknown>,
  ...Array<Layer.Layer<never, unknown, unknown>>
]

/**
 * Gives a server its features.
 *
 * @since 0.1.0
 */
export const provide =
  <const L extends Features>(...features: L) =>
  <ROut, E, RIn>(
    self: Layer.Layer<ROut, E, RIn>
  ): Layer.Layer<
    ROut,
    E | Layer.Error<L[number]>,
    RIn | Exclude<Layer.Services<L[number]>, ROut>
  > => {
    const all = features.reduce<Layer.Layer<never, unknown, unknown>>(
      (merged, feature) => Layer.merge(merged, feature),
      Layer.empty
    )
    // `reduce` has lost which errors and services; the tuple's type still knows.
    return Layer.provideMerge(all, self) as Layer.Layer<
      ROut,
      E | Layer.Error<L[number]>,
      RIn | Exclude<Layer.Services<L[number]>, ROut>
    >
  }

/**
 * Adds features to a server that runs already, until the scope closes.
 *
 * @since 0.1.0
 */
export const add = <E, R>(
  feature: Layer.Layer<never, E, R>
): Effect.Effect<void, E, R | McpServer | Scope.Scope> => Effect.asVoid(Layer.build(feature))

/**
 * Tells all who watch the resource that it has changed.
 *
 * @spec 2026-07-28/server/resources#subscriptions
 * @since 0.1.0
 */
export const resourceUpdated = (uri: string): Effect.Effect<void, never, McpServer> =>
  McpServer.use((server) => server.resourceUpdated(uri))
