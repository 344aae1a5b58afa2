/** Where a JSON Schema points outside of itself. */
import { isObject, type JsonObject } from "../../Json.ts"

/** Keywords whose value is data, in which `$ref` means nothing. */
const data = new Set(["const", "enum", "default", "examples"])

/** Keywords whose members are named by the author, so that a name is no keyword. */
const named = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas"
])

/** What every validator has, so that nobody has to fetch it. */
const bundled = /^https?:\/\/json-schema\.org\/(draft-0[467]|draft\/(2019-09|2020-12))\//

interface Place {
  readonly schema: unknown
  readonly base: string | undefined
}

interface Found {
  readonly refs: Array<{ readonly ref: string; readonly base: string | undefined }>
  readonly ids: Set<string>
}

const resolve = (ref: string, base: string | undefined): string | undefined =>
  URL.canParse(ref, base) ? withoutFragment(new URL(ref, base).href) : undefined

const withoutFragment = (uri: string): string => {
  const hash = uri.indexOf("#")
  return hash === -1 ? uri : uri.slice(0, hash)
}

const children = (schema: JsonObject, base: string | undefined): ReadonlyArray<Place> =>
  Object.entries(schema).flatMap(([keyword, value]) => {
    if (data.has(keyword)) return []
    const under = named.has(keyword) && isObject(value) ? Object.values(value) : [value]
    return under.map((each) => ({ schema: each, base }))
  })

const visit = (schema: JsonObject, outer: string | undefined, found: Found): string | undefined => {
  const id = schema["$id"]
  const base = typeof id === "string" ? resolve(id, outer) : outer
  if (typeof id === "string" && base !== undefined) found.ids.add(base)
  for (const keyword of ["$ref", "$dynamicRef"]) {
    const ref = schema[keyword]
    if (typeof ref === "string") found.refs.push({ ref, base })
  }
  return base
}

/** Walks without recursion and each object once: a schema from elsewhere may be deep, or shared. */
const collect = (root: JsonObject): Found => {
  const found: Found = { refs: [], ids: new Set() }
  const seen = new Set<unknown>()
  const open: Array<Place> = [{ schema: root, base: undefined }]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { schema } = place
    if (typeof schema !== "object" || schema === null || seen.has(schema)) continue
    seen.add(schema)
    if (Array.isArray(schema)) {
      for (const each of schema) open.push({ schema: each, base: place.base })
    } else if (isObject(schema)) {
      const base = visit(schema, place.base, found)
      for (const child of children(schema, base)) open.push(child)
    }
  }
  return found
}

/** The references that nothing in `schema` answers, in no particular order. */
export const external = (schema: JsonObject): ReadonlyArray<string> => {
  const { ids, refs } = collect(schema)
  const outside = refs.filter(({ base, ref }) => {
    if (ref.startsWith("#")) return false
    const target = resolve(ref, base)
    return target === undefined || !(ids.has(target) || bundled.test(target))
  })
  return [...new Set(outside.map(({ ref }) => ref))]
}
