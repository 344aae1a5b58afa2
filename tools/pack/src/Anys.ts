/**
 * Finds `any` in declarations, where inference put it although no source says it.
 *
 * @since 0.1.0
 */
import * as Source from "@effect-mcp/tools-arch/Source"
import type { Node } from "oxc-parser"

/** `declare const Foo_base`, which `tsc` makes of what `Foo` extends: its words are the other package's. */
const isBase = (node: Node): boolean =>
  node.type === "VariableDeclaration" &&
  node.declarations.some(({ id }) => id.type === "Identifier" && id.name.endsWith("_base"))

/** Every `any` of a declaration file, as `file:line`. */
export const find = (source: Source.Source): ReadonlyArray<string> => {
  const found: Array<string> = []
  Source.walk(source.program, (node) => {
    if (node.type === "TSAnyKeyword") found.push(Source.at(source, node.start))
    return !isBase(node)
  })
  return found
}
