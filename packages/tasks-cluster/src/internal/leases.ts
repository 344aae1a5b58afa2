/**
 * The lease of a task, as its workflow takes it for the runner of this process and gives it up again.
 */
import type { Task, TaskRunner } from "@effect-mcp/tasks"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import type { Grounds } from "./grounds.ts"
import { isOthers } from "./nobody.ts"
import { patiently } from "./patiently.ts"
import { isOver } from "./resting.ts"

const withLease = (task: Task.Task, lease: Task.Lease): Task.Task => ({
  ...task,
  version: task.version + 1,
  lease
})

const change = (
  { host, local }: Grounds,
  id: string,
  lease: TaskRunner.Running["lease"]
): Effect.Effect<Task.Task | undefined> =>
  patiently(
    host.change(id, (task, now) => {
      const mine = local.lease(now)
      const next = lease(now)
      const isFree = mine !== undefined && !isOthers(task, mine.runner, now)
      return isOver(task) || !isFree || next === undefined ? undefined : withLease(task, next)
    })
  )

const isWaitedFor = ({ host, local }: Grounds, id: string): Effect.Effect<boolean> =>
  Effect.zipWith(patiently(host.store.get(id)), Clock.currentTimeMillis, (task, now) => {
    const mine = local.lease(now)
    return task !== undefined && mine !== undefined && isOthers(task, mine.runner, now)
  })

/**
 * The task, once this process holds it. The engine may give a workflow to two processes for a moment, when one is
 * cut off from what it decides by; the lease does not, so whoever comes second waits for its end. `undefined` if
 * the task is over, or this process is not to run it any more.
 */
export const take = Effect.fnUntraced(function* (grounds: Grounds, id: string) {
  for (;;) {
    const task = yield* change(grounds, id, grounds.local.lease)
    if (task !== undefined) return task
    if (grounds.isClosed() || grounds.isElsewhere(id)) return undefined
    if (!(yield* isWaitedFor(grounds, id))) return undefined
    yield* Effect.sleep("200 millis")
  }
})

/** Nobody holds it from here on. */
export const giveUp = (grounds: Grounds, id: string): Effect.Effect<unknown> =>
  change(grounds, id, grounds.idleLease)
