/**
 * What values are described with, on either side: an Effect Schema, or one of another library by Standard Schema, such
 * as those of zod 4.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"
import type { StandardSchemaV1 } from "effect/StandardSchema"

/**
 * A schema of another library.
 *
 * @since 0.1.0
 */
export interface Standard {
  readonly "~standard": StandardSchemaV1.Props<unknown, unknown>
}

/**
 * A schema of either kind.
 *
 * @since 0.1.0
 */
export type Shape = Schema.Constraint | Standard

/**
 * What comes of reading.
 *
 * @since 0.1.0
 */
export type Read<S> = S extends Schema.Constraint
  ? S["Type"]
  : S extends Standard
    ? NonNullable<S["~standard"]["types"]>["output"]
    : never

/**
 * What is given to be written. Another library's schema only validates, so there it is what is validated.
 *
 * @since 0.1.0
 */
export type Given<S> = S extends Schema.Constraint
  ? S["Type"]
  : S extends Standard
    ? NonNullable<S["~standard"]["types"]>["input"]
    : never
