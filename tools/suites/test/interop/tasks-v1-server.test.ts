/**
 * Our client against the official v1 server with its experimental tasks: as the one that asks for tasks, and as the one
 * that is asked for them.
 */
import { Revisions } from "@effect-mcp/schema"
import { TaskClient, TaskHandle } from "@effect-mcp/tasks"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema, Stream } from "effect"

import * as OfficialProgram from "../../src/OfficialProgram.ts"
import * as OfficialServer from "../../src/OfficialServer.ts"
import { Peer } from "../../src/Peer.ts"
import { fresh } from "../../src/raw/fresh.ts"
import { textOf } from "../../src/Results.ts"

const Slow = {
  name: "slow",
  input: Schema.Struct({ name: Schema.String }),
  output: Schema.Struct({ done: Schema.String })
}

const pin = Revisions.byVersion("2025-11-25")

describe.each(["stdio", "http"] as const)("official v1 server over %s, tasks", (carrier) => {
  const joined = OfficialServer.layer(OfficialProgram.v1Tasks[carrier], { pin }).pipe(
    Layer.provide(TaskClient.layer())
  )

  layer(joined, { excludeTestServices: true })((it) => {
    it.effect("interop.tasks: a call of a tool that is a task gives its output, typed", () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        const name = fresh(carrier)
        const call = yield* Effect.forkChild(client.call(Slow, { name }))
        yield* client.callTool("go", { name })
        assert.deepStrictEqual(yield* Fiber.join(call), { done: name })
      })
    )

    it.effect("interop.tasks: a tool that can be a task, and one that never is", () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        assert.strictEqual(textOf(yield* client.callTool("quick", { name: "x" })), "quick x")
        assert.strictEqual(textOf(yield* client.callTool("go", { name: "nobody" })), "gone")
      })
    )

    it.effect("interop.tasks: a tool that says it failed", () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        const result = yield* client.callTool("fails", { name: "x" })
        assert.strictEqual(result.isError, true)
        assert.strictEqual(textOf(result), "It went wrong.")
      })
    )

    it.effect("interop.tasks: a question in a task reaches our person", () =>
      Effect.gen(function* () {
        const { client, host } = yield* Peer
        assert.strictEqual(textOf(yield* client.callTool("ask", { name: "x" })), "Hello Ada.")
        assert.strictEqual(host.forms.at(-1)?.message, "Who are you?")
      })
    )

    it.effect("interop.tasks: a handle is watched, found again, and listed", () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        const name = fresh(carrier)
        const handle = yield* TaskHandle.start(client, Slow, { name }, { ttl: "1 minute" })
        assert.strictEqual((yield* handle.get).status, "working")
        assert.strictEqual((yield* handle.get).ttl, 60_000)
        const listed = yield* Stream.runCollect(TaskHandle.list(client))
        assert.include(
          listed.map(({ id }) => id),
          handle.id
        )
        yield* client.callTool("go", { name })
        const seen = yield* Stream.runCollect(handle.status)
        assert.strictEqual(seen.at(-1)?.status, "completed")
        assert.deepStrictEqual(yield* handle.result, { done: name })
        const again = yield* TaskHandle.resume(client, String(handle.id), Slow)
        assert.deepStrictEqual(yield* again.result, { done: name })
      })
    )

    it.effect("interop.tasks: one is cancelled", () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        const handle = yield* TaskHandle.start(client, Slow, { name: fresh(carrier) })
        yield* handle.cancel
        assert.strictEqual((yield* handle.get).status, "cancelled")
        const { reason } = yield* Effect.flip(
          Effect.catchTag(handle.result, "ToolFailed", (failed) => Effect.die(failed))
        )
        assert.include(["Unresolved", "Refused"], reason._tag)
      })
    )

    it.effect("interop.tasks: who stops waiting for a call cancels its task", () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        const before = yield* Stream.runCollect(TaskHandle.list(client))
        const handle = yield* TaskHandle.start(client, Slow, { name: fresh(carrier) })
        const call = yield* Effect.forkChild(client.call(Slow, { name: fresh(carrier) }))
        const known = new Set([...before.map(({ id }) => id), handle.id])
        const made = Stream.runCollect(TaskHandle.list(client)).pipe(
          Effect.map((all) => all.find(({ id }) => !known.has(id))),
          Effect.repeat({ until: (found) => found !== undefined })
        )
        const id = String((yield* made)?.id)
        yield* Fiber.interrupt(call)
        const again = yield* TaskHandle.resume(client, id)
        const seen = yield* Stream.runCollect(again.status)
        assert.strictEqual(seen.at(-1)?.status, "cancelled")
        yield* handle.cancel
      })
    )

    it.effect("interop.tasks: what it asks our model and our person can be tasks of ours", () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        assert.include(textOf(yield* client.callTool("sample")), "taskCreated: {")
        assert.include(textOf(yield* client.callTool("sample")), "forty-two")
        const elicited = textOf(yield* client.callTool("elicit"))
        assert.include(elicited, "taskCreated: {")
        assert.include(elicited, "Ada")
      })
    )
  })
})
