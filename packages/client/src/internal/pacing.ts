/**
 * When a lost link is opened again: as the schedule says, over all losses and failures together.
 *
 * A schedule that began anew with each loss would restart a server that greets and dies without any pause. It
 * begins anew only after a link has lived for a while; then the first attempt is made at once.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"

import type { ClientError } from "../ClientError.ts"

/** A link that lived so long, in milliseconds, was no part of a loop of crashes. */
const settledAfter = 30_000

type Step = (error: ClientError) => Pull.Pull<unknown, never, unknown>

export class Pacing {
  private readonly schedule: Schedule.Schedule<unknown, ClientError>
  private step: Step | undefined
  private openedAt: number | undefined

  constructor(schedule: Schedule.Schedule<unknown, ClientError>) {
    this.schedule = schedule
  }

  /** A link was opened. */
  readonly opened: Effect.Effect<void> = Effect.map(Clock.currentTimeMillis, (now) => {
    this.openedAt = now
  })

  /** Before the first attempt after a loss. Fails with `error` when the schedule is at its end. */
  afterLoss(error: ClientError): Effect.Effect<void, ClientError> {
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const isLoop = this.openedAt !== undefined && now - this.openedAt < settledAfter
      if (isLoop) return this.afterFailure(error)
      this.step = undefined
      return Effect.void
    })
  }

  /** Before another attempt. Fails with `error` when the schedule is at its end. */
  afterFailure(error: ClientError): Effect.Effect<void, ClientError> {
    return Effect.flatMap(this.stepping, (step) =>
      Effect.asVoid(Pull.catchDone(step(error), () => Effect.fail(error)))
    )
  }

  private get stepping(): Effect.Effect<Step> {
    if (this.step !== undefined) return Effect.succeed(this.step)
    return Effect.tap(Schedule.toStepWithSleep(this.schedule), (step) =>
      Effect.sync(() => {
        this.step = step
      })
    )
  }
}
