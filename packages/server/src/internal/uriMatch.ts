/**
 * Finding the values of a template in a URI, without backtracking.
 *
 * From the right, each part learns at which positions it and all parts after it can match; from the left,
 * each part then takes as much as it can while the rest still can. Both passes look at a character once a
 * part, so time is parts × length, for every template and every URI.
 */
import { type Operator, type Part, type Expression, type Variable } from "./uriParts.ts"

type Value = string | ReadonlyArray<string>

/** What a value may hold before it is decoded: nothing that ends the component it stands in. */
const allows = (expression: Expression): ((code: number) => boolean) => {
  const { operator, variables } = expression
  const spansSegments =
    operator.separator === "/" && (variables.length > 1 || isExploded(variables))
  if (operator.reserved) return isVisible
  if (operator.first === "?" || operator.first === "&")
    return (code) => isVisible(code) && code !== 35
  return (code) => isVisible(code) && code !== 63 && code !== 35 && (spansSegments || code !== 47)
}

const isExploded = (variables: ReadonlyArray<Variable>): boolean =>
  variables.some((variable) => variable.explode)

/** Spaces, controls and braces are not part of any URI. */
const isVisible = (code: number): boolean =>
  code > 32 && code !== 127 && code !== 123 && code !== 125

/** For each position: can `part` and what follows match from here on? `rest` answers for what follows. */
const reach = (part: Part, uri: string, rest: Uint8Array): Uint8Array => {
  const here = new Uint8Array(uri.length + 1)
  if (part._tag === "Literal") {
    for (let at = 0; at + part.text.length <= uri.length; at++) {
      if (rest[at + part.text.length] === 1 && uri.startsWith(part.text, at)) here[at] = 1
    }
    return here
  }
  const allowed = allows(part)
  const { first } = part.operator
  if (first !== "") here[uri.length] = rest[uri.length] ?? 0
  // `open` says that a run of allowed characters from the next position leads to where the rest matches.
  let open = rest[uri.length] === 1
  for (let at = uri.length - 1; at >= 0; at--) {
    const fits = allowed(uri.charCodeAt(at))
    const starts = first === "" ? fits && open : uri[at] === first && open
    if (starts || (first !== "" && rest[at] === 1)) here[at] = 1
    open = rest[at] === 1 || (fits && open)
  }
  return here
}

/** Where the longest run from `from` ends that still lets the rest match; -1 if none does. */
const longest = (
  allowed: (code: number) => boolean,
  uri: string,
  from: number,
  rest: Uint8Array
): number => {
  let end = rest[from] === 1 ? from : -1
  for (let at = from; at < uri.length && allowed(uri.charCodeAt(at)); at++) {
    if (rest[at + 1] === 1) end = at + 1
  }
  return end
}

export const matchParts = (
  parts: ReadonlyArray<Part>,
  uri: string
): { readonly [name: string]: Value } | undefined => {
  const head = parts[0]
  if (head?._tag === "Literal" && !uri.startsWith(head.text)) return undefined
  const after: Array<Uint8Array> = []
  let rest = new Uint8Array(uri.length + 1)
  rest[uri.length] = 1
  for (let index = parts.length - 1; index >= 0; index--) {
    after[index] = rest
    rest = reach(parts[index] as Part, uri, rest) as Uint8Array<ArrayBuffer>
  }
  return rest[0] === 1 ? collect(parts, uri, after) : undefined
}

const collect = (
  parts: ReadonlyArray<Part>,
  uri: string,
  after: ReadonlyArray<Uint8Array>
): { readonly [name: string]: Value } | undefined => {
  const values: Record<string, Value> = Object.create(null)
  let at = 0
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as Part
    if (part._tag === "Literal") {
      at += part.text.length
      continue
    }
    const { first } = part.operator
    if (first !== "" && uri[at] !== first) continue
    const end = longest(allows(part), uri, at + first.length, after[index] as Uint8Array)
    if (end === -1) continue
    if (!assign(part, uri.slice(at + first.length, end), values)) return undefined
    at = end
  }
  return values
}

const assign = (part: Expression, raw: string, values: Record<string, Value>): boolean =>
  part.operator.named ? assignNamed(part, raw, values) : assignListed(part, raw, values)

const decode = (raw: string, variable: Variable): string | undefined => {
  let text: string
  try {
    text = decodeURIComponent(raw)
  } catch {
    return undefined
  }
  return variable.prefix !== undefined && Array.from(text).length > variable.prefix
    ? undefined
    : text
}

const set = (
  values: Record<string, Value>,
  variable: Variable,
  pieces: ReadonlyArray<string>
): boolean => {
  const decoded: Array<string> = []
  for (const piece of pieces) {
    const text = decode(piece, variable)
    if (text === undefined) return false
    decoded.push(text)
  }
  const value: Value | undefined = variable.explode ? decoded : decoded[0]
  const before = values[variable.name]
  if (value === undefined || (before !== undefined && !isSame(before, value))) return false
  values[variable.name] = value
  return true
}

const isSame = (one: Value, other: Value): boolean =>
  typeof one === "string" || typeof other === "string"
    ? one === other
    : one.length === other.length && one.every((piece, at) => piece === other[at])

/** `value`, or `a,b` for several variables or one that explodes. */
const assignListed = (part: Expression, raw: string, values: Record<string, Value>): boolean => {
  const { operator, variables } = part
  const only = variables.length === 1 ? variables[0] : undefined
  if (only !== undefined && !only.explode) return set(values, only, [raw])
  const pieces = raw.split(operator.separator)
  for (let index = 0; index < variables.length; index++) {
    const variable = variables[index] as Variable
    const taken = variable.explode ? pieces.splice(0) : pieces.splice(0, 1)
    if (taken.length > 0 && !set(values, variable, taken)) return false
  }
  return pieces.length === 0
}

/** `a=1&b=2`, in any order; a name the template does not have is no match. */
const assignNamed = (part: Expression, raw: string, values: Record<string, Value>): boolean => {
  const found = new Map<string, Array<string>>()
  for (const pair of raw.split(part.operator.separator)) {
    const [name, value] = splitPair(part.operator, pair)
    if (!part.variables.some((variable) => variable.name === name)) return false
    const list = found.get(name)
    if (list === undefined) found.set(name, [value])
    else list.push(value)
  }
  return part.variables.every((variable) => {
    const pieces = found.get(variable.name)
    if (pieces === undefined) return true
    return (variable.explode || pieces.length === 1) && set(values, variable, pieces)
  })
}

const splitPair = (operator: Operator, pair: string): readonly [string, string] => {
  const equals = pair.indexOf("=")
  if (equals === -1) return [operator.ifEmpty === "=" ? "" : pair, ""]
  return [pair.slice(0, equals), pair.slice(equals + 1)]
}
