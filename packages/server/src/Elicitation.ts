/**
 * Asking the person, in the middle of a call: by a form, or by a page elsewhere.
 *
 * ```ts
 * const { approved } = yield* Elicitation.form({
 *   message: "Apply 3 changes?",
 *   schema: Schema.Struct({ approved: Schema.Boolean })
 * })
 * ```
 *
 * Whatever a form is answered with passes through the client and may reach the model: secrets are asked
 * for on a page (`url`). A form with a field that is named like a secret is a defect.
 *
 * @spec 2026-07-28/client/elicitation#elicitation-requests
 * @since 0.1.0
 */
import { Interaction, type McpRequest } from "@effect-mcp/protocol"
import { Elicitation as Wire, JsonSchema, Wire as Words } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

import { type Asking, ask } from "./internal/question.ts"
import { secretField } from "./internal/secretField.ts"

/**
 * What asking needs: it happens within a call.
 *
 * @since 0.1.0
 */
export type Services = Interaction.Interaction | McpRequest.McpRequest

/**
 * @since 0.1.0
 */
export interface FormOptions<S extends Schema.Constraint> {
  /** What the person reads. No links: a form is not the place to be sent elsewhere from. */
  readonly message: string
  /** A flat struct of strings, numbers, booleans and choices. */
  readonly schema: S
  /** A name for the question, unique within the handler; else one is made from what is asked. */
  readonly key?: string | undefined
  /** Fields that only sound like secrets. */
  readonly notSecret?: ReadonlyArray<string> | undefined
}

/** What the compiler says of a field that no form has. */
interface NoFormField {
  readonly "A form has fields of strings, numbers, booleans and choices: nothing nested, and lists of strings only": never
}

type IsField<V> =
  V extends ReadonlyArray<infer Item>
    ? Item extends string
      ? true
      : false
    : V extends Readonly<Record<string, unknown>>
      ? false
      : true

/** `unknown` where every field of the form can be asked for. */
type Flat<Encoded> = false extends { [K in keyof Encoded]: IsField<Encoded[K]> }[keyof Encoded]
  ? { readonly schema: NoFormField }
  : unknown

/**
 * How a person can end a question.
 *
 * @spec 2026-07-28/client/elicitation#response-actions
 * @since 0.1.0
 */
export type Outcome<A> =
  | { readonly action: "accept"; readonly content: A }
  | { readonly action: "decline" }
  | { readonly action: "cancel" }

const decodeResult = Schema.decodeUnknownEffect(Wire.ElicitResult)

type FormParams = Wire.ElicitRequestFormParams

const asking = <S extends Schema.Constraint>(
  options: FormOptions<S>
): Asking<FormParams, Outcome<S["Type"]>, S["DecodingServices"]> => {
  const requestedSchema = JsonSchema.elicitation(options.schema)
  const secret = secretField(requestedSchema, options.notSecret ?? [])
  if (secret !== undefined) {
    throw new Interaction.Misuse({
      message: `A form must not ask for "${secret}", which sounds like a secret: use Elicitation.url, or say notSecret.`
    })
  }
  const decodeContent = Schema.decodeUnknownEffect(Schema.toCodecJson(options.schema))
  return {
    method: "elicitation/create",
    key: options.key,
    requires: ["elicitation.form"],
    params: { message: options.message, requestedSchema },
    inWordsOf: Words.elicitRequest,
    decode: (raw) =>
      Effect.flatMap(
        decodeResult(raw),
        ({
          action,
          content
        }): Effect.Effect<Outcome<S["Type"]>, Schema.SchemaError, S["DecodingServices"]> =>
          action === "accept"
            ? Effect.map(decodeContent(content ?? {}), (value) => ({ action, content: value }))
            : Effect.succeed({ action })
      )
  }
}

/**
 * Asks by a form, and gives whatever the person did. An answer that does not fit the schema is asked for
 * again.
 *
 * @spec 2026-07-28/client/elicitation#form-mode-elicitation-requests
 * @since 0.1.0
 */
export const formResult = <S extends Schema.Constraint>(
  options: FormOptions<S> & Flat<S["Encoded"]>
): Effect.Effect<Outcome<S["Type"]>, Interaction.AskError, Services | S["DecodingServices"]> =>
  Effect.suspend(() => ask(asking(options)))

/**
 * As `formResult`, for those who need an answer: declining and turning away are failures.
 *
 * @since 0.1.0
 */
export const form = <S extends Schema.Constraint>(
  options: FormOptions<S> & Flat<S["Encoded"]>
): Effect.Effect<S["Type"], Interaction.InteractionError, Services | S["DecodingServices"]> =>
  Effect.flatMap(formResult(options), (outcome) =>
    outcome.action === "accept"
      ? Effect.succeed(outcome.content)
      : refusal(outcome.action, options.key ?? "form")
  )

/**
 * The person's no, as a failure.
 *
 * @since 0.1.0
 */
export const refusal = (
  action: "decline" | "cancel",
  key: string
): Effect.Effect<never, Interaction.Declined | Interaction.Cancelled> =>
  Effect.fail(
    action === "decline" ? new Interaction.Declined({ key }) : new Interaction.Cancelled({ key })
  )

export { complete, owner, required, url, type UrlOptions } from "./internal/urlElicitation.ts"
