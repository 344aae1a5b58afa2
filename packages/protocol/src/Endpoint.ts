/**
 * What a server is to a transport: somewhere to hand messages to.
 *
 * It speaks every revision at once and decides by each message: one that names its revision is
 * answered by that alone, whatever was said before on the same connection; one that names none belongs
 * to the handshake its connection began with.
 *
 * @spec 2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
 * @since 0.1.0
 */
import { JsonRpc, Meta, type Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import { Activity } from "./Activity.ts"
import * as Answering from "./Answering.ts"
import * as Batch from "./Batch.ts"
import { Connection, type Own, type Shared } from "./Connection.ts"
import * as Deadlines from "./Deadlines.ts"
import * as Dispatcher from "./Dispatcher.ts"
import type { Exchange } from "./Exchange.ts"
import * as Extension from "./Extension.ts"
import type { Handlers, Notifications } from "./Handler.ts"
import * as JsonObject from "./JsonObject.ts"
import * as Lifecycle from "./Lifecycle.ts"
import * as Negotiation from "./Negotiation.ts"
import * as Outgoing from "./Outgoing.ts"
import * as RequestNames from "./RequestNames.ts"
import * as Routing from "./Routing.ts"
import * as RpcError from "./RpcError.ts"

/**
 * What a transport says about a new connection.
 *
 * @since 0.1.0
 */
export interface OpenOptions extends Own {}

/**
 * A server, without its transport.
 *
 * @since 0.1.0
 */
export class Endpoint extends Context.Service<
  Endpoint,
  {
    /** The transport closes it (`connection.close`) when the other end is gone, and learns by `onClose` that this end wants it closed. */
    readonly open: (options: OpenOptions) => Connection
    /** Never throws, and answers at once where the work is done at once. */
    readonly receive: (message: JsonRpc.Parsed, exchange: Exchange) => void
    /** Refuses calls from here on, and waits for those in flight. */
    readonly drain: Effect.Effect<void>
    /** What it speaks, newest first. */
    readonly revisions: ReadonlyArray<Revision.Revision>
    /**
     * What `Mcp-Name` has to say of a request; `undefined` where it has nothing to say. Known from the revision's
     * methods and the extensions'.
     *
     * @spec 2026-07-28/basic/transports/streamable-http#standard-request-headers
     */
    readonly nameOf: RequestNames.NameOf
  }
>()("@effect-mcp/protocol/Endpoint") {}

/**
 * How much one connection may hold, and how long our own requests wait; milliseconds.
 *
 * @since 0.1.0
 */
export interface Limits extends Outgoing.Limits {
  /** Requests of the peer that are being worked on. */
  readonly inFlight: number
  /** Those among them that are meant to stay, such as subscriptions; they are counted apart. */
  readonly staying: number
}

/**
 * 1024 requests each way, and 1024 that stay; 60 seconds for an answer, 10 minutes with progress.
 *
 * @since 0.1.0
 */
export const limits: Limits = { ...Outgoing.defaults, inFlight: 1024, staying: 1024 }

/**
 * What a server is made of. `initialize`, `server/discover`, `ping`, cancellation, progress and answers
 * are taken care of.
 *
 * @since 0.1.0
 */
export interface Options<R> extends Lifecycle.Server {
  readonly handlers: (revision: Revision.Revision) => Handlers<R>
  readonly notifications?: ((revision: Revision.Revision) => Notifications) | undefined
  /** As they are for this server; default those of the context. */
  readonly extensions?: ReadonlyArray<Extension.Extension> | undefined
  /** Said to the client with every result, where the revision has it. Default: yes. */
  readonly signResults?: boolean | undefined
  readonly cache?: Dispatcher.Options<R>["cache"]
  readonly around?: Dispatcher.Options<R>["around"]
  readonly questions?: Dispatcher.Options<R>["questions"]
  readonly maxDuration?: Dispatcher.Options<R>["maxDuration"]
  readonly limits?: Partial<Limits> | undefined
  /** Told of each new connection. */
  readonly opened?: ((connection: Connection) => void) | undefined
  /** Told of each that closes. */
  readonly closed?: ((connection: Connection) => void) | undefined
}

/**
 * A server over the services of its context; extensions are found there.
 *
 * @since 0.1.0
 */
export const make = <R = never>(
  options: Options<R>
): Effect.Effect<Endpoint["Service"], never, R> =>
  Effect.map(Effect.context<R>(), (context) => new Engine(options, context))

class Engine<R> {
  readonly revisions: ReadonlyArray<Revision.Revision>
  readonly nameOf: RequestNames.NameOf
  private readonly options: Options<R>
  private readonly server: Lifecycle.Server
  private readonly context: Context.Context<R>
  private readonly deadlines: Deadlines.Deadlines
  private readonly activity = new Activity()
  private readonly compiled = new Map<Revision.Revision, Dispatcher.Dispatcher>()
  private readonly extensions: ReadonlyArray<Extension.Extension>
  private readonly modern: ReadonlyArray<Revision.Revision>
  private readonly route: ReturnType<typeof Routing.make>
  private readonly shared: Shared
  private draining = false

  constructor(options: Options<R>, context: Context.Context<R>) {
    this.options = options
    this.context = context
    this.deadlines = Deadlines.make(context)
    this.extensions = options.extensions ?? Extension.allFor(context, options.info)
    this.modern = Negotiation.perRequest(options.revisions)
    this.route = Routing.make(options.revisions)
    this.shared = {
      deadlines: this.deadlines,
      context,
      limits: { ...limits, ...options.limits },
      closed: options.closed
    }
    this.revisions = options.revisions
    this.nameOf = RequestNames.make((revision) => Extension.onServer(this.extensions, revision))
    this.server = {
      ...options,
      capabilities: (revision, caller) =>
        Extension.declareServer(
          options.capabilities(revision, caller),
          Extension.onServer(this.extensions, revision),
          caller
        )
    }
  }

  readonly open = (opening: OpenOptions): Connection => {
    const connection = new Connection(opening, this.shared)
    this.options.opened?.(connection)
    return connection
  }

  readonly receive = (message: JsonRpc.Parsed, exchange: Exchange): void => {
    if (exchange.connection?.closed === true) return exchange.silent()
    switch (message._tag) {
      case "Request":
        return this.request(message, exchange)
      case "Notification":
        return this.notification(message, exchange)
      case "Result":
        exchange.connection?.outgoing.result(message.id, message.result)
        return exchange.silent()
      case "Error":
        if (message.id !== undefined) exchange.connection?.outgoing.error(message.id, message.error)
        return exchange.silent()
      case "Batch":
        return this.batch(message, exchange)
      case "Malformed":
        return this.malformed(message, exchange)
    }
  }

  readonly drain: Effect.Effect<void> = Effect.suspend(() => {
    this.draining = true
    return this.activity.quiet
  })

  private request(envelope: JsonRpc.RequestEnvelope, exchange: Exchange): void {
    const { id } = envelope
    if (this.draining) return Answering.refuse(id, exchange, RpcError.draining)
    const route = this.route(envelope, exchange)
    switch (route._tag) {
      case "Dispatch":
        return this.dispatcher(route.revision).request(envelope, exchange)
      case "Refuse":
        return Answering.refuse(id, exchange, route.error)
      case "Ping":
        return exchange.answer(JsonRpc.encodeResult(id, "{}"))
      case "Initialize": {
        // Without a transport that keeps it, it is forgotten with the answer.
        const connection = exchange.connection ?? new Connection(stateless(exchange), this.shared)
        const exit = Lifecycle.initialize(this.server, envelope.params, connection)
        return Answering.settle(id, exchange, exit)
      }
    }
  }

  private notification(envelope: JsonRpc.NotificationEnvelope, exchange: Exchange): void {
    const connection = exchange.connection
    const params = envelope.params
    switch (envelope.method) {
      case "notifications/initialized":
        connection?.initialized()
        break
      case "notifications/cancelled":
        cancel(connection, params)
        break
      case "notifications/progress":
        connection?.outgoing.progress(params)
        break
    }
    const revision = this.statedBy(envelope) ?? Routing.spoken(exchange)
    if (revision === undefined) return exchange.silent()
    this.dispatcher(revision).notification(envelope, exchange)
  }

  private statedBy(envelope: JsonRpc.NotificationEnvelope): Revision.Revision | undefined {
    const stated = JsonObject.child(envelope.params, "_meta")?.[Meta.protocolVersion]
    return typeof stated === "string" ? Negotiation.find(this.modern, stated) : undefined
  }

  private batch(message: JsonRpc.Batch, exchange: Exchange): void {
    if (Routing.spoken(exchange)?.batches !== true) {
      const refused = RpcError.invalidRequest("Batches are no part of this revision")
      return Answering.refuse(unreadable(exchange), exchange, refused)
    }
    Batch.receive(message, exchange, this.receive)
  }

  private malformed(message: JsonRpc.Malformed, exchange: Exchange): void {
    if (!message.answerable) {
      if (message.id !== undefined) {
        exchange.connection?.outgoing.unreadable(message.id, message.message)
      }
      return exchange.silent()
    }
    const refused = RpcError.make(message.code, message.message)
    Answering.refuse(message.id ?? unreadable(exchange), exchange, refused)
  }

  /** Compiled when it is first spoken. */
  private dispatcher(revision: Revision.Revision): Dispatcher.Dispatcher {
    const found = this.compiled.get(revision)
    if (found !== undefined) return found
    const { options } = this
    const made = Dispatcher.make({
      ...options,
      revision,
      handlers: { ...this.own(revision), ...options.handlers(revision) },
      notifications: options.notifications?.(revision),
      extensions: Extension.onServer(this.extensions, revision),
      info: options.signResults === false ? undefined : options.info,
      context: this.context,
      deadlines: this.deadlines,
      activity: this.activity
    })
    this.compiled.set(revision, made)
    return made
  }

  private own(revision: Revision.Revision): Handlers<never> {
    const own: { [method: string]: Handlers<never>[string] } = {}
    const { requests } = revision.client
    if (requests.ping !== undefined) own["ping"] = { run: () => Exit.succeed({}) }
    if (requests["server/discover"] !== undefined) {
      own["server/discover"] = {
        run: ({ principal }) => Exit.succeed(Lifecycle.discover(this.server, revision, principal))
      }
    }
    return own
  }
}

/** The id of an answer to what had none that could be read. */
const unreadable = (exchange: Exchange): null | undefined =>
  Routing.spoken(exchange)?.errorIdOptional === false ? null : undefined

const cancel = (
  connection: Connection | undefined,
  params: JsonObject.JsonObject | undefined
): void => {
  const id = params?.["requestId"]
  if (connection === undefined || connection.isIdle || !JsonRpc.isRequestId(id)) return
  const reason = params?.["reason"]
  connection.inFlight.cancel(id, typeof reason === "string" ? reason.slice(0, 500) : undefined)
}

const stateless = (exchange: Exchange): OpenOptions => ({
  principal: exchange.principal,
  send: (frame) => exchange.send(frame)
})
