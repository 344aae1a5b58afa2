/**
 * `tasks/result`: blocks until the task is over, and asks its questions on the stream it blocks. Each
 * question is asked by one of those who wait; if that one goes, the next asks again.
 *
 * @spec 2025-11-25/basic/utilities/tasks#input-required-status
 */
import { type Handler, type McpRequest, RpcError } from "@effect-mcp/protocol"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"

import * as Task from "../../Task.ts"
import { payload } from "../core/payload.ts"
import { relate, relatedTo } from "../core/relatedTask.ts"
import type { Desk } from "./desk.ts"

type Outcome = Handler.Outcome<Handler.RequestServices>

/** How long a person has for one question. */
const patience = "1 hour"

export class CoreResults {
  private readonly desk: Desk
  /** Task and key of what is being asked now. */
  private readonly asking = new Set<string>()
  private readonly draining = Deferred.makeUnsafe<never, RpcError.RpcError>()

  constructor(desk: Desk) {
    this.desk = desk
  }

  await(request: McpRequest.Request): Outcome {
    return Effect.flatMap(this.desk.find(request.principal, request.params?.["taskId"]), (task) =>
      Task.isFinal(task)
        ? payload(task)
        : Effect.raceFirst(
            Effect.scoped(this.over(request, task.id)),
            Deferred.await(this.draining)
          )
    )
  }

  /** The server goes down: who waits comes back when it is there again. */
  readonly drain: Effect.Effect<void> = Effect.suspend(() =>
    Effect.asVoid(Deferred.fail(this.draining, RpcError.draining))
  )

  private over(
    request: McpRequest.Request,
    id: string
  ): Effect.Effect<Handler.Answer, RpcError.RpcError, Scope.Scope> {
    const { asking, desk } = this
    const ask = (key: string, question: Task.Question, lost: Effect.Effect<unknown>) =>
      this.ask(request, id, key, question, lost)
    return Effect.gen(function* () {
      const changed = Latch.makeUnsafe(true)
      // Each key once: where asking here has failed, the next who waits asks.
      const asked = new Set<string>()
      yield* Effect.acquireRelease(
        Effect.sync(() => desk.listen(id, () => changed.openUnsafe())),
        (stop) => Effect.sync(stop)
      )
      for (;;) {
        yield* changed.await
        changed.closeUnsafe()
        const task = yield* desk.find(request.principal, id)
        if (Task.isFinal(task)) return yield* payload(task)
        for (const [key, question] of task.questions) {
          if (asked.has(key) || asking.has(name(id, key))) continue
          asked.add(key)
          asking.add(name(id, key))
          // What nobody said in time, or could not be written down, has not been answered.
          const lost = Effect.sync(() => asked.delete(key))
          yield* Effect.forkScoped(ask(key, question, lost), { startImmediately: true })
        }
      }
    })
  }

  private ask(
    request: McpRequest.Request,
    id: string,
    key: string,
    { method, params }: Task.Question,
    lost: Effect.Effect<unknown>
  ): Effect.Effect<void, RpcError.RpcError> {
    const { asking, desk } = this
    const asked = request.request(method, relate(params, relatedTo(id)), {
      timeout: patience,
      ceiling: patience
    })
    return Effect.matchEffect(asked, {
      onSuccess: (raw) => desk.answer(request.principal, id, { [key]: raw }),
      onFailure: (error) => {
        if (error._tag === "Refused") {
          const refused = RpcError.make(error.code, error.message)
          return desk.refuse(request.principal, id, key, refused)
        }
        // It stays open, for this one too if there was only no answer in time; else for whoever comes next.
        return error._tag === "TimedOut" ? Effect.asVoid(lost) : Effect.void
      }
    }).pipe(
      Effect.onError(() => lost),
      Effect.ensuring(
        Effect.sync(() => {
          asking.delete(name(id, key))
          desk.wake(id)
        })
      )
    )
  }
}

const name = (id: string, key: string): string => `${id}/${key}`
