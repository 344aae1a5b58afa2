/**
 * Who runs the handlers of tasks. The default runs them in this process, under leases (`layerLocal`);
 * another one may hand them to a cluster. What a handler does, and how a task changes, is the host's.
 *
 * @since 0.1.0
 */
import type { Handler, Interpreter } from "@effect-mcp/protocol"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

import * as LocalRunner from "./internal/local/localRunner.ts"
import type { Lease, Task } from "./Task.ts"
import type { Entries } from "./TaskJournal.ts"
import type { Call, Kept, TaskStore, TaskStoreError } from "./TaskStore.ts"

/**
 * What a runner is given.
 *
 * @since 0.1.0
 */
export interface Host {
  readonly store: TaskStore["Service"]
  /** The tools that can be run here now, and whoever wants to know when there are others. */
  readonly tools: () => ReadonlyArray<string>
  readonly onTools: (listener: () => void) => Effect.Effect<void, never, Scope.Scope>
  /**
   * The call's handler with all that stands around it, to be run under `interpreter`; made anew for each
   * run. Its progress becomes the task's status message. It ends in the result the call would have been
   * answered with; a tool that is not served here is a defect.
   */
  readonly work: (
    kept: Kept,
    interpreter: Interpreter.Interpreter
  ) => Effect.Effect<Handler.Answer, Handler.Failure>
  /** Whether the client of this call declared the capability. */
  readonly supports: (call: Call, capability: string) => boolean
  /**
   * Reads the task, changes it, and writes it unless somebody was faster, then again. `undefined` where
   * `change` gives that, or there is no such task.
   */
  readonly change: (
    id: string,
    change: (task: Task, now: number) => Task | undefined,
    entries?: Entries
  ) => Effect.Effect<Task | undefined, TaskStoreError>
  /** Ends the task as the handler has ended. Does nothing to one that is final, or that `runner` no longer holds. */
  readonly settle: (
    id: string,
    exit: Exit.Exit<Handler.Answer, Handler.Failure>,
    runner: string | undefined
  ) => Effect.Effect<void, TaskStoreError>
}

/**
 * A runner at work.
 *
 * @since 0.1.0
 */
export interface Running {
  /** The lease a task is created with; `undefined` where the runner needs none. */
  readonly lease: (now: number) => Lease | undefined
  /** Runs a task that was just created, and returns once nothing can get lost. */
  readonly start: (kept: Kept) => Effect.Effect<void, TaskStoreError>
}

/**
 * @since 0.1.0
 */
export class TaskRunner extends Context.Service<
  TaskRunner,
  {
    /** Begins to work, and takes up what is unfinished, until the scope closes. Learns of answers and cancellations by `store.watch`. */
    readonly run: (host: Host) => Effect.Effect<Running, never, Scope.Scope>
  }
>()("@effect-mcp/tasks/TaskRunner") {}

/**
 * @since 0.1.0
 */
export interface LocalOptions {
  /**
   * How long a task is believed to be worked on after its process was last heard of: after a crash, others
   * wait this long. Moved on every third of it, so nothing may block the process for longer.
   *
   * @default "10 seconds"
   */
  readonly lease?: Duration.Input | undefined
  /**
   * How long a shutdown waits for finalizers of handlers.
   *
   * @default "10 seconds"
   */
  readonly grace?: Duration.Input | undefined
  /**
   * How many questions one task may have open.
   *
   * @default 32
   */
  readonly maxOpen?: number | undefined
}

/**
 * Runs tasks in this process. Several processes over one store share the work, and each takes up what
 * another has left.
 *
 * @since 0.1.0
 */
export const layerLocal = (options: LocalOptions = {}): Layer.Layer<TaskRunner> =>
  Layer.succeed(TaskRunner, local(options))

/**
 * As `layerLocal`, as a value.
 *
 * @since 0.1.0
 */
export const local = ({
  grace = "10 seconds",
  lease = "10 seconds",
  maxOpen = 32
}: LocalOptions = {}): TaskRunner["Service"] => ({
  run: (host) =>
    LocalRunner.run(host, {
      lease: Duration.toMillis(lease),
      grace: Duration.toMillis(grace),
      maxOpen
    })
})
