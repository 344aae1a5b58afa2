/**
 * A keyword where readers look for it. What is said of a field, or after a check, Effect puts into an `allOf` beside the
 * type; for a keyword about the argument that is the wrong place.
 */
import { isObject, type JsonObject } from "../../Json.ts"

/** The schema, and all that its `properties` lead to, with `keyword` beside the type. */
export const lifted = (schema: JsonObject, keyword: string): JsonObject => {
  const own = lift(schema, keyword)
  const { properties } = own
  if (!isObject(properties)) return own
  const members = Object.entries(properties).map(
    ([name, member]) => [name, isObject(member) ? lifted(member, keyword) : member] as const
  )
  return { ...own, properties: Object.fromEntries(members) }
}

const lift = (schema: JsonObject, keyword: string): JsonObject => {
  const { allOf, ...rest } = schema
  if (!Array.isArray(allOf) || keyword in schema) return schema
  const said: unknown = allOf.find((part) => isObject(part) && keyword in part && !("type" in part))
  if (!isObject(said)) return schema
  const { [keyword]: value, ...others } = said
  const left = allOf.flatMap((part) => {
    if (part !== said) return [part]
    return Object.keys(others).length === 0 ? [] : [others]
  })
  return { ...rest, [keyword]: value, ...(left.length === 0 ? undefined : { allOf: left }) }
}
