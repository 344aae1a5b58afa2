/**
 * What the workflow of a task does: it takes the task's lease for the runner of this process, has it run the
 * handler, and stays until the task is over. Where the handler only waits for answers, for long enough, it is
 * put to rest and the workflow suspended.
 *
 * The workflow suspends itself here, in its own fiber and when its handler has ended, never where a question is
 * asked: user code would swallow that. It does not end before the task is over, whatever the store does.
 */
import { ErrorCode } from "@effect-mcp/schema"
import { Task, type TaskStore } from "@effect-mcp/tasks"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Workflow from "effect/workflow/Workflow"
import { WorkflowInstance } from "effect/workflow/WorkflowEngine"

import { Attendance, type End } from "./attendance.ts"
import { begin, type Grounds } from "./grounds.ts"
import * as Leases from "./leases.ts"
import { patiently } from "./patiently.ts"
import { rehearse } from "./rehearsal.ts"
import { isOver } from "./resting.ts"

/** What the workflow does next. */
type Next = "Again" | "Over" | "Rest"

export const execute = (
  grounds: Grounds,
  id: string
): Effect.Effect<void, never, WorkflowInstance> =>
  Effect.flatMap(WorkflowInstance, (instance) => {
    grounds.resting.forget(id)
    const aborted = Workflow.addFinalizer((exit) => abort(grounds, id, exit, instance.interrupted))
    return Effect.andThen(aborted, stay(grounds, id, instance))
  })

const stay = (
  grounds: Grounds,
  id: string,
  instance: WorkflowInstance["Service"]
): Effect.Effect<void> =>
  Effect.flatMap(look(grounds, id), (next) => {
    if (next === "Over") return Effect.void
    if (next === "Again") return Effect.andThen(pause, stay(grounds, id, instance))
    instance.suspended = true
    return Effect.interrupt
  })

const pause = Effect.sleep("1 second")

const look = (grounds: Grounds, id: string): Effect.Effect<Next> =>
  Effect.flatMap(patiently(grounds.host.store.load(id)), (kept) => {
    if (kept === undefined) return Effect.succeed("Over")
    if (isOver(kept.task)) return Effect.as(cleanUp(grounds, kept), "Over")
    if (grounds.isClosed() || grounds.isElsewhere(id)) return closed
    if (grounds.host.tools().includes(kept.call.tool)) return attend(grounds, id)
    return Effect.andThen(
      Effect.annotateLogs(Effect.logWarning("A task waits for its tool"), { tool: kept.call.tool }),
      rest(grounds, kept.task, undefined)
    )
  })

/** A task that was cancelled while its handler was at rest has to clean up all the same. */
const cleanUp = (grounds: Grounds, kept: TaskStore.Kept): Effect.Effect<void> => {
  const wasAtRest = kept.journal.some(({ _tag }) => _tag === "Asked")
  const isServed = grounds.host.tools().includes(kept.call.tool)
  return kept.task.status === "cancelled" && wasAtRest && isServed && !grounds.isClosed()
    ? rehearse(grounds, kept)
    : Effect.void
}

/** The engine is about to give the workflow to another process; until it is, it runs it again. */
const closed = Effect.andThen(Effect.sleep("100 millis"), Effect.interrupt)

const attend = (grounds: Grounds, id: string): Effect.Effect<Next> =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      const attendance = new Attendance()
      grounds.inner.attend(id, attendance)
      return attendance
    }),
    (attendance) =>
      Effect.onInterrupt(run(grounds, id, attendance), () => leave(grounds, id, attendance)),
    () => Effect.sync(() => grounds.inner.dismiss(id))
  )

/** The journal is read when nobody else can write it any more. */
const run = Effect.fnUntraced(function* (grounds: Grounds, id: string, attendance: Attendance) {
  const task = yield* Leases.take(grounds, id)
  if (task === undefined) return "Again"
  const kept = yield* patiently(grounds.host.store.load(id))
  if (kept === undefined || !(yield* begin(grounds, kept, attendance))) return "Again"
  const end = yield* Effect.raceFirst(attendance.end, idling(grounds, id, attendance))
  return typeof end === "string"
    ? yield* ended(grounds, id, attendance, end)
    : yield* rest(grounds, end, attendance)
})

/** The task, once it has done nothing but wait for answers for a while. */
const idling = Effect.fnUntraced(function* (
  { host, idle }: Grounds,
  id: string,
  attendance: Attendance
) {
  for (;;) {
    const before = attendance.stirred
    yield* Effect.sleep(idle)
    if (before === undefined || attendance.stirred !== before) continue
    const task = yield* patiently(host.store.get(id))
    if (task?.status === "input_required") return task
  }
})

const ended = (
  grounds: Grounds,
  id: string,
  attendance: Attendance,
  end: End
): Effect.Effect<Next> => {
  if (end === "Left") return Effect.as(Leases.giveUp(grounds, id), "Again")
  if (end === "Displaced") return Effect.andThen(leave(grounds, id, attendance), closed)
  return Effect.flatMap(patiently(grounds.host.store.get(id)), (task) =>
    task === undefined || isOver(task)
      ? Effect.succeed("Over")
      : Effect.as(Effect.timeoutOption(attendance.settled, grounds.grace), "Again")
  )
}

/** Has the handler put to rest, in time. The lease is given up when the handler has ended, steps included. */
const leave = (grounds: Grounds, id: string, attendance: Attendance): Effect.Effect<void> =>
  Effect.suspend(() => {
    if (grounds.isClosed() || !attendance.hasBegun) return Effect.void
    grounds.inner.takeAway(id)
    const left = Effect.andThen(attendance.handlerEnd, Leases.giveUp(grounds, id))
    return Effect.asVoid(Effect.timeoutOption(left, grounds.grace))
  })

/** `Again` if something came in between. */
const rest = Effect.fnUntraced(function* (
  grounds: Grounds,
  task: Task.Task,
  attendance: Attendance | undefined
) {
  grounds.resting.put(task)
  if (attendance !== undefined) {
    grounds.inner.takeAway(task.id)
    yield* attendance.handlerEnd
  }
  yield* Leases.giveUp(grounds, task.id)
  const now = yield* patiently(grounds.host.store.get(task.id))
  if (!grounds.resting.isNews(task.id, now)) return "Rest"
  grounds.resting.forget(task.id)
  return "Again"
})

/** The engine was told to stop the workflow, or we have a bug: nobody would ever end the task. */
const abort = (
  { host }: Grounds,
  id: string,
  exit: Exit.Exit<unknown, unknown>,
  isInterrupted: boolean
): Effect.Effect<void> => {
  if (Exit.isSuccess(exit)) return Effect.void
  if (isInterrupted) return Effect.asVoid(patiently(host.change(id, Task.cancel)))
  if (Cause.hasInterruptsOnly(exit.cause)) return Effect.void
  return Effect.logError("The workflow of a task has failed", exit.cause).pipe(
    Effect.andThen(
      patiently(host.change(id, (task, now) => Task.settle(task, internalError, now)))
    ),
    Effect.asVoid
  )
}

const internalError: Task.End = {
  status: "failed",
  outcome: {
    _tag: "Error",
    error: { code: ErrorCode.internalError, message: "Internal error" }
  }
}
