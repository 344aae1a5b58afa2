/**
 * Families of resources: a URI template whose variables are typed parameters.
 *
 * ```ts
 * const User = ResourceTemplate.make("users://{id}", {
 *   name: "user",
 *   params: Schema.Struct({ id: Schema.FiniteFromString })
 * })
 * const UserLive = User.handle(({ id }) => loadUser(id))
 * ```
 *
 * Matching takes time linear in the URI. Under the `file` scheme a variable with a `..` segment or a NUL
 * matches nothing, however it was escaped.
 *
 * @spec 2026-07-28/server/resources#resource-templates
 * @since 0.1.0
 */
import type { Payload, Resource as Wire } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

import * as Caching from "./Caching.ts"
import * as Completion from "./Completion.ts"
import { clientLogging } from "./internal/clientLogger.ts"
import { reading } from "./internal/contents.ts"
import { NotFound } from "./internal/notFound.ts"
import { staysInside } from "./internal/pathSafety.ts"
import type { ReadFailure } from "./internal/registry.ts"
import { serve } from "./internal/serve.ts"
import { within } from "./internal/within.ts"
import { type CallServices, McpServer, type RequestServices } from "./McpServer.ts"
import * as Resource from "./Resource.ts"
import * as UriTemplate from "./UriTemplate.ts"

/**
 * What parameters are read from: the variables as they stand in the URI.
 *
 * @since 0.1.0
 */
export type Params = Schema.Constraint & { readonly Encoded: UriTemplate.Values | object }

/**
 * @since 0.1.0
 */
export interface Options<P extends Params> extends Resource.Describes {
  readonly params: P
}

/**
 * The definition of a family of resources.
 *
 * @since 0.1.0
 */
export interface ResourceTemplate<P extends Params, out Scope extends Payload.CacheScope> {
  readonly uriTemplate: string
  readonly params: P
  readonly options: Options<P>
  /** The URI of one of them. */
  readonly uri: (
    params: P["Type"]
  ) => Effect.Effect<string, Schema.SchemaError, P["EncodingServices"]>
  /** Serves the family while the layer lives. Parameters that do not fit are a resource not found. */
  handle<R = never, RC = never>(
    read: (
      params: P["Type"],
      uri: string
    ) => Effect.Effect<Resource.Body, ReadFailure, R> & Caching.Keepable<Scope, R>,
    options?: {
      readonly complete?: Completion.Completers<keyof P["Encoded"] & string, RC> | undefined
    }
  ): Layer.Layer<
    never,
    never,
    McpServer | Exclude<R | P["DecodingServices"], CallServices> | Exclude<RC, RequestServices>
  >
}

/** A parameter that the template never gives would make every read a resource not found. */
const checkParams = (template: UriTemplate.UriTemplate, params: Params): void => {
  if (!("fields" in params) || typeof params.fields !== "object" || params.fields === null) return
  const strange = Object.keys(params.fields).find((name) => !template.names.includes(name))
  if (strange !== undefined) {
    throw new TypeError(`"${strange}" is no variable of ${template.text}`)
  }
}

/**
 * Defines a family of resources. Text that is no template throws, and so does a parameter that is none of
 * its variables.
 *
 * @since 0.1.0
 */
export const make = <P extends Params, const O extends Resource.Describes>(
  uriTemplate: string,
  options: O & { readonly params: P }
): ResourceTemplate<P, Caching.ScopeOf<O>> => {
  const template = UriTemplate.parse(uriTemplate)
  checkParams(template, options.params)
  const encode = Schema.encodeEffect(options.params)
  return {
    uriTemplate,
    params: options.params,
    options,
    uri: (params) =>
      Effect.map(encode(params), (values) =>
        UriTemplate.expand(template, values as UriTemplate.Values)
      ),
    handle: (read, extra) =>
      Layer.effectDiscard(register(template, options, read, extra?.complete ?? {}))
  }
}

const register = <P extends Params, R, RC>(
  template: UriTemplate.UriTemplate,
  options: Options<P>,
  read: (params: P["Type"], uri: string) => Effect.Effect<Resource.Body, ReadFailure, R>,
  complete: Completion.Completers<string, RC>
): Effect.Effect<
  void,
  never,
  | McpServer
  | Scope.Scope
  | Exclude<R | P["DecodingServices"], CallServices>
  | Exclude<RC, RequestServices>
> =>
  Effect.gen(function* () {
    const server = yield* McpServer
    const context = clientLogging(
      yield* Effect.context<
        Exclude<R | P["DecodingServices"], CallServices> | Exclude<RC, RequestServices>
      >()
    )
    const decode = Schema.decodeUnknownEffect(options.params)
    const work = (uri: string, values: UriTemplate.Values) =>
      reading(
        Effect.flatMap(
          Effect.mapError(decode(values), () => new NotFound({ uri })),
          (params) => read(params, uri)
        ),
        uri,
        options.mimeType
      )
    yield* serve(server.registry.templates, "resource template", template.text, {
      definition: definitionOf(template, options),
      template,
      hint: Caching.hint(options.cache, "private"),
      match: matcher(template),
      read: (uri, values) => within(context, work(uri, values)),
      completers: Completion.bind(context, complete)
    })
  })

const definitionOf = (
  template: UriTemplate.UriTemplate,
  options: Resource.Describes
): Wire.ResourceTemplate => ({ ...Resource.describe(options), uriTemplate: template.text })

const matcher = (template: UriTemplate.UriTemplate) => {
  const isFile = /^file:/i.test(template.text)
  return (uri: string): UriTemplate.Values | undefined => {
    const values = UriTemplate.match(template, uri)
    if (values === undefined || (isFile && !staysInside(template.text, values))) return undefined
    return values
  }
}
