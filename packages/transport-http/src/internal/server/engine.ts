/**
 * From an HTTP request to what it is: a message, a stream to listen on, the end of a session, or nothing that
 * is served here. Whatever can be refused by its head is refused before its body is read.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#security--endpoint
 */
import { Deadlines, type Endpoint, Principal } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Result from "effect/Result"

import * as Authenticator from "../../Authenticator.ts"
import * as Cors from "../../Cors.ts"
import * as EventStore from "../../EventStore.ts"
import type { HttpExchange } from "../../HttpExchange.ts"
import * as HttpGuard from "../../HttpGuard.ts"
import type { Options } from "../../StreamableHttp.ts"
import { accepts, isJson, json } from "./content.ts"
import type { Core } from "./core.ts"
import * as EventId from "./eventId.ts"
import type { Carriers } from "./eventStream.ts"
import { InOrder } from "./inOrder.ts"
import { KeepAlive } from "./keepAlive.ts"
import { LegacySse } from "./legacySse.ts"
import { Load } from "./load.ts"
import * as Place from "./place.ts"
import { Post } from "./post.ts"
import * as Refusal from "./refusal.ts"
import type { Session } from "./session.ts"
import { Sessions } from "./sessions.ts"
import * as Settings from "./settings.ts"

type Added = { readonly [name: string]: string }

/** @since 0.1.0 */
export class Engine implements Core {
  readonly endpoint: Endpoint.Endpoint["Service"]
  readonly settings: Settings.Settings
  readonly deadlines: Deadlines.Deadlines
  readonly sessions: Sessions
  readonly shared: Core["shared"]
  readonly carriers: Carriers
  readonly requests: Load
  readonly streams: Load
  readonly pending: Core["pending"] = new Set()
  readonly place: Core["place"]
  readonly assumed: Revision.Revision | undefined
  private readonly context: Context.Context<never>
  private readonly guard: ReturnType<typeof HttpGuard.make>
  private readonly cors: Cors.Cors | undefined
  /** Any page may call. */
  private readonly isForAll: boolean
  private readonly authenticator: Authenticator.Authenticator["Service"] | undefined
  private readonly keepAlive: KeepAlive
  /** What a GET is answered with, by who sent it. */
  private readonly listeners = new Map<HttpExchange, Principal.Identity>()
  private readonly allow: string
  private readonly versions: ReadonlyMap<string, Revision.Revision>
  private readonly paths: ReadonlySet<string>
  private readonly legacy: LegacySse | undefined
  private closing = false

  constructor(
    endpoint: Endpoint.Endpoint["Service"],
    options: Options,
    context: Context.Context<never>
  ) {
    const settings = Settings.of(options)
    const { cors } = options
    this.endpoint = endpoint
    this.settings = settings
    this.context = context
    this.deadlines = Deadlines.make(context)
    this.guard = HttpGuard.make(allowing(options))
    this.cors = cors === undefined ? undefined : Cors.make(cors)
    this.isForAll = cors?.origins === "*"
    this.authenticator = Option.getOrUndefined(
      Context.getOption(context, Authenticator.Authenticator)
    )
    this.requests = new Load(settings.maxRequests)
    this.streams = new Load(settings.maxStreams)
    this.keepAlive = new KeepAlive(settings.keepAlive, this.deadlines)
    this.carriers = {
      maxUnsent: settings.maxUnsent,
      opened: (carrier) => this.opened(carrier),
      closed: (carrier) => this.closed(carrier),
      headers: (carrier) => this.cors?.headers(carrier.headers)
    }
    this.shared = {
      carriers: this.carriers,
      store: settings.isResumable ? storeOf(context) : undefined,
      order: () => new InOrder(context, this.deadlines),
      retry: settings.retry,
      now: this.deadlines.now
    }
    this.sessions = new Sessions({
      max: settings.sessions?.max ?? 0,
      idle: settings.sessions?.idle ?? Infinity,
      deadlines: this.deadlines
    })
    this.place = Place.make(endpoint)
    this.versions = new Map(endpoint.revisions.map((revision) => [revision.version, revision]))
    const handshakes = endpoint.revisions.filter(({ lifecycle }) => lifecycle === "Handshake")
    // the newest that did not send the header yet
    this.assumed = handshakes.find(({ versionHeader }) => !versionHeader)
    const hasSessions = handshakes.length > 0 && settings.sessions !== undefined
    this.allow = hasSessions ? "GET, POST, DELETE" : "POST"
    const { legacySse } = settings
    this.legacy = legacySse === undefined ? undefined : new LegacySse(this, legacySse)
    this.paths = Settings.paths(settings)
  }

  readonly handle = (http: HttpExchange, principal?: Principal.Identity): void => {
    if (!this.paths.has(http.path)) return this.refuse(http, Refusal.notFound)
    const verdict = this.guard(http.headers)
    if (verdict === "Host") return this.refuse(http, Refusal.foreignHost)
    if (verdict === "Origin" && !this.isForAll) return this.refuse(http, Refusal.foreignOrigin)
    const { cors } = this
    if (http.method === "OPTIONS" && cors !== undefined) {
      return http.respond(204, cors.preflight(http.headers), "")
    }
    const refusal = this.head(http)
    if (refusal !== undefined) return this.refuse(http, refusal)
    if (principal !== undefined) return this.admitted(http, principal)
    if (this.authenticator === undefined) return this.admitted(http, Principal.anonymous)
    this.authenticate(http, this.authenticator)
  }

  readonly close: Effect.Effect<void> = Effect.suspend(() => {
    this.closing = true
    return this.endpoint.drain.pipe(
      Effect.timeoutOption(this.settings.drainWithin),
      Effect.andThen(
        Effect.sync(() => {
          for (const call of this.pending) call.stop()
          this.sessions.closeAll("The server is going down")
          this.legacy?.closeAll("The server is going down")
          this.keepAlive.endAll()
        })
      )
    )
  })

  readonly log: Core["log"] = (what, cause) => {
    Effect.runForkWith(this.context)(Effect.logError(what, cause))
  }

  readonly respond: Core["respond"] = (http, status, body, headers) => {
    const plain = body === "" ? headers : headers === undefined ? json : { ...json, ...headers }
    const all = this.cors === undefined ? plain : { ...plain, ...this.cors.headers(http.headers) }
    http.respond(status, all ?? none, body)
  }

  readonly refuse: Core["refuse"] = (http, refusal, id) =>
    this.respond(http, refusal.status, Refusal.text(refusal, id), refusal.headers)

  /** What is wrong with a request by its head alone. */
  private head(http: HttpExchange): Refusal.Refusal | undefined {
    const { headers, method } = http
    if (this.closing) return Refusal.draining
    if (http.path !== this.settings.path) return this.legacy?.head(http)
    if (method === "POST") {
      if (!isJson(headers)) return Refusal.unsupportedMediaType
      return this.acceptable(headers)
    }
    const isOfSessions = method === "GET" || method === "DELETE"
    const version = headers["mcp-protocol-version"]
    const spoken = version === undefined ? undefined : this.versions.get(version)
    if (!isOfSessions || this.allow === "POST" || spoken?.lifecycle === "PerRequest") {
      return Refusal.methodNotAllowed(spoken?.lifecycle === "PerRequest" ? "POST" : this.allow)
    }
    if (version !== undefined && spoken === undefined)
      return Refusal.unsupported(version, this.endpoint)
    return method === "GET" && !accepts(headers, "text/event-stream")
      ? Refusal.notAcceptable("text/event-stream")
      : undefined
  }

  private acceptable(headers: HttpExchange["headers"]): Refusal.Refusal | undefined {
    const { answers } = this.settings
    if (answers !== "sse" && !accepts(headers, "application/json")) {
      return Refusal.notAcceptable("application/json")
    }
    return answers !== "json" && !accepts(headers, "text/event-stream")
      ? Refusal.notAcceptable("text/event-stream")
      : undefined
  }

  private authenticate(
    http: HttpExchange,
    { authenticate }: Authenticator.Authenticator["Service"]
  ): void {
    const { headers, method, path } = http
    const fiber = Effect.runForkWith(this.context)(authenticate({ method, path, headers }))
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) return this.authenticated(http, exit)
    const late = this.deadlines.after(this.settings.bodyTimeout, () => fiber.interruptUnsafe())
    fiber.addObserver((exit) => {
      late.cancel()
      this.authenticated(http, exit)
    })
  }

  private authenticated(
    http: HttpExchange,
    exit: Exit.Exit<Principal.Identity, Authenticator.Unauthenticated>
  ): void {
    if (Exit.isSuccess(exit)) return this.admitted(http, exit.value)
    const failure = Cause.findError(exit.cause)
    if (Result.isSuccess(failure))
      return this.refuse(http, Refusal.unauthenticated(failure.success))
    this.log("The authenticator failed", exit.cause)
    this.refuse(http, Refusal.internal)
  }

  private admitted(http: HttpExchange, principal: Principal.Identity): void {
    if (http.path !== this.settings.path) return this.legacy?.admitted(http, principal)
    if (http.method === "POST") return new Post(this, http, principal).read()
    const id = http.headers["mcp-session-id"]
    if (id === undefined) return this.refuse(http, Refusal.sessionRequired)
    const session = this.sessions.find(id, principal)
    if (session === undefined) return this.refuse(http, Refusal.unknownSession)
    if (http.method === "GET") return this.listen(http, session)
    this.sessions.remove(session, "The client ended the session")
    this.respond(http, 204, "")
  }

  private listen(http: HttpExchange, session: Session): void {
    if (this.streams.isFull(session.principal)) {
      return this.refuse(http, Refusal.tooManyStreams(this.streams.limit))
    }
    const last = http.headers["last-event-id"]
    const event = last === undefined ? undefined : EventId.parse(last)
    if (last !== undefined && event === undefined) return this.refuse(http, Refusal.unknownEvent)
    if (event === undefined && session.listening.isCarried) {
      return this.refuse(http, Refusal.streamIsOpen)
    }
    this.listeners.set(http, session.principal)
    if (event === undefined) return session.listening.open(http)
    session.resume(http, event, (why) => {
      this.listeners.delete(http)
      this.refuse(http, why === "Over" ? Refusal.streamIsOver(this.allow) : Refusal.unknownEvent)
    })
  }

  private opened(carrier: HttpExchange): void {
    this.keepAlive.add(carrier)
    const listener = this.listeners.get(carrier)
    if (listener !== undefined) this.streams.begin(listener)
  }

  private closed(carrier: HttpExchange): void {
    this.keepAlive.remove(carrier)
    const listener = this.listeners.get(carrier)
    if (this.listeners.delete(carrier) && listener !== undefined) this.streams.end(listener)
  }
}

const none: Added = {}

const allowing = (options: Options): HttpGuard.Options => {
  const origins = options.cors?.origins
  return origins === undefined || origins === "*"
    ? options
    : { ...options, allowedOrigins: [...(options.allowedOrigins ?? []), ...origins] }
}

const storeOf = (context: Context.Context<never>): EventStore.EventStore["Service"] =>
  Option.getOrElse(Context.getOption(context, EventStore.EventStore), () => EventStore.make())
