/**
 * One expression of a template with its values put in.
 */
import type { Expression, Operator, Variable } from "./uriParts.ts"

type Scalar = string | number | boolean
type Given = Scalar | ReadonlyArray<string> | undefined

const strict = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  )

/** Reserved characters and triplets that are there already stay. */
const loose = (text: string): string =>
  encodeURI(text)
    .replace(/%5B/g, "[")
    .replace(/%5D/g, "]")
    .replace(/%25([0-9a-f]{2})/gi, "%$1")

const named = (operator: Operator, name: string, value: string): string =>
  operator.named ? `${name}${value === "" ? operator.ifEmpty : `=${value}`}` : value

const cut = (text: string, prefix: number | undefined): string =>
  prefix === undefined ? text : Array.from(text).slice(0, prefix).join("")

const one = (operator: Operator, variable: Variable, given: Given): string | undefined => {
  if (given === undefined) return undefined
  const encode = operator.reserved ? loose : strict
  if (!isList(given))
    return named(operator, variable.name, encode(cut(`${given}`, variable.prefix)))
  if (given.length === 0) return undefined
  if (!variable.explode) return named(operator, variable.name, given.map(encode).join(","))
  return given.map((item) => named(operator, variable.name, encode(item))).join(operator.separator)
}

const isList = (given: Given): given is ReadonlyArray<string> => Array.isArray(given)

export const expandExpression = (
  expression: Expression,
  values: { readonly [name: string]: Given }
): string => {
  const texts: Array<string> = []
  for (const variable of expression.variables) {
    const given = Object.hasOwn(values, variable.name) ? values[variable.name] : undefined
    const text = one(expression.operator, variable, given)
    if (text !== undefined) texts.push(text)
  }
  if (texts.length === 0) return ""
  return expression.operator.first + texts.join(expression.operator.separator)
}
