/**
 * What an answer turns out to be, read by the schema of its method in the revision spoken.
 *
 * @since 0.1.0
 */
import { type Extension, type Outgoing, RequestError, SchemaIssues } from "@effect-mcp/protocol"
import { InputRequired, type Revision } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

import type { ClientError } from "../ClientError.ts"
import * as NewerContent from "./newerContent.ts"
import { failed } from "./reason.ts"

type JsonObject = Outgoing.JsonObject

/** What an answer is. @since 0.1.0 */
export type Answer =
  | {
      readonly _tag: "Complete"
      readonly result: unknown
      /** As it came: what is said about keeping it is read from here. */
      readonly raw: Outgoing.JsonObject
    }
  | { readonly _tag: "InputRequired"; readonly result: InputRequired.InputRequiredResult }
  /** What an extension has added, and has to bring to an end. */
  | {
      readonly _tag: "Further"
      readonly kind: Extension.ResultType
      readonly raw: JsonObject
      /** Once it has come to its end. */
      readonly release?: () => void
    }

/** An answer that breaks its schema reaches nobody. @since 0.1.0 */
export const invalid = (method: string, issue: string) =>
  Effect.fail(failed(method, new RequestError.InvalidResult({ issue })))

type Decoder<A> = (raw: unknown) => Exit.Exit<A, Schema.SchemaError>

const decoders = new WeakMap<Revision.RequestPayloads, Decoder<unknown>>()

const decoder = (method: string, payloads: Revision.RequestPayloads): Decoder<unknown> => {
  const known = decoders.get(payloads)
  if (known !== undefined) return known
  const made = NewerContent.liberal(method, Schema.decodeUnknownExit(payloads.result))
  decoders.set(payloads, made)
  return made
}

/** A result that answers. @since 0.1.0 */
export const complete = (
  revision: Revision.Revision,
  method: string,
  raw: JsonObject
): Effect.Effect<unknown, ClientError> => {
  const payloads = revision.client.requests[method]
  return payloads === undefined
    ? Effect.succeed(raw)
    : decode(decoder(method, payloads)(raw), method, (result) => result)
}

const decodeAsking: Decoder<InputRequired.InputRequiredResult> = Schema.decodeUnknownExit(
  InputRequired.InputRequiredResult
)

/** A result that asks. @since 0.1.0 */
export const asking = (method: string, raw: JsonObject): Effect.Effect<Answer, ClientError> =>
  decode(decodeAsking(raw), method, (result) => ({ _tag: "InputRequired", result }))

const decode = <A, B>(
  exit: Exit.Exit<A, Schema.SchemaError>,
  method: string,
  answer: (result: A) => B
): Effect.Effect<B, ClientError> =>
  Effect.map(exit, answer).pipe(
    Effect.catch((error) => invalid(method, SchemaIssues.describe(SchemaIssues.of(error))))
  )
