/**
 * Questions where the server cannot ask: the call ends with its open questions and a journal, the
 * client calls again with the answers, and the handler runs again from its start.
 *
 * A round ends when the call can do nothing but wait for answers, so questions of one moment go out
 * together however they were forked. The answer to the client waits for finalizers: the next round
 * must not meet a lock this one still holds.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#basic-workflow
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"

import { Diverged, type InputRequest } from "./Interaction.ts"
import { Round } from "./internal/round.ts"
import * as Interpreter from "./Interpreter.ts"
import type { Journal } from "./Journal.ts"

/**
 * @since 0.1.0
 */
export interface Options {
  /** What was sealed into the state that came with the request; absent in a call's first round. */
  readonly journal?: Journal | undefined
  /** The request's `inputResponses`, as they came. */
  readonly responses?: { readonly [key: string]: unknown } | undefined
  /** Whether the client of this request declared the capability. */
  readonly supports: (capability: string) => boolean
  /**
   * Whether client and tool allow this call to become a task.
   *
   * @default false
   */
  readonly escalates?: boolean | undefined
  /**
   * How many rounds may end with questions; one more is the defect `Diverged`.
   *
   * @default 16
   */
  readonly maxRounds?: number | undefined
  /**
   * How many questions may be open at the same moment; one more fails with `TooManyQuestions`.
   *
   * @default 32
   */
  readonly maxOpen?: number | undefined
  /**
   * How long the round's end waits for steps in flight, and then once more for finalizers. After it
   * the step is interrupted (it will run again), and the answer goes out with a warning in the log.
   *
   * @default "30 seconds"
   */
  readonly grace?: Duration.Input | undefined
}

/**
 * The handler ended by itself.
 *
 * @since 0.1.0
 */
export interface Done<out A, out E> {
  readonly _tag: "Done"
  readonly exit: Exit.Exit<A, E>
}

/**
 * The handler waits for answers.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#inputrequiredresult
 * @since 0.1.0
 */
export interface InputRequired {
  readonly _tag: "InputRequired"
  /** In the order in which they were asked; without a prototype. */
  readonly inputRequests: { readonly [key: string]: InputRequest }
  readonly journal: Journal
  /** Questions asked anew because an answer was to another text. For the log. */
  readonly redrawn: ReadonlyArray<string>
  /** Recorded answers this run did not ask for. For the log: a race may do that honestly. */
  readonly unused: ReadonlyArray<string>
}

/**
 * The handler goes on as a task, from this journal.
 *
 * @since 0.1.0
 */
export interface Escalated {
  readonly _tag: "Escalated"
  readonly journal: Journal
}

/**
 * @since 0.1.0
 */
export type Outcome<A, E> = Done<A, E> | InputRequired | Escalated

/**
 * Runs one round. `done` is called once, possibly before `run` returns. The fiber returned is the
 * handler's own, and the only one there is: interrupt it to cancel the call.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#server-requirements-basic-workflow
 * @since 0.1.0
 */
export const run = <A, E, R>(
  handler: Effect.Effect<A, E, R>,
  options: Options,
  context: Context.Context<Exclude<R, Interpreter.Services>>,
  done: (outcome: Outcome<A, E>) => void
): Fiber.Fiber<A, E> => {
  const cap = (callback: () => void) => after(options.grace ?? "30 seconds", callback, context)
  const round = new Round(options, Context.get(context, Scheduler.Scheduler), {
    // Never before a turn of the scheduler, so `root` is there.
    onQuiet: () => suspend(round, root, cap, context, () => done(outcome(round, options))),
    cap
  })
  const services = Interpreter.addTo(context, round)
  const scheduled = Context.add(services, Scheduler.Scheduler, round.quiet)
  // `Exclude<R, S> | S` holds all of R
  const root = Effect.runForkWith(scheduled as Context.Context<R>)(handler)
  root.addObserver((exit) => {
    if (round.state !== "running") return
    close(round)
    done({ _tag: "Done", exit })
  })
  return root
}

/** The handler has ended, so nobody will ever answer what a fiber it left behind still asks. */
const close = (round: Round): void => {
  round.state = "over"
  round.quiet.endCap()
  for (const fiber of round.waiting()) Interpreter.suspend(fiber)
}

const suspend = (
  round: Round,
  root: Fiber.Fiber<unknown, unknown>,
  cap: (callback: () => void) => () => void,
  context: Context.Context<never>,
  finish: () => void
): void => {
  if (round.stepsInFlight.size > 0) warn("Steps are cut to ask a question", round, context)
  round.state = "stopping"
  Interpreter.suspending(round)
  const fibers = new Set([root, ...round.waiting()])
  let running = fibers.size
  let stopCap: (() => void) | undefined
  const end = () => {
    if (round.state === "over") return
    round.state = "over"
    stopCap?.()
    finish()
  }
  for (const fiber of fibers) {
    fiber.addObserver(() => {
      running--
      if (running === 0) end()
    })
  }
  // The root first: it must not go on because something it waits for has ended.
  for (const fiber of fibers) Interpreter.suspend(fiber)
  if (running === 0) return
  stopCap = cap(() => {
    warn("A question is asked while finalizers still run", round, context)
    end()
  })
}

const outcome = <A, E>(round: Round, options: Options): Outcome<A, E> => {
  const journal: Journal = {
    callId: round.journal.callId,
    round: round.journal.round,
    answers: round.answers.record(),
    open: new Map(),
    steps: new Map(round.records)
  }
  if (round.escalating !== undefined) return { _tag: "Escalated", journal }
  if (journal.round >= (options.maxRounds ?? 16)) {
    return { _tag: "Done", exit: Exit.die(endless(round)) }
  }
  const inputRequests: Record<string, InputRequest> = Object.create(null)
  const open = new Map<string, string>()
  for (const [key, parked] of round.parked) {
    inputRequests[key] = parked.request
    open.set(key, parked.digest)
  }
  return {
    _tag: "InputRequired",
    inputRequests,
    journal: { ...journal, round: journal.round + 1, open },
    redrawn: round.answers.redrawn,
    unused: round.answers.unused()
  }
}

const endless = (round: Round): Diverged => {
  const open = Array.from(round.parked.keys()).join(", ")
  const redrawn = round.answers.redrawn.join(", ") || "none"
  return new Diverged({
    message:
      `Asked in ${round.journal.round} rounds and still asks: ${open}; changed since asked: ${redrawn}. ` +
      "Put what a question's text depends on into Step.once."
  })
}

const after = (
  grace: Duration.Input,
  callback: () => void,
  context: Context.Context<never>
): (() => void) => {
  const timer = Effect.runForkWith(context)(
    Effect.andThen(Effect.sleep(grace), Effect.sync(callback))
  )
  return () => timer.interruptUnsafe()
}

const warn = (message: string, round: Round, context: Context.Context<never>): void => {
  Effect.runForkWith(context)(
    Effect.annotateLogs(Effect.logWarning(message), {
      callId: round.journal.callId,
      questions: Array.from(round.parked.keys()),
      steps: Array.from(round.stepsInFlight)
    })
  )
}
