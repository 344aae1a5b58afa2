/**
 * Resources: things with a URI that a client can read.
 *
 * ```ts
 * const Readme = Resource.make("docs://readme", { name: "readme", mimeType: "text/markdown" })
 * const ReadmeLive = Readme.handle(readFile("README.md"))
 * ```
 *
 * @spec 2026-07-28/server/resources#resource
 * @since 0.1.0
 */
import type {
  Annotations,
  Content,
  Icon,
  Meta,
  Payload,
  Resource as Wire
} from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

import * as Caching from "./Caching.ts"
import { isAbsolute } from "./internal/absoluteUri.ts"
import { clientLogging } from "./internal/clientLogger.ts"
import { reading } from "./internal/contents.ts"
import type { ReadFailure } from "./internal/registry.ts"
import { serve } from "./internal/serve.ts"
import { within } from "./internal/within.ts"
import { type CallServices, McpServer } from "./McpServer.ts"

/**
 * What describes a resource, or a family of them.
 *
 * @since 0.1.0
 */
export interface Describes {
  readonly name: string
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly mimeType?: string | undefined
  readonly annotations?: Annotations.Annotations | undefined
  readonly icons?: ReadonlyArray<Icon.Icon> | undefined
  readonly meta?: Meta.MetaObject | undefined
  /** How long what is read may be kept. Say `public` only of what is the same for everybody. */
  readonly cache?: Caching.Options | undefined
}

/**
 * @since 0.1.0
 */
export interface Options extends Describes {
  /** In bytes, before any encoding. */
  readonly size?: number | undefined
}

/**
 * What a handler reads: text, bytes, or contents with URIs of their own.
 *
 * @spec 2026-07-28/server/resources#resource-contents
 * @since 0.1.0
 */
export type Body =
  | string
  | Uint8Array
  | Content.ResourceContents
  | ReadonlyArray<Content.ResourceContents>

export { NotFound } from "./internal/notFound.ts"

/**
 * What reading can fail with. Anything else is the author's to handle: a defect is answered as an
 * internal error.
 *
 * @since 0.1.0
 */
export type Failure = ReadFailure

/**
 * The definition of a resource. `Scope` is whether what is read may be given to others.
 *
 * @since 0.1.0
 */
export interface Resource<out Scope extends Payload.CacheScope = "private"> {
  readonly uri: string
  readonly options: Options
  /** Serves the resource while the layer lives. */
  handle<R = never>(
    read: Effect.Effect<Body, Failure, R> & Caching.Keepable<Scope, R>
  ): Layer.Layer<never, never, McpServer | Exclude<R, CallServices>>
}

/**
 * Defines a resource. A URI that is not absolute is a defect when it is served.
 *
 * @spec 2026-07-28/server/resources#custom-uri-schemes
 * @since 0.1.0
 */
export const make = <const O extends Options>(
  uri: string,
  options: O
): Resource<Caching.ScopeOf<O>> => ({
  uri,
  options,
  handle: (read) => Layer.effectDiscard(register(uri, options, read))
})

const register = <R>(
  uri: string,
  options: Options,
  read: Effect.Effect<Body, Failure, R>
): Effect.Effect<void, never, McpServer | Scope.Scope | Exclude<R, CallServices>> =>
  Effect.gen(function* () {
    const server = yield* McpServer
    if (!isAbsolute(uri)) yield* Effect.die(new TypeError(`Not an absolute URI: ${uri}`))
    const context = clientLogging(yield* Effect.context<Exclude<R, CallServices>>())
    const work = within(context, reading(read, uri, options.mimeType))
    yield* serve(server.registry.resources, "resource", uri, {
      definition: {
        ...describe(options),
        uri,
        ...(options.size === undefined ? undefined : { size: options.size })
      },
      hint: Caching.hint(options.cache, "private"),
      read: () => work
    })
  })

/**
 * The members that a resource and a template have in common.
 *
 * @since 0.1.0
 */
export const describe = (options: Describes): Omit<Wire.Resource, "uri" | "size"> => ({
  name: options.name,
  ...(options.title === undefined ? undefined : { title: options.title }),
  ...(options.description === undefined ? undefined : { description: options.description }),
  ...(options.mimeType === undefined ? undefined : { mimeType: options.mimeType }),
  ...(options.annotations === undefined ? undefined : { annotations: options.annotations }),
  ...(options.icons === undefined ? undefined : { icons: options.icons }),
  ...(options.meta === undefined ? undefined : { _meta: options.meta })
})
