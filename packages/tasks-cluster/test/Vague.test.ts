import { Elicitation, Tool } from "@effect-mcp/server"
import type { TaskStore } from "@effect-mcp/tasks"
import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { TestClock } from "effect/testing"

import * as World from "./World.ts"

const Said = Schema.Struct({ said: Schema.String })

/** Has the store say no more than that any task may have changed. */
const blur = (store: TaskStore.TaskStore["Service"]) => {
  const { watch } = store
  const vague: typeof watch = (listener) => watch(() => listener(undefined))
  Object.assign(store, { watch: vague })
}

it.effect("cluster.rest: tasks are woken by an answer where any task may have changed", () =>
  Effect.gen(function* () {
    const tool = Tool.make("deploy", { output: Said, task: "required" }).handle(() =>
      Elicitation.form({ key: "go", message: "go?", schema: Said })
    )
    const world = yield* World.make
    blur(world.store)
    const process = yield* world.start(tool)
    const ids = [yield* process.begin("deploy"), yield* process.begin("deploy")]
    for (const id of ids) yield* process.asks(id, "go")
    yield* TestClock.adjust("5 minutes")
    for (const id of ids) assert.isTrue(yield* world.isSuspended(id))
    for (const id of ids) {
      yield* process.answer(id, { go: { said: id } })
      assert.deepStrictEqual(yield* process.result(id), { said: id })
    }
  })
)
