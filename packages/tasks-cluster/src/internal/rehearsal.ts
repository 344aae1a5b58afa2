/**
 * Cleaning up after a task that was cancelled while its handler was at rest. What a handler has to clean up is
 * in its finalizers, so it is run once more, up to where it was: recorded steps and answers are given to it,
 * nothing new is done or asked. There it is told that the task is cancelled.
 */
import type { TaskStore } from "@effect-mcp/tasks"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import { Attendance } from "./attendance.ts"
import { begin, type Grounds } from "./grounds.ts"

/** Milliseconds without anything done, after which it is where it was; and how many times that it may take. */
const quiet = 50
const most = 200

const settled = Effect.fnUntraced(function* (attendance: Attendance) {
  for (let turn = 0, before = -1; turn < most && attendance.stirred !== before; turn++) {
    before = attendance.stirred ?? -1
    yield* Effect.sleep(quiet)
  }
})

export const rehearse = (grounds: Grounds, kept: TaskStore.Kept): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { id } = kept.task
    const { inner, local } = grounds
    let isRehearsal = true
    const attendance = new Attendance(() => isRehearsal)
    const lease = local.lease(yield* Clock.currentTimeMillis)
    const task = { ...kept.task, status: "working" as const, lease }
    inner.attend(id, attendance)
    inner.show(task)
    if (yield* begin(grounds, { ...kept, task }, attendance)) {
      yield* Effect.raceFirst(settled(attendance), attendance.end)
      isRehearsal = false
      inner.reveal(id)
      yield* attendance.handlerEnd
    }
    inner.dismiss(id)
  })
