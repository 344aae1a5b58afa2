/**
 * The questions a task waits with, answered by the client's handlers while it is watched: each once, however often the
 * server repeats it, and each as soon as its answer is there.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#inputrequests
 */
import { type Caller, RequestError } from "@effect-mcp/protocol"
import type { InputRequired } from "@effect-mcp/schema"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"

import { type About, ask } from "./dialect.ts"
import { insist } from "./insist.ts"
import type { Seen } from "./seen.ts"

/** How many questions one task may ask. */
const limit = 1024

type Failed<E> = E | RequestError.InvalidResult | Caller.Unresolved

/** What has been asked in one task, for all who wait for it. */
export type Asked = Set<string>

/** Answers the questions of one task. */
export class Inputs<E extends Caller.Failure> {
  /** Fails once a question could not be answered. */
  readonly failed = Deferred.makeUnsafe<never, Failed<E>>()
  private readonly about: About<E>
  private readonly asked: Asked
  private readonly scope: Scope.Scope
  /** Those that a handler works on. */
  private readonly open = new Map<string, Fiber.Fiber<unknown, unknown>>()

  constructor(about: About<E>, asked: Asked, scope: Scope.Scope) {
    this.about = about
    this.asked = asked
    this.scope = scope
  }

  /** Takes up what is new, and drops what is no longer asked. */
  take({ questions }: Seen): Effect.Effect<void, Failed<E>> {
    const gone = [...this.open].filter(([key]) => !Object.hasOwn(questions, key))
    const fresh = Object.entries(questions).filter(([key]) => !this.asked.has(key))
    if (this.asked.size + fresh.length > limit) {
      return Effect.fail(
        new RequestError.InvalidResult({ issue: `the task asks more than ${limit} questions` })
      )
    }
    return Effect.andThen(
      Effect.forEach(gone, ([, fiber]) => Effect.forkIn(Fiber.interrupt(fiber), this.scope), {
        discard: true
      }),
      Effect.forEach(fresh, ([key, question]) => this.begin(key, question), { discard: true })
    )
  }

  private begin(key: string, question: InputRequired.InputRequest): Effect.Effect<void> {
    const work = Effect.onExit(this.answer(key, question), (exit) =>
      Effect.sync(() => {
        this.open.delete(key)
        if (Exit.isSuccess(exit)) return
        // Whoever waits next may ask again.
        this.asked.delete(key)
        if (!Exit.hasInterrupts(exit)) {
          Deferred.doneUnsafe(this.failed, Exit.failCause(exit.cause))
        }
      })
    )
    this.asked.add(key)
    return Effect.map(Effect.forkIn(work, this.scope), (fiber) => {
      if (this.asked.has(key)) this.open.set(key, fiber)
    })
  }

  private answer(
    key: string,
    question: InputRequired.InputRequest
  ): Effect.Effect<void, Failed<E>> {
    const { caller } = this.about
    return Effect.flatMap(caller.fulfil(key, question), (response) => {
      // What is being sent is not taken back.
      this.open.delete(key)
      return Effect.asVoid(insist(caller, update(this.about, { [key]: response })))
    })
  }
}

/** Gives an answer that no handler is asked for meanwhile, nor later unless it did not arrive. */
export const byHand = <E extends Caller.Failure>(
  about: About<E>,
  asked: Asked,
  key: string,
  response: InputRequired.InputResponse
): Effect.Effect<void, E | Caller.Unresolved> =>
  Effect.suspend(() => {
    const sent = Effect.asVoid(update(about, { [key]: response }))
    if (asked.has(key)) return sent
    asked.add(key)
    return Effect.onExit(sent, (exit) =>
      Effect.sync(() => {
        if (Exit.isFailure(exit)) asked.delete(key)
      })
    )
  })

/** Gives answers to a task. */
const update = <E extends Caller.Failure>(
  about: About<E>,
  inputResponses: InputRequired.InputResponses
) => ask(about, "tasks/update", { inputResponses })

export const make = <E extends Caller.Failure>(
  about: About<E>,
  asked: Asked
): Effect.Effect<Inputs<E>, never, Scope.Scope> =>
  Effect.map(Scope.Scope, (scope) => new Inputs(about, asked, scope))
