/**
 * `tasks/result`: blocks until the task is over, and asks its questions on the stream it blocks. Each
 * question is asked by one of those who wait: the last of one client, since it may have lost the stream
 * before. If that one goes, the next asks again.
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

/** One request for the result of a task. */
class Waiter {
  readonly request: McpRequest.Request
  /** How to stop asking, by key. A key is here once it was asked; where that has failed, others ask. */
  readonly asked = new Map<string, () => void>()

  constructor(request: McpRequest.Request) {
    this.request = request
  }

  isOfClient({ exchange }: McpRequest.Request): boolean {
    const { connection } = this.request.exchange
    return connection !== undefined && connection === exchange.connection
  }
}

export class CoreResults {
  private readonly desk: Desk
  /** Who waits, by task, the last one last. */
  private readonly waiters = new Map<string, ReadonlyArray<Waiter>>()
  /** Who asks what, by task and key. */
  private readonly asking = new Map<string, Waiter>()
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
    return Effect.gen({ self: this }, function* () {
      const changed = Latch.makeUnsafe(true)
      yield* Effect.acquireRelease(
        Effect.sync(() => this.desk.listen(id, () => changed.openUnsafe())),
        (stop) => Effect.sync(stop)
      )
      const waiter = yield* this.enter(request, id)
      for (;;) {
        yield* changed.await
        changed.closeUnsafe()
        const task = yield* this.desk.find(request.principal, id)
        if (Task.isFinal(task)) return yield* payload(task)
        if (this.isLast(waiter, id)) yield* this.askAll(waiter, task)
      }
    })
  }

  /** Whoever of the same client waited before may have lost the stream it was asked on. */
  private enter(
    request: McpRequest.Request,
    id: string
  ): Effect.Effect<Waiter, never, Scope.Scope> {
    return Effect.acquireRelease(
      Effect.sync(() => {
        const before = this.waiters.get(id) ?? []
        const waiter = new Waiter(request)
        this.waiters.set(id, [...before, waiter])
        for (const other of before.filter((other) => other.isOfClient(request))) {
          for (const stop of other.asked.values()) stop()
        }
        return waiter
      }),
      (waiter) =>
        Effect.sync(() => {
          const left = (this.waiters.get(id) ?? []).filter((other) => other !== waiter)
          if (left.length === 0) this.waiters.delete(id)
          else this.waiters.set(id, left)
          this.desk.wake(id)
        })
    )
  }

  private isLast({ request }: Waiter, id: string): boolean {
    const own = this.waiters.get(id)?.findLast((other) => other.isOfClient(request))
    return own === undefined || own.request === request
  }

  private askAll(
    waiter: Waiter,
    { id, questions }: Task.Task
  ): Effect.Effect<void, never, Scope.Scope> {
    return Effect.forEach(
      Array.from(questions).filter(
        ([key]) => !waiter.asked.has(key) && !this.asking.has(name(id, key))
      ),
      ([key, question]) =>
        Effect.map(
          Effect.suspend(() => {
            this.asking.set(name(id, key), waiter)
            waiter.asked.set(key, () => undefined)
            const asking = Effect.ignore(this.ask(waiter, id, key, question))
            return Effect.forkScoped(asking, { startImmediately: true })
          }),
          (fiber) => {
            if (waiter.asked.has(key)) waiter.asked.set(key, () => fiber.interruptUnsafe())
          }
        ),
      { discard: true }
    )
  }

  private ask(
    waiter: Waiter,
    id: string,
    key: string,
    { method, params }: Task.Question
  ): Effect.Effect<void, RpcError.RpcError> {
    const { asking, desk } = this
    const { request } = waiter
    // What nobody said in time, or could not be written down, has not been answered.
    const lost = Effect.sync(() => waiter.asked.delete(key))
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
