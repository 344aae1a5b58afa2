/**
 * Objects that keep what they do not know.
 *
 * The specification's objects are open: a newer peer, an extension or a vendor may add members, and a
 * proxy has to hand them on. `open` is a `Struct` whose unknown members survive decoding and encoding.
 * They are not part of its TypeScript type, so that a misspelt member is still a compile error.
 */
import * as Schema from "effect/Schema"

const unknownMembers = [Schema.Record(Schema.String, Schema.Unknown)] as const

/** A struct with these fields; members it does not name are carried through untouched. */
export const open = <const Fields extends Schema.Struct.Fields>(
  fields: Fields
): Schema.Struct<Fields> => {
  const struct = Schema.StructWithRest(Schema.Struct(fields), unknownMembers)
  return Schema.make<Schema.Struct<Fields>>(struct.ast, {
    fields,
    mapFields: <To extends Schema.Struct.Fields>(f: (fields: Fields) => To) => open(f(fields))
  })
}

/** As `open`, with the unknown members in the type too: for `_meta`, where reading them is the point. */
export const openRecord = <const Fields extends Schema.Struct.Fields>(
  fields: Fields
): Schema.StructWithRest<Schema.Struct<Fields>, typeof unknownMembers> =>
  Schema.StructWithRest(Schema.Struct(fields), unknownMembers)
