/**
 * One run of a task's handler in this process, as its workflow sees it: begun, ended, at rest.
 */
import { type Handler, Interaction, type Interpreter, type Steps } from "@effect-mcp/protocol"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scheduler from "effect/Scheduler"

import { Stirring } from "./stirring.ts"

/**
 * - `Displaced`: the engine runs the task in another process;
 * - `Ended`: the handler has ended, and what became of it is on the task or will be;
 * - `Left`: it was put to rest, and the task is as it was.
 */
export type End = "Displaced" | "Ended" | "Left"

export class Attendance {
  hasBegun = false
  private readonly isRehearsal: () => boolean
  private readonly first: Deferred.Deferred<End> = Deferred.makeUnsafe()
  private readonly handled: Deferred.Deferred<void> = Deferred.makeUnsafe()
  private readonly onTask: Deferred.Deferred<void> = Deferred.makeUnsafe()
  private stirring: Stirring | undefined
  private stepsUnderWay = 0

  /** `isRehearsal`: the handler is to come to where it was, and no further. */
  constructor(isRehearsal: () => boolean = () => false) {
    this.isRehearsal = isRehearsal
  }

  /** What came first. */
  get end(): Effect.Effect<End> {
    return Deferred.await(this.first)
  }

  /** The handler has ended, whatever came before. */
  get handlerEnd(): Effect.Effect<void> {
    return Deferred.await(this.handled)
  }

  /** What its end came to is on the task. */
  get settled(): Effect.Effect<void> {
    return Deferred.await(this.onTask)
  }

  /** How much it has done so far; `undefined` while a step is under way, or if that is not known. */
  get stirred(): number | undefined {
    return this.stepsUnderWay === 0 ? this.stirring?.soFar : undefined
  }

  displace(): void {
    Deferred.doneUnsafe(this.first, Effect.succeed("Displaced"))
  }

  settle(): void {
    Deferred.doneUnsafe(this.onTask, Effect.void)
  }

  /** The handler. */
  work(
    make: (interpreter: Interpreter.Interpreter) => Effect.Effect<Handler.Answer, Handler.Failure>,
    { interaction, steps }: Interpreter.Interpreter
  ): Effect.Effect<Handler.Answer, Handler.Failure> {
    this.hasBegun = true
    return Effect.withFiber((fiber) => {
      const stirring = new Stirring(fiber.getRef(Scheduler.Scheduler))
      this.stirring = stirring
      return make({ interaction, steps: this.attended(steps) }).pipe(
        Effect.provideService(Scheduler.Scheduler, stirring),
        Effect.onExit((exit) => Effect.sync(() => this.ended(exit)))
      )
    })
  }

  private ended(exit: Exit.Exit<unknown, unknown>): void {
    const end = isSuspended(exit) ? "Left" : "Ended"
    Deferred.doneUnsafe(this.first, Effect.succeed(end))
    Deferred.doneUnsafe(this.handled, Effect.void)
  }

  private attended(steps: Steps.Steps["Service"]): Steps.Steps["Service"] {
    return {
      callId: steps.callId,
      step: (name, run) => steps.step(name, this.underWay(run))
    }
  }

  private underWay<A, R>(run: Effect.Effect<A, never, R>): Effect.Effect<A, never, R> {
    return Effect.suspend(() => {
      if (this.isRehearsal()) return parked
      return Effect.acquireUseRelease(
        Effect.sync(() => this.stepsUnderWay++),
        () => run,
        () => Effect.sync(() => this.stepsUnderWay--)
      )
    })
  }
}

/** Until it is interrupted. */
const parked = Effect.interruptible(Effect.never)

const isSuspended = (exit: Exit.Exit<unknown, unknown>): boolean =>
  Exit.isFailure(exit) && Interaction.isSuspension(exit.cause)
