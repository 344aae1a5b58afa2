/**
 * Finds code that asks which revision it is in, where a revision's data should be read.
 *
 * A comparison that is right today is wrong after the next revision, in one of the twenty-five places where it was
 * written. Outside `schema`, which holds the revisions, no code compares a version and no code names a revision.
 *
 * @since 0.1.0
 */
import type { Node } from "oxc-parser"

import * as Source from "./Source.ts"

const operators = new Set(["<", "<=", ">", ">=", "==", "===", "!=", "!=="])
const date = /^20\d\d-\d\d-\d\d/
const revision = /^v20\d\d_\d\d_\d\d/

const isDate = (node: Node): boolean =>
  node.type === "Literal" && typeof node.value === "string" && date.test(node.value)

const isVersion = (node: Node): boolean => {
  if (node.type === "ChainExpression") return isVersion(node.expression)
  if (node.type !== "MemberExpression" || node.computed) return false
  return node.property.type === "Identifier" && /^(?:protocolV|v)ersion$/.test(node.property.name)
}

const isAbsent = (node: Node): boolean =>
  (node.type === "Identifier" && node.name === "undefined") ||
  (node.type === "Literal" && node.value === null)

/**
 * `x >= "2026-07-28"`, `session.version === other`, `case "2025-11-25":`, each as `file:line`. Whether a version is
 * there at all may be asked.
 */
export const comparisons = (source: Source.Source): ReadonlyArray<string> => {
  const found: Array<string> = []
  const report = (node: Node) => found.push(Source.at(source, node.start))
  Source.walk(source.program, (node) => {
    if (node.type === "BinaryExpression" && operators.has(node.operator)) {
      const sides = [node.left, node.right]
      const isComparison = sides.some((side) => isDate(side) || isVersion(side))
      if (isComparison && !sides.some(isAbsent)) report(node)
    }
    if (node.type === "SwitchCase" && node.test !== null && isDate(node.test)) report(node)
  })
  return found
}

/** Identifiers such as `v2026_07_28`, each as `file:line: name`. */
export const names = (source: Source.Source): ReadonlyArray<string> => {
  const found: Array<string> = []
  Source.walk(source.program, (node) => {
    if (node.type === "Identifier" && revision.test(node.name)) {
      found.push(`${Source.at(source, node.start)}: ${node.name}`)
    }
  })
  return [...new Set(found)]
}
