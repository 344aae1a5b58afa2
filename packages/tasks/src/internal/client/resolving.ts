/**
 * A call that became a task, brought to the result it would have had. Who stops waiting for it, wants it no more: then
 * the task is cancelled. Never by `notifications/cancelled`, which is for requests.
 *
 * @spec 2025-11-25/basic/utilities/tasks#cancelling-tasks
 */
import { type Caller, type JsonObject, RequestError } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import { ask, type Dialect } from "./dialect.ts"
import { type Ended, outcome, type Waiting } from "./outcome.ts"

/** `ResultType.resolve` of a dialect. */
export const resolve =
  (dialect: Dialect, waiting: Omit<Waiting, "asked">) =>
  <E extends Caller.Failure>(
    raw: JsonObject.JsonObject,
    caller: Caller.Caller<E>
  ): Effect.Effect<JsonObject.JsonObject, Ended<E>> =>
    Effect.suspend(() => {
      const first = dialect.created(raw)
      if (first instanceof RequestError.InvalidResult) return Effect.fail(first)
      const about = { caller, dialect, id: first.id }
      return Effect.onExit(outcome(about, first, { ...waiting, asked: new Set() }), (exit) =>
        isUnwanted(exit) ? cancel(dialect)(raw, caller) : Effect.void
      )
    })

/** Nobody waits for it, or what it asks will not be answered. */
const isUnwanted = (exit: Exit.Exit<unknown, Ended<Caller.Failure>>): boolean => {
  if (Exit.hasInterrupts(exit)) return true
  const error = Exit.isFailure(exit) ? Exit.findErrorOption(exit) : undefined
  return (
    error?._tag === "Some" && "reason" in error.value && error.value.reason._tag === "NotAnswered"
  )
}

/** Cancels the task that an answer began; nobody waits for what comes of it. */
export const cancel =
  (dialect: Dialect) =>
  <E extends Caller.Failure>(
    raw: JsonObject.JsonObject,
    caller: Caller.Caller<E>
  ): Effect.Effect<void> => {
    const task = dialect.created(raw)
    if (task instanceof RequestError.InvalidResult) return Effect.void
    const about = { caller, dialect, id: task.id }
    const cancelling = ask(about, "tasks/cancel", undefined, { timeout: "10 seconds" })
    return Effect.asVoid(Effect.forkDetach(Effect.ignore(cancelling), { startImmediately: true }))
  }
