/** A store and an engine in memory that several servers share, as processes would. */
import { McpServer } from "@effect-mcp/server"
import { type Task, Tasks, TaskStore, TaskStoreMemory } from "@effect-mcp/tasks"
import { TaskRunnerCluster, TaskWorkflow } from "@effect-mcp/tasks-cluster"
import { Context, Effect, Exit, Layer, Option, Scheduler, Scope, Stream } from "effect"
import { WorkflowEngine } from "effect/workflow"

import * as Caller from "./Caller.ts"
import * as MovingEngine from "./MovingEngine.ts"

type Tools = Layer.Layer<never, never, McpServer.McpServer | Tasks.Tasks>

export interface Process extends Caller.Caller {
  /** The task, once it is so. */
  readonly until: (id: string, isSo: (task: Task.Task) => boolean) => Effect.Effect<Task.Task>
  /** Its questions, once they are these. */
  readonly asks: (id: string, ...keys: ReadonlyArray<string>) => Effect.Effect<Task.Task>
  /** What the tool answered, once it has. */
  readonly result: (id: string) => Effect.Effect<unknown>
  /** Goes down in order. */
  readonly stop: Effect.Effect<void>
}

export interface World {
  readonly store: TaskStore.TaskStore["Service"]
  readonly engine: WorkflowEngine.WorkflowEngine["Service"]
  /** Whether the workflow of the task is suspended. */
  readonly isSuspended: (id: string) => Effect.Effect<boolean>
  readonly start: (
    tools: Tools,
    options?: TaskRunnerCluster.Options
  ) => Effect.Effect<Process, never, Scope.Scope>
}

/** The scheduler of the test would stand in front of the one that a runner gives to its handlers. */
const likeAProgram = (context: Context.Context<Scope.Scope>): Context.Context<Scope.Scope> =>
  Context.omit(Scheduler.Scheduler)(context)

const serve = (
  context: Context.Context<TaskStore.TaskStore | WorkflowEngine.WorkflowEngine>,
  tools: Tools,
  options?: TaskRunnerCluster.Options
) =>
  McpServer.layer({ name: "cluster", version: "1.0.0" }).pipe(
    McpServer.provide(tools),
    Layer.provideMerge(Tasks.layer()),
    Layer.provide(TaskRunnerCluster.layer(options)),
    Layer.provide(Layer.succeedContext(context))
  )

const process = (caller: Caller.Caller, tasks: Tasks.Tasks["Service"], scope: Scope.Closeable) => {
  const until: Process["until"] = (id, isSo) =>
    tasks
      .watch(id)
      .pipe(Stream.filter(isSo), Stream.runHead, Effect.flatMap(Effect.fromOption), Effect.orDie)
  return {
    ...caller,
    until,
    asks: (id: string, ...keys: ReadonlyArray<string>) =>
      until(id, ({ questions }) => keys.join() === [...questions.keys()].join()),
    result: (id: string) =>
      Effect.map(
        until(id, ({ outcome }) => outcome !== undefined),
        ({ outcome }) =>
          outcome?._tag === "Result" ? outcome.result["structuredContent"] : outcome?.error
      ),
    stop: Scope.close(scope, Exit.void)
  }
}

export const make: Effect.Effect<World, never, Scope.Scope> = Effect.gen(function* () {
  const built = yield* Layer.build(Layer.merge(TaskStoreMemory.layer, WorkflowEngine.layerMemory))
  const inner = Context.get(built, WorkflowEngine.WorkflowEngine)
  const engine = MovingEngine.make(inner, yield* Effect.scope)
  const shared = Context.add(built, WorkflowEngine.WorkflowEngine, engine)
  return {
    store: Context.get(shared, TaskStore.TaskStore),
    engine,
    isSuspended: (id) =>
      Effect.map(engine.poll(TaskWorkflow.workflow, id), (result) =>
        Option.exists(result, ({ _tag }) => _tag === "Suspended")
      ),
    start: (tools, options) =>
      Effect.gen(function* () {
        const scope = yield* Scope.fork(yield* Effect.scope)
        const building = Layer.buildWithScope(serve(shared, tools, options), scope)
        const context = yield* Effect.updateContext(building, likeAProgram)
        const caller = yield* Scope.provide(Caller.join(context), scope)
        return process(caller, Context.get(context, Tasks.Tasks), scope)
      })
  }
})
