/**
 * One run of a task's handler in this process, as its workflow sees it: begun, ended, at rest.
 */
import { type Handler, Interaction, type Interpreter } from "@effect-mcp/protocol"
import type { TaskJournal } from "@effect-mcp/tasks"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scheduler from "effect/Scheduler"

import { Activities, type Engine } from "./activities.ts"
import { Stirring } from "./stirring.ts"

/**
 * - `Displaced`: the engine runs the task in another process;
 * - `Ended`: the handler has ended, and what became of it is on the task or will be;
 * - `Left`: it was put to rest, and the task is as it was;
 * - `Troubled`: the engine has failed to keep a step, and said so by this cause.
 */
export type End =
  | { readonly _tag: "Displaced" | "Ended" | "Left" }
  | { readonly _tag: "Troubled"; readonly cause: Cause.Cause<never> }

export class Attendance {
  private readonly context: Context.Context<Engine>
  private readonly isRehearsal: () => boolean
  private readonly stirring: Stirring
  private activities: Activities | undefined
  private readonly over: Deferred.Deferred<End> = Deferred.makeUnsafe()
  private readonly handled: Deferred.Deferred<void> = Deferred.makeUnsafe()
  private readonly onTask: Deferred.Deferred<void> = Deferred.makeUnsafe()

  /** `isRehearsal`: the handler is to come to where it was, and no further. */
  constructor(context: Context.Context<Engine>, isRehearsal: () => boolean = () => false) {
    this.context = context
    this.isRehearsal = isRehearsal
    this.stirring = new Stirring(Context.get(context, Scheduler.Scheduler))
  }

  get end(): Effect.Effect<End> {
    return Deferred.await(this.over)
  }

  /** The handler has ended, whatever came before. */
  get handlerEnd(): Effect.Effect<void> {
    return Deferred.await(this.handled)
  }

  /** What its end came to is on the task. */
  get settled(): Effect.Effect<void> {
    return Deferred.await(this.onTask)
  }

  /** From here on the engine is not waited for. */
  abandon(): void {
    this.activities?.abandon()
  }

  displace(): void {
    this.finish({ _tag: "Displaced" })
  }

  settle(): void {
    Deferred.doneUnsafe(this.onTask, Effect.void)
  }

  /** Whether one of these is a step of which the engine could not keep the record. */
  owes(entries: TaskJournal.Entries): boolean {
    return entries.some(
      (entry) => entry._tag === "Step" && this.activities?.unkept.has(entry.path) === true
    )
  }

  get hasBegun(): boolean {
    return this.activities !== undefined
  }

  /** How much it has done so far; `undefined` while a step is under way. */
  get stirred(): number | undefined {
    return this.activities?.running === 0 ? this.stirring.count : undefined
  }

  /** The handler, its steps as activities. */
  work(
    make: (interpreter: Interpreter.Interpreter) => Effect.Effect<Handler.Answer, Handler.Failure>,
    { interaction, steps }: Interpreter.Interpreter
  ): Effect.Effect<Handler.Answer, Handler.Failure> {
    const activities = new Activities(steps, {
      context: this.context,
      isRehearsal: this.isRehearsal,
      onTrouble: (cause) => this.finish({ _tag: "Troubled", cause })
    })
    this.activities = activities
    return make({ interaction, steps: activities }).pipe(
      Effect.provideService(Scheduler.Scheduler, this.stirring),
      Effect.onExit((exit) =>
        Effect.sync(() => {
          this.finish({ _tag: isSuspended(exit) ? "Left" : "Ended" })
          Deferred.doneUnsafe(this.handled, Effect.void)
        })
      )
    )
  }

  private finish(end: End): void {
    Deferred.doneUnsafe(this.over, Effect.succeed(end))
  }
}

const isSuspended = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isFailure(exit) && Interaction.isSuspension(exit.cause)
