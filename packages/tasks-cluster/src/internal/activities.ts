/**
 * Steps as activities of the workflow: the engine keeps their records, and gives them to whichever process
 * runs the task.
 *
 * The engine only says whether a step is to be run; its handler's own fiber runs it, so that it is interrupted
 * and timed out like anything else there. An activity never fails: a step that died or was cut off has left no
 * record, its activity has ended in `null`, and its next run is the next attempt.
 */
import { Interpreter, type Steps } from "@effect-mcp/protocol"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Activity from "effect/workflow/Activity"
import type { WorkflowEngine, WorkflowInstance } from "effect/workflow/WorkflowEngine"

type StepRecord = Steps.StepRecord

/** Where activities are. */
export type Engine = WorkflowEngine | WorkflowInstance

export interface Options {
  readonly context: Context.Context<Engine>
  /** The engine did not keep an activity: it is going down, or suspends the workflow. */
  readonly onTrouble: (cause: Cause.Cause<never>) => void
  /** Nothing is to be done that was not done before. */
  readonly isRehearsal: () => boolean
}

/** What the engine says of a step first: that it is to be run, or what is kept of it. */
type Said = { readonly _tag: "Run" } | { readonly _tag: "Kept"; readonly kept: Schema.Json }

export class Activities implements Pick<Steps.Steps["Service"], "callId" | "step"> {
  readonly callId: string
  /** How many are under way. */
  running = 0
  /** Steps that were done when the engine kept nothing any more. */
  readonly unkept = new Set<string>()
  private readonly steps: Steps.Steps["Service"]
  private readonly options: Options
  private readonly attempts = new Set<Attempt>()
  private isAbandoned = false

  /** `steps` names them, and knows those that were done before the call became a task. */
  constructor(steps: Steps.Steps["Service"], options: Options) {
    this.callId = steps.callId
    this.steps = steps
    this.options = options
  }

  readonly step = <R>(
    name: string,
    run: Effect.Effect<StepRecord, never, R>
  ): Effect.Effect<StepRecord, never, R> =>
    this.steps.step(
      name,
      Effect.withFiber((fiber) => {
        const path = Interpreter.stepPath(fiber, "").slice(0, -1)
        return Effect.acquireUseRelease(
          Effect.sync(() => this.running++),
          () => this.attempt(path, run, 1),
          () => Effect.sync(() => this.running--)
        )
      })
    )

  /** The engine keeps nothing any more. What is under way it may have kept or not. */
  abandon(): void {
    this.isAbandoned = true
    for (const attempt of this.attempts) attempt.abandon()
  }

  private attempt<R>(
    path: string,
    run: Effect.Effect<StepRecord, never, R>,
    number: number
  ): Effect.Effect<StepRecord, never, R> {
    return Effect.suspend(() => {
      if (this.isAbandoned) return parked
      const attempt = new Attempt(`step:${path}`)
      this.attempts.add(attempt)
      const context = Context.add(this.options.context, Activity.CurrentAttempt, number)
      attempt.start(context, this.options.onTrouble)
      return Effect.flatMap(Deferred.await(attempt.said), (said) => {
        if (said._tag === "Run") return this.run(path, attempt, run)
        this.attempts.delete(attempt)
        return isRecord(said.kept) ? Effect.succeed(said.kept) : this.attempt(path, run, number + 1)
      })
    })
  }

  private run<R>(
    path: string,
    attempt: Attempt,
    run: Effect.Effect<StepRecord, never, R>
  ): Effect.Effect<StepRecord, never, R> {
    if (this.options.isRehearsal()) return attempt.forgo
    return Effect.ensuring(
      attempt.run(run, () => this.unkept.add(path)),
      Effect.sync(() => this.attempts.delete(attempt))
    )
  }
}

/** One activity, and the step that it stands for. */
class Attempt {
  readonly said: Deferred.Deferred<Said> = Deferred.makeUnsafe()
  private readonly outcome: Deferred.Deferred<Schema.Json> = Deferred.makeUnsafe()
  /** Whether the engine has it. */
  private readonly kept: Deferred.Deferred<boolean> = Deferred.makeUnsafe()
  private readonly name: string
  private fiber: Fiber.Fiber<Schema.Json> | undefined

  constructor(name: string) {
    this.name = name
  }

  start(context: Context.Context<Engine>, onTrouble: Options["onTrouble"]): void {
    const activity = Activity.make({
      name: this.name,
      success: Schema.Json,
      execute: Effect.suspend(() => {
        Deferred.doneUnsafe(this.said, Effect.succeed({ _tag: "Run" }))
        return Deferred.await(this.outcome)
      })
    })
    this.fiber = Effect.runForkWith(context)(activity)
    this.fiber.addObserver((exit) => {
      if (Exit.isFailure(exit)) {
        this.abandon()
        return onTrouble(exit.cause)
      }
      Deferred.doneUnsafe(this.said, Effect.succeed({ _tag: "Kept", kept: exit.value }))
      Deferred.doneUnsafe(this.kept, Effect.succeed(true))
    })
  }

  /** The engine says no more. */
  abandon(): void {
    Deferred.doneUnsafe(this.said, parked)
    Deferred.doneUnsafe(this.kept, Effect.succeed(false))
    this.fiber?.interruptUnsafe()
  }

  /** Does not go on. */
  get forgo(): Effect.Effect<never> {
    Deferred.doneUnsafe(this.outcome, Effect.succeed(null))
    return parked
  }

  /** Goes on once the engine has the record, or can have none. */
  run<R>(
    step: Effect.Effect<StepRecord, never, R>,
    onUnkept: () => void
  ): Effect.Effect<StepRecord, never, R> {
    return Effect.onExit(step, (exit) => {
      const outcome = Exit.isSuccess(exit) ? exit.value : null
      Deferred.doneUnsafe(this.outcome, Effect.succeed(outcome))
      return Effect.map(Deferred.await(this.kept), (isKept) => {
        if (!isKept) onUnkept()
      })
    })
  }
}

/** Until whoever runs the handler puts it to rest: ending here by itself would count as the handler's end. */
const parked = Effect.interruptible(Effect.never)

const isRecord = (kept: Schema.Json): kept is StepRecord =>
  Predicate.hasProperty(kept, "ok") || Predicate.hasProperty(kept, "err")
