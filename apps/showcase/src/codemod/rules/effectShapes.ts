/**
 * Effect and services.
 *
 * @since 0.1.0
 */
import { count, leave, rebuild, surround } from "../Draft.ts"
import { byHand, current, plain, type Shape } from "../Shape.ts"

/** `gen(this, f)` is `gen({ self: this }, f)`. */
export const generator: Shape = ({ call, draft }) => {
  const [self, body] = call?.arguments ?? []
  const made = body ?? self
  if (made?.type === "FunctionExpression" && made.params.length > 0) {
    return byHand("the adapter is gone: yield* the effect itself")
  }
  if (self === undefined || body === undefined) return plain
  if (self.type === "ObjectExpression") return current
  const apply = () => {
    surround(draft, self, "{ self: ", " }")
    count(draft, "shape")
  }
  return { kind: "To", target: "gen", apply }
}

/** `zipRight` is `andThen`, unless it was told to run both at once. */
export const sequence: Shape = ({ call }) => {
  const last = call?.arguments.at(-1)
  const concurrent =
    call !== undefined && call.arguments.length > 1 && last?.type === "ObjectExpression"
  return concurrent || (call?.arguments.length ?? 0) > 2
    ? byHand("Effect.zip with the same options, then take the second")
    : { kind: "To", target: "andThen" }
}

/** `class A extends Tag("id")<A, Shape>() {}` is `class A extends Service<A, Shape>()("id") {}`. */
export const service: Shape = ({ call, callee, draft, use }) => {
  if (use.as === "type") return plain
  const outer = call === undefined ? undefined : draft.source.parents.get(call)
  const id = call?.arguments[0]
  if (outer?.type !== "CallExpression" || outer.callee !== call || id === undefined) {
    return byHand("Context.Service<Self, Shape>()(id)")
  }
  const types = outer.typeArguments
  if (!types) return byHand("Context.Service<Self, Shape>()(id)")
  const apply = () => {
    const rest = { start: callee.end, end: outer.end }
    rebuild(draft, rest, [types, id], ([type, text]) => `${type}()(${text})`)
    count(draft, "shape")
    const name = draft.source.text.slice(callee.start, callee.end)
    if (name.startsWith("Effect"))
      leave(draft, callee.start, name, "accessors are gone: yield the service, or call its `use`")
  }
  return { kind: "To", target: "effect/Context#Service", apply }
}
