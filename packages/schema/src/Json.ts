/**
 * JSON that is passed on as it came: the same object, the same order of keys, nothing copied.
 *
 * What reaches a decoder came out of `JSON.parse`, so only the outermost kind is looked at.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/**
 * A JSON object whose members nobody here looks at.
 *
 * @since 0.1.0
 */
export type JsonObject = { readonly [key: string]: unknown }

/**
 * Whether `value` is an object that is neither `null` nor an array.
 *
 * @since 0.1.0
 */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const passthrough = {
  decode: SchemaGetter.passthrough<JsonObject>(),
  encode: SchemaGetter.passthrough<JsonObject>()
}

/**
 * Any JSON object, kept as it is.
 *
 * @since 0.1.0
 */
export const JsonObject: Schema.declare<JsonObject> = Schema.declare<JsonObject>(isObject, {
  expected: "a JSON object",
  toCodecArbitrary: () =>
    Schema.link<JsonObject>()(Schema.Record(Schema.String, Schema.Unknown), passthrough)
})

/**
 * A JSON object with `type: "object"` at its root; keywords and their order survive.
 *
 * @since 0.1.0
 */
export type ObjectSchema = { readonly type: "object"; readonly [keyword: string]: unknown }

/**
 * What a tool's `inputSchema` is in every revision: a JSON Schema whose root says `type: "object"`.
 *
 * @since 0.1.0
 */
export const ObjectSchema: Schema.declare<ObjectSchema> = Schema.declare<ObjectSchema>(
  (value): value is ObjectSchema => isObject(value) && value["type"] === "object",
  {
    expected: `a JSON Schema with type: "object" at its root`,
    toCodecArbitrary: () =>
      Schema.link<ObjectSchema>()(
        Schema.Struct({
          type: Schema.Literal("object"),
          properties: Schema.optionalKey(
            Schema.Record(
              Schema.String,
              Schema.Struct({ type: Schema.Literals(["string", "number"]) })
            )
          ),
          required: Schema.optionalKey(Schema.Array(Schema.String))
        }),
        {
          decode: SchemaGetter.transform((from): ObjectSchema => ({ ...from })),
          encode: SchemaGetter.transform((to) => ({ type: to.type }))
        }
      )
  }
)
