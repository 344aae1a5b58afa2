/**
 * Values checked against a JSON Schema that an author took from elsewhere.
 */
import type { JsonSchemaValidator } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import { Invalid, type Read, type Reader } from "./reader.ts"
import { withoutPatterns } from "./withoutPatterns.ts"

export type JsonSchema = { readonly [keyword: string]: unknown }

/** The schema cannot be used as the author wrote it. */
export class UnusableSchema extends Error {
  override readonly name = "UnusableSchema"
}

const unchecked: Read = (value) => Exit.succeed(value)

const checking =
  (checker: JsonSchemaValidator.Checker): Read =>
  (value) => {
    const verdict = checker.check(value)
    if (verdict._tag === "Valid") return Exit.succeed(value)
    // What is too costly to check is not let through: the caller chose the value.
    const issues =
      verdict._tag === "Invalid" ? verdict.issues : [{ path: "", message: verdict.detail }]
    return Exit.fail(new Invalid(issues))
  }

/**
 * A schema that is none, or of an unknown dialect, is a defect. Where only its patterns cannot be run, all but them
 * is checked; one that cannot be checked at all (it needs the network) is passed on. Either with one warning.
 */
export const reader = (
  validator: JsonSchemaValidator.JsonSchemaValidator["Service"],
  schema: JsonSchema,
  what: string
): Effect.Effect<Reader> => {
  const compiled = validator.compile(schema)
  const made = (read: Read): Reader => ({
    decode: read,
    encode: read,
    jsonSchema: () => schema
  })
  if (compiled._tag === "Checker") return Effect.succeed(made(checking(compiled)))
  const message = `The JSON Schema for the ${what} cannot be used for validation: ${compiled.detail}`
  if (compiled.reason === "NotASchema" || compiled.reason === "Dialect") {
    return Effect.die(new UnusableSchema(message))
  }
  const rest = compiled.reason === "Pattern" ? validator.compile(withoutPatterns(schema)) : compiled
  return rest._tag === "Checker"
    ? Effect.as(
        Effect.logWarning(`${message}; all but its patterns is checked`),
        made(checking(rest))
      )
    : Effect.as(Effect.logWarning(message), made(unchecked))
}
