/**
 * Values read and written by a shape, whatever library it is of.
 */
import { Handler, type JsonSchemaValidator, SchemaIssues } from "@effect-mcp/protocol"
import { JsonSchema } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import type { StandardSchemaV1 } from "effect/StandardSchema"

import type { Shape, Standard } from "../Shape.ts"
import { once } from "./once.ts"

/** A value that its shape refuses. */
export class Invalid {
  readonly _tag = "Invalid"
  readonly issues: ReadonlyArray<JsonSchemaValidator.Issue>
  constructor(issues: ReadonlyArray<JsonSchemaValidator.Issue>) {
    this.issues = issues
  }
}

export type Read = (value: unknown) => Effect.Effect<unknown, Invalid>

export interface Reader {
  readonly decode: Read
  readonly encode: Read
  readonly jsonSchema: () => JsonSchema.JsonSchema
}

const isStandard = (shape: Shape): shape is Standard => !Schema.isSchema(shape)

const ofSchema = (error: Schema.SchemaError): Invalid => new Invalid(SchemaIssues.of(error))

type Codec = (value: unknown) => Effect.Effect<unknown, Schema.SchemaError, unknown>

/** An `Exit` stays one, so that what is not asynchronous is not made so. */
const reading =
  (codec: Codec): Read =>
  (value) => {
    // The services are those of the layer that registered the feature; the caller provides them.
    const read = codec(value) as Effect.Effect<unknown, Schema.SchemaError>
    const exit = Handler.finished(read)
    if (exit === undefined) return Effect.mapError(read, ofSchema)
    return Exit.isSuccess(exit) ? Exit.succeed(exit.value) : Exit.mapError(exit, ofSchema)
  }

/**
 * A quick reading ends at the first mistake; only a value that has one is read again, for all of them. Where
 * reading has to wait nothing is begun twice: from then on it is in full.
 */
const inFull = (quick: Codec, full: Codec): Codec => {
  let settles = true
  return (value) => {
    const exit = settles ? Handler.finished(quick(value)) : undefined
    settles = exit !== undefined
    return exit !== undefined && Exit.isSuccess(exit) ? exit : full(value)
  }
}

const lazily = (make: () => Read): Read => {
  let made: Read | undefined
  return (value) => (made ??= make())(value)
}

const everyIssue = { errors: "all" } as const

/** What goes in has to be an object; what comes out need not. */
type Side = "input" | "output"

const decoding = (schema: Schema.Constraint): Read => {
  const json = Schema.toCodecJson(schema)
  return reading(
    inFull(Schema.decodeUnknownEffect(json), Schema.decodeUnknownEffect(json, everyIssue))
  )
}

const effectReader = (schema: Schema.Constraint, side: Side): Reader => ({
  decode: lazily(() => decoding(schema)),
  encode: lazily(() => reading(Schema.encodeUnknownEffect(Schema.toCodecJson(schema)))),
  jsonSchema: () =>
    side === "input" ? JsonSchema.fromSchema(schema) : JsonSchema.fromSchemaAnyRoot(schema)
})

const settle = (result: StandardSchemaV1.Result<unknown>): Effect.Effect<unknown, Invalid> =>
  result.issues === undefined
    ? Exit.succeed(result.value)
    : Exit.fail(new Invalid(SchemaIssues.ofStandard(result.issues)))

const standardReader = (shape: Standard, side: Side): Reader => {
  const validate: Read = (value) => {
    const result = shape["~standard"].validate(value)
    return result instanceof Promise
      ? Effect.flatMap(
          Effect.promise(() => result),
          settle
        )
      : settle(result)
  }
  return {
    decode: validate,
    encode: validate,
    jsonSchema: once(() =>
      side === "input"
        ? JsonSchema.fromStandard(shape)
        : shape["~standard"].jsonSchema.output({ target: "draft-2020-12" })
    )
  }
}

/** Nothing at all: what a caller sends all the same is a mistake it can learn from. */
export const nothing: Reader = {
  decode: (value) => {
    const names = Object.keys(value as object)
    return names.length === 0
      ? Exit.succeed({})
      : Exit.fail(
          new Invalid([
            { path: SchemaIssues.pointer([names[0] ?? ""]), message: "Unexpected argument" }
          ])
        )
  },
  encode: (value) => Exit.succeed(value),
  jsonSchema: () => ({ type: "object", additionalProperties: false })
}

/** Compiled at the first use, kept for all others. */
export const reader = (shape: Shape, side: Side): Reader =>
  isStandard(shape) ? standardReader(shape, side) : effectReader(shape, side)
