/**
 * One request and the way of its answer: the answer to the POST, as JSON or as a stream of events, and in revisions
 * where a stream that breaks off can be resumed, what is read after that.
 *
 * @spec 2025-11-25/basic/transports#sending-messages-to-the-server
 * @spec 2026-07-28/basic/transports/streamable-http#receiving-messages
 * @since 0.1.0
 */
import type { ClientTransport, TransportError } from "@effect-mcp/protocol"
import { ErrorCode, JsonRpc } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import type { Call, Receiver } from "./call.ts"
import { failure, lost, type Reason, refused } from "./failure.ts"
import { first, type Head, isAccepted } from "./head.ts"
import { Inbox } from "./inbox.ts"
import { Position, type Patience } from "./position.ts"
import type { Reader } from "./resumption.ts"

/** How a request ends. @since 0.1.0 */
export type Outcome = Effect.Effect<void, TransportError.TransportError>

/** What the channel does for a request. @since 0.1.0 */
export interface Host {
  readonly sink: ClientTransport.Sink
  readonly patience: Patience
  /** `initialize` was answered, and this is what the server calls the session. */
  readonly begin: (session: string) => void
  /** The server has forgotten the session. */
  readonly sessionLost: () => Reason
  /** The server took a request. */
  readonly reached: () => void
  /** Reads the rest of an answer whose stream has broken off. */
  readonly resume: (reader: Reader, reason: Reason) => Outcome
  /** The endpoint takes no `initialize`: perhaps another transport is spoken there. Else it is as `otherwise` says. */
  readonly older: (out: ClientTransport.Outbound, otherwise: Outcome) => Outcome
}

/** @since 0.1.0 */
export interface Options {
  readonly out: ClientTransport.Outbound
  readonly id: JsonRpc.RequestId
  /** It was sent as part of a session. */
  readonly inSession: boolean
  /** What the revision says of batches. */
  readonly batches: boolean
  readonly end: (outcome: Outcome) => void
  /** It ends with `work`. */
  readonly goOn: (work: Outcome) => void
}

/** @since 0.1.0 */
export class RequestExchange implements Receiver, Reader {
  call: Call | undefined
  readonly position: Position
  readonly #host: Host
  readonly #options: Options
  readonly #inbox: Inbox
  #abandoned = false

  constructor(host: Host, options: Options) {
    this.#host = host
    this.#options = options
    this.#inbox = new Inbox(host.sink, options.id, options.batches)
    this.position = new Position(host.patience, false)
  }

  get #isInitialize(): boolean {
    return this.#options.out.message.method === "initialize"
  }

  get isPerRequest(): boolean {
    return this.#options.out.revision?.lifecycle === "PerRequest"
  }

  /** Nobody waits any more. `true` if closing the stream is all there is to do. */
  abandon(): boolean {
    this.#abandoned = true
    if (!this.isPerRequest) {
      this.call?.leave()
      return false
    }
    this.call?.abort()
    this.#options.end(Effect.void)
    return true
  }

  isDone(): boolean {
    return this.#inbox.answered || this.#abandoned
  }

  body(head: Head, text: string): void {
    if (!isAccepted(head)) return this.#refused(head, text)
    const flaw = this.#accepted(head)
    if (flaw !== undefined) return this.#options.end(Effect.fail(failure(flaw)))
    const isAnswer = head.kind === "Json" && this.#inbox.answer(JsonRpc.parse(text))
    this.#options.end(isAnswer ? Effect.void : Effect.fail(failure(refused(head, text))))
  }

  opened(head: Head): void {
    this.position.opened()
    const flaw = this.#accepted(head)
    if (flaw === undefined) return
    this.call?.abort()
    this.#options.end(Effect.fail(failure(flaw)))
  }

  event(data: string, type: string): void {
    if (type === "message") this.message(data)
    if (!this.#inbox.answered) return
    this.call?.leave()
    this.#options.end(Effect.void)
  }

  message(data: string): void {
    this.position.message()
    this.#inbox.receive(JsonRpc.parse(data))
  }

  id(id: string): void {
    this.position.id(id)
  }

  retry(after: number): void {
    this.position.retry(after)
  }

  ended(reason: Reason): void {
    const { end, goOn } = this.#options
    if (this.isDone()) return end(Effect.void)
    const mayResume = !this.isPerRequest && reason._tag === "ConnectionLost"
    if (mayResume) goOn(this.#host.resume(this, reason))
    else end(Effect.fail(failure(reason)))
  }

  /** Why the server's answer cannot be used after all. */
  #accepted({ headers }: Head): Reason | undefined {
    this.#host.reached()
    const session = this.#isInitialize ? first(headers["mcp-session-id"]) : undefined
    if (session === undefined) return undefined
    if (!visible.test(session)) return lost(new Error(unnameable))
    this.#host.begin(session)
    return undefined
  }

  #refused(head: Head, text: string): void {
    const { end, goOn, inSession, out } = this.#options
    if (head.status === 404 && inSession) {
      return end(Effect.fail(failure(this.#host.sessionLost())))
    }
    const error = head.kind === "Json" ? errorOf(text) : undefined
    const outcome =
      error === undefined || isChallenge(head)
        ? Effect.fail(failure(refused(head, text)))
        : Effect.sync(() => this.#inbox.error(error))
    const maybeOlder = this.#isInitialize && olderStatuses.has(head.status)
    if (maybeOlder && !this.#isOurs(error)) goOn(this.#host.older(out, outcome))
    else end(outcome)
  }

  /** An endpoint of this transport has spoken, so there is none of the older one. */
  #isOurs(error: JsonRpc.ErrorEnvelope | undefined): boolean {
    if (error === undefined) return false
    return error.id === this.#options.id || perRequestCodes.has(error.error.code)
  }
}

/** @spec 2025-11-25/basic/transports#session-management */
const visible = /^[\x21-\x7e]+$/
const unnameable = "The server calls the session what no header can carry"

/** @spec 2025-11-25/basic/transports#backwards-compatibility */
const olderStatuses = new Set([400, 404, 405])

const perRequestCodes = new Set<number>([
  ErrorCode.headerMismatch,
  ErrorCode.missingRequiredClientCapability,
  ErrorCode.unsupportedProtocolVersion
])

/** Whoever is to be authorized needs the headers, whatever the body says. */
const isChallenge = ({ status }: Head): boolean => status === 401 || status === 403

const errorOf = (text: string): JsonRpc.ErrorEnvelope | undefined => {
  const message = JsonRpc.parse(text)
  return message._tag === "Error" ? message : undefined
}
