/**
 * The syntax of RFC 6570: literals and expressions.
 */

/** `{var}`, `{var:3}`, `{var*}`. */
export interface Variable {
  readonly name: string
  readonly explode: boolean
  /** The prefix modifier, in characters; `undefined` without one. */
  readonly prefix: number | undefined
}

export interface Literal {
  readonly _tag: "Literal"
  readonly text: string
}

export interface Expression {
  readonly _tag: "Expression"
  readonly operator: Operator
  readonly variables: ReadonlyArray<Variable>
}

export type Part = Literal | Expression

/** A row of the table in appendix A of the RFC. */
export interface Operator {
  /** What a present expression begins with. */
  readonly first: string
  readonly separator: string
  /** `name=value` rather than `value`. */
  readonly named: boolean
  /** What follows the name of an empty value. */
  readonly ifEmpty: string
  /** Reserved characters stay as they are. */
  readonly reserved: boolean
}

const row = (
  first: string,
  separator: string,
  named: boolean,
  ifEmpty: string,
  reserved: boolean
): Operator => ({ first, separator, named, ifEmpty, reserved })

const simple = row("", ",", false, "", false)

const operators: ReadonlyMap<string, Operator> = new Map([
  ["+", row("", ",", false, "", true)],
  ["#", row("#", ",", false, "", true)],
  [".", row(".", ".", false, "", false)],
  ["/", row("/", "/", false, "", false)],
  [";", row(";", ";", true, "", false)],
  ["?", row("?", "&", true, "=", false)],
  ["&", row("&", "&", true, "=", false)]
])

const variablePattern = /^((?:\w|%[0-9a-f]{2})(?:\.?(?:\w|%[0-9a-f]{2}))*)(\*|:[1-9]\d{0,3})?$/i

const parseVariable = (text: string): Variable | undefined => {
  const found = variablePattern.exec(text)
  if (found === null || found[1] === undefined) return undefined
  const modifier = found[2]
  return {
    name: found[1],
    explode: modifier === "*",
    prefix: modifier?.startsWith(":") === true ? Number(modifier.slice(1)) : undefined
  }
}

const parseExpression = (body: string): Expression | undefined => {
  const operator = operators.get(body.charAt(0))
  const list = operator === undefined ? body : body.slice(1)
  const variables: Array<Variable> = []
  for (const text of list.split(",")) {
    const variable = parseVariable(text)
    if (variable === undefined) return undefined
    variables.push(variable)
  }
  return { _tag: "Expression", operator: operator ?? simple, variables }
}

/** The parts, or the position of what is no template. */
export const parseTemplate = (text: string): ReadonlyArray<Part> | number => {
  const parts: Array<Part> = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf("{", at)
    const literal = text.slice(at, open === -1 ? text.length : open)
    const stray = literal.indexOf("}")
    if (stray !== -1) return at + stray
    if (literal !== "") parts.push({ _tag: "Literal", text: literal })
    if (open === -1) return parts
    const close = text.indexOf("}", open)
    const expression = close === -1 ? undefined : parseExpression(text.slice(open + 1, close))
    if (expression === undefined) return open
    parts.push(expression)
    at = close + 1
  }
  return parts
}
