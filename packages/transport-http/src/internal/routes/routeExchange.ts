/**
 * A request that a router has brought here, and the effect of its response: done already where the engine
 * answered at once, and otherwise waiting for it.
 */
import { Principal } from "@effect-mcp/protocol"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

import type { BodyReader, Headers, HttpExchange } from "../../HttpExchange.ts"
import { Outbox } from "../outbox.ts"
import * as RouteBody from "./routeBody.ts"
import * as RouteHeaders from "./routeHeaders.ts"

type Response = HttpServerResponse.HttpServerResponse

/** @since 0.1.0 */
export class RouteExchange implements HttpExchange {
  readonly method: string
  readonly path: string
  readonly headers: Headers
  private readonly request: HttpServerRequest
  private readonly context: Context.Context<never>
  private made: Response | undefined
  private resume: ((effect: Effect.Effect<Response>) => void) | undefined
  private outbox: Outbox | undefined
  /** Who writes the stream to the peer. */
  private writer: Fiber.Fiber<unknown, unknown> | undefined
  private giveUpBody: (() => void) | undefined
  private gone: (() => void) | undefined
  private over = false
  private isLost = false
  private wasCut = false

  /** `path` is what the route is known by here, however it was spelled. */
  constructor(request: HttpServerRequest, path: string, context: Context.Context<never>) {
    this.request = request
    this.context = context
    this.method = request.method
    this.path = path
    this.headers = RouteHeaders.of(request)
  }

  get query(): string {
    const { url } = this.request
    const at = url.indexOf("?")
    return at < 0 ? "" : url.slice(at + 1)
  }

  get base(): string {
    const { originalUrl, url } = this.request
    const from = originalUrl.startsWith("/")
      ? 0
      : originalUrl.indexOf("/", originalUrl.indexOf("//") + 2)
    return originalUrl.endsWith(url) ? originalUrl.slice(from, originalUrl.length - url.length) : ""
  }

  /** Who a middleware says is calling. */
  get principal(): Principal.Identity | undefined {
    return Context.getOrUndefined(this.context, Principal.Principal)
  }

  /** To be asked for once, after the engine has been given the request. */
  get response(): Effect.Effect<Response> {
    if (this.made !== undefined) return Effect.succeed(this.made)
    return Effect.callback((resume) => {
      this.resume = resume
      return Effect.sync(this.lost)
    })
  }

  get unsent(): number {
    return this.outbox?.unsent ?? 0
  }

  read(limit: number, reader: BodyReader): void {
    this.giveUpBody = RouteBody.read(this.request, this.context, limit, reader)
  }

  respond(status: number, headers: { readonly [name: string]: string }, body: string): void {
    this.over = true
    this.settle(
      body === ""
        ? HttpServerResponse.empty({ status, headers: { ...headers, "content-length": "0" } })
        : HttpServerResponse.text(body, { status, headers })
    )
  }

  stream(headers: { readonly [name: string]: string }): void {
    this.outbox = new Outbox()
    const body = Stream.fromPull(Effect.succeed(this.pull(this.outbox)))
    this.settle(HttpServerResponse.stream(body, { headers }))
  }

  write(text: string): void {
    if (!this.over) this.outbox?.write(text)
  }

  end(): void {
    this.over = true
    this.outbox?.end()
  }

  cut(): void {
    this.wasCut = true
    this.writer?.interruptUnsafe()
    this.lost()
  }

  onGone(gone: () => void): void {
    this.gone = gone
    if (this.isLost) gone()
  }

  private readonly lost = (): void => {
    this.giveUpBody?.()
    if (this.over) return
    this.over = true
    this.isLost = true
    this.outbox?.leave()
    this.gone?.()
  }

  private settle(response: Response): void {
    if (this.outbox !== undefined) this.follow()
    this.made = response
    this.resume?.(Effect.succeed(response))
  }

  /** The scope of the request outlives its stream, also one that nobody ever begins to read. */
  private follow(): void {
    const scope = Context.getOrUndefined(this.context as Context.Context<Scope.Scope>, Scope.Scope)
    if (scope !== undefined) {
      Effect.runSync(Scope.addFinalizer(scope, Effect.sync(this.lost)))
    }
  }

  private pull(outbox: Outbox): Effect.Effect<readonly [Uint8Array], Cause.Done> {
    const next = Effect.callback<readonly [Uint8Array], Cause.Done>((resume) => {
      outbox.take((bytes) => resume(bytes === undefined ? Cause.done() : Effect.succeed([bytes])))
      return Effect.sync(() => outbox.leave())
    })
    return Effect.withFiber((fiber) => {
      this.writer = fiber
      return this.wasCut ? Effect.interrupt : next
    })
  }
}
