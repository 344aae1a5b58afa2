/**
 * Handlers and definitions as a careless author writes them.
 */
import { Endpoint } from "@effect-mcp/protocol"
import { Elicitation, Progress, Step, Tool } from "@effect-mcp/server"
import { type TaskOptions, TaskStoreMemory, Tasks } from "@effect-mcp/tasks"
import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Scope, Schema } from "effect"
import { TestClock } from "effect/testing"

import type { Json } from "../support/Caller.ts"
import { connect, has, process, until } from "./support/Bench.ts"

const ask = Elicitation.form({
  key: "ok",
  message: "Well?",
  schema: Schema.Struct({ ok: Schema.Boolean })
})

const noting =
  (ends: Array<string>, what: string) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.onExit(work, ({ _tag }) => Effect.sync(() => ends.push(`${what} ${_tag}`)))

describe("an outside system", () => {
  it.effect(
    "tasks.external: one that is done before the handler has let go leaves no handler behind",
    () =>
      Effect.gen(function* () {
        const store = TaskStoreMemory.make()
        const ends: Array<boolean> = []
        const api: { tasks?: Tasks.Tasks["Service"] } = {}
        const tool = Tool.make("fast", { task: "required" }).handle(() =>
          Tasks.external((id) =>
            Effect.asVoid(
              Effect.orDie(
                api.tasks?.complete(id, { content: [{ type: "text", text: "done" }] }) ??
                  Effect.void
              )
            )
          ).pipe(Effect.onExit((exit) => Effect.sync(() => ends.push(Exit.isFailure(exit)))))
        )
        const { caller, context } = yield* process(store, tool)
        api.tasks = Context.get(context, Tasks.Tasks)
        const id = yield* caller.begin("fast")
        yield* until(store, id, has("completed"))
        yield* TestClock.adjust("10 seconds")
        assert.deepStrictEqual(ends, [true])
      })
  )

  it.effect("tasks.external: a submission that dies fails the task and hands nothing over", () =>
    Effect.gen(function* () {
      const store = TaskStoreMemory.make()
      const tool = Tool.make("dies", { task: "required" }).handle(() =>
        Tasks.external(() => Effect.die(new Error("postgres://secret")))
      )
      const { caller } = yield* process(store, tool)
      const id = yield* caller.begin("dies")
      const task = yield* until(store, id, has("failed"))
      assert.isFalse(task.external)
      assert.deepStrictEqual((yield* caller.get(id))["error"], {
        code: -32603,
        message: "Internal error"
      })
    })
  )

  it.effect("tasks.complete: of two who end a task, one does", () =>
    Effect.gen(function* () {
      const store = TaskStoreMemory.make()
      const tool = Tool.make("waits", { task: "required" }).handle(() => Effect.as(ask, ""))
      const { caller, context } = yield* process(store, tool)
      const tasks = Context.get(context, Tasks.Tasks)
      const id = yield* caller.begin("waits")
      yield* until(store, id, has("input_required"))
      const done = yield* Effect.all(
        [
          tasks.complete(id, { content: [] }),
          tasks.fail(id, { code: -1, message: "no" } as never),
          tasks.cancel(id),
          Effect.as(caller.cancel(id), "told")
        ],
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(done, [true, false, false, "told"])
      assert.strictEqual((yield* caller.get(id))["status"], "completed")
    })
  )
})

describe("a handler", () => {
  it.effect("runner.completed: that waits while its task is ended by others is put to rest", () =>
    Effect.gen(function* () {
      const store = TaskStoreMemory.make()
      const rested = yield* Deferred.make<boolean>()
      const tool = Tool.make("waits", { task: "required" }).handle(() =>
        Effect.as(ask, "").pipe(
          Effect.onExit((exit) => Deferred.succeed(rested, Exit.isFailure(exit)))
        )
      )
      const { caller, context } = yield* process(store, tool)
      const id = yield* caller.begin("waits")
      yield* until(store, id, has("input_required"))
      yield* Context.get(context, Tasks.Tasks).complete(id, { content: [] })
      assert.isTrue(yield* Deferred.await(rested))
      assert.strictEqual((yield* caller.get(id))["status"], "completed")
    })
  )

  it.effect("runner.daemon: what it has left behind can neither ask nor step after its end", () =>
    Effect.gen(function* () {
      const store = TaskStoreMemory.make()
      const gate = yield* Deferred.make<void>()
      const ends: Array<string> = []
      const tool = Tool.make("forks", { task: "required" }).handle(
        Effect.fnUntraced(function* () {
          yield* Effect.forkDetach(
            Effect.andThen(Deferred.await(gate), ask).pipe(noting(ends, "ask"))
          )
          yield* Effect.forkDetach(
            Effect.andThen(Deferred.await(gate), Step.once("late", Schema.Void, Effect.void)).pipe(
              noting(ends, "step")
            )
          )
          return "done"
        })
      )
      const { caller } = yield* process(store, tool)
      const id = yield* caller.begin("forks")
      const { version } = yield* until(store, id, has("completed"))
      yield* Deferred.succeed(gate, undefined)
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* store.get(id))?.version, version)
      assert.deepStrictEqual(ends.toSorted(), ["ask Failure", "step Failure"])
    })
  )

  it.effect(
    "runner.throws: that throws, dies or says nothing fails with nothing of it inside",
    () =>
      Effect.gen(function* () {
        const store = TaskStoreMemory.make()
        const tool = Tool.make("throws", { task: "required" }).handle((): Effect.Effect<string> => {
          throw new Error("postgres://secret")
        })
        const { caller } = yield* process(store, tool)
        const id = yield* caller.begin("throws")
        yield* until(store, id, has("failed"))
        assert.notInclude(JSON.stringify(yield* caller.get(id)), "secret")
      })
  )

  it.effect("runner.progress: a flood is a few changes, and what is no number says nothing", () =>
    Effect.gen(function* () {
      const store = TaskStoreMemory.make()
      const gate = yield* Deferred.make<void>()
      const flooded = yield* Deferred.make<void>()
      const tool = Tool.make("floods", { task: "required" }).handle(
        Effect.fnUntraced(function* () {
          for (let i = 1; i <= 10_000; i++) yield* Progress.report(i, { message: `step ${i}` })
          yield* Progress.report(Number.NaN)
          yield* Deferred.succeed(flooded, undefined)
          yield* Deferred.await(gate)
          return "done"
        })
      )
      const { caller } = yield* process(store, tool)
      const id = yield* caller.begin("floods")
      yield* Deferred.await(flooded)
      yield* TestClock.adjust("1 second")
      const { statusMessage, version } = (yield* store.get(id)) ?? {}
      assert.strictEqual(statusMessage, "step 10000")
      assert.isBelow(version ?? 99, 8)
      yield* Deferred.succeed(gate, undefined)
      yield* until(store, id, has("completed"))
    })
  )

  it.effect("limits.result: a result of the last length is kept, one longer fails by name", () =>
    Effect.gen(function* () {
      const store = TaskStoreMemory.make()
      const tool = Tool.make("long", {
        input: Schema.Struct({ length: Schema.Int }),
        task: "required"
      }).handle(({ length }) => Effect.succeed("x".repeat(length)))
      const empty = JSON.stringify({ content: [{ type: "text", text: "" }] }).length
      const { caller } = yield* process(store, tool, { limits: { maxResult: 1000 } })
      const just = yield* caller.begin("long", { length: 1000 - empty })
      yield* until(store, just, has("completed"))
      const over = yield* caller.begin("long", { length: 1001 - empty })
      yield* until(store, over, has("failed"))
      assert.strictEqual(
        (yield* caller.get(over))["statusMessage"],
        "The result is longer than the 1000 that are kept of it"
      )
    })
  )

  it.effect("runner.messages: a status message never goes back to an older one", () =>
    Effect.gen(function* () {
      const memory = TaskStoreMemory.make()
      const gates: Array<Deferred.Deferred<void>> = []
      let slow = false
      const store = {
        ...memory,
        save: (...args: Parameters<typeof memory.save>) =>
          Effect.suspend(() => {
            if (!slow) return memory.save(...args)
            const gate = Deferred.makeUnsafe<void>()
            gates.push(gate)
            return Effect.andThen(Deferred.await(gate), memory.save(...args))
          })
      }
      const told = yield* Deferred.make<void>()
      const end = yield* Deferred.make<void>()
      const tool = Tool.make("tells", { task: "required" }).handle(
        Effect.fnUntraced(function* () {
          slow = true
          yield* Progress.report(1, { message: "first" })
          yield* Effect.sleep("300 millis")
          yield* Progress.report(2, { message: "second" })
          yield* Effect.sleep("300 millis")
          yield* Deferred.succeed(told, undefined)
          yield* Deferred.await(end)
          return ""
        })
      )
      const { caller } = yield* process(store, tool)
      const id = yield* caller.begin("tells")
      yield* TestClock.adjust("700 millis")
      yield* Deferred.await(told)
      slow = false
      for (const gate of gates.toReversed()) yield* Deferred.succeed(gate, undefined)
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* memory.get(id))?.statusMessage, "second")
      yield* Deferred.succeed(end, undefined)
      yield* until(memory, id, has("completed"))
    })
  )
})

const registering = (task: unknown) =>
  Effect.exit(
    Effect.scoped(
      process(
        TaskStoreMemory.make(),
        Tool.make("odd", { task: task as TaskOptions.TaskOptions }).handle(() => Effect.succeed(""))
      )
    )
  )

describe("an annotation that is none", () => {
  for (const task of [
    "forbidden",
    null,
    7,
    {},
    { support: "sometimes" },
    { support: "optional", begin: "later" },
    { support: "optional", ttl: "1 houer" },
    { support: "optional", ttl: Number.NaN },
    { support: "optional", ttl: -5 },
    { support: "optional", pollInterval: Number.POSITIVE_INFINITY },
    { support: "optional", pollInterval: -1 },
    { support: "optional", immediate: 7 }
  ]) {
    it.effect(`options.refused: ${JSON.stringify(task)} is a defect that names the tool`, () =>
      Effect.gen(function* () {
        const exit = yield* registering(task)
        assert.isTrue(Exit.isFailure(exit))
        assert.include(String(Exit.isFailure(exit) ? exit.cause : ""), "odd")
      })
    )
  }

  for (const limits of [
    { maxRunning: Number.NaN },
    { maxKept: -1 },
    { pollsPerSecond: Number.NaN },
    { maxResult: Number.NaN },
    { ttl: Number.NaN },
    { pollInterval: Number.POSITIVE_INFINITY }
  ]) {
    it.effect(
      `limits.refused: ${Object.entries(limits).flat().join(" ")} is a defect that names it`,
      () =>
        Effect.gen(function* () {
          const exit = yield* Effect.exit(
            Effect.scoped(
              process(
                TaskStoreMemory.make(),
                Tool.make("plain", {}).handle(() => Effect.succeed("")),
                { limits }
              )
            )
          )
          assert.include(
            String(Exit.isFailure(exit) ? exit.cause : ""),
            Object.keys(limits)[0] ?? ""
          )
        })
    )
  }
})

describe("a connection of 2025-11-25", () => {
  it.effect(
    "tasks.forgotten: neither ended nor gone tasks, nor those of closed connections, are followed",
    () =>
      Effect.gen(function* () {
        const store = TaskStoreMemory.make()
        const tool = Tool.make("waits", { task: "required" }).handle(() => Effect.as(ask, ""))
        const scope = yield* Scope.make()
        const { context } = yield* Scope.provide(process(store, tool), scope)
        const core = yield* connect(Context.get(context, Endpoint.Endpoint))
        const created = yield* core.request("tools/call", {
          name: "waits",
          arguments: {},
          task: { ttl: 1000 }
        })
        const id = String((created["task"] as Json)["taskId"])
        yield* until(store, id, has("input_required"))
        yield* TestClock.adjust("40 seconds")
        assert.isUndefined(yield* store.get(id))
        yield* Scope.close(scope, Exit.void)
      })
  )
})
