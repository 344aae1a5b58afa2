/**
 * Checking values against JSON Schemas that came from elsewhere: a tool's raw schema on a server, a
 * server's output schema on a client.
 *
 * Such a schema is not trusted. It is never fetched from anywhere, its patterns run in linear time or are
 * refused by name, and size, depth and work are bounded. What cannot be checked within that is said to be
 * so, `Refused` or `Unvalidated`, and the caller decides what it means; it is never taken for valid.
 *
 * Dialects: 2020-12 (the default), 2019-09, draft-07, draft-06 and draft-04. `format` is an annotation.
 *
 * @spec 2026-07-28/basic#json-schema-usage
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/**
 * A JSON Schema as it came: an object, or `true` and `false`.
 *
 * @since 0.1.0
 */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown }

/**
 * What is wrong with a value, and where: `path` is a JSON pointer, empty for the whole.
 *
 * @since 0.1.0
 */
export interface Issue {
  readonly path: string
  readonly message: string
}

/**
 * What came of one check.
 *
 * @since 0.1.0
 */
export type Verdict =
  | { readonly _tag: "Valid" }
  | { readonly _tag: "Invalid"; readonly issues: ReadonlyArray<Issue> }
  | { readonly _tag: "Unvalidated"; readonly detail: string }

/**
 * A schema that can be checked against.
 *
 * @since 0.1.0
 */
export interface Checker {
  readonly _tag: "Checker"
  readonly check: (value: unknown) => Verdict
}

/**
 * Why a schema cannot be checked against: it needs the network, is written in an unknown dialect, has a
 * pattern without a linear-time form, exceeds a bound, or is no schema.
 *
 * @since 0.1.0
 */
export type Reason = "NetworkReference" | "Dialect" | "Pattern" | "TooComplex" | "NotASchema"

/**
 * A schema that cannot; `detail` is one sentence for a log.
 *
 * @since 0.1.0
 */
export interface Refused {
  readonly _tag: "Refused"
  readonly reason: Reason
  readonly detail: string
}

/**
 * Compiles schemas.
 *
 * @since 0.1.0
 */
export class JsonSchemaValidator extends Context.Service<
  JsonSchemaValidator,
  { readonly compile: (schema: JsonSchema) => Checker | Refused }
>()("@effect-mcp/protocol/JsonSchemaValidator") {}

/**
 * Interprets schemas, without generating code: works where `eval` is forbidden. What it needs is loaded
 * when the layer is built, and not before.
 *
 * @since 0.1.0
 */
export const make: Effect.Effect<JsonSchemaValidator["Service"]> = Effect.map(
  Effect.promise(() => import("./internal/schemaChecker.ts")),
  ({ compile }) => ({ compile })
)

/**
 * @since 0.1.0
 */
export const layer: Layer.Layer<JsonSchemaValidator> = Layer.effect(JsonSchemaValidator, make)

/**
 * The validator of the context, else the one `make` gives.
 *
 * @since 0.1.0
 */
export const current: Effect.Effect<JsonSchemaValidator["Service"]> = Effect.contextWith(
  (context: Context.Context<never>) => {
    const given = Context.getOrUndefined(
      context as Context.Context<JsonSchemaValidator>,
      JsonSchemaValidator
    )
    return given === undefined ? make : Effect.succeed(given)
  }
)
