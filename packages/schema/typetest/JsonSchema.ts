/** A root that is no JSON object is a compile error that says what to do. */
import { JsonSchema } from "@effect-mcp/schema"
import { Schema } from "effect"

const tool = <S extends Schema.Constraint>(
  input: S & JsonSchema.ObjectRooted<S>
): JsonSchema.ObjectJsonSchema => JsonSchema.fromSchema(input)

class Point extends Schema.Class<Point>("Point")({ x: Schema.Finite }) {}

interface Tree {
  readonly kids: ReadonlyArray<Tree>
}
const Tree = Schema.Struct({
  kids: Schema.Array(Schema.suspend((): Schema.Codec<Tree> => Tree))
})

tool(Schema.Struct({ a: Schema.String }))
tool(Schema.Struct({}))
tool(Point)
tool(Tree)
tool(Schema.Record(Schema.String, Schema.Finite))
tool(Schema.Union([Schema.Struct({ a: Schema.String }), Point]))
tool(Schema.Struct({ at: Schema.DateTimeUtcFromString }))

// @ts-expect-error a string is no object
tool(Schema.String)
// @ts-expect-error an array is no object
tool(Schema.Array(Schema.String))
// @ts-expect-error a tuple is no object
tool(Schema.Tuple([Schema.String]))
// @ts-expect-error one branch is no object
tool(Schema.Union([Schema.Struct({ a: Schema.String }), Schema.String]))
// @ts-expect-error null is no object
tool(Schema.NullOr(Schema.Struct({ a: Schema.String })))
// @ts-expect-error unknown may be anything
tool(Schema.Unknown)
// @ts-expect-error so may any
tool(Schema.Any)
// @ts-expect-error what it encodes to counts, and that is a string
tool(Schema.fromJsonString(Schema.Struct({ a: Schema.String })))
// @ts-expect-error a date is text in JSON
tool(Schema.Date)
// @ts-expect-error a map is an array in JSON
tool(Schema.ReadonlyMap(Schema.String, Schema.String))

/** The message a reader gets. */
export const message: keyof JsonSchema.ObjectRooted<typeof Schema.String> =
  "the root must be a JSON object: wrap it, as in Schema.Struct({ value: ... })"
