/**
 * Several messages in one frame, answered as one array.
 *
 * @spec 2025-03-26/basic#batching
 * @since 0.1.0
 */
import { type JsonRpc, Meta } from "@effect-mcp/schema"

import * as Answering from "./Answering.ts"
import type { Exchange, Underway } from "./Exchange.ts"
import * as JsonObject from "./JsonObject.ts"
import * as RpcError from "./RpcError.ts"

/**
 * Hands each message to `receive`. The answer goes out once the last has answered or fallen silent;
 * there is none if nobody answered. `initialize` must not be in a batch and is refused there.
 *
 * @spec 2025-03-26/basic/lifecycle#initialization
 * @since 0.1.0
 */
export const receive = (
  batch: JsonRpc.Batch,
  exchange: Exchange,
  receive: (message: JsonRpc.Envelope | JsonRpc.Malformed, exchange: Exchange) => void
): void => {
  const gathering = new Gathering(exchange, batch.items.length)
  for (const item of batch.items) {
    const part = new Part(exchange, gathering)
    const refused = item._tag === "Request" ? misplaced(item) : undefined
    if (item._tag === "Request" && refused !== undefined) {
      Answering.refuse(item.id, part, refused)
    } else {
      receive(item, part)
    }
  }
}

/** What speaks for itself, or is about to agree on something, comes alone. */
const misplaced = ({ method, params }: JsonRpc.RequestEnvelope): RpcError.RpcError | undefined => {
  if (method === "initialize") {
    return RpcError.invalidRequest("initialize must not be part of a batch")
  }
  return JsonObject.child(params, "_meta")?.[Meta.protocolVersion] === undefined
    ? undefined
    : RpcError.invalidRequest("A request that names its revision must not be part of a batch")
}

class Gathering implements Underway {
  private readonly answers: Array<string> = []
  private open: number
  private readonly parts: Array<Part> = []
  private readonly exchange: Exchange

  constructor(exchange: Exchange, open: number) {
    this.exchange = exchange
    this.open = open
    exchange.underway = this
  }

  abort(): void {
    for (const part of this.parts) part.underway?.abort()
  }

  interrupt(): void {
    for (const part of this.parts) part.underway?.interrupt()
  }

  send(frame: string): void {
    this.exchange.send(frame)
  }

  add(part: Part): void {
    this.parts.push(part)
  }

  settle(frame: string | undefined): void {
    if (frame !== undefined) this.answers.push(frame)
    if (--this.open > 0) return
    if (this.answers.length === 0) this.exchange.silent()
    else this.exchange.answer(`[${this.answers.join(",")}]`)
  }
}

/** One message's share of the exchange. */
class Part implements Exchange {
  readonly principal: Exchange["principal"]
  readonly connection: Exchange["connection"]
  readonly headers: Exchange["headers"]
  readonly revision: Exchange["revision"]
  underway?: Underway | undefined
  private readonly gathering: Gathering
  private settled = false

  constructor(exchange: Exchange, gathering: Gathering) {
    this.principal = exchange.principal
    this.connection = exchange.connection
    this.headers = exchange.headers
    this.revision = exchange.revision
    this.gathering = gathering
    gathering.add(this)
  }

  send(frame: string): void {
    this.gathering.send(frame)
  }

  answer(frame: string): void {
    this.settle(frame)
  }

  silent(): void {
    this.settle(undefined)
  }

  private settle(frame: string | undefined): void {
    if (this.settled) return
    this.settled = true
    this.gathering.settle(frame)
  }
}
