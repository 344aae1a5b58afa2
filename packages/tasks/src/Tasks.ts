/**
 * Tasks: tool calls that outlive the request they began with.
 *
 * ```ts
 * const Deploy = Tool.make("deploy", { input, output, task: "optional" })
 * Calculator.pipe(Layer.provide(Tasks.layer()), Layer.provide(TaskStoreMemory.layer))
 * ```
 *
 * A handler does not change. In a task, `Progress` is its status message, a question makes it
 * `input_required`, steps are its journal, and cancelling it interrupts the handler. Where a process ends
 * before its tasks, another one over the same store goes on with them: what is outside of a step runs again.
 *
 * @spec 2025-11-25/basic/utilities/tasks#definitions
 * @since 0.1.0
 */
import { Interaction, type RpcError, Step, type Steps } from "@effect-mcp/protocol"
import type { Tool as Wire } from "@effect-mcp/schema"
import { Tool } from "@effect-mcp/server"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"

import { CurrentTask } from "./CurrentTask.ts"
import { makeTasks } from "./internal/server/makeTasks.ts"
import type { Task } from "./Task.ts"
import type { Options } from "./TaskLimits.ts"
import type { TaskStore, TaskStoreError } from "./TaskStore.ts"
import * as TaskStoreMemory from "./TaskStoreMemory.ts"

/**
 * The tasks of a server, for those who know a task by its id: a job system that does the work, an
 * operator. They are nobody's principal, and see all.
 *
 * Changing a task that is over, or that there is not, gives `false`.
 *
 * @since 0.1.0
 */
export class Tasks extends Context.Service<
  Tasks,
  {
    readonly get: (id: string) => Effect.Effect<Task | undefined, TaskStoreError>
    /** How it is doing, for people. */
    readonly say: (id: string, message: string) => Effect.Effect<boolean, TaskStoreError>
    /** Ends it with a tool's result. */
    readonly complete: (
      id: string,
      result: Wire.CallToolResult
    ) => Effect.Effect<boolean, TaskStoreError>
    /** Ends it with a JSON-RPC error. */
    readonly fail: (id: string, error: RpcError.RpcError) => Effect.Effect<boolean, TaskStoreError>
    readonly cancel: (id: string) => Effect.Effect<boolean, TaskStoreError>
    /** A task now, and whenever it has changed, until it is over or gone. Versions may be skipped. */
    readonly watch: (id: string) => Stream.Stream<Task, TaskStoreError>
  }
>()("@effect-mcp/tasks/Tasks") {}

/**
 * Lets the tools of a server that say `task` be tasks, in every revision that has them. Kept in the
 * `TaskStore`; run by the `TaskRunner` of the context, or in this process if there is none.
 *
 * @since 0.1.0
 */
export const layer = (options?: Options): Layer.Layer<Tasks, never, TaskStore> =>
  Layer.effectContext(
    Effect.map(makeTasks(options), ({ extension, tasks }) => Context.add(extension, Tasks, tasks))
  )

/**
 * As `layer`, with tasks in memory: they do not outlive the process.
 *
 * @since 0.1.0
 */
export const layerMemory = (options?: Options): Layer.Layer<Tasks> =>
  Layer.provide(layer(options), TaskStoreMemory.layer)

/**
 * From here on a task, in a tool that has `begin: "marked"`, for a client that can have one. What was
 * asked and done before is remembered. Nothing where it is a task already, or cannot be one.
 *
 * @since 0.1.0
 */
export const begin: Effect.Effect<void, never, Interaction.Interaction> = Interaction.escalate

/**
 * The id of the task that the handler runs in; `undefined` in a call that is none.
 *
 * @since 0.1.0
 */
export const current: Effect.Effect<string | undefined> = Effect.map(
  CurrentTask,
  (task) => task?.id
)

/**
 * Ends a task as its tool's handler would have, with the tool's own output. `false` if it is over already.
 *
 * @since 0.1.0
 */
export const complete = <T extends Tool.Any>(
  tool: T,
  id: string,
  answer: Tool.Answer<T["output"]>
): Effect.Effect<boolean, TaskStoreError, Tasks> =>
  Effect.flatMap(Tool.resultOf(tool, answer), (result) =>
    Tasks.use((tasks) => tasks.complete(id, result))
  )

/**
 * Leaves the work to an outside system, and ends the handler: `submit` is a step, and gets the id under
 * which `Tasks` takes what becomes of it. Outside of a task it is a defect: see `current`.
 *
 * @since 0.1.0
 */
export const external = <R>(
  submit: (id: string) => Step.NoQuestion<R> & Effect.Effect<void, never, R>
): Effect.Effect<never, never, R | Steps.Steps> =>
  Effect.flatMap(CurrentTask, (task) =>
    task === undefined
      ? Effect.die(new Interaction.Misuse({ message: "Tasks.external outside of a task." }))
      : Step.once("Tasks.external", Schema.Void, submit(task.id)).pipe(
          Effect.andThen(task.handOver),
          Effect.andThen(Effect.never)
        )
  )

export { layer as layerClient } from "./TaskClient.ts"
export { list, resume, start } from "./TaskHandle.ts"
