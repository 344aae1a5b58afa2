/**
 * The questions of a live task. Each is on the task, for everybody to see, before the fiber that asks
 * begins to wait; the fiber waits for as long as it takes.
 */
import { Interaction, Interpreter } from "@effect-mcp/protocol"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

import { type Answer, type Place, QuestionLog } from "../../QuestionLog.ts"
import * as Task from "../../Task.ts"
import type { Call, Kept, TaskStoreError } from "../../TaskStore.ts"
import { patiently } from "../patiently.ts"
import type { LiveTask } from "./liveTask.ts"

type AnyFiber = Fiber.Fiber<unknown, unknown>

interface Waiting {
  readonly fiber: AnyFiber
  readonly answer: Deferred.Deferred<Answer>
}

/** How often a question may be answered with something that is no answer. */
const attempts = 16

const never = Deferred.makeUnsafe<Answer>()

export class LiveQuestions {
  private readonly task: LiveTask
  private readonly call: Call
  private readonly log: QuestionLog
  private readonly names = new Interpreter.Names()
  private readonly waiting = new Map<string, Waiting>()

  constructor({ call, journal }: Kept, task: LiveTask) {
    this.task = task
    this.call = call
    this.log = new QuestionLog(journal)
  }

  readonly ask = <A, R>(
    question: Interaction.Question<A, R>
  ): Effect.Effect<A, Interaction.AskError, R> =>
    Effect.withFiber((fiber) => {
      if (this.task.state !== "Running") return Interpreter.refuse
      const misuse = Interpreter.misuse(fiber, "A question was asked")
      if (misuse !== undefined) return Effect.die(misuse)
      const unsupported = Interpreter.unsupported(question, (path) =>
        this.task.options.host.supports(this.call, path)
      )
      if (unsupported !== undefined) return Effect.fail(unsupported)
      const { digest, key } = Interpreter.identify(this.names, question)
      return this.resolve(fiber, question, key, digest, attempts)
    })

  /** It is a task already. */
  readonly escalate: Effect.Effect<void> = Effect.withFiber((fiber) => {
    const misuse = Interpreter.misuse(fiber, "A call was handed to a task")
    return misuse === undefined ? Effect.void : Effect.die(misuse)
  })

  /** All fibers that wait for an answer. */
  parked(): ReadonlyArray<AnyFiber> {
    return Array.from(this.waiting.values(), ({ fiber }) => fiber)
  }

  /** Passes on what was answered since. */
  see(task: Task.Task): Effect.Effect<void, TaskStoreError> {
    return this.isBehind(task) ? Effect.asVoid(this.reread()) : Effect.void
  }

  /** Whether something was answered that is waited for here. */
  isBehind(task: Task.Task): boolean {
    for (const key of this.waiting.keys()) if (!task.questions.has(key)) return true
    return false
  }

  /** Hands what the journal has answers for to those who wait. */
  private reread(): Effect.Effect<Task.Task | undefined, TaskStoreError> {
    return Effect.map(this.task.options.host.store.load(this.task.id), (kept) => {
      for (const entry of kept?.journal ?? []) {
        if (entry._tag === "Step" || entry._tag === "Asked") continue
        const waiting = this.waiting.get(entry.key)
        if (waiting !== undefined) Deferred.doneUnsafe(waiting.answer, Effect.succeed(entry))
      }
      return kept?.task
    })
  }

  private resolve<A, R>(
    fiber: AnyFiber,
    question: Interaction.Question<A, R>,
    base: string,
    digest: string,
    left: number
  ): Effect.Effect<A, Interaction.AskError, R> {
    const place = this.log.place(base, digest)
    const { answer, key } = place
    if (answer === undefined) {
      return Effect.flatMap(this.wait(fiber, question, place, digest), (answer) => {
        this.log.learn(answer)
        return this.resolve(fiber, question, base, digest, left)
      })
    }
    if (answer._tag === "Refused") {
      const { code, message } = answer
      return Effect.fail(new Interaction.Refused({ key, code, reason: message }))
    }
    return Effect.catch(question.decode(answer.raw), (error) => {
      this.log.reject(key)
      return left > 1
        ? this.resolve(fiber, question, base, digest, left - 1)
        : Effect.fail(new Interaction.InvalidAnswer({ key, problem: error.message }))
    })
  }

  private wait(
    fiber: AnyFiber,
    { method, params }: Interaction.InputRequest,
    { key, superseded }: Place,
    digest: string
  ): Effect.Effect<Answer, Interaction.TooManyQuestions> {
    return Effect.suspend(() => {
      const limit = this.task.options.maxOpen
      if (this.waiting.size >= limit) {
        return Effect.fail(new Interaction.TooManyQuestions({ limit }))
      }
      const answer = Deferred.makeUnsafe<Answer>()
      this.waiting.set(key, { fiber, answer })
      const put = this.log.has(key)
        ? this.putAgain(key, { method, params, digest })
        : this.put(key, superseded, { method, params, digest })
      return Effect.andThen(put, Effect.interruptible(Deferred.await(answer))).pipe(
        Effect.onInterrupt(() => this.withdraw(key)),
        Effect.ensuring(Effect.sync(() => this.waiting.delete(key)))
      )
    })
  }

  /**
   * An earlier run has asked this. It is open still, or was answered while nobody waited; or it was
   * withdrawn, and is asked once more: nobody can answer it meanwhile.
   */
  private putAgain(key: string, question: Task.Question): Effect.Effect<void> {
    const { waiting } = this
    const isAnswered = () => Deferred.isDoneUnsafe(waiting.get(key)?.answer ?? never)
    return Effect.flatMap(
      Effect.catch(patiently(this.reread()), (error) => this.task.lost(error)),
      (task) =>
        task?.questions.has(key) === true || isAnswered()
          ? Effect.void
          : this.put(key, [], question)
    )
  }

  /** Onto the task. */
  private put(
    key: string,
    superseded: ReadonlyArray<string>,
    question: Task.Question
  ): Effect.Effect<void> {
    const { digest } = question
    const asked = this.task.change(
      (task, now) => {
        const rest = new Map(task.questions)
        for (const old of superseded) rest.delete(old)
        return Task.ask({ ...task, questions: rest }, key, question, now)
      },
      [{ _tag: "Asked", key, digest }]
    )
    return Effect.flatMap(asked, (task) => {
      if (task === undefined) {
        this.task.told()
        return Interpreter.refuse
      }
      this.log.learn({ _tag: "Asked", key, digest })
      return Effect.void
    })
  }

  /** It lost a race, or its author's time was up: nobody has to answer any more. */
  private withdraw(key: string): Effect.Effect<void> {
    return this.task.state === "Running"
      ? Effect.asVoid(this.task.change((task, now) => Task.close(task, [key], now) ?? task))
      : Effect.void
  }
}
