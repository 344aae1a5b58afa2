/**
 * Runs tasks as workflows of `effect/workflow`, on whatever engine there is: any process of the cluster serves
 * any task, one runs it, and another goes on with it when that one is gone.
 *
 * ```ts
 * Calculator.pipe(
 *   Layer.provide(Tasks.layer()),
 *   Layer.provide(TaskRunnerCluster.layerPostgres({ url })),
 *   Layer.provide(TaskStorePostgres.layer({ url }))
 * )
 * ```
 *
 * The store of tasks has to be one that all processes share, and every process has to serve every tool.
 *
 * @since 0.1.0
 */
import { TaskRunner } from "@effect-mcp/tasks"
import type { PgPoolConfig } from "@effect/sql-pg/PgClient"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { WorkflowEngine } from "effect/workflow/WorkflowEngine"

import * as ClusterPostgres from "./ClusterPostgres.ts"
import * as ClusterRunner from "./internal/clusterRunner.ts"
import { Placement } from "./Placement.ts"

/**
 * @since 0.1.0
 */
export interface Options {
  /**
   * How long a task is believed to be worked on after its process was last heard of.
   *
   * @default "10 seconds"
   */
  readonly lease?: Duration.Input | undefined
  /**
   * How long a handler that only waits for answers is kept in memory; up to twice as long, in fact. Then its
   * workflow is suspended, and its handler runs again from its start, with what it has recorded, when somebody
   * answers.
   *
   * @default "5 minutes"
   */
  readonly idle?: Duration.Input | undefined
  /**
   * How long it may take to notice what was lost because a process ended at the wrong moment: a task that
   * was created and not begun, a suspended one that was answered and not woken.
   *
   * @default "30 seconds"
   */
  readonly check?: Duration.Input | undefined
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
 * @since 0.1.0
 */
export const make = (
  options: Options = {}
): Effect.Effect<TaskRunner.TaskRunner["Service"], never, WorkflowEngine> =>
  Effect.contextWith((context: Context.Context<WorkflowEngine>) => {
    const around = {
      engine: Context.get(context, WorkflowEngine),
      placement: Context.get(context, Placement)
    }
    return Effect.succeed({ run: (host) => ClusterRunner.run(host, around, settings(options)) })
  })

/**
 * `make`, as a layer.
 *
 * @since 0.1.0
 */
export const layer = (
  options?: Options
): Layer.Layer<TaskRunner.TaskRunner, never, WorkflowEngine> =>
  Layer.effect(TaskRunner.TaskRunner, make(options))

/**
 * With an engine on Postgres, and connections of its own; see `ClusterPostgres`.
 *
 * @since 0.1.0
 */
export const layerPostgres = (
  options: Options & ClusterPostgres.Options & PgPoolConfig
): Layer.Layer<TaskRunner.TaskRunner, SqlError> =>
  Layer.provide(layer(options), ClusterPostgres.layer(options))

const settings = (options: Options): ClusterRunner.Settings => ({
  lease: Duration.toMillis(options.lease ?? "10 seconds"),
  idle: Duration.toMillis(options.idle ?? "5 minutes"),
  check: Duration.toMillis(options.check ?? "30 seconds"),
  grace: Duration.toMillis(options.grace ?? "10 seconds"),
  maxOpen: options.maxOpen ?? 32
})
