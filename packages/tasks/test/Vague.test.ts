/**
 * A store that cannot say which task has changed, only that any may have.
 */
import { Elicitation, McpServer, Tool } from "@effect-mcp/server"
import { TaskRunner, Tasks, TaskStore, TaskStoreMemory } from "@effect-mcp/tasks"
import { assert, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Schema, Stream } from "effect"

import { serve } from "./support/Caller.ts"

type Store = TaskStore.TaskStore["Service"]

const vague = (store: Store): Store => ({
  ...store,
  watch: (listener) => store.watch(() => listener(undefined))
})

/** Asks, and says what it was answered. */
const deploy = Tool.make("deploy", { task: "required" }).handle(() =>
  Effect.map(
    Elicitation.form({
      key: "apply",
      message: "Apply?",
      schema: Schema.Struct({ ok: Schema.Boolean })
    }),
    ({ ok }) => (ok ? "applied" : "left")
  )
)

const process = (store: Store) =>
  serve(
    McpServer.layer({ name: "worker", version: "1.0.0" }).pipe(
      McpServer.provide(deploy),
      Layer.provideMerge(Tasks.layer()),
      Layer.provide(TaskRunner.layerLocal({ lease: "9 seconds" })),
      Layer.provide(Layer.succeed(TaskStore.TaskStore, store))
    )
  )

it.effect("store.watch: who is told that any task may have changed looks at those it follows", () =>
  Effect.gen(function* () {
    const store = TaskStoreMemory.make()
    const { caller, context } = yield* process(vague(store))
    const ids = [yield* caller.begin("deploy"), yield* caller.begin("deploy")]
    const { watch } = Context.get(context, Tasks.Tasks)
    const outcomes = yield* Effect.forkChild(
      Effect.forEach(ids, (id) => Stream.runCollect(watch(id)), { concurrency: "unbounded" })
    )
    for (const id of ids) {
      const asking = Stream.filter(watch(id), ({ status }) => status === "input_required")
      yield* Stream.runHead(asking)
    }
    const other = yield* process(store)
    for (const id of ids) yield* other.caller.answer(id, "apply", { ok: true })
    const seen = yield* Fiber.join(outcomes)
    const applied = { content: [{ type: "text", text: "applied" }] }
    assert.deepStrictEqual(
      seen.map((tasks) => tasks.at(-1)?.outcome),
      [
        { _tag: "Result", result: applied },
        { _tag: "Result", result: applied }
      ]
    )
  })
)
