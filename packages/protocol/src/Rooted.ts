/**
 * Work with a context of its own: that of the layer which registered what is run.
 *
 * A dispatcher begins it at the root of its fiber, so nothing is replaced on the way; and where it turns
 * out to be done already, it needs no fiber. With something put around it, it is an effect like any other
 * and changes the context of whoever runs it.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Exit from "effect/Exit"
import * as Scheduler from "effect/Scheduler"
import * as Tracer from "effect/Tracer"

import type { RequestServices } from "./Handler.ts"
import { Interaction } from "./Interaction.ts"
import { McpRequest, type Request } from "./McpRequest.ts"
import { Principal } from "./Principal.ts"
import { Steps } from "./Steps.ts"

/**
 * The context for a request. To be the same object each time, since what is made of it is kept.
 *
 * @since 0.1.0
 */
export type Ground<R> = (request: Request) => Context.Context<R>

class Rooted<A, E> extends Effectable.Class<A, E, RequestServices> {
  readonly ground: Ground<never>
  private readonly work: () => Effect.Effect<A, E>

  constructor(ground: Ground<never>, work: () => Effect.Effect<A, E>) {
    super()
    this.ground = ground
    this.work = work
  }

  begin(): Effect.Effect<A, E> {
    try {
      return this.work()
    } catch (defect) {
      return Exit.die(defect)
    }
  }

  override asEffect(): Effect.Effect<A, E, RequestServices> {
    return Effect.updateContext(
      Effect.suspend(this.work),
      (call: Context.Context<RequestServices>) =>
        join(call, this.ground(Context.get(call, McpRequest)))
    )
  }
}

/**
 * `work` gives the effect to run each time it is run; it is called outside any fiber.
 *
 * @since 0.1.0
 */
export const make = <A, E, R>(
  ground: Ground<Exclude<R, RequestServices>>,
  work: () => Effect.Effect<A, E, R>
): Effect.Effect<A, E, RequestServices> =>
  // whoever begins it gives it its ground and the call's services, which is all of R
  new Rooted(ground, work as () => Effect.Effect<A, E>)

/**
 * Does something to the work, in the same context.
 *
 * @since 0.1.0
 */
export const inside = <A, E, B, F>(
  work: Effect.Effect<A, E, RequestServices>,
  f: (work: Effect.Effect<A, E, RequestServices>) => Effect.Effect<B, F, RequestServices>
): Effect.Effect<B, F, RequestServices> =>
  work instanceof Rooted ? make(work.ground, () => f(work.begin())) : f(work)

/**
 * The effect to run in the context that `Grounds` has for this work. An `Exit` if it is done already.
 *
 * @since 0.1.0
 */
export const begin = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  work instanceof Rooted ? work.begin() : work

/**
 * The contexts that work is begun in, over the one context that all of it shares. Each is made once.
 *
 * @since 0.1.0
 */
export class Grounds<R> {
  private readonly shared: Context.Context<R>
  private readonly joined = new WeakMap<Context.Context<never>, Context.Context<R>>()

  constructor(shared: Context.Context<R>) {
    this.shared = shared
  }

  of(work: Effect.Effect<unknown, unknown, unknown>, request: Request): Context.Context<R> {
    if (!(work instanceof Rooted)) return this.shared
    const ground: Context.Context<never> = work.ground(request)
    const known = this.joined.get(ground)
    if (known !== undefined) return known
    const made = join(this.shared, ground)
    this.joined.set(ground, made)
    return made
  }
}

/** What belongs to the call. By the scheduler the engine counts the call's fibers. */
const ofTheCall = [
  McpRequest.key,
  Principal.key,
  Interaction.key,
  Steps.key,
  Scheduler.Scheduler.key,
  Tracer.ParentSpan.key
]

/** What the layer was given wins, but for what belongs to the call. */
const join = <R>(call: Context.Context<R>, ground: Context.Context<never>): Context.Context<R> => {
  const all = new Map([...call.mapUnsafe, ...ground.mapUnsafe])
  for (const key of ofTheCall) {
    if (call.mapUnsafe.has(key)) all.set(key, call.mapUnsafe.get(key))
  }
  return Context.makeUnsafe(all)
}
