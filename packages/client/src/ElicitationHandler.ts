/**
 * How the user is asked what a server wants to know, as a layer. What it is given decides what the client declares: `form`,
 * `url`, or both; a mode that was not given is refused.
 *
 * Whatever draws the question has to show which server asks, let the user look at and change the answers, and
 * offer both "no" and "not now".
 *
 * @spec 2025-11-25/client/elicitation#capabilities
 * @since 0.1.0
 */
import type { JsonSchemaValidator } from "@effect-mcp/protocol"
import type { Elicitation, Implementation } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import type { Content } from "./FormCheck.ts"
import type { Link } from "./LinkCheck.ts"

/** What every question tells about itself. @since 0.1.0 */
export interface Asked {
  readonly message: string
  /** URLs in the message, which is no place for links: do not let them be clicked. */
  readonly mentioned: ReadonlyArray<string>
  /** Who asks, by its own account: show it, and decide nothing by it. */
  readonly server: Implementation.Implementation | undefined
  readonly meta: { readonly [key: string]: unknown } | undefined
}

/** A form to fill in. @since 0.1.0 */
export interface FormRequest extends Asked {
  readonly schema: Elicitation.RequestedSchema
  /** What to show in the fields: the defaults, or what the user gave last time. */
  readonly content: Content
  /** What was wrong with the last answer; empty the first time. */
  readonly issues: ReadonlyArray<JsonSchemaValidator.Issue>
}

/**
 * What the user did with a form. Fields that are absent from `content` are sent with their defaults.
 *
 * @spec 2025-11-25/client/elicitation#response-actions
 * @since 0.1.0
 */
export type FormAnswer =
  | { readonly action: "accept"; readonly content?: Content | undefined }
  | { readonly action: "decline" }
  | { readonly action: "cancel" }

/** A page to be visited outside this client. @since 0.1.0 */
export interface UrlRequest extends Asked {
  /** The full URL to show, its host to highlight, and what is odd about it. */
  readonly link: Link
  readonly elicitationId: string | undefined
}

/**
 * How pages are visited. `consent` comes first and must show `link.url` whole; only after it said `accept`, and never
 * before, is `open` run.
 *
 * @spec 2025-11-25/client/elicitation#safe-url-handling
 * @since 0.1.0
 */
export interface UrlHandler<in out R> {
  readonly consent: (
    request: UrlRequest
  ) => Effect.Effect<"accept" | "decline" | "cancel", never, R>
  /**
   * Opens the page where neither this program nor a model can look into it: the system's browser, without a
   * shell.
   */
  readonly open: (url: string) => Effect.Effect<void, never, R>
  /**
   * Runs while the user is away on the page: give them a way to say "go on" or "give up", since the server may
   * never report the end. Without it the call goes on at once.
   */
  readonly waiting?:
    | ((request: UrlRequest) => Effect.Effect<"retry" | "cancel", never, R>)
    | undefined
}

/** What can be asked. @since 0.1.0 */
export interface Handlers<in out R> {
  readonly form?: ((request: FormRequest) => Effect.Effect<FormAnswer, never, R>) | undefined
  readonly url?: UrlHandler<R> | undefined
  /**
   * How often a form is shown again while its answer breaks the schema, before the server is told `cancel`.
   *
   * @default 3
   */
  readonly attempts?: number | undefined
  /**
   * Questions a minute; more are answered `cancel` unseen.
   *
   * @default 60
   */
  readonly perMinute?: number | undefined
}

/** What the client asks the user through. @since 0.1.0 */
export class ElicitationHandler extends Context.Service<ElicitationHandler, Handlers<never>>()(
  "@effect-mcp/client/ElicitationHandler"
) {}

/**
 * Asks by these functions, which may need services of their own.
 *
 * @since 0.1.0
 */
export const layer = <R = never>(
  handlers: Handlers<R>
): Layer.Layer<ElicitationHandler, never, R> =>
  Layer.effect(
    ElicitationHandler,
    Effect.contextWith((context: Context.Context<R>) => Effect.succeed(provided(handlers, context)))
  )

const provided = <R>(handlers: Handlers<R>, context: Context.Context<R>): Handlers<never> => {
  const { form, url } = handlers
  return {
    attempts: handlers.attempts,
    perMinute: handlers.perMinute,
    form: form && ((request) => Effect.provideContext(form(request), context)),
    url: url && providedUrl(url, context)
  }
}

const providedUrl = <R>(url: UrlHandler<R>, context: Context.Context<R>): UrlHandler<never> => {
  const { waiting } = url
  return {
    consent: (request) => Effect.provideContext(url.consent(request), context),
    open: (target) => Effect.provideContext(url.open(target), context),
    waiting: waiting && ((request) => Effect.provideContext(waiting(request), context))
  }
}
