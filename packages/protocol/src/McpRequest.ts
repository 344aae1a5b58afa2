/**
 * One inbound request that is being answered: what the peer sent, and what can be said to it before
 * the answer.
 *
 * @since 0.1.0
 */
import {
  type Capabilities,
  type Implementation,
  JsonRpc,
  Logging,
  Meta,
  type Revision
} from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

import type { Deadlines } from "./Deadlines.ts"
import type { Exchange } from "./Exchange.ts"
import * as JsonObject from "./JsonObject.ts"
import type { ProgressReport, RequestOptions } from "./Outgoing.ts"
import * as PeerCapabilities from "./PeerCapabilities.ts"
import type { Identity } from "./Principal.ts"
import { Progress } from "./Progress.ts"
import { Disconnected, type RequestError } from "./RequestError.ts"

/**
 * Who asks, and what it can do.
 *
 * @since 0.1.0
 */
export interface Peer {
  /** For people and logs: nothing may be decided by it. */
  readonly info: Implementation.Implementation | undefined
  readonly capabilities: Capabilities.ClientCapabilities
}

const noMeta: JsonObject.JsonObject = {}

/**
 * A request in flight. Once it is answered, `notify` and `progress` do nothing.
 *
 * @since 0.1.0
 */
export class Request {
  readonly id: JsonRpc.RequestId
  readonly method: string
  /** As sent, not decoded. */
  readonly params: JsonObject.JsonObject | undefined
  readonly revision: Revision.Revision
  readonly exchange: Exchange
  private readonly deadlines: Deadlines
  private over = false
  private who: Peer | undefined
  private throttle: Progress | undefined

  constructor(
    envelope: JsonRpc.RequestEnvelope,
    revision: Revision.Revision,
    exchange: Exchange,
    deadlines: Deadlines
  ) {
    this.id = envelope.id
    this.method = envelope.method
    this.params = envelope.params
    this.revision = revision
    this.exchange = exchange
    this.deadlines = deadlines
  }

  get principal(): Identity {
    return this.exchange.principal
  }

  get meta(): JsonObject.JsonObject {
    const meta = this.params?.["_meta"]
    return JsonObject.is(meta) ? meta : noMeta
  }

  /** Whether the answer was given, or never will be. */
  get ended(): boolean {
    return this.over
  }

  get progressToken(): Meta.ProgressToken | undefined {
    const token = this.meta[Meta.progressToken]
    return JsonRpc.isRequestId(token) ? token : undefined
  }

  /** The least severe level the peer wants to hear of while this is answered; else it wants nothing. */
  get logLevel(): Logging.LoggingLevel | undefined {
    if (this.revision.logging === "Session") return this.exchange.connection?.logLevel
    const level = this.meta[Meta.logLevel]
    return level === undefined ? undefined : Logging.levels.find((known) => known === level)
  }

  /** From the handshake, or from this very message where there is none. */
  get peer(): Peer {
    return (this.who ??=
      this.revision.lifecycle === "PerRequest" ? stated(this.meta) : agreed(this.exchange))
  }

  /** Whether the peer can do what `path` names: `"elicitation.url"`, `"sampling"`, `"extensions.com.example/x"`. */
  supports(path: string): boolean {
    return PeerCapabilities.supports(this.revision, this.peer.capabilities, path)
  }

  /** The peer's settings of an extension; `undefined` if it did not declare it. */
  extension(id: string): JsonObject.JsonObject | undefined {
    const all = this.peer.capabilities.extensions
    if (!JsonObject.is(all) || !Object.hasOwn(all, id)) return undefined
    const settings = all[id]
    return JsonObject.is(settings) ? settings : undefined
  }

  /** Sends a notification on this call's stream. */
  notify(method: string, params?: JsonObject.JsonObject): void {
    if (!this.over) this.exchange.send(JsonRpc.encodeNotification(method, params))
  }

  /** Reports progress, if the peer asked for it. */
  progress(report: ProgressReport): void {
    if (this.over) return
    if (this.throttle === undefined) {
      const token = this.progressToken
      if (token === undefined) return
      this.throttle = new Progress(token, this.revision, this.deadlines, (frame) =>
        this.exchange.send(frame)
      )
    }
    this.throttle.report(report)
  }

  /**
   * Asks the peer on this call's stream and waits for its result, once the handshake is complete. A
   * defect where the revision lets a server send no requests: ask through `Interaction`.
   */
  request(
    method: string,
    params?: JsonObject.JsonObject,
    options?: RequestOptions
  ): Effect.Effect<JsonObject.JsonObject, RequestError> {
    return Effect.suspend(() => {
      if (this.revision.asks !== "Push") {
        return Effect.die(new Error("A server of this revision sends no requests"))
      }
      const connection = this.exchange.connection
      if (connection === undefined || this.over) {
        return Effect.fail(new Disconnected({ cause: "There is no call to ask in" }))
      }
      const ask = connection.outgoing.request(method, params, this.revision, {
        via: (frame) => (this.over ? connection.send(frame) : this.exchange.send(frame)),
        ...options
      })
      if (connection.handshake?.initialized !== false) return ask
      const ready = Effect.callback<void>((resume) =>
        connection.onInitialized(() => resume(Effect.void))
      )
      return Effect.andThen(ready, ask)
    })
  }

  /** The answer is about to be sent: held progress goes first, nothing comes after. */
  end(): void {
    this.throttle?.end()
    this.over = true
  }

  /** There will be no answer: nothing more is sent. */
  abandon(): void {
    this.throttle?.drop()
    this.over = true
  }
}

const stated = (meta: JsonObject.JsonObject): Peer => {
  const capabilities = meta[Meta.clientCapabilities]
  const info = meta[Meta.clientInfo]
  return {
    info: isImplementation(info) ? info : undefined,
    capabilities: JsonObject.is(capabilities) ? capabilities : {}
  }
}

const agreed = (exchange: Exchange): Peer => {
  const handshake = exchange.connection?.handshake
  return { info: handshake?.info, capabilities: handshake?.capabilities ?? {} }
}

const isImplementation = (value: unknown): value is Implementation.Implementation =>
  JsonObject.is(value) && typeof value["name"] === "string" && typeof value["version"] === "string"

/**
 * The request that is being answered: `yield* McpRequest`.
 *
 * @since 0.1.0
 */
export class McpRequest extends Context.Service<McpRequest, Request>()(
  "@effect-mcp/protocol/McpRequest"
) {}
