import { Task, TaskStore } from "@effect-mcp/tasks"
import { Context, Effect, Layer } from "effect"

/** A task of "ada". */
export const kept = (id: string, made: Partial<Task.New> = {}): TaskStore.Kept => ({
  task: Task.make({ id, owner: "ada", ttl: 60_000, pollInterval: 1000, ...made }, 1000),
  call: {
    callId: "call-1",
    tool: "deploy",
    params: { name: "deploy" },
    revision: "2025-11-25",
    principal: { kind: "user", id: "ada" },
    info: undefined,
    capabilities: {}
  },
  journal: []
})

/** A store of its own, until the scope closes. */
export const open = <E>(layer: Layer.Layer<TaskStore.TaskStore, E>) =>
  Effect.map(Layer.build(Layer.fresh(layer)), (context) =>
    Context.get(context, TaskStore.TaskStore)
  )
