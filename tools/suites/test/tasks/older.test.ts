/**
 * Revisions that have no tasks: a tool that can be one is a call, and a tool that has to be one is not there.
 */
import { assert, describe, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"

import * as Core from "../../src/raw/Core.ts"
import * as Places from "../../src/raw/Places.ts"
import { isMethod, textOf } from "../../src/raw/RawClient.ts"
import type { Json } from "../../src/raw/Wire.ts"

class Older extends Context.Service<Older, Core.Tasks>()("@effect-mcp/suites/Older") {}

const cells = [Places.memory, Places.stdio, Places.http].flatMap((place) =>
  ["2024-11-05", "2025-03-26", "2025-06-18"].map((version) => ({
    name: `${version} over ${place.name}`,
    version,
    place
  }))
)

describe.each(cells)("$name", ({ place, version }) => {
  const older = Layer.effect(
    Older,
    Effect.flatMap(place.open, (wire) =>
      Core.enter(wire, { elicitation: {}, sampling: {}, tasks: { list: {} } }, version)
    )
  )

  layer(older, { excludeTestServices: true })((it) => {
    it.effect("tasks.older: nothing is declared", () =>
      Effect.gen(function* () {
        const tasks = yield* Older
        assert.strictEqual(tasks.greeting["protocolVersion"], version)
        assert.isUndefined(tasks.capability)
        assert.notProperty(tasks.greeting["capabilities"], "extensions")
      })
    )

    it.effect(
      "tasks.older: tools that are nothing but tasks are not listed, others say nothing of it",
      () =>
        Effect.gen(function* () {
          const tasks = yield* Older
          const { tools } = yield* tasks.client.result("tools/list")
          const listed = tools as ReadonlyArray<Json>
          const names = listed.map(({ name }) => name)
          assert.includeMembers(names, ["slow", "ask", "perhaps", "plain"])
          for (const name of ["must", "report", "publish", "external"])
            assert.notInclude(names, name)
          assert.isTrue(listed.every((tool) => !("execution" in tool) && !("task" in tool)))
          const { code } = yield* tasks.client.error("tools/call", {
            name: "must",
            arguments: { name: "x" }
          })
          assert.include([-32601, -32602], code)
        })
    )

    it.effect(
      "2025-11-25/TK-36, extensions/TX-52: a tool that can be a task is a call, whatever is asked for",
      () =>
        Effect.gen(function* () {
          const tasks = yield* Older
          for (const more of [{}, { task: {} }, { task: { ttl: 1 } }, { task: "x" }]) {
            const result = yield* tasks.client.result("tools/call", {
              name: "perhaps",
              arguments: { name: "x", long: false },
              ...more
            })
            assert.strictEqual(textOf(result), "It was short.")
            assert.notProperty(result, "task")
            assert.notProperty(result, "taskId")
          }
        })
    )

    it.effect("tasks.older: where it would become a task it goes on as a call", () =>
      Effect.gen(function* () {
        const tasks = yield* Older
        const id = yield* tasks.client.begin("tools/call", {
          name: "perhaps",
          arguments: { name: version, long: true }
        })
        yield* tasks.client.tell("begun", { name: version })
        yield* tasks.client.tell("go", { name: version })
        assert.strictEqual(textOf(yield* tasks.client.resultOf(id)), "It was long.")
      })
    )

    it.effect("tasks.older: there is no method about tasks, and nothing is told of any", () =>
      Effect.gen(function* () {
        const tasks = yield* Older
        for (const method of ["get", "result", "list", "cancel", "update"]) {
          const { code } = yield* tasks.client.error(`tasks/${method}`, { taskId: "x" })
          assert.strictEqual(code, -32601, method)
        }
        assert.deepStrictEqual(tasks.client.all(isMethod("notifications/tasks/status")), [])
      })
    )
  })
})
