/** Values written and read by the schemas of a tool's definition, whatever library they are of. */
import { SchemaIssues } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

import type {
  Arguments,
  Read,
  Services,
  Shape,
  Standard,
  ToolDefinition
} from "../ToolDefinition.ts"

type Codec = (value: unknown) => Effect.Effect<unknown, string, unknown>

const codecs = new WeakMap<object, { readonly encode: Codec; readonly decode: Codec }>()

/** Compiled at the first use, kept for all others. */
const codec = (shape: Shape) => {
  const known = codecs.get(shape)
  if (known !== undefined) return known
  const made = Schema.isSchema(shape) ? ofSchema(shape) : ofStandard(shape as Standard)
  codecs.set(shape, made)
  return made
}

const ofSchema = (schema: Schema.Constraint) => {
  const json = Schema.toCodecJson(schema)
  const encode = Schema.encodeUnknownEffect(json)
  const decode = Schema.decodeUnknownEffect(json)
  return {
    encode: (value: unknown) => Effect.mapError(encode(value), said),
    decode: (value: unknown) => Effect.mapError(decode(value), said)
  }
}

const said = (error: Schema.SchemaError): string => SchemaIssues.describe(SchemaIssues.of(error))

/** Another library's schema only validates: what it was given is what is sent. */
const ofStandard = (shape: Standard) => {
  const decode: Codec = (value) =>
    Effect.flatMap(
      Effect.promise(async () => shape["~standard"].validate(value)),
      (result) =>
        result.issues === undefined
          ? Effect.succeed(result.value)
          : Effect.fail(SchemaIssues.describe(SchemaIssues.ofStandard(result.issues)))
    )
  return { encode: (value: unknown) => Effect.as(decode(value), value), decode }
}

/**
 * The arguments as they are sent; fails with what is wrong with them.
 *
 * @since 0.1.0
 */
export const encode = <T extends ToolDefinition>(
  tool: T,
  args: Arguments<T["input"]>
): Effect.Effect<unknown, string, Services<T>> =>
  // The codec's services are those of the definition's schemas.
  codec(tool.input).encode(args) as Effect.Effect<unknown, string, Services<T>>

/**
 * A value as `shape` reads it; fails with what is wrong with it.
 *
 * @since 0.1.0
 */
export const decode = <S extends Shape, R>(
  shape: S,
  value: unknown
): Effect.Effect<Read<S>, string, R> =>
  codec(shape).decode(value) as Effect.Effect<Read<S>, string, R>
