/**
 * The tasks a client works on for its server: in memory, a limited number, and as long as the connection they came on.
 *
 * @spec 2025-11-25/basic/utilities/tasks#resource-management
 */
import { type Connection, type Handler, type McpRequest, RpcError } from "@effect-mcp/protocol"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"

import * as Task from "../../Task.ts"
import { payload } from "../core/payload.ts"
import { coreTask } from "../coreTask.ts"
import * as Ending from "../ending.ts"
import { randomId } from "../randomId.ts"
import { isOver, noTaskId, unknownTask } from "../refusals.ts"

interface Held {
  task: Task.Task
  fiber: Fiber.Fiber<unknown, unknown> | undefined
  readonly over: Deferred.Deferred<void>
}

type Board = Map<string, Held>

type Of<A> = Effect.Effect<A, RpcError.RpcError>

const usualTtl = 3_600_000

const maxTtl = 86_400_000

const pollInterval = 1000

/** All of one client. */
export class ReceivedTasks {
  private readonly boards = new WeakMap<Connection.Connection, Board>()
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  /** Lets the work go on by itself. */
  begin<R>(
    work: Handler.Outcome<R>,
    request: McpRequest.Request,
    ttl: number | undefined
  ): Effect.Effect<Task.Task, RpcError.RpcError, R> {
    return Effect.gen({ self: this }, function* () {
      const now = yield* Clock.currentTimeMillis
      const board = this.board(request, now)
      if (board.size >= this.limit) return yield* Effect.fail(tooMany(this.limit))
      const id = randomId()
      const kept = Math.min(ttl ?? usualTtl, maxTtl)
      const task = Task.make({ id, owner: "server", ttl: kept, pollInterval }, now)
      const held: Held = { task, fiber: undefined, over: Deferred.makeUnsafe() }
      board.set(id, held)
      const settled = Effect.onExit(work, (exit) => this.settle(request, held, exit))
      held.fiber = yield* Effect.forkDetach(settled)
      return task
    })
  }

  find(request: McpRequest.Request): Of<Task.Task> {
    return Effect.map(this.held(request), ({ task }) => task)
  }

  all(request: McpRequest.Request): Effect.Effect<ReadonlyArray<Task.Task>> {
    return Effect.map(Clock.currentTimeMillis, (now) =>
      Array.from(this.board(request, now).values(), ({ task }) => task)
    )
  }

  /** Waits until it is over. */
  result(request: McpRequest.Request): Of<Handler.Answer> {
    return Effect.flatMap(this.held(request), (held) =>
      Effect.andThen(
        Deferred.await(held.over),
        Effect.suspend(() => payload(held.task))
      )
    )
  }

  /** Over when this is done; what works on it stops. */
  cancel(request: McpRequest.Request): Of<Task.Task> {
    return Effect.flatMap(this.held(request), (held) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const cancelled = Task.cancel(held.task, now)
        if (cancelled === undefined) return Effect.fail(isOver)
        this.change(request, held, cancelled)
        held.fiber?.interruptUnsafe()
        return Effect.succeed(cancelled)
      })
    )
  }

  private held(request: McpRequest.Request): Of<Held> {
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const id = request.params?.["taskId"]
      if (typeof id !== "string") return Effect.fail(noTaskId)
      const held = this.board(request, now).get(id)
      return held === undefined ? Effect.fail(unknownTask(id)) : Effect.succeed(held)
    })
  }

  private settle(
    request: McpRequest.Request,
    held: Held,
    exit: Exit.Exit<Handler.Answer, Handler.Failure>
  ): Effect.Effect<void> {
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const ended = Task.settle(held.task, endOf(exit), now)
      if (ended !== undefined) this.change(request, held, ended)
      return Exit.isFailure(exit) && Cause.hasDies(exit.cause)
        ? Effect.logError(`A task of the server's failed: ${request.method}`, exit.cause)
        : Effect.void
    })
  }

  private change({ exchange, revision }: McpRequest.Request, held: Held, task: Task.Task): void {
    held.task = task
    exchange.connection?.outgoing.notify("notifications/tasks/status", coreTask(task), revision)
    if (Task.isFinal(task)) Deferred.doneUnsafe(held.over, Exit.void)
  }

  /** Those of the connection, less those whose time is over. */
  private board({ exchange }: McpRequest.Request, now: number): Board {
    const { connection } = exchange
    const board: Board = (connection && this.boards.get(connection)) ?? new Map<string, Held>()
    if (connection !== undefined && !this.boards.has(connection)) {
      this.boards.set(connection, board)
      connection.onClose(() => {
        for (const held of board.values()) held.fiber?.interruptUnsafe()
      })
    }
    for (const [id, held] of board) {
      if (!Task.isExpired(held.task, now)) continue
      held.fiber?.interruptUnsafe()
      board.delete(id)
    }
    return board
  }
}

const endOf = (exit: Exit.Exit<Handler.Answer, Handler.Failure>): Task.End => {
  if (Exit.isSuccess(exit)) return Ending.completed(exit.value)
  const failure = Exit.findErrorOption(exit)
  return Ending.failed(
    failure._tag === "Some" && failure.value instanceof RpcError.RpcError
      ? failure.value
      : RpcError.internal
  )
}

const tooMany = (limit: number) =>
  RpcError.invalidRequest(`More than ${limit} tasks`, { reason: "TooManyTasks", limit })
