/**
 * What every interpreter of `Interaction` and `Steps` shares: how a question gets its key, how a step
 * gets its path, what is refused, and how the two services reach the handler.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

import { Interaction, Misuse, type Method, type Question, Unsupported } from "./Interaction.ts"
import { canonicalJson } from "./internal/canonicalJson.ts"
import { digest } from "./internal/digest.ts"
import * as Suspension from "./internal/suspension.ts"
import { type StepRecord, Steps } from "./Steps.ts"

/**
 * The two services of one call.
 *
 * @since 0.1.0
 */
export interface Interpreter {
  readonly interaction: Interaction["Service"]
  readonly steps: Steps["Service"]
}

/**
 * What an interpreter gives to a handler.
 *
 * @since 0.1.0
 */
export type Services = Interaction | Steps

/**
 * The context a handler runs in.
 *
 * @since 0.1.0
 */
export const addTo = <R>(
  context: Context.Context<R>,
  interpreter: Interpreter
): Context.Context<R | Services> =>
  Context.add(Context.add(context, Interaction, interpreter.interaction), Steps, interpreter.steps)

/**
 * Runs a handler under this interpreter.
 *
 * @since 0.1.0
 */
export const provide = <A, E, R>(
  handler: Effect.Effect<A, E, R>,
  interpreter: Interpreter
): Effect.Effect<A, E, Exclude<R, Services>> =>
  Effect.provideContext(handler, addTo(Context.empty(), interpreter))

/**
 * Hands out names so that each is used once in one run of a handler: the n-th use of `base` is
 * `base#n`. Never a position: the order of arrival differs from run to run.
 *
 * @since 0.1.0
 */
export class Names {
  private readonly uses = new Map<string, number>()
  private readonly taken = new Set<string>()

  take(base: string): string {
    let use = (this.uses.get(base) ?? 0) + 1
    while (this.taken.has(numbered(base, use))) use++
    this.uses.set(base, use)
    const name = numbered(base, use)
    this.taken.add(name)
    return name
  }

  /** Gives the name back when it is the last one of its base, so that a second attempt gets the same. */
  giveBack(base: string, name: string): void {
    const use = this.uses.get(base)
    if (use === undefined || numbered(base, use) !== name) return
    this.taken.delete(name)
    this.uses.set(base, use - 1)
  }
}

const numbered = (base: string, use: number): string => (use === 1 ? base : `${base}#${use}`)

const kinds: Readonly<Record<Method, string>> = {
  "elicitation/create": "elicit",
  "sampling/createMessage": "sample",
  "roots/list": "roots"
}

/**
 * Who a question is, in every round: the author's key, else its kind and the head of its digest.
 * `digest` is of all that is asked, and tells whether a recorded answer was given to this very text.
 *
 * @since 0.1.0
 */
export const identify = (
  names: Names,
  question: Question<unknown, unknown>
): { readonly key: string; readonly digest: string } => {
  const asked = digest(`${question.method}\n${canonicalJson(question.params)}`, 22)
  return {
    key: names.take(question.key ?? `${kinds[question.method]}_${asked.slice(0, 8)}`),
    digest: asked
  }
}

/**
 * `Unsupported` when the client lacks what the question needs.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#server-requirements-basic-workflow
 * @since 0.1.0
 */
export const unsupported = (
  question: Question<unknown, unknown>,
  supports: (capability: string) => boolean
): Unsupported | undefined => {
  const missing = question.requires.filter((capability) => !supports(capability))
  return missing.length === 0 ? undefined : new Unsupported({ method: question.method, missing })
}

const CurrentStep = Context.Reference<string | undefined>(
  "@effect-mcp/protocol/Interpreter/CurrentStep",
  { defaultValue: () => undefined }
)

/**
 * The defect of a question or an escalation inside a step, whose effects could then not be recorded.
 *
 * @since 0.1.0
 */
export const misuse = (fiber: Fiber.Fiber<unknown, unknown>, what: string): Misuse | undefined => {
  const step = fiber.getRef(CurrentStep)
  if (step === undefined) return undefined
  return new Misuse({ message: `${what} inside the step "${step}": do it before the step.` })
}

/**
 * A step's name below the step it is in.
 *
 * @since 0.1.0
 */
export const stepPath = (fiber: Fiber.Fiber<unknown, unknown>, name: string): string => {
  const outer = fiber.getRef(CurrentStep)
  return outer === undefined ? name : `${outer}/${name}`
}

/**
 * Runs a step's body so that what it contains knows where it is.
 *
 * @since 0.1.0
 */
export const inside = <R>(
  path: string,
  run: Effect.Effect<StepRecord, never, R>
): Effect.Effect<StepRecord, never, R> => Effect.provideService(run, CurrentStep, path)

/**
 * Interrupts `fiber` as "waiting for answers", which a finalizer can tell from a cancellation.
 *
 * @since 0.1.0
 */
export const suspend = (fiber: Fiber.Fiber<unknown, unknown>): void =>
  fiber.interruptUnsafe(undefined, Suspension.annotation)

/**
 * Says that all the call's fibers are being suspended, also those its own fibers interrupt.
 *
 * @since 0.1.0
 */
export const suspending = (interpreter: Interpreter): void => {
  Suspension.suspending.add(interpreter.interaction)
}

/**
 * What a question or a step is once its call has stopped: it ends the fiber that runs it, also inside
 * an uninterruptible region, so nothing that would be forgotten is done.
 *
 * @since 0.1.0
 */
export const refuse: Effect.Effect<never> = Effect.withFiber((fiber) => {
  suspend(fiber)
  return Effect.interruptible(Effect.never)
})
