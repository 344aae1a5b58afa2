/**
 * How "this call stops because it waits for answers" is told from "this call was cancelled".
 *
 * The interruption that an interpreter sends carries an annotation. Fibers that Effect interrupts in
 * turn (the siblings in an `Effect.all`) do not inherit it, so the interpreter's `Interaction` service
 * is marked as well, and the fiber that asks is looked up by it.
 */
import * as Context from "effect/Context"

const Suspended = Context.Service<"Suspended", true>("@effect-mcp/protocol/Interaction/Suspended")

/** On every interruption that suspends. */
export const annotation: Context.Context<never> = Context.make(Suspended, true)

export const annotationKey: string = Suspended.key

/** The `Interaction` services whose call is being suspended. */
export const suspending = new WeakSet<object>()
