/**
 * One run of a handler under `Replay`: questions without an answer park their fibers for ever, steps
 * are taken from the journal or kept for it.
 *
 * A fiber parks instead of failing, dying or interrupting itself, because user code can swallow each
 * of these: `retry`, `catchCause`, `race`, `Fiber.await` and a dozen other shapes would go on past a
 * question nobody answered. Whoever stops the round interrupts from outside, and decides by `state`,
 * never by how the handler ended.
 */
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import type * as Scheduler from "effect/Scheduler"

import {
  type AskError,
  type InputRequest,
  type Interaction,
  type Question,
  TooManyQuestions
} from "../Interaction.ts"
import * as Interpreter from "../Interpreter.ts"
import * as Journal from "../Journal.ts"
import type { StepRecord, Steps } from "../Steps.ts"
import { Answers, type Responses } from "./answers.ts"
import { Quiet, type QuietOptions } from "./quiet.ts"

type InteractionService = Interaction["Service"]
type StepsService = Steps["Service"]
type AnyFiber = Fiber.Fiber<unknown, unknown>

interface Parked {
  readonly request: InputRequest
  readonly digest: string
  readonly fiber: AnyFiber
}

const noneParked: ReadonlyMap<string, Parked> = new Map()
const noneInFlight: ReadonlySet<string> = new Set()
const noneWaiting: ReadonlyArray<AnyFiber> = []

export interface RoundOptions {
  readonly journal?: Journal.Journal | undefined
  readonly responses?: Responses | undefined
  readonly supports: (capability: string) => boolean
  readonly escalates?: boolean | undefined
  readonly maxOpen?: number | undefined
}

export class Round implements Interpreter.Interpreter {
  /** Once it is not "running", questions and steps refuse. */
  state: "running" | "stopping" | "over" = "running"
  readonly interaction: InteractionService
  readonly steps: StepsService
  readonly quiet: Quiet
  escalating: AnyFiber | undefined
  private readonly options: RoundOptions
  private started: Journal.Journal | undefined
  private known: Answers | undefined
  private recorded: Map<string, StepRecord> | undefined
  // Most calls neither ask nor take a step, so none of these is made before it is needed.
  private asked: Map<string, Parked> | undefined
  private running: Set<string> | undefined
  private names: { readonly keys: Interpreter.Names; readonly paths: Interpreter.Names } | undefined

  constructor(options: RoundOptions, scheduler: Scheduler.Scheduler, quiet: QuietOptions) {
    this.options = options
    this.quiet = new Quiet(scheduler, () => this.waits(), quiet)
    this.interaction = new RoundInteraction(this)
    this.steps = new RoundSteps(this)
  }

  /** A call that neither asks nor takes a step does not even get an identity. */
  get journal(): Journal.Journal {
    this.started ??= this.options.journal ?? Journal.empty(Journal.newCallId())
    return this.started
  }

  get answers(): Answers {
    this.known ??= new Answers(this.journal, this.options.responses ?? {})
    return this.known
  }

  get records(): Map<string, StepRecord> {
    this.recorded ??= new Map(this.journal.steps)
    return this.recorded
  }

  /** The open questions, in the order in which they were asked. */
  get parked(): ReadonlyMap<string, Parked> {
    return this.asked ?? noneParked
  }

  get stepsInFlight(): ReadonlySet<string> {
    return this.running ?? noneInFlight
  }

  ask<A, R>(fiber: AnyFiber, question: Question<A, R>): Effect.Effect<A, AskError, R> {
    if (this.state !== "running") return Interpreter.refuse
    const misuse = Interpreter.misuse(fiber, "A question was asked")
    if (misuse !== undefined) return Effect.die(misuse)
    const unsupported = Interpreter.unsupported(question, this.options.supports)
    if (unsupported !== undefined) return Effect.fail(unsupported)
    return this.answer(fiber, question)
  }

  step<R>(
    fiber: AnyFiber,
    name: string,
    run: Effect.Effect<StepRecord, never, R>
  ): Effect.Effect<StepRecord, never, R> {
    if (this.state !== "running") return Interpreter.refuse
    const base = Interpreter.stepPath(fiber, name)
    const path = this.naming.paths.take(base)
    const record = this.records.get(path)
    return record === undefined ? this.runStep(base, path, run) : Effect.succeed(record)
  }

  escalate(fiber: AnyFiber): Effect.Effect<void> {
    if (this.state !== "running") return Interpreter.refuse
    const misuse = Interpreter.misuse(fiber, "A call was handed to a task")
    if (misuse !== undefined) return Effect.die(misuse)
    return this.options.escalates === true ? this.awaitTask(fiber) : Effect.void
  }

  /** All fibers that wait for what only another round, or a task, can bring. */
  waiting(): ReadonlyArray<AnyFiber> {
    if (this.asked === undefined && this.escalating === undefined) return noneWaiting
    const fibers = Array.from(this.parked.values(), (parked) => parked.fiber)
    return this.escalating === undefined ? fibers : [...fibers, this.escalating]
  }

  private get naming() {
    this.names ??= { keys: new Interpreter.Names(), paths: new Interpreter.Names() }
    return this.names
  }

  private waits(): boolean {
    return this.state === "running" && (this.parked.size > 0 || this.escalating !== undefined)
  }

  private answer<A, R>(fiber: AnyFiber, question: Question<A, R>): Effect.Effect<A, AskError, R> {
    this.quiet.changed()
    const { key, digest } = Interpreter.identify(this.naming.keys, question)
    const raw = this.answers.find(key, digest)
    if (raw === undefined) return this.park(fiber, key, digest, question)
    return Effect.matchEffect(question.decode(raw), {
      onSuccess: (answer) => {
        this.answers.accept(key, digest, raw)
        return Effect.succeed(answer)
      },
      onFailure: () => {
        this.answers.reject(key)
        return this.park(fiber, key, digest, question)
      }
    })
  }

  private park(
    fiber: AnyFiber,
    key: string,
    digest: string,
    { method, params }: InputRequest
  ): Effect.Effect<never, TooManyQuestions> {
    const limit = this.options.maxOpen ?? 32
    if (this.parked.size >= limit) return Effect.fail(new TooManyQuestions({ limit }))
    return forEver(
      () => {
        this.asked ??= new Map()
        this.asked.set(key, { request: { method, params }, digest, fiber })
        this.quiet.watch()
      },
      () => {
        // It lost a race or timed out: no longer asked.
        if (this.state === "running") this.asked?.delete(key)
        this.quiet.watch()
      }
    )
  }

  private awaitTask(fiber: AnyFiber): Effect.Effect<never> {
    this.quiet.changed()
    return forEver(
      () => {
        this.escalating = fiber
        this.quiet.watch()
      },
      () => {
        if (this.state === "running") this.escalating = undefined
        this.quiet.watch()
      }
    )
  }

  private runStep<R>(
    base: string,
    path: string,
    run: Effect.Effect<StepRecord, never, R>
  ): Effect.Effect<StepRecord, never, R> {
    const begin = Effect.sync(() => {
      this.quiet.hold()
      this.running ??= new Set()
      this.running.add(path)
    })
    const end = (exit: Exit.Exit<StepRecord>) =>
      Effect.sync(() => {
        this.running?.delete(path)
        if (exit._tag === "Success") this.keep(path, exit.value)
        else this.naming.paths.giveBack(base, path)
        this.quiet.release()
      })
    return Effect.acquireUseRelease(
      begin,
      () => Interpreter.inside(path, run),
      (_, exit) => end(exit)
    )
  }

  /** The outer record stands for the steps within it. */
  private keep(path: string, record: StepRecord): void {
    for (const known of this.records.keys()) {
      if (known.startsWith(`${path}/`)) this.records.delete(known)
    }
    this.records.set(path, record)
  }
}

class RoundInteraction implements InteractionService {
  private readonly round: Round

  constructor(round: Round) {
    this.round = round
  }

  readonly ask = <A, R>(question: Question<A, R>): Effect.Effect<A, AskError, R> =>
    Effect.withFiber((fiber) => this.round.ask(fiber, question))

  get escalate(): Effect.Effect<void> {
    return Effect.withFiber((fiber) => this.round.escalate(fiber))
  }
}

class RoundSteps implements StepsService {
  private readonly round: Round

  constructor(round: Round) {
    this.round = round
  }

  get callId(): string {
    return this.round.journal.callId
  }

  readonly step = <R>(
    name: string,
    run: Effect.Effect<StepRecord, never, R>
  ): Effect.Effect<StepRecord, never, R> =>
    Effect.withFiber((fiber) => this.round.step(fiber, name, run))
}

const forEver = (begin: () => void, end: () => void): Effect.Effect<never> =>
  Effect.interruptible(
    Effect.callback<never>(() => {
      begin()
      return Effect.sync(end)
    })
  )
