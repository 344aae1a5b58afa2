/**
 * Fiber-local values and values shared between copies of a package.
 *
 * @since 0.1.0
 */
import type { Node } from "oxc-parser"

import { ask, count, rebuild, remove, surround } from "../Draft.ts"
import * as Question from "../Question.ts"
import { byHand, type Shape } from "../Shape.ts"
import type { Source } from "../Source.ts"

/** `FiberRef.unsafeMake(value)` is `Context.Reference(key, { defaultValue: () => value })`. */
export const reference: Shape = ({ call, draft }) => {
  const value = call?.arguments[0]
  if (call === undefined || value === undefined || call.arguments.length > 1) {
    return byHand(
      "Context.Reference(key, { defaultValue }); what a fork or a join did to it is gone"
    )
  }
  const key = ask(draft, Question.key(draft.source, call.start, keysFor(draft.source, call)))
  if (key === "keep") return byHand("Context.Reference(key, { defaultValue })")
  const apply = () => {
    const [open, close] = value.type === "ObjectExpression" ? ["(", ")"] : ["", ""]
    surround(draft, value, `${JSON.stringify(key)}, { defaultValue: () => ${open}`, `${close} }`)
    count(draft, "shape")
  }
  return { kind: "To", target: "effect/Context#Reference", apply }
}

/** A reference is an effect of its value: `FiberRef.get(ref)` is `ref`. */
export const get: Shape = ({ call, draft }) => {
  const ref = call?.arguments[0]
  if (call === undefined || ref === undefined) return byHand("yield the reference itself")
  const apply = () => {
    remove(draft, { start: call.start, end: ref.start })
    remove(draft, { start: ref.end, end: call.end })
    count(draft, "shape")
  }
  return { kind: "Consumed", apply }
}

/** `globalValue(id, () => value)` is `value`, where one copy of the package is enough. */
export const globalValue: Shape = ({ call, draft }) => {
  const make = call?.arguments[1]
  if (call === undefined || make === undefined)
    return byHand("a constant of the module takes its place")
  if (ask(draft, Question.shared(draft.source, call.start)) === "keep") {
    return byHand("keep the value in globalThis under a Symbol.for key")
  }
  const lazy =
    make.type === "ArrowFunctionExpression" && make.expression && make.params.length === 0
  const apply = () => {
    rebuild(draft, call, [lazy ? make.body : make], ([text]) => (lazy ? `${text}` : `(${text})()`))
    count(draft, "shape")
  }
  return { kind: "Consumed", apply }
}

/** Keys a person would think of: the id it is shared under, and where it is declared. */
const keysFor = (source: Source, call: Node): Array<string> => {
  const keys: Array<string> = []
  for (let node = source.parents.get(call); node !== undefined; node = source.parents.get(node)) {
    const first = node.type === "CallExpression" ? node.arguments[0] : undefined
    if (first?.type === "Literal" && typeof first.value === "string") keys.push(first.value)
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier") {
      keys.push(`${source.file.slice(0, source.file.lastIndexOf("."))}/${node.id.name}`)
      break
    }
  }
  return Array.from(new Set(keys))
}
