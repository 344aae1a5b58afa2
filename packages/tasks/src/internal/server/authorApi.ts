/**
 * What those can do who know a task by its id.
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

import * as Task from "../../Task.ts"
import type { Tasks } from "../../Tasks.ts"
import type { TaskStoreError } from "../../TaskStore.ts"
import { failed } from "../ending.ts"
import type { Hub } from "./hub.ts"
import type { TaskHost } from "./taskHost.ts"

export const authorApi = (host: TaskHost, hub: Hub): Tasks["Service"] => {
  const change = (
    id: string,
    change: (task: Task.Task, now: number) => Task.Task | undefined
  ): Effect.Effect<boolean, TaskStoreError> =>
    Effect.map(host.change(id, change), (task) => task !== undefined)
  return {
    get: host.store.get,
    say: (id, message) => change(id, (task, now) => Task.say(task, message, now)),
    complete: (id, result) =>
      change(id, (task, now) => Task.settle(task, host.endOfResult({ ...result }), now)),
    fail: (id, error) => change(id, (task, now) => Task.settle(task, failed(error), now)),
    cancel: (id) => change(id, (task, now) => Task.cancel(task, now)),
    watch: (id) => watch(host, hub, id)
  }
}

const watch = (host: TaskHost, hub: Hub, id: string): Stream.Stream<Task.Task, TaskStoreError> =>
  Stream.callback<void>(
    (queue) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          Queue.offerUnsafe(queue, undefined)
          return hub.listen(id, () => Queue.offerUnsafe(queue, undefined))
        }),
        (stop) => Effect.sync(stop)
      ),
    { bufferSize: 1, strategy: "sliding" }
  ).pipe(
    Stream.mapEffect(() => host.store.get(id)),
    Stream.takeWhile((task) => task !== undefined),
    Stream.changesWith((a, b) => Task.isSame(a, b)),
    Stream.takeUntil(Task.isFinal)
  )
