/**
 * A task whose handler runs in this process: what it asks is on the task before its fiber waits, what it
 * did is in the journal before it goes on.
 *
 * Nothing is decided by how the fiber ended but where it ended by itself: a task that is cancelled, taken
 * away, handed over or put to rest says so in `state`, and from then on questions and steps refuse.
 */
import { type Handler, type Interaction, Interpreter, type Steps } from "@effect-mcp/protocol"
import type * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"

import * as Task from "../../Task.ts"
import type { Host } from "../../TaskRunner.ts"
import type { Kept, TaskStoreError } from "../../TaskStore.ts"
import { Looking } from "../looking.ts"
import { patiently } from "../patiently.ts"
import { LiveQuestions } from "./liveQuestions.ts"
import { LiveSteps } from "./liveSteps.ts"

/**
 * - `Running`: what happens counts.
 * - `Cancelled`: the task is over; its handler only cleans up, steps included.
 * - `Leaving`: somebody goes on with it, later or elsewhere; nothing counts any more.
 */
export type State = "Running" | "Cancelled" | "Leaving"

export interface Options {
  readonly host: Host
  readonly runner: string
  readonly context: Context.Context<never>
  /** How many questions one task may have open. */
  readonly maxOpen: number
  /** Its fiber has ended, and what there was to write is written. */
  readonly ended: (task: LiveTask) => void
}

/** No task has this version. */
const never = 0

export class LiveTask implements Interpreter.Interpreter {
  state: State = "Running"
  readonly id: string
  readonly tool: string
  readonly interaction: Interaction.Interaction["Service"]
  readonly steps: Steps.Steps["Service"]
  readonly options: Options
  private readonly questions: LiveQuestions
  private fiber: Fiber.Fiber<Handler.Answer, Handler.Failure> | undefined
  /** The version last looked at. */
  seen: number
  private hasEnded = false
  private readonly looking: Looking

  constructor(kept: Kept, options: Options) {
    this.id = kept.task.id
    this.tool = kept.call.tool
    this.seen = kept.task.version
    this.options = options
    this.questions = new LiveQuestions(kept, this)
    this.interaction = this.questions
    this.steps = new LiveSteps(kept, this)
    this.looking = new Looking(this.look, options.context)
  }

  begin(kept: Kept): void {
    // Whoever began it is answered before its work takes the thread.
    const work = Effect.andThen(Effect.yieldNow, this.options.host.work(kept, this))
    this.fiber = Effect.runForkWith(this.options.context)(work)
    this.fiber.addObserver((exit) => this.end(exit))
  }

  /** Something has changed about it, perhaps by itself. */
  told(): void {
    if (this.state === "Running") this.looking.told()
  }

  private get look(): Effect.Effect<void> {
    return Effect.suspend(() =>
      this.state === "Running"
        ? Effect.flatMap(this.options.host.store.get(this.id), (task) => this.see(task))
        : Effect.void
    ).pipe(Effect.catchCause((cause) => this.missed(cause)))
  }

  /** Whatever was read of it, the next beat of the heart looks again. */
  private missed(cause: Cause.Cause<TaskStoreError>): Effect.Effect<void> {
    this.seen = never
    return Effect.logWarning("A running task could not be read", cause)
  }

  /** Puts the handler to rest; the task stays as it is. */
  leave(): void {
    if (this.state !== "Running") return
    this.state = "Leaving"
    Interpreter.suspending(this)
    this.stop(Interpreter.suspend)
  }

  /** A change of the task on behalf of its handler, or `undefined` if this runner has no say any more. */
  change(
    change: (task: Task.Task, now: number) => Task.Task | undefined,
    entries?: Parameters<Host["change"]>[2]
  ): Effect.Effect<Task.Task | undefined> {
    const { host, runner } = this.options
    const own = (task: Task.Task, now: number) =>
      task.lease?.runner === runner ? change(task, now) : undefined
    return patiently(host.change(this.id, own, entries)).pipe(
      Effect.tap((task) =>
        Effect.sync(() => {
          if (task === undefined) return
          this.seen = task.version
          if (this.questions.isBehind(task)) this.told()
        })
      ),
      Effect.catch((error) => this.lost(error))
    )
  }

  /** The store failed for too long: the task is somebody's later. */
  lost(error: TaskStoreError): Effect.Effect<undefined> {
    return Effect.as(
      Effect.tap(
        Effect.annotateLogs(Effect.logError("A task is left alone", error), { taskId: this.id }),
        () => Effect.sync(() => this.leave())
      ),
      undefined
    )
  }

  private see(task: Task.Task | undefined): Effect.Effect<void, TaskStoreError> {
    if (task === undefined || task.status === "cancelled") return Effect.sync(() => this.cancel())
    this.seen = task.version
    if (Task.isFinal(task) && this.hasEnded) return Effect.sync(() => this.restParked())
    if (Task.isFinal(task) || task.external || task.lease?.runner !== this.options.runner) {
      return Effect.sync(() => this.leave())
    }
    return this.questions.see(task)
  }

  private cancel(): void {
    if (this.state !== "Running") return
    this.state = "Cancelled"
    this.stop((fiber) => fiber.interruptUnsafe())
  }

  /** The root first: it must not go on because something it waits for has ended. */
  private stop(stop: (fiber: Fiber.Fiber<unknown, unknown>) => void): void {
    const parked = this.questions.parked()
    if (this.fiber !== undefined) stop(this.fiber)
    for (const fiber of parked) stop(fiber)
  }

  private end(exit: Exit.Exit<Handler.Answer, Handler.Failure>): void {
    this.hasEnded = true
    this.restParked()
    const { host, runner } = this.options
    const settled =
      this.state === "Running"
        ? Effect.catch(patiently(host.settle(this.id, exit, runner)), (error) => this.lost(error))
        : Effect.void
    this.run(
      Effect.ensuring(
        settled,
        Effect.sync(() => this.options.ended(this))
      )
    )
  }

  /** Those that ask although their handler has ended. */
  private restParked(): void {
    for (const fiber of this.questions.parked()) Interpreter.suspend(fiber)
  }

  private run(work: Effect.Effect<unknown>): void {
    Effect.runForkWith(this.options.context)(work)
  }
}
