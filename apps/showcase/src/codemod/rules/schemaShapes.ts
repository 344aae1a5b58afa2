/**
 * Schema: rest arguments became lists, records of schemas became arguments, filters became checks.
 *
 * @since 0.1.0
 */
import type { Node } from "oxc-parser"

import { ask, count, rebuild, remove, surround } from "../Draft.ts"
import * as Question from "../Question.ts"
import {
  between,
  byHand,
  type Call,
  current,
  plain,
  type Shape,
  type Shaped,
  type Site
} from "../Shape.ts"

const schema = "effect/Schema"
const effect = "effect/Effect"

/** `Union(A, B)` is `Union([A, B])`. */
export const list: Shape = ({ call, draft, member, proven }) => {
  if (call === undefined) return plain
  const [first] = call.arguments
  if (first?.type === "ArrayExpression") return current
  if (call.arguments.length === 1 && first?.type !== "SpreadElement" && !proven) return current
  return to(member, () => bracket({ draft }, call))
}

/** `Literal("a", "b")` is `Literals(["a", "b"])`, and `Literal(null)` is `Null`. */
export const literal: Shape = ({ call, callee, draft }) => {
  const first = call?.arguments[0]
  if (call === undefined || first === undefined) return plain
  const single = call.arguments.length === 1 && first.type !== "SpreadElement"
  if (single && isNull(first)) return to("Null", () => remove(draft, after(callee, call)))
  if (single) return plain
  if (call.arguments.some(isNull)) return byHand("Schema.NullOr(Schema.Literals([…]))")
  return to("Literals", () => bracket({ draft }, call))
}

/** A record of schemas became arguments: `Record({ key, value })` is `Record(key, value)`. */
export const positional =
  (keys: ReadonlyArray<string>, name?: string): Shape =>
  ({ call, draft, member, proven }) => {
    const record = call?.arguments[0]
    if (call === undefined)
      return name === undefined ? plain : byHand(`Schema.${name}(${keys.join(", ")})`)
    if (record?.type !== "ObjectExpression") {
      const whole = proven && call.arguments.length === 1
      return whole ? byHand(`Schema.${name ?? member}(${keys.join(", ")})`) : current
    }
    const values = keys.map((key) => valueOf(record, key))
    if (values.includes(undefined)) return byHand(`Schema.${name ?? member}(${keys.join(", ")})`)
    const parts = values.filter((value) => value !== undefined)
    return to(name ?? member, () => rebuild(draft, record, parts, (texts) => texts.join(", ")))
  }

/** A filter became a check: `minLength(1)` is `check(isMinLength(1))`. */
export const check =
  (name: string, argument?: string): Shape =>
  ({ call, draft, throughModule }) => {
    if (call === undefined || !throughModule) return byHand(`Schema.check(Schema.${name}(…))`)
    return to(name, (local) => {
      surround(draft, call, `${local(schema)}.check(`, ")")
      if (name === "isBetween") range(draft, call)
      if (argument !== undefined) prepend(draft, call, argument)
      count(draft, "shape")
    })
  }

/** `filter` took predicates and type guards; they are two functions now. */
export const filter: Shape = ({ call, draft, throughModule }) => {
  const given = call?.arguments[0]
  if (call === undefined || given === undefined || !throughModule) {
    return byHand("Schema.check(Schema.makeFilter(predicate)), or Schema.refine(guard)")
  }
  const shape = shapeOfFilter(given)
  if (shape === "options")
    return byHand("Schema.makeFilter passes (value, ast, options), in this order")
  const found = shape ?? ask(draft, Question.filter(draft.source, call.start))
  if (found === "guard") return to("refine")
  return to("makeFilter", (local) => surround(draft, call, `${local(schema)}.check(`, ")"))
}

/** An optional field with options is one of several functions now. */
export const optionalWith: Shape = (site) => {
  const { call, callee, draft, throughModule } = site
  const options = call?.arguments.at(-1)
  if (call === undefined || options?.type !== "ObjectExpression" || !throughModule) {
    return byHand("Schema.optional, Schema.optionalKey or Schema.withDecodingDefaultType")
  }
  const exact = isTrue(valueOf(options, "exact"))
  const fallback = valueOf(options, "default")
  const known = Number(exact) + Number(fallback !== undefined)
  if (options.properties.length !== known) {
    return byHand(
      "nullable and `as` are written out: Schema.decodeTo with SchemaGetter.transformOptional"
    )
  }
  if (fallback !== undefined) return withFallback({ ...site, call }, exact, fallback)
  const self = call.arguments.length === 2 ? call.arguments[0] : undefined
  return to(exact ? "optionalKey" : "optional", () => {
    count(draft, "shape")
    if (self === undefined) remove(draft, after(callee, call))
    else rebuild(draft, between(site, call), [self], ([text]) => text ?? "")
  })
}

/** `parseJson()` is `fromJsonString(Unknown)`, and `parseJson(schema)` is `fromJsonString(schema)`. */
export const jsonString: Shape = ({ call, draft, throughModule }) => {
  const [first, second] = call?.arguments ?? []
  if (call === undefined || second !== undefined || first?.type === "ObjectExpression") {
    return byHand("Schema.fromJsonString(schema, options)")
  }
  if (first !== undefined) return to("fromJsonString")
  if (!throughModule) return byHand("Schema.fromJsonString(Schema.Unknown)")
  return to("fromJsonString", (local) => prepend(draft, call, `${local(schema)}.Unknown`))
}

/** `Defect` is a function now. */
export const defect: Shape = ({ call, callee, draft, use }) => {
  const queried = draft.source.parents.get(callee)?.type === "TSTypeQuery"
  if (queried || use.as === "type") return plain
  if (call !== undefined) return current
  return to("Defect", () => surround(draft, callee, "", "()"))
}

/** `Schema<A, I, R>` is `Codec<A, I, RD, RE>`; `Schema<A>` alone is less than it was. */
export const schemaType: Shape = ({ callee, draft, proven, use }) => {
  const parent = draft.source.parents.get(callee)
  if (use.as !== "type" || parent === undefined || !("typeArguments" in parent)) return plain
  const written = parent.typeArguments?.params ?? []
  if (written.length === 0 || (written.length === 1 && !proven)) return plain
  const services = written[2]
  if (services === undefined || services.type === "TSNeverKeyword") return to("Codec")
  return to("Codec", () => rebuild(draft, services, [services], ([text]) => `${text}, ${text}`))
}

const to = (target: string, apply?: Extract<Shaped, { kind: "To" }>["apply"]): Shaped =>
  apply === undefined ? { kind: "To", target } : { kind: "To", target, apply }

/** Puts the arguments of a call into a list; a single `...list` is that list. */
const bracket = (site: Pick<Site, "draft">, call: Call) => {
  const [first] = call.arguments
  count(site.draft, "shape")
  if (call.arguments.length === 1 && first?.type === "SpreadElement") {
    remove(site.draft, { start: first.start, end: first.argument.start })
  } else {
    const { end, start } = between(site, call)
    site.draft.output.appendLeft(start, "[").prependRight(end, "]")
  }
}

const withFallback = (
  site: Site & { readonly call: Call },
  exact: boolean,
  fallback: Node
): Shaped => {
  const { call, draft } = site
  const self = call.arguments.length === 2 ? call.arguments[0] : undefined
  const piped = draft.source.parents.get(call)?.type === "CallExpression"
  if (self === undefined && !piped) return byHand("Schema.withDecodingDefaultType(effect)")
  const name = exact ? "withDecodingDefaultTypeKey" : "withDecodingDefaultType"
  const both = ask(draft, Question.fallback(draft.source, call.start)) === "both"
  const parts = self === undefined ? [fallback] : [fallback, self]
  return {
    kind: "To",
    target: name,
    also: [effect],
    apply: (local) => {
      count(draft, "shape")
      rebuild(draft, call, parts, ([value, on]) => {
        const lazy = `${local(effect)}.sync(${value})`
        const steps = both ? [name, "withConstructorDefault"] : [name]
        const text = steps.map((step) => `${local(schema)}.${step}(${lazy})`).join(", ")
        return on === undefined ? text : `${pipeable(self, on)}.pipe(${text})`
      })
    }
  }
}

const pipeable = (node: Node | undefined, text: string): string =>
  node !== undefined && chains.has(node.type) ? text : `(${text})`

const chains = new Set([
  "Identifier",
  "MemberExpression",
  "CallExpression",
  "ParenthesizedExpression"
])

const shapeOfFilter = (given: Node): "predicate" | "guard" | "options" | undefined => {
  if (given.type !== "ArrowFunctionExpression" && given.type !== "FunctionExpression")
    return undefined
  if (given.returnType?.typeAnnotation.type === "TSTypePredicate") return "guard"
  return given.params.length > 1 ? "options" : "predicate"
}

/** `isBetween(1, 2)` is `isBetween({ minimum: 1, maximum: 2 })`. */
const range = (draft: Site["draft"], call: Call) => {
  const [minimum, maximum] = call.arguments
  if (minimum === undefined || maximum === undefined) return
  surround(draft, minimum, "{ minimum: ", "")
  surround(draft, maximum, "maximum: ", " }")
}

const prepend = (draft: Site["draft"], call: Call, argument: string) => {
  const first = call.arguments[0]
  if (first === undefined) draft.output.appendLeft(call.end - 1, argument)
  else surround(draft, first, `${argument}, `, "")
}

/** The value of a property written `name: value` or `name`. */
const valueOf = (
  record: Extract<Node, { type: "ObjectExpression" }>,
  name: string
): Node | undefined => {
  const found = record.properties.find(
    (property) =>
      property.type === "Property" &&
      !property.computed &&
      !property.method &&
      property.key.type === "Identifier" &&
      property.key.name === name
  )
  return found?.type === "Property" ? found.value : undefined
}

const isNull = (node: Node): boolean => node.type === "Literal" && node.raw === "null"
const isTrue = (node: Node | undefined): boolean => node?.type === "Literal" && node.value === true

/** What is left of a call behind its callee: type arguments and arguments. */
const after = (callee: Node, call: Call) => ({ start: callee.end, end: call.end })
