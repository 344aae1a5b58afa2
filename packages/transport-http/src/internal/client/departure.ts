/**
 * What has to be done before a message can leave: the handshake is to be over, and credentials may have to be asked
 * for. A request that is given up meanwhile never leaves.
 *
 * @spec 2025-11-25/basic/lifecycle#initialization
 * @since 0.1.0
 */
import type { ClientTransport } from "@effect-mcp/protocol"
import type { JsonRpc } from "@effect-mcp/schema"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import { failure } from "./failure.ts"
import type { Outcome } from "./requestExchange.ts"
import type { List } from "./requestHeaders.ts"
import type { Wire } from "./wire.ts"

/** Sends a message with these credentials. @since 0.1.0 */
export type Post = (out: ClientTransport.Outbound, credentials: List) => Outcome

/** @since 0.1.0 */
export class Departure {
  readonly #wire: Wire
  readonly #post: Post
  readonly #waiting = new Set<JsonRpc.RequestId>()
  /** `notifications/initialized` is on its way. */
  #introducing: Deferred.Deferred<void> | undefined

  constructor(wire: Wire, post: Post) {
    this.#wire = wire
    this.#post = post
  }

  send(out: ClientTransport.Outbound): Outcome {
    return Effect.suspend(() => {
      const introduced = out.message.kind === "response" ? undefined : this.#introducing
      if (introduced === undefined && !this.#wire.asks) return this.#post(out, [])
      const sent = this.#prepared(out)
      return introduced === undefined ? sent : Effect.andThen(Deferred.await(introduced), sent)
    })
  }

  /** `true`: the request was waiting, and will not leave. */
  withdraw(id: JsonRpc.RequestId): boolean {
    return this.#waiting.delete(id)
  }

  /** What is sent after `delivered` goes on another connection, and would overtake it. */
  introduce(delivered: Outcome): Outcome {
    const over = Deferred.makeUnsafe<void>()
    this.#introducing = over
    return Effect.ensuring(
      delivered,
      Effect.sync(() => {
        this.#introducing = undefined
        Deferred.doneUnsafe(over, Exit.void)
      })
    )
  }

  #prepared(out: ClientTransport.Outbound): Outcome {
    const { id, kind } = out.message
    if (kind !== "request" || id === undefined) {
      return this.#wire.prepared((credentials) => this.#post(out, credentials), failure)
    }
    this.#waiting.add(id)
    return this.#wire
      .prepared(
        (credentials) => (this.#waiting.delete(id) ? this.#post(out, credentials) : Effect.void),
        failure
      )
      .pipe(Effect.ensuring(Effect.sync(() => this.#waiting.delete(id))))
  }
}
