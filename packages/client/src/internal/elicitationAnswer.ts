/**
 * Answering `elicitation/create`: what the user says, checked before it is sent.
 *
 * @spec 2026-07-28/client/elicitation#response-actions
 * @since 0.1.0
 */
import { type JsonSchemaValidator, RpcError } from "@effect-mcp/protocol"
import type { Elicitation, Implementation } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import type { Asked, FormRequest, Handlers, UrlHandler, UrlRequest } from "../ElicitationHandler.ts"
import * as FormCheck from "../FormCheck.ts"
import * as LinkCheck from "../LinkCheck.ts"
import type { OpenElicitations } from "./openElicitations.ts"

/** What an answer needs beside the question. @since 0.1.0 */
export interface Means {
  readonly handlers: Handlers<never>
  readonly validator: JsonSchemaValidator.JsonSchemaValidator["Service"]
  readonly server: Implementation.Implementation | undefined
  /** Whether the answer waits until the user is done on a page, by their own word or the server's. */
  readonly waits: boolean
  readonly pages: OpenElicitations
}

type Answer = Effect.Effect<Elicitation.ElicitResult, RpcError.RpcError>

/**
 * Asks the user. A mode without handler is -32602, as the specification wants it for an undeclared one.
 *
 * @spec 2025-11-25/client/elicitation#error-handling
 * @since 0.1.0
 */
export const answer = (params: Elicitation.ElicitRequestParams, means: Means): Answer => {
  const { form, url } = means.handlers
  if (params.mode === "url") {
    return url === undefined ? undeclared("url") : visit(params, url, means)
  }
  return form === undefined ? undeclared("form") : fill(params, form, means)
}

const undeclared = (mode: string): Answer =>
  Effect.fail(RpcError.invalidParams(`The client did not declare the elicitation mode "${mode}"`))

const asked = (params: Elicitation.ElicitRequestParams, means: Means): Asked => ({
  message: params.message,
  mentioned: LinkCheck.mentioned(params.message),
  server: means.server,
  meta: params._meta
})

const fill = Effect.fnUntraced(function* (
  params: Elicitation.ElicitRequestFormParams,
  form: NonNullable<Handlers<never>["form"]>,
  means: Means
) {
  const schema = params.requestedSchema
  let request: FormRequest = {
    ...asked(params, means),
    schema,
    content: FormCheck.defaults(schema),
    issues: []
  }
  for (let left = means.handlers.attempts ?? 3; left > 0; left--) {
    const given = yield* form(request)
    if (given.action !== "accept") return { action: given.action }
    const content = FormCheck.complete(schema, given.content)
    const issues = FormCheck.issues(means.validator, schema, content)
    if (issues.length === 0) return { action: given.action, content }
    request = { ...request, content, issues }
  }
  yield* Effect.logWarning("A form was answered against its schema until no attempt was left")
  return { action: "cancel" as const }
})

const visit = Effect.fnUntraced(function* (
  params: Elicitation.ElicitRequestURLParams,
  url: UrlHandler<never>,
  means: Means
) {
  const request = yield* page(params, means)
  const action = yield* url.consent(request)
  if (action !== "accept") return { action }
  const { elicitationId } = params
  if (elicitationId !== undefined) means.pages.add(elicitationId)
  yield* url.open(params.url)
  if (!means.waits || url.waiting === undefined) return { action }
  const reported = elicitationId === undefined ? Effect.never : means.pages.completed(elicitationId)
  const next = yield* Effect.raceFirst(url.waiting(request), Effect.as(reported, "retry" as const))
  return next === "retry" ? { action } : { action: "cancel" as const }
})

/**
 * The page as the user gets to see it; -32602 if it is none that may be opened.
 *
 * @spec 2025-11-25/client/elicitation#safe-url-handling
 * @since 0.1.0
 */
export const page = (
  params: Elicitation.ElicitRequestURLParams,
  means: Means
): Effect.Effect<UrlRequest, RpcError.RpcError> => {
  const link = LinkCheck.inspect(params.url)
  if (link instanceof LinkCheck.LinkRefused)
    return Effect.fail(RpcError.invalidParams(link.message))
  return Effect.succeed({ ...asked(params, means), link, elicitationId: params.elicitationId })
}
