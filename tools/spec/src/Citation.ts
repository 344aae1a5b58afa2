import { join } from "node:path"

/**
 * The requirements that tests cite in their names: `"2025-11-25/SV-13, 2026-07-28/SV-20: what is true"`.
 *
 * A test is a call whose first argument is its name and which is handed a function, so a suite's own wrapper around
 * `it` counts as well. A skipped, failing or unwritten test cites nothing. In a template the ids must be literal:
 * a gate that had to run the suites to know their names would not be one.
 *
 * @since 0.1.0
 */
import * as Source from "@effect-mcp/tools-arch/Source"
import * as Workspace from "@effect-mcp/tools-arch/Workspace"
import type { CallExpression, Node } from "oxc-parser"

/** One id in one test name. */
export interface Citation {
  readonly id: string
  readonly at: string
}

/** What one file cites, and the names that look like a citation and are none. */
export interface Found {
  readonly citations: ReadonlyArray<Citation>
  readonly malformed: ReadonlyArray<string>
}

const id = String.raw`(?:\d{4}-\d\d-\d\d|interop|extensions)/[A-Z]+-\d\d`
const cited = new RegExp(`^(${id}(?:, ${id})*): .`)
const suspicious = /(?:^|[\s,/}])[A-Z]{1,3}-\d{2}\b/
const inert = new Set(["skip", "todo", "fails"])

/** The files that hold tests: every project's `test`, the shared suites and the examples. */
export const files = (): ReadonlyArray<string> =>
  Workspace.projects().flatMap(({ folder, group, path }) =>
    Workspace.files(group === "examples" || path === "tools/suites" ? folder : join(folder, "test"))
  )

/** The citations of one file. */
export const find = (source: Source.Source): Found => {
  const citations: Array<Citation> = []
  const malformed: Array<string> = []
  Source.walk(source.program, (node) => {
    if (node.type !== "CallExpression") return true
    if (callee(node.callee).some((name) => inert.has(name))) return false
    const name = nameOf(node)
    if (name === undefined) return true
    const ids = cited.exec(name)?.[1]?.split(", ") ?? []
    citations.push(...ids.map((id) => ({ id, at: Source.at(source, node.start) })))
    if (ids.length === 0 && suspicious.test(name)) {
      malformed.push(`${Source.at(source, node.start)}: "${name}"`)
    }
    return true
  })
  return { citations, malformed }
}

/** The names in `it.effect.each(cases)`, outermost last. */
const callee = (node: Node): ReadonlyArray<string> => {
  switch (node.type) {
    case "Identifier":
      return [node.name]
    case "MemberExpression":
      return [...callee(node.object), ...callee(node.property)]
    case "CallExpression":
      return callee(node.callee)
    default:
      return []
  }
}

/** A test's name as written; what a template inserts stands as `${…}`. */
const nameOf = ({ arguments: [first, ...others] }: CallExpression): string | undefined => {
  if (first === undefined || !others.some(isFunction)) return undefined
  if (first.type === "Literal") return typeof first.value === "string" ? first.value : undefined
  return first.type === "TemplateLiteral"
    ? first.quasis.map(({ value }) => value.cooked ?? value.raw).join("${…}")
    : undefined
}

const isFunction = (node: Node): boolean =>
  node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression"
