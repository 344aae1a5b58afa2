/**
 * One open channel to the server, and the connection over it: everything that arrives is sorted here. What belongs
 * to a request of ours goes to whoever waits for it, what the server asks goes to the dispatcher, and what the
 * revision forbids is reported and goes nowhere.
 *
 * @spec 2026-07-28/basic/transports/stdio#receiving-messages
 * @since 0.1.0
 */
import {
  type ClientTransport,
  Connection,
  type Deadlines,
  type Dispatcher,
  type Exchange,
  Principal,
  type RequestNames,
  TransportError
} from "@effect-mcp/protocol"
import { JsonRpc, type Revision } from "@effect-mcp/schema"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

import type { Violation } from "../ClientEvent.ts"
import { LateProgress } from "./lateProgress.ts"

/** What a link is made of. @since 0.1.0 */
export interface Options {
  readonly context: Context.Context<never>
  readonly deadlines: Deadlines.Deadlines
  readonly limits: NonNullable<Connection.Options["limits"]>
  /** What a request is about, where that is said outside of the message. */
  readonly nameOf: RequestNames.NameOf
  readonly violated: (violation: Violation) => void
}

/**
 * The answer to a request of ours that is no answer. It takes the place of the result, so that the one who waits is
 * told at once, and by us.
 *
 * @since 0.1.0
 */
export class Unreadable {
  readonly [member: string]: unknown
  readonly issue: string
  constructor(issue: string) {
    this.issue = issue
  }
}

/** How many notifications are held while nothing is agreed yet. */
const held = 64

/** An open channel. @since 0.1.0 */
export class Link {
  readonly connection: Connection.Connection
  readonly scope: Scope.Closeable
  /** Progress of calls whose requests were answered. */
  readonly late = new LateProgress()
  revision: Revision.Revision | undefined
  /** Something was answered since it is known what is spoken. */
  answered = false
  private readonly options: Options
  private channel: ClientTransport.Channel | undefined
  private dispatcher: Dispatcher.Dispatcher | undefined
  private early: Array<JsonRpc.NotificationEnvelope> = []
  private readonly run: (work: Effect.Effect<unknown>) => unknown

  constructor(options: Options, scope: Scope.Closeable) {
    this.options = options
    this.scope = scope
    this.run = Effect.runForkWith(options.context)
    this.connection = new Connection.Connection({
      principal: Principal.local,
      deadlines: options.deadlines,
      context: options.context,
      limits: options.limits,
      send: (frame) =>
        this.post({ frame, message: { kind: "notification" }, revision: this.revision }),
      wire: {
        send: (out) => this.transmit(out),
        nameOf: options.nameOf,
        abandon: (id) => this.channel?.abandon(id) ?? false
      }
    })
  }

  /** Both directions work from here on. */
  opened(channel: ClientTransport.Channel): void {
    this.channel = channel
  }

  /** What was agreed: from here on the server may ask, and is told that it may. */
  speak(revision: Revision.Revision, dispatcher: Dispatcher.Dispatcher): void {
    this.revision = revision
    this.dispatcher = dispatcher
    this.channel?.negotiated(revision)
    const early = this.early
    this.early = []
    for (const envelope of early) this.notification(envelope)
  }

  /** Never throws: what a callback of the program's throws is logged, and the next message is read. */
  receive(message: JsonRpc.Parsed): void {
    try {
      this.sort(message)
    } catch (defect) {
      this.run(Effect.logError("Something that was told of a message threw", defect))
    }
  }

  private sort(message: JsonRpc.Parsed): void {
    switch (message._tag) {
      case "Result":
        this.answered = this.revision !== undefined
        this.connection.outgoing.result(message.id, message.result)
        return
      case "Error":
        return this.error(message)
      case "Notification":
        return this.notification(message)
      case "Request":
        return this.request(message)
      case "Batch":
        return this.batch(message)
      case "Malformed":
        return this.malformed(message)
    }
  }

  private error(message: JsonRpc.ErrorEnvelope): void {
    this.answered = this.revision !== undefined
    if (message.id === undefined) {
      this.violated("OrphanError", "", `${message.error.code}: ${message.error.message}`)
    } else {
      this.connection.outgoing.error(message.id, message.error)
    }
  }

  private notification(message: JsonRpc.NotificationEnvelope): void {
    if (message.method === "notifications/progress") {
      if (!this.connection.outgoing.progress(message.params)) this.late.take(message.params)
    } else if (this.dispatcher !== undefined) {
      this.dispatcher.notification(message, this.exchange(undefined))
    } else if (this.early.length < held) {
      this.early.push(message)
    }
  }

  private request(message: JsonRpc.RequestEnvelope): void {
    if (this.revision?.lifecycle === "PerRequest") {
      return this.violated(
        "Request",
        message.method,
        "a server asks by its results in this revision"
      )
    }
    const exchange = this.exchange(message.id)
    if (this.dispatcher !== undefined) return this.dispatcher.request(message, exchange)
    if (message.method === "ping") return exchange.answer(JsonRpc.encodeResult(message.id, "{}"))
    const error = { code: -32600, message: "Not initialized" }
    exchange.answer(JsonRpc.encodeError(message.id, error), error.code)
  }

  private batch(message: JsonRpc.Batch): void {
    if (this.revision?.batches !== true) {
      return this.violated("Batch", "", "this revision has no batches")
    }
    for (const item of message.items) this.receive(item)
  }

  private malformed(message: JsonRpc.Malformed): void {
    this.violated("Malformed", "", message.message)
    if (message.id === undefined) return
    if (!message.answerable) {
      this.connection.outgoing.result(message.id, new Unreadable(message.message))
    } else if (this.revision?.lifecycle === "Handshake") {
      const { code, message: text } = message
      this.exchange(message.id).answer(
        JsonRpc.encodeError(message.id, { code, message: text }),
        code
      )
    }
  }

  private violated(what: Violation["what"], method: string, detail: string): void {
    this.options.violated({ _tag: "Violation", what, method: method.slice(0, 200), detail })
  }

  private exchange(id: JsonRpc.RequestId | undefined): Exchange.Exchange {
    return {
      principal: this.connection.principal,
      connection: this.connection,
      revision: this.revision,
      send: (frame) => this.connection.send(frame),
      answer: (frame) =>
        this.post({ frame, message: { kind: "response", id }, revision: this.revision }),
      silent: () => undefined
    }
  }

  private transmit(out: ClientTransport.Outbound) {
    return this.channel === undefined
      ? Effect.fail(
          new TransportError.TransportError({
            transport: "link",
            reason: new TransportError.Closed({})
          })
        )
      : this.channel.send(out)
  }

  /** What cannot be delivered is lost: the transport says so by closing. */
  private post(out: ClientTransport.Outbound): void {
    this.run(Effect.ignore(this.transmit(out)))
  }
}

/**
 * Opens a channel in a scope of its own: `close` ends it, and so does the end of `parent`.
 *
 * @since 0.1.0
 */
export const open = Effect.fnUntraced(function* (
  transport: ClientTransport.ClientTransport["Service"],
  parent: Scope.Scope,
  options: Options
) {
  const scope = yield* Scope.fork(parent)
  const link = new Link(options, scope)
  yield* Scope.addFinalizer(
    scope,
    Effect.sync(() => link.connection.close(new TransportError.Closed({})))
  )
  const channel = yield* transport
    .open({
      receive: (message) => link.receive(message),
      closed: (reason) => link.connection.close(reason)
    })
    .pipe(
      Scope.provide(scope),
      Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
    )
  link.opened(channel)
  return link
})

/**
 * Ends the channel and everything that waits on it.
 *
 * @since 0.1.0
 */
export const close = (link: Link): Effect.Effect<void> => Scope.close(link.scope, Exit.void)

/**
 * As `close`, once nothing is waited for.
 *
 * @since 0.1.0
 */
export const closeOnceIdle = (link: Link): Effect.Effect<void> =>
  Effect.andThen(
    Effect.callback<void>((resume) => link.connection.outgoing.onIdle(() => resume(Effect.void))),
    close(link)
  )
