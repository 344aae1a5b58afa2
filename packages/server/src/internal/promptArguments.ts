/**
 * The arguments of a prompt: listed from its schema, and read by it.
 */
import { RpcError, SchemaIssues } from "@effect-mcp/protocol"
import type { Prompt } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"

interface Arguments extends Schema.Constraint {
  readonly fields: Schema.Struct.Fields
}

const annotation = (ast: SchemaAST.AST, name: "title" | "description"): string | undefined => {
  const annotations = SchemaAST.resolve(ast)
  const value = annotations?.[name]
  return typeof value === "string" ? value : undefined
}

/** As listed: what may be left out is not required. */
export const argumentsOf = (args: Arguments): ReadonlyArray<Prompt.PromptArgument> =>
  Object.entries(args.fields).map(([name, field]) => {
    const { ast } = Schema.toEncoded(field)
    const title = annotation(field.ast, "title")
    const description = annotation(field.ast, "description")
    return {
      name,
      ...(title === undefined ? undefined : { title }),
      ...(description === undefined ? undefined : { description }),
      required: !SchemaAST.isOptional(ast)
    }
  })

const everyIssue = { errors: "all" } as const

/** Reads what the caller sent; what does not fit is its mistake, said with the place. */
export const readArguments = <A extends Arguments>(
  prompt: string,
  args: A
): ((given: {
  readonly [name: string]: string
}) => Effect.Effect<A["Type"], RpcError.RpcError, A["DecodingServices"]>) => {
  const decode = Schema.decodeUnknownEffect(args, everyIssue)
  return (given) =>
    Effect.mapError(decode(given), (error) =>
      RpcError.invalidParams(
        `Invalid arguments for prompt "${prompt}": ${SchemaIssues.describe(SchemaIssues.of(error))}`
      )
    )
}
