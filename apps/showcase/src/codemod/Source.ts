/**
 * One TypeScript file, parsed: its text, its syntax tree, and the way from a node to its parent.
 *
 * Offsets are UTF-16 positions in `text`, so a node can be cut out or replaced directly.
 *
 * @since 0.1.0
 */
import { Result, Schema } from "effect"
import { type Comment, type Node, type Program, parseSync, visitorKeys } from "oxc-parser"

/** A place a person can open: the file as given, lines and columns from 1. */
export const Place = Schema.Struct({
  file: Schema.String,
  line: Schema.Int,
  column: Schema.Int
})
export interface Place extends Schema.Schema.Type<typeof Place> {}

/** The parser did not accept the file; nothing of it was changed. */
export class Unparsable extends Schema.TaggedError<Unparsable>()("Unparsable", {
  place: Place,
  reason: Schema.String
}) {
  override get message() {
    return `${this.place.file}:${this.place.line}: ${this.reason}`
  }
}

/** A parsed file. */
export interface Source {
  readonly file: string
  readonly text: string
  readonly program: Program
  readonly comments: ReadonlyArray<Comment>
  readonly parents: ReadonlyMap<Node, Node>
  /** Every identifier, by where it starts. */
  readonly identifiers: ReadonlyMap<number, Identifier>
}

/** Any node that is a plain name. */
export type Identifier = Extract<Node, { type: "Identifier" }>

/** Parses one file; the language follows from its extension. */
export const parse = (file: string, text: string): Result.Result<Source, Unparsable> => {
  const parsed = parseSync(file, text, { range: true, astType: "ts" })
  const [error] = parsed.errors
  if (error !== undefined) {
    const place = placeIn(file, text, error.labels[0]?.start ?? 0)
    return Result.fail(new Unparsable({ place, reason: error.message }))
  }
  const parents = new Map<Node, Node>()
  const identifiers = new Map<number, Identifier>()
  for (const node of descend(parsed.program, parents)) {
    if (node.type === "Identifier" && !identifiers.has(node.start))
      identifiers.set(node.start, node)
  }
  const { comments, program } = parsed
  return Result.succeed({ file, text, program, comments, parents, identifiers })
}

/** Where an offset is. */
export const place = (source: Source, offset: number): Place =>
  placeIn(source.file, source.text, offset)

/** The line an offset is on, without its indentation. */
export const lineAt = (source: Source, offset: number): string => {
  const start = source.text.lastIndexOf("\n", offset - 1) + 1
  const end = source.text.indexOf("\n", offset)
  return source.text.slice(start, end === -1 ? source.text.length : end).trim()
}

/** The text of a node as it was written. */
export const textOf = (source: Source, node: { readonly start: number; readonly end: number }) =>
  source.text.slice(node.start, node.end)

/** How the file ends its lines. */
export const lineEnd = ({ text }: Source): string => (text.includes("\r\n") ? "\r\n" : "\n")

/** Every node under `root`, parents before children. */
export function* nodes(root: Node): Generator<Node> {
  yield* descend(root, new Map())
}

function* descend(root: Node, parents: Map<Node, Node>): Generator<Node> {
  const stack: Array<Node> = [root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node
    const children = childrenOf(node)
    for (const child of children.toReversed()) {
      parents.set(child, node)
      stack.push(child)
    }
  }
}

const childrenOf = (node: Node): Array<Node> =>
  (visitorKeys[node.type] ?? []).flatMap((key) => {
    const value: unknown = Reflect.get(node, key)
    return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []
  })

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && "start" in value

const placeIn = (file: string, text: string, offset: number): Place => {
  const before = text.slice(0, offset)
  const line = before.split("\n").length
  return { file, line, column: offset - before.lastIndexOf("\n") }
}
