import type * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** The exit an effect is already, if it is one: nothing needs to be run to know how it ends. */
export const settled = <A, E, R>(effect: Effect.Effect<A, E, R>): Exit.Exit<A, E> | undefined =>
  Exit.isExit(effect) ? (effect as unknown as Exit.Exit<A, E>) : undefined
