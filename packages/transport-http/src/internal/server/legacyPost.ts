/**
 * One message to a connection of 2024-11-05. It is only taken here: what comes of it, comes on the stream.
 *
 * @spec 2024-11-05/basic/transports#http-with-sse
 */
import {
  type Connection,
  type Exchange,
  JsonObject,
  type Principal,
  RpcError
} from "@effect-mcp/protocol"
import { JsonRpc, Meta } from "@effect-mcp/schema"

import type { Headers, HttpExchange } from "../../HttpExchange.ts"
import { Arrival } from "./arrival.ts"
import type { Core } from "./core.ts"
import type { EventStream } from "./eventStream.ts"
import * as Refusal from "./refusal.ts"

/** @since 0.1.0 */
export class LegacyPost extends Arrival implements Exchange.Exchange {
  readonly connection: Connection.Connection
  readonly headers: Headers
  underway: Exchange.Underway | undefined
  private readonly stream: EventStream
  private answered = false
  private counted = false

  constructor(
    core: Core,
    http: HttpExchange,
    connection: Connection.Connection,
    stream: EventStream
  ) {
    super(core, http)
    this.connection = connection
    this.stream = stream
    this.headers = http.headers
  }

  send(frame: string): void {
    this.stream.write(frame)
  }

  get principal(): Principal.Identity {
    return this.connection.principal
  }

  protected override take(message: JsonRpc.Parsed): void {
    const probe = probeOf(message)
    if (probe !== undefined) return this.unknown(probe)
    const refusal = this.refusal(message)
    if (refusal !== undefined) return this.refuse(refusal)
    this.taken()
    this.core.endpoint.receive(message, this)
    if (message._tag === "Request" && !this.answered) this.suspended()
  }

  answer(frame: string): void {
    this.silent()
    this.stream.write(frame)
  }

  silent(): void {
    this.answered = true
    if (this.counted) this.core.requests.end(this.principal)
    this.counted = false
  }

  /** As a server answers that has never heard of it; then the client shakes hands. */
  private unknown({ id, method }: JsonRpc.RequestEnvelope): void {
    this.taken()
    this.answer(JsonRpc.encodeError(id, RpcError.toObject(RpcError.methodNotFound(method))))
  }

  /** What cannot be answered on the stream, or does not belong on it. */
  private refusal(message: JsonRpc.Parsed): Refusal.Refusal | undefined {
    const { core } = this
    if (message._tag === "Malformed") {
      if (!message.answerable) return Refusal.malformedResponse
      if (message.id === undefined) return Refusal.rpc(RpcError.make(message.code, message.message))
    }
    const place = core.place(message, this.headers)
    if (place._tag === "Refused") return place.refusal
    if (place._tag === "Stateless") return Refusal.notCarried
    return message._tag === "Request" && core.requests.isFull(this.principal)
      ? Refusal.tooManyRequests(core.requests.limit)
      : undefined
  }

  private suspended(): void {
    this.counted = true
    this.core.requests.begin(this.principal)
  }

  private taken(): void {
    this.over()
    this.core.respond(this.http, 202, "")
  }
}

/** A client that does not know yet which era it has met names a revision that this transport does not carry. */
const probeOf = (message: JsonRpc.Parsed): JsonRpc.RequestEnvelope | undefined =>
  message._tag === "Request" &&
  JsonObject.child(message.params, "_meta")?.[Meta.protocolVersion] !== undefined
    ? message
    : undefined
