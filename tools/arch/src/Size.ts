/**
 * How long files and functions are, since taste is in the tail.
 *
 * Generated files do not count: the `index.ts` of a package and whatever stands in a folder named `generated`.
 *
 * @since 0.1.0
 */
import * as Source from "./Source.ts"

/** A function, where it begins, and how many lines it spans. */
export interface Span {
  readonly at: string
  readonly lines: number
}

/** The smallest length that this share of the files does not exceed; 0 without files. */
export const percentile = (lengths: ReadonlyArray<number>, share: number): number => {
  const sorted = lengths.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

/** Whether a person wrote the file. */
export const isWritten = (path: string): boolean =>
  !path.includes("/generated/") && !path.endsWith("/src/index.ts")

const kinds = new Set(["ArrowFunctionExpression", "FunctionDeclaration", "FunctionExpression"])

/** Every function of a file, nested ones too. */
export const functions = (source: Source.Source): ReadonlyArray<Span> => {
  const found: Array<Span> = []
  Source.walk(source.program, (node) => {
    if (!kinds.has(node.type)) return
    const lines = Source.line(source, node.end) - Source.line(source, node.start) + 1
    found.push({ at: Source.at(source, node.start), lines })
  })
  return found
}
