/** The time a server takes for one call, over all its rounds. */
import { RequestError } from "@effect-mcp/protocol"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import type { ClientError } from "../ClientError.ts"
import { failed } from "./reason.ts"

/** What is left of it. @since 0.1.0 */
export class ServerTime {
  private readonly method: string
  private readonly ceiling: number
  private left: number

  constructor(method: string, ceiling: number) {
    this.method = method
    this.ceiling = ceiling
    this.left = ceiling
  }

  /** So many milliseconds more. */
  spent(millis: number): void {
    this.left -= millis
  }

  /** Ends with the ceiling, and counts until it does. */
  bound<A>(work: Effect.Effect<A, ClientError>): Effect.Effect<A, ClientError> {
    return Clock.clockWith((clock) => {
      const began = clock.currentTimeMillisUnsafe()
      return work.pipe(
        Effect.timeoutOrElse({ duration: Math.max(this.left, 0), orElse: () => this.over }),
        Effect.tap(() => Effect.sync(() => this.spent(clock.currentTimeMillisUnsafe() - began)))
      )
    })
  }

  private get over(): Effect.Effect<never, ClientError> {
    return Effect.fail(failed(this.method, new RequestError.TimedOut({ after: this.ceiling })))
  }
}
