/**
 * Whether anything in a schema carries an annotation of some name. Cheaper than its JSON Schema, which most servers do
 * not need before the first list.
 */
import type * as SchemaAST from "effect/SchemaAST"

type AST = SchemaAST.AST

export const isAnnotated = (root: AST, key: string): boolean => {
  const seen = new Set<AST>([root])
  for (const ast of seen) {
    if (carries(ast, key)) return true
    for (const part of partsOf(ast)) seen.add(part)
  }
  return false
}

const carries = ({ annotations, checks, context }: AST, key: string): boolean =>
  has(annotations, key) ||
  has(context?.annotations, key) ||
  (checks?.some((check) => has(check.annotations, key)) ?? false)

const has = (annotations: object | undefined, key: string): boolean =>
  annotations !== undefined && key in annotations

const partsOf = (ast: AST): ReadonlyArray<AST> => {
  const encoded = ast.encoding?.map((link) => link.to) ?? []
  return [...encoded, ...membersOf(ast)]
}

const membersOf = (ast: AST): ReadonlyArray<AST> => {
  switch (ast._tag) {
    case "Objects":
      return [
        ...ast.propertySignatures.map(({ type }) => type),
        ...ast.indexSignatures.map(({ type }) => type)
      ]
    case "Arrays":
      return [...ast.elements, ...ast.rest]
    case "Union":
      return ast.types
    case "Declaration":
      return ast.typeParameters
    case "Suspend":
      return [ast.thunk()]
    default:
      return []
  }
}
