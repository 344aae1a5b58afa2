/**
 * What can be added to the protocol from outside: capabilities, methods, result types, and what they
 * wrap. Server and client know this shape and no particular extension.
 *
 * Each extension is a service with a key of its own, so layers of several compose by `Layer.merge` and
 * none overwrites another. Without its layer an extension is off. It takes part in a request only if
 * the peer declared it too; otherwise the core behaviour stays.
 *
 * @spec 2026-07-28/basic/versioning#extension-negotiation
 * @since 0.1.0
 */
import { type Capabilities, Meta, type Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import type { Around, Handlers, Notifications, Outcome, RequestServices } from "./Handler.ts"
import type { Journal } from "./Journal.ts"
import type { JsonObject } from "./JsonObject.ts"
import type { Request } from "./McpRequest.ts"
import type { RequestOptions } from "./Outgoing.ts"
import type { RequestError } from "./RequestError.ts"
import type { RpcError } from "./RpcError.ts"

/**
 * A further kind of result beside the one the method always had.
 *
 * @since 0.1.0
 */
export interface ResultType {
  /** The methods that may end in it. */
  readonly methods: ReadonlyArray<string>
  /** How to tell it where the revision has no `resultType`; default is never. */
  readonly is?: ((result: JsonObject) => boolean) | undefined
  /** How the requester gets from it to the result it asked for. Without it the caller sees it as it is. */
  readonly resolve?:
    | ((result: JsonObject, caller: Caller) => Effect.Effect<JsonObject, RequestError>)
    | undefined
}

/**
 * The requester's way to send more, in `ResultType.resolve`.
 *
 * @since 0.1.0
 */
export interface Caller {
  readonly revision: Revision.Revision
  readonly request: (
    method: string,
    params?: JsonObject,
    options?: RequestOptions
  ) => Effect.Effect<JsonObject, RequestError>
}

/**
 * How a call goes on when its handler asked to escalate.
 *
 * @since 0.1.0
 */
export interface Escalation {
  /** Whether this call may; if not, `Interaction.escalate` does nothing. */
  readonly allowed: (request: Request) => boolean
  /**
   * Takes the call over with what it remembers so far. `handler` has to be run under an interpreter
   * of the extension's own; what is returned is answered.
   */
  readonly take: <R>(
    handler: Outcome<R>,
    request: Request,
    journal: Journal
  ) => Outcome<R | RequestServices>
}

/**
 * What both sides can add in one revision.
 *
 * @since 0.1.0
 */
export interface Contribution {
  /** Requests of the peer. Refused to a peer that did not declare the extension. */
  readonly requests?: Handlers<never> | undefined
  readonly notifications?: Notifications | undefined
  /** Around every request of the peer's that is answered here. */
  readonly around?: Around | undefined
  /** By the value of `resultType`. */
  readonly resultTypes?: { readonly [resultType: string]: ResultType } | undefined
  /** What a request of this method is about, for transports that say so outside the message. */
  readonly names?:
    | { readonly [method: string]: (params: JsonObject) => string | undefined }
    | undefined
}

/**
 * Who listens, in `ListenFilter`.
 *
 * @since 0.1.0
 */
export interface Subscriber {
  readonly request: Request
  /** Sends on the listen stream, tagged as the specification wants it. */
  readonly notify: (method: string, params: JsonObject) => void
}

/**
 * An own member of `subscriptions/listen`'s filter.
 *
 * @spec 2026-07-28/basic/patterns/subscriptions#notification-filter
 * @since 0.1.0
 */
export type ListenFilter = (
  asked: unknown,
  subscriber: Subscriber
) => { readonly honoured: unknown; readonly close: () => void } | RpcError | undefined

/**
 * What is added to a server in one revision.
 *
 * @since 0.1.0
 */
export interface ServerExtension extends Contribution {
  /** Merged into what is declared; default `{ extensions: { [id]: settings } }`. */
  readonly capabilities?: Capabilities.ServerCapabilities | undefined
  /** Whether a peer with these capabilities takes part; default: it declared the extension. */
  readonly agreed?: ((peer: Capabilities.ClientCapabilities) => boolean) | undefined
  /** Parameters of its own on core requests; they are no part of what sealed state is bound to. */
  readonly params?: ReadonlyArray<string> | undefined
  /** Rewrites a tool's definition as listed, from the annotations its author gave. */
  readonly tool?: ((definition: JsonObject, annotations: JsonObject) => JsonObject) | undefined
  /** By the member's name. */
  readonly listen?: { readonly [member: string]: ListenFilter } | undefined
  readonly escalation?: Escalation | undefined
}

/**
 * What is added to a client in one revision.
 *
 * @since 0.1.0
 */
export interface ClientExtension extends Contribution {
  /** Merged into what is declared; default `{ extensions: { [id]: settings } }`. */
  readonly capabilities?: Capabilities.ClientCapabilities | undefined
  /** Whether a server with these capabilities takes part; default: it declared the extension. */
  readonly agreed?: ((peer: Capabilities.ServerCapabilities) => boolean) | undefined
}

/**
 * An extension. `undefined` for a revision says that it does not exist there.
 *
 * @since 0.1.0
 */
export interface Extension {
  /** A `_meta`-like key with a mandatory prefix: `com.example/audit`. */
  readonly id: string
  readonly settings: JsonObject
  readonly server?: ((revision: Revision.Revision) => ServerExtension | undefined) | undefined
  readonly client?: ((revision: Revision.Revision) => ClientExtension | undefined) | undefined
}

const prefix = "@effect-mcp/protocol/Extension/"

/**
 * Adds an extension to every server and client it is provided to. An id without a prefix is a defect.
 *
 * @since 0.1.0
 */
export const layer = (extension: Extension): Layer.Layer<never> =>
  layerEffect(extension.id, Effect.succeed(extension))

/**
 * As `layer`, for an extension that has to be made first.
 *
 * @since 0.1.0
 */
export const layerEffect = <E, R>(
  id: string,
  extension: Effect.Effect<Extension, E, R>
): Layer.Layer<never, E, R> =>
  Layer.effectContext(
    Effect.flatMap(extension, (made) => {
      const problem = id.includes("/") ? Meta.check(id) : `"${id}" has no prefix`
      return problem === undefined
        ? Effect.succeed(Context.makeUnsafe(new Map([[prefix + id, made]])))
        : Effect.die(new Error(`An extension's id must be one: ${problem}`))
    })
  )

/**
 * All extensions in a context, in the order of their ids.
 *
 * @since 0.1.0
 */
export const all = (context: Context.Context<never>): ReadonlyArray<Extension> => {
  const found: Array<Extension> = []
  for (const key of context.mapUnsafe.keys()) {
    const extension = key.startsWith(prefix)
      ? Context.getOrUndefined(context, Context.Service<Extension>(key))
      : undefined
    if (extension !== undefined) found.push(extension)
  }
  return found.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/**
 * An extension as it is in one revision on one side.
 *
 * @since 0.1.0
 */
export interface Active<out Part> {
  readonly id: string
  readonly settings: JsonObject
  readonly part: Part
}

/**
 * Those that a server of this revision has.
 *
 * @since 0.1.0
 */
export const onServer = (
  extensions: ReadonlyArray<Extension>,
  revision: Revision.Revision
): ReadonlyArray<Active<ServerExtension>> => active(extensions, (it) => it.server?.(revision))

/**
 * Those that a client of this revision has.
 *
 * @since 0.1.0
 */
export const onClient = (
  extensions: ReadonlyArray<Extension>,
  revision: Revision.Revision
): ReadonlyArray<Active<ClientExtension>> => active(extensions, (it) => it.client?.(revision))

const active = <Part>(
  extensions: ReadonlyArray<Extension>,
  of: (extension: Extension) => Part | undefined
): ReadonlyArray<Active<Part>> =>
  extensions.flatMap((extension) => {
    const part = of(extension)
    return part === undefined ? [] : [{ id: extension.id, settings: extension.settings, part }]
  })

/**
 * Capabilities with what the extensions add.
 *
 * @since 0.1.0
 */
export const declare = <
  C extends Capabilities.ServerCapabilities & Capabilities.ClientCapabilities
>(
  capabilities: C,
  extensions: ReadonlyArray<Active<{ readonly capabilities?: C | undefined }>>
): C =>
  extensions.reduce((declared, { id, settings, part }) => {
    const added = part.capabilities
    if (added !== undefined) return { ...declared, ...added }
    return { ...declared, extensions: { ...declared.extensions, [id]: settings } }
  }, capabilities)

/**
 * Whether a peer with these capabilities takes part.
 *
 * @since 0.1.0
 */
export const isAgreed = <C extends { readonly extensions?: { readonly [id: string]: unknown } }>(
  extension: Active<{ readonly agreed?: ((peer: C) => boolean) | undefined }>,
  peer: C
): boolean => {
  if (extension.part.agreed !== undefined) return extension.part.agreed(peer)
  const declared = peer.extensions
  return (
    typeof declared === "object" &&
    declared !== null &&
    Object.hasOwn(declared, extension.id) &&
    typeof declared[extension.id] === "object"
  )
}

/**
 * What a request is about, said outside the message by transports that do so. `undefined` where no
 * extension knows the method.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#standard-request-headers
 * @since 0.1.0
 */
export const nameOf = (
  extensions: ReadonlyArray<Active<Contribution>>,
  method: string,
  params: JsonObject
): string | undefined => {
  for (const { part } of extensions) {
    const names = part.names ?? {}
    // The method is the peer's to choose: `constructor` is nobody's name.
    const name = Object.hasOwn(names, method) ? names[method]?.(params) : undefined
    if (name !== undefined) return name
  }
  return undefined
}
