/**
 * A message that wants no answer: a notification, an answer of ours, or anything in the older transport, where answers
 * come elsewhere. It is over when the server has taken it.
 *
 * @spec 2025-11-25/basic/transports#sending-messages-to-the-server
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

import type { Call, Receiver } from "./call.ts"
import { type Reason, refused } from "./failure.ts"
import { type Head, isAccepted } from "./head.ts"

/**
 * Begins the call that `begin` gives, and waits until it is over. `sessionLost` if it is part of a session.
 *
 * @since 0.1.0
 */
export const deliver = (
  begin: (receiver: Receiver) => Call,
  sessionLost?: () => Reason
): Effect.Effect<void, Reason> =>
  Effect.callback((resume) => {
    const delivery = new Delivery(
      (reason) => resume(reason === undefined ? Effect.void : Effect.fail(reason)),
      sessionLost
    )
    const call = begin(delivery)
    delivery.call = call
    call.start()
    return Effect.sync(() => call.abort())
  })

/** `undefined`: it was taken. */
type Outcome = (reason: Reason | undefined) => void

class Delivery implements Receiver {
  call: Call | undefined
  readonly #outcome: Outcome
  readonly #sessionLost: (() => Reason) | undefined

  constructor(outcome: Outcome, sessionLost: (() => Reason) | undefined) {
    this.#outcome = outcome
    this.#sessionLost = sessionLost
  }

  body(head: Head, text: string): void {
    if (isAccepted(head)) return this.#outcome(undefined)
    const lost = head.status === 404 ? this.#sessionLost?.() : undefined
    this.#outcome(lost ?? refused(head, text))
  }

  /** It was accepted, if not in the expected way. */
  opened(): void {
    this.call?.leave()
    this.#outcome(undefined)
  }

  ended(reason: Reason): void {
    this.#outcome(reason)
  }

  event(): void {}

  id(): void {}

  retry(): void {}
}
