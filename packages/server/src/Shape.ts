/**
 * What an input or an output can be described with: an Effect Schema, or any Standard Schema that knows
 * its JSON Schema, such as those of zod 4.
 *
 * @spec 2026-07-28/basic#json-schema-usage
 * @since 0.1.0
 */
import type { Shape as Values } from "@effect-mcp/protocol"
import type { JsonSchema } from "@effect-mcp/schema"
import type * as Schema from "effect/Schema"
import type { StandardJSONSchemaV1, StandardSchemaV1 } from "effect/StandardSchema"

/**
 * A schema of another library.
 *
 * @since 0.1.0
 */
export interface Standard {
  readonly "~standard": StandardSchemaV1.Props<unknown, unknown> &
    StandardJSONSchemaV1.Props<unknown, unknown>
}

/**
 * A schema of either kind.
 *
 * @since 0.1.0
 */
export type Shape = Schema.Constraint | Standard

/**
 * What a handler gets, and gives.
 *
 * @since 0.1.0
 */
export type Type<S> = Values.Read<S>

/**
 * What a handler of another library's schema gives: its input, since that is what is validated.
 *
 * @since 0.1.0
 */
export type Given<S> = Values.Given<S>

/**
 * What reading takes beside the value.
 *
 * @since 0.1.0
 */
export type DecodingServices<S> = S extends Schema.Constraint ? S["DecodingServices"] : never

/**
 * What writing takes beside the value.
 *
 * @since 0.1.0
 */
export type EncodingServices<S> = S extends Schema.Constraint ? S["EncodingServices"] : never

/**
 * `S` where its JSON Schema is that of an object; otherwise a type that says what is wrong.
 *
 * @since 0.1.0
 */
export type ObjectRooted<S> = S extends Schema.Constraint ? JsonSchema.ObjectRooted<S> : unknown
