/**
 * Writing what must not be lost, in spite of a store that is busy or gone for a moment.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

import { TaskStoreError } from "../TaskStore.ts"

/** 50 ms, 100, 200, … : six seconds together. */
const pace = {
  schedule: Schedule.exponential("50 millis"),
  times: 7,
  while: (error: unknown) => error instanceof TaskStoreError
}

export const patiently = <A, E>(work: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.retry(work, pace)
