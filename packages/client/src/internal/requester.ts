/**
 * One request of ours, from its parameters to its result: what the revision wants every message to carry, the wait,
 * and what the answer turns out to be.
 *
 * @spec 2026-07-28/basic#requests
 * @since 0.1.0
 */
import { Lifecycle, type Outgoing } from "@effect-mcp/protocol"
import { InputRequired, type JsonRpc, type Logging, Meta, type Revision } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import type { RequestOptions } from "../CallOptions.ts"
import { type ClientError, UnknownResultType, Unsupported } from "../ClientError.ts"
import * as Answer from "./answer.ts"
import type { Extended } from "./extended.ts"
import { Unreadable } from "./link.ts"
import type { Opened } from "./opening.ts"
import { failed, isSessionLost, named } from "./reason.ts"
import * as ServerFeatures from "./serverFeatures.ts"

/** What is the same for all requests of one client. @since 0.1.0 */
export interface Options {
  readonly client: Lifecycle.Client
  readonly extended: Extended
  /** The level of requests that do not say one. */
  readonly logLevel: () => Logging.LoggingLevel | undefined
}

/**
 * Where to send again what the server did not take because it has forgotten the session. `mayWait` is false for what
 * was sent again already: it only tells.
 *
 * @since 0.1.0
 */
export type Renewed = (
  lost: Opened,
  error: ClientError,
  mayWait: boolean
) => Effect.Effect<Opened, ClientError>

/** What can be said about one request, here. @since 0.1.0 */
export interface SendOptions extends RequestOptions {
  /** Further headers, not yet encoded. */
  readonly headers?: Outgoing.RequestOptions["headers"]
  /** `false` for what must not be cancelled. */
  readonly cancellable?: boolean | undefined
  /** As `onId`, with the link it is sent on: each time it is sent. */
  readonly onSent?: ((to: Opened, id: JsonRpc.RequestId) => void) | undefined
}

type JsonObject = Outgoing.JsonObject

const toldOf = (to: Opened, options: SendOptions): SendOptions => {
  const { onId, onSent } = options
  if (onSent === undefined) return options
  const told = (id: JsonRpc.RequestId) => {
    onSent(to, id)
    onId?.(id)
  }
  return { ...options, onId: told }
}

/** In place of a result: the request is to be sent on this link. */
class Elsewhere {
  readonly [member: string]: unknown
  readonly opened: Opened
  constructor(opened: Opened) {
    this.opened = opened
  }
}

/** Sends requests. @since 0.1.0 */
export class Requester {
  /** Set by the session, once there is one. */
  renewed: Renewed | undefined
  private readonly options: Options
  private readonly metas = new WeakMap<Revision.Revision, JsonObject>()

  constructor(options: Options) {
    this.options = options
  }

  /**
   * One request and its answer, in the revision that was agreed on. A method that the revision or the server does
   * not have is not sent.
   */
  once(
    to: Opened,
    method: string,
    params: JsonObject | undefined,
    options: SendOptions = {},
    mayResend = true
  ): Effect.Effect<Answer.Answer, ClientError> {
    const refused = this.unsupported(to, method)
    if (refused !== undefined) return Effect.fail(failed(method, refused))
    return Effect.flatMap(this.transmit(to, method, params, options, mayResend), (raw) =>
      raw instanceof Elsewhere
        ? this.once(raw.opened, method, params, options, false)
        : this.classify(to, method, params, raw)
    )
  }

  /** The bare request: nothing is looked up, and the result comes as it is. */
  send(
    to: Opened,
    method: string,
    params: JsonObject | undefined,
    options: SendOptions = {},
    mayResend = true
  ): Effect.Effect<JsonObject, ClientError> {
    return Effect.flatMap(this.transmit(to, method, params, options, mayResend), (raw) =>
      raw instanceof Elsewhere
        ? this.send(raw.opened, method, params, options, false)
        : Effect.succeed(raw)
    )
  }

  private transmit(
    to: Opened,
    method: string,
    params: JsonObject | undefined,
    options: SendOptions,
    mayResend: boolean
  ): Effect.Effect<JsonObject, ClientError> {
    const { revision } = to.agreement
    const sent = this.envelope(revision, params, options)
    const request = to.link.connection.outgoing.request(method, sent, revision, toldOf(to, options))
    return request.pipe(
      Effect.catch((error) => {
        const reason = failed(method, named(error, { method, params, revision }))
        return isSessionLost(error) ? this.elsewhere(to, reason, mayResend) : Effect.fail(reason)
      }),
      Effect.flatMap((raw) =>
        raw instanceof Unreadable ? Answer.invalid(method, raw.issue) : Effect.succeed(raw)
      )
    )
  }

  private elsewhere(
    lost: Opened,
    error: ClientError,
    mayResend: boolean
  ): Effect.Effect<JsonObject, ClientError> {
    if (this.renewed === undefined) return Effect.fail(error)
    return Effect.map(this.renewed(lost, error, mayResend), (opened) => new Elsewhere(opened))
  }

  private unsupported({ agreement }: Opened, method: string): Unsupported | undefined {
    const { capabilities, revision } = agreement
    if (revision.client.requests[method] === undefined) {
      return new Unsupported({ what: method, by: "Revision" })
    }
    const what = ServerFeatures.missing(revision, capabilities, method)
    return what === undefined ? undefined : new Unsupported({ what, by: "Server" })
  }

  private envelope(
    revision: Revision.Revision,
    own: JsonObject | undefined,
    { logLevel = this.options.logLevel(), meta, params }: RequestOptions
  ): JsonObject | undefined {
    const all = params === undefined ? own : { ...params, ...own }
    if (revision.lifecycle === "Handshake") {
      return meta === undefined ? all : { ...all, _meta: meta }
    }
    const level = logLevel === undefined ? undefined : { [Meta.logLevel]: logLevel }
    return { ...all, _meta: { ...meta, ...this.metaOf(revision), ...level } }
  }

  /** What a client says of itself does not change while it lives. */
  private metaOf(revision: Revision.Revision): JsonObject {
    const known = this.metas.get(revision)
    if (known !== undefined) return known
    const made = Lifecycle.requestMeta(this.options.client, revision)
    this.metas.set(revision, made)
    return made
  }

  private classify(
    to: Opened,
    method: string,
    params: JsonObject | undefined,
    raw: JsonObject
  ): Effect.Effect<Answer.Answer, ClientError> {
    const { revision } = to.agreement
    const kind = this.options.extended.further(to, method, params, raw)
    if (kind !== undefined) return Effect.succeed({ _tag: "Further", kind, raw })
    const type = revision.resultEnvelope ? raw["resultType"] : undefined
    if (type === undefined || type === InputRequired.complete) {
      const complete = (result: unknown) => ({ _tag: "Complete" as const, result, raw })
      return Effect.map(Answer.complete(revision, method, raw), complete)
    }
    if (type !== InputRequired.inputRequired) {
      const resultType = typeof type === "string" ? type.slice(0, 200) : typeof type
      return Effect.fail(failed(method, new UnknownResultType({ resultType })))
    }
    return revision.client.requests[method]?.asks === true
      ? Answer.asking(method, raw)
      : Answer.invalid(method, "this method's result may not ask")
  }
}
