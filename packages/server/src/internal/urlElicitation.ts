/**
 * Asking the person to do something on a page, out of the client's and the model's sight.
 */
import {
  Interaction,
  McpRequest,
  type Principal,
  RpcError,
  Step,
  type Steps
} from "@effect-mcp/protocol"
import { Elicitation as Wire, ErrorCode, Wire as Words } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

import { McpServer } from "../McpServer.ts"
import { ask } from "./question.ts"

/**
 * @since 0.1.0
 */
export interface UrlOptions {
  /** What the person reads before agreeing to open the page: why, and for what. */
  readonly message: string
  /**
   * The page, or how to make its URL of the question's id. No secret and no personal data belongs in it,
   * and it must not be signed in already: whoever opens it has to show who they are, and `owner` says who
   * they have to be.
   */
  readonly url: string | ((elicitationId: string) => string)
  /** A name for the question, unique within the handler; else the message is. */
  readonly key?: string | undefined
}

/**
 * What asking for a page needs.
 *
 * @since 0.1.0
 */
export type Services = Interaction.Interaction | McpRequest.McpRequest | Steps.Steps | McpServer

const requires = ["elicitation.url"]

const decodeResult = Schema.decodeUnknownEffect(Wire.ElicitResult)

const misuse = (message: string): never => {
  throw new Interaction.Misuse({ message })
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host)

/** A URL a client can show and open: the author's mistake if it is none. */
const checked = (text: string): string => {
  if (!URL.canParse(text)) return misuse(`Not a URL: ${text}`)
  const url = new URL(text)
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return misuse(`A page is opened by https, and by http on this machine only: ${text}`)
  }
  if (url.username !== "" || url.password !== "") {
    return misuse("The URL of a page must not carry credentials")
  }
  return text
}

const paramsOf = (options: UrlOptions, elicitationId: string): Wire.ElicitRequestURLParams => ({
  mode: "url",
  message: options.message,
  url: checked(typeof options.url === "string" ? options.url : options.url(elicitationId)),
  elicitationId
})

/** The same for every run of a call, guessable by nobody, and bound to who asks. */
const identified = (
  options: UrlOptions
): Effect.Effect<Wire.ElicitRequestURLParams, never, Services> =>
  Effect.gen(function* () {
    const id = yield* Step.idempotencyKey(`elicitation ${options.key ?? options.message}`)
    const request = yield* McpRequest.McpRequest
    const server = yield* McpServer
    const params = paramsOf(options, id)
    if (request.supports("elicitation.url")) server.pages.remember(id, request)
    return params
  })

/**
 * Asks the person to open a page. Succeeds when they agree to: what they do there is not known until the
 * page's own server says so. Then tell the client with `complete`.
 *
 * @spec 2026-07-28/client/elicitation#url-mode-elicitation-requests
 * @since 0.1.0
 */
export const url = (
  options: UrlOptions
): Effect.Effect<{ readonly elicitationId: string }, Interaction.InteractionError, Services> =>
  Effect.gen(function* () {
    const params = yield* identified(options)
    const elicitationId = params.elicitationId ?? ""
    const { action } = yield* ask({
      method: "elicitation/create",
      key: options.key,
      requires,
      params,
      inWordsOf: Words.elicitRequest,
      decode: decodeResult
    })
    const key = options.key ?? elicitationId
    if (action === "decline") return yield* new Interaction.Declined({ key })
    if (action === "cancel") return yield* new Interaction.Cancelled({ key })
    return { elicitationId }
  })

/**
 * Says that a call cannot go on before the person has been to these pages. In 2025-11-25 the call fails
 * with the error that lists them, and the client calls again once they are done; in later revisions the
 * pages are asked for, and the handler goes on when the person agreed to open them. So look again, after
 * this, whether what was missing is there now.
 *
 * @spec 2025-11-25/client/elicitation#url-elicitation-required-error
 * @since 0.1.0
 */
export const required = (
  ...pages: readonly [UrlOptions, ...ReadonlyArray<UrlOptions>]
): Effect.Effect<void, Interaction.InteractionError | RpcError.RpcError, Services> =>
  Effect.gen(function* () {
    const request = yield* McpRequest.McpRequest
    if (!request.supports("elicitation.url")) {
      return yield* new Interaction.Unsupported({ method: "elicitation/create", missing: requires })
    }
    if (request.revision.urlElicitation === "Input") {
      return yield* Effect.forEach(pages, url, { concurrency: "unbounded", discard: true })
    }
    const elicitations = yield* Effect.forEach(pages, identified)
    return yield* RpcError.make(
      ErrorCode.urlElicitationRequired,
      "This request needs the user to visit a page first",
      { elicitations }
    )
  })

/**
 * Says that what the page was for is done. Tells the client that was asked, where the revision has that.
 *
 * @spec 2025-11-25/client/elicitation#completion-notifications-for-url-mode-elicitation
 * @since 0.1.0
 */
export const complete = (elicitationId: string): Effect.Effect<void, never, McpServer> =>
  McpServer.useSync((server) => server.pages.complete(elicitationId))

/**
 * Who was asked. A page must let nobody else answer, however they came by its URL. Known to this process
 * only, until `complete`, for the last 10 000 questions.
 *
 * @spec 2026-07-28/client/elicitation#phishing
 * @since 0.1.0
 */
export const owner = (
  elicitationId: string
): Effect.Effect<Principal.Identity | undefined, never, McpServer> =>
  McpServer.useSync((server) => server.pages.owner(elicitationId))
