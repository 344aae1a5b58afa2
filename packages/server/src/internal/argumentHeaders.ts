/**
 * The arguments of a tool that a client repeats in headers: which they are, settled when the tool is registered, and
 * whether those of a call agree.
 */
import { type McpRequest, RpcError } from "@effect-mcp/protocol"
import { ParamHeaders } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

import type { Shape } from "../Shape.ts"
import { isAnnotated } from "./annotated.ts"
import type { Reader } from "./reader.ts"
import { isSecret } from "./secretField.ts"

type Annotations = ReadonlyArray<ParamHeaders.Annotation>

/** A header that cannot be, or would not be seen by anybody: the author's mistake. */
export class UnusableHeader extends Error {
  override readonly name = "UnusableHeader"
}

const none: Annotations = []

/**
 * What the input's schema says. Without an annotation nothing is made of an Effect Schema; of another library's only its
 * JSON Schema can tell.
 */
const annotationsOf = (tool: string, shape: Shape | undefined, reader: Reader): Annotations => {
  const isOurs = shape !== undefined && Schema.isSchema(shape)
  if (isOurs && !isAnnotated(shape.ast, ParamHeaders.keyword)) return none
  const said = jsonSchemaOf(reader)
  if (said === undefined) return none
  const reading = ParamHeaders.read(said)
  if (reading._tag === "Invalid") throw unusable(tool, reading.reason)
  if (isOurs && reading.annotations.length === 0) {
    throw unusable(tool, "an annotation is on a type that the wire never sees; use Tool.header")
  }
  return reading.annotations
}

/** A schema without a JSON Schema is reported where it is listed. */
const jsonSchemaOf = (reader: Reader) => {
  try {
    return reader.jsonSchema()
  } catch {
    return undefined
  }
}

const unusable = (tool: string, reason: string): UnusableHeader =>
  new UnusableHeader(`The headers of tool "${tool}" cannot be: ${reason}`)

/** A header is read, and often logged, by everything on the way. */
const exposed = (annotations: Annotations): ReadonlyArray<string> =>
  annotations
    .filter(({ header, path }) =>
      [header.slice(ParamHeaders.prefix.length), ...path.slice(-1)].some(isSecret)
    )
    .map(({ header }) => header)

/** Invalid annotations are a defect; those that look like a secret's are warned about. */
export const register = (
  tool: string,
  shape: Shape | undefined,
  reader: Reader
): Effect.Effect<Annotations> =>
  Effect.suspend(() => {
    const annotations = annotationsOf(tool, shape, reader)
    const warnings = exposed(annotations).map((header) =>
      Effect.logWarning(
        `Tool ${tool} repeats an argument in the header ${header}, which looks like a secret`
      )
    )
    return Effect.as(Effect.all(warnings, { discard: true }), annotations)
  })

/** What a call is refused with whose headers say something else than its arguments. */
export const refusal = (
  annotations: Annotations,
  args: { readonly [name: string]: unknown },
  { exchange, revision }: McpRequest.Request
): Exit.Exit<never, RpcError.RpcError> | undefined => {
  if (!revision.requestHeaders || exchange.headers === undefined) return undefined
  const problem = ParamHeaders.check(annotations, args, exchange.headers)
  return problem === undefined ? undefined : Exit.fail(RpcError.headerMismatch(problem))
}
