/**
 * What workflows of tasks have in common in one process.
 */
import type { Task, TaskRunner, TaskStore } from "@effect-mcp/tasks"
import * as Effect from "effect/Effect"

import type { Attendance } from "./attendance.ts"
import type { InnerHost } from "./innerHost.ts"
import { patiently } from "./patiently.ts"
import type { Resting } from "./resting.ts"

export interface Grounds {
  readonly host: TaskRunner.Host
  /** Runs the handlers that run in this process. */
  readonly local: TaskRunner.Running
  /** What `local` sees of `host`. */
  readonly inner: InnerHost
  readonly resting: Resting
  /** The lease of a task that no process runs at this moment. */
  readonly idleLease: (now: number) => Task.Lease
  /** Milliseconds without anything done, after which a task that waits is put to rest. */
  readonly idle: number
  /** Milliseconds for which a handler's finalizers are waited for. */
  readonly grace: number
  readonly isClosed: () => boolean
  /** Whether it is another process's to run the task. */
  readonly isElsewhere: (id: string) => boolean
}

/**
 * Has the runner run the handler. It forgets a task when its last run has ended, which may be a moment after we
 * heard of it; `false` if it does not want to.
 */
export const begin = Effect.fnUntraced(function* (
  { isClosed, local }: Grounds,
  kept: TaskStore.Kept,
  attendance: Attendance
) {
  for (let attempt = 0; attempt < attempts && !isClosed(); attempt++) {
    yield* patiently(local.start(kept))
    yield* Effect.yieldNow
    if (attendance.hasBegun) return true
    yield* Effect.sleep("20 millis")
  }
  return false
})

const attempts = 100
