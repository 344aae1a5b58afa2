/**
 * Makes what stands at the top of a built module droppable, one declaration at a time.
 *
 * A published file holds many modules, so `sideEffects: false` no longer lets a bundler leave one out: it has to see
 * that each initializer may go. It never believes that of a call, and of a member access only rarely, so every
 * initializer that does more than name or build something plain becomes `/* @__PURE__ *\/ (() => …)()`. An annotation on the
 * call alone would not do: what its arguments read would stay.
 *
 * @since 0.1.0
 */
import * as Source from "@effect-mcp/tools-arch/Source"
import type { SourceMap } from "magic-string"
import { MagicString } from "magic-string"
import type { Declaration, Expression, Node, Statement, VariableDeclarator } from "oxc-parser"

const functions = new Set(["ArrowFunctionExpression", "FunctionDeclaration", "FunctionExpression"])
const members = new Set(["AccessorProperty", "PropertyDefinition", "StaticBlock"])
const builders = new Set([
  "ArrayExpression",
  "Identifier",
  "Literal",
  "ObjectExpression",
  "Property"
])
const bound = new Set(["AwaitExpression", "ThisExpression", "YieldExpression"])

/** Whether a bundler sees by itself that evaluating this has no effect. */
const isInert = (node: Node): boolean => {
  if (functions.has(node.type)) return true
  if (node.type === "Property" && node.computed) return false
  return builders.has(node.type) && Source.children(node).every(isInert)
}

/** Whether this would mean something else inside a function. */
const isBound = (node: Node): boolean => {
  if (bound.has(node.type)) return true
  if (functions.has(node.type) || members.has(node.type)) return false
  return Source.children(node).some(isBound)
}

const isWrapped = (node: Node): boolean => !isInert(node) && !isBound(node)

const before = "/* @__PURE__ */ (() => ("
const after = "))()"

const wrapExpression = (code: MagicString, { end, start }: Node): void => {
  code.appendLeft(start, before).appendRight(end, after)
}

/** A class without a name of its own has it from the variable, which it no longer would from inside a function. */
const nameClass = (code: MagicString, name: string, init: Expression): void => {
  if (init.type !== "ClassExpression" || init.id !== null) return
  code.appendRight(init.start + "class".length, ` ${name}`)
}

/** The variables that a pattern declares. */
const names = (pattern: Node): ReadonlyArray<string> => {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name]
    case "Property":
      return names(pattern.value)
    case "AssignmentPattern":
      return names(pattern.left)
    default:
      return Source.children(pattern).flatMap(names)
  }
}

/** `{ a, ...b } = c` becomes one variable for the parts, and then each part from it. */
const wrapPattern = (code: MagicString, { end, id, start }: VariableDeclarator): void => {
  const parts = names(id)
  const all = `${parts.join("$")}$parts`
  const each = parts.map((name) => `${name} = ${before}${all}.${name}${after}`)
  code
    .appendLeft(start, `${all} = /* @__PURE__ */ (() => { const `)
    .appendRight(end, `; return { ${parts.join(", ")} } })(), ${each.join(", ")}`)
}

const wrapDeclarator = (code: MagicString, declarator: VariableDeclarator): void => {
  const { id, init } = declarator
  if (init === null || isBound(init)) return
  if (id.type !== "Identifier") return wrapPattern(code, declarator)
  if (isInert(init)) return
  wrapExpression(code, init)
  nameClass(code, id.name, init)
}

const wrapStatement = (code: MagicString, statement: Declaration | Statement): void => {
  switch (statement.type) {
    case "VariableDeclaration":
      for (const declarator of statement.declarations) wrapDeclarator(code, declarator)
      return
    case "ClassDeclaration":
      if (statement.superClass !== null && isWrapped(statement.superClass)) {
        wrapExpression(code, statement.superClass)
      }
      return
    case "ExportNamedDeclaration":
      if (statement.declaration !== null) wrapStatement(code, statement.declaration)
      return
    default:
      return
  }
}

/** The code with its initializers wrapped, and the map back to what came in. */
export const wrap = (
  name: string,
  code: string
): { readonly code: string; readonly map: SourceMap } => {
  const result = new MagicString(code)
  for (const statement of Source.parse(name, code).program.body) wrapStatement(result, statement)
  return { code: result.toString(), map: result.generateMap({ hires: "boundary", source: name }) }
}
