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
import { type Capabilities, type Implementation, Meta, type Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import type { Caller, Failure, Prepare, Unresolved } from "./Caller.ts"
import type {
  Answer,
  Around,
  Handlers,
  Notifications,
  Outcome,
  RequestServices
} from "./Handler.ts"
import type { Journal } from "./Journal.ts"
import { child, type JsonObject } from "./JsonObject.ts"
import type { Request } from "./McpRequest.ts"
import type { Identity } from "./Principal.ts"
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
  /** How to tell it where the revision has no `resultType`, from the result and what was sent; default is never. */
  readonly is?: ((result: JsonObject, params: JsonObject) => boolean) | undefined
  /**
   * How the requester gets from it to the result it asked for, however long that takes. Without it the
   * caller sees it as it is.
   */
  readonly resolve?:
    | (<E extends Failure>(
        result: JsonObject,
        caller: Caller<E>
      ) => Effect.Effect<JsonObject, E | RequestError | Unresolved>)
    | undefined
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
 * A tool that a server has now.
 *
 * @since 0.1.0
 */
export interface ServedTool {
  readonly name: string
  /** What its author said beyond the specification. */
  readonly annotations: JsonObject
  /**
   * All that stands around its call, visibility and middleware, around `begin` instead of its handler. `begin` is
   * told what the call comes to before the handler would run, where its arguments are wrong.
   */
  readonly admit: (
    request: Request,
    begin: (refused: Answer | undefined) => Outcome<RequestServices>
  ) => Outcome<RequestServices>
  /**
   * The handler's part of a call that was admitted, for a request that need not have come from a peer. To be run
   * with the services of a call, under an interpreter of the extension's own.
   */
  readonly call: (request: Request) => Outcome<RequestServices>
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
  /** Around every request that is answered here, of a peer that takes part. */
  readonly around?: Around | undefined
  /** As `around`, of a peer that does not: what it cannot have without the extension is refused here. */
  readonly without?: Around | undefined
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
 * An own member of `subscriptions/listen`'s filter. `undefined` honours nothing of it.
 *
 * @spec 2026-07-28/basic/patterns/subscriptions#notification-filter
 * @since 0.1.0
 */
export type ListenFilter = (
  asked: unknown,
  subscriber: Subscriber
) => Effect.Effect<Heard | undefined, RpcError>

/**
 * What came of it: the part that is agreed to, and how to stop.
 *
 * @since 0.1.0
 */
export interface Heard {
  readonly honoured: unknown
  readonly close: () => void
}

/**
 * What is added to a server in one revision.
 *
 * @since 0.1.0
 */
export interface ServerExtension extends Contribution {
  /** Merged into what this caller is told; default `{ extensions: { [id]: settings } }`. */
  readonly capabilities?: ((caller: Identity) => Capabilities.ServerCapabilities) | undefined
  /** Whether a peer with these capabilities takes part; default: it declared the extension. */
  readonly agreed?: ((peer: Capabilities.ClientCapabilities) => boolean) | undefined
  /** Parameters of its own on core requests; they are no part of what sealed state is bound to. */
  readonly params?: ReadonlyArray<string> | undefined
  /** Rewrites a tool's definition as listed, from the annotations its author gave; `undefined` leaves it out. */
  readonly tool?:
    | ((definition: JsonObject, annotations: JsonObject) => JsonObject | undefined)
    | undefined
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
  /** What is sent in place of these parameters, by method. Only to a server that takes part. */
  readonly prepare?: { readonly [method: string]: Prepare } | undefined
  /** Notifications that reach who listens (`Caller.listen`), beside those who take them in `notifications`. */
  readonly heard?: ReadonlyArray<string> | undefined
}

/**
 * An extension as it is made, for one that has to know the servers it is provided to apart.
 *
 * @since 0.1.0
 */
export type Instance = Omit<Extension, "id" | "settings" | "client" | "instance">

/**
 * An extension. `undefined` for a revision says that it does not exist there.
 *
 * @since 0.1.0
 */
export interface Extension {
  /** A `_meta`-like key with a mandatory prefix: `com.example/audit`. */
  readonly id: string
  readonly settings: JsonObject
  /** Told of each tool that is served, whatever the revision; what it gives is called when the tool goes. */
  readonly served?: ((tool: ServedTool) => () => void) | undefined
  /** Made anew for each server, and what the extension is there. */
  readonly instance?: ((server: Implementation.Implementation) => Instance) | undefined
  /** Run when the server goes down, before it waits for what is in flight: ends what would only wait. */
  readonly draining?: Effect.Effect<void> | undefined
  readonly server?: ((revision: Revision.Revision) => ServerExtension | undefined) | undefined
  /** `own` is what the client declares without its extensions. Called once by each client, for each revision. */
  readonly client?:
    | ((
        revision: Revision.Revision,
        own: Capabilities.ClientCapabilities
      ) => ClientExtension | undefined)
    | undefined
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
        ? Effect.succeed(Context.makeUnsafe(new Map([[keyOf(made), made]])))
        : Effect.die(new Error(`An extension's id must be one: ${problem}`))
    })
  )

/** By its sides too: a program that is both may take the two halves from different layers. */
const keyOf = ({ client, id, instance, server }: Extension): string =>
  `${prefix}${(instance ?? server) === undefined ? "" : "server"}${client === undefined ? "" : "client"}/${id}`

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
 * Those of a context as they are for one server, in the order of their ids.
 *
 * @since 0.1.0
 */
export const allFor = (
  context: Context.Context<never>,
  server: Implementation.Implementation
): ReadonlyArray<Extension> =>
  all(context).map((extension) => ({ ...extension, ...extension.instance?.(server) }))

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
  revision: Revision.Revision,
  own: Capabilities.ClientCapabilities = {}
): ReadonlyArray<Active<ClientExtension>> => active(extensions, (it) => it.client?.(revision, own))

const active = <Part>(
  extensions: ReadonlyArray<Extension>,
  of: (extension: Extension) => Part | undefined
): ReadonlyArray<Active<Part>> =>
  extensions.flatMap((extension) => {
    const part = of(extension)
    return part === undefined ? [] : [{ id: extension.id, settings: extension.settings, part }]
  })

/**
 * What a server of this revision declares to this caller, with what the extensions add.
 *
 * @since 0.1.0
 */
export const declareServer = (
  capabilities: Capabilities.ServerCapabilities,
  extensions: ReadonlyArray<Active<ServerExtension>>,
  caller: Identity
): Capabilities.ServerCapabilities =>
  declare(capabilities, extensions, (part) => part.capabilities?.(caller))

/**
 * What a client declares, with what the extensions add.
 *
 * @since 0.1.0
 */
export const declareClient = (
  capabilities: Capabilities.ClientCapabilities,
  extensions: ReadonlyArray<Active<ClientExtension>>
): Capabilities.ClientCapabilities => declare(capabilities, extensions, (part) => part.capabilities)

const declare = <C extends { readonly extensions?: { readonly [id: string]: JsonObject } }, Part>(
  capabilities: C,
  extensions: ReadonlyArray<Active<Part>>,
  own: (part: Part) => C | undefined
): C =>
  extensions.reduce<C>((declared, { id, settings, part }) => {
    const added = own(part)
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
  return isDeclared(peer.extensions, extension.id)
}

/** `null` is no settings. */
const isDeclared = (extensions: unknown, id: string): boolean => child(extensions, id) !== undefined

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
