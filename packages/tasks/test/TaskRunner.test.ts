/**
 * Handlers that are put to rest, taken up by others, cancelled and fenced off. Two servers over one store
 * stand for two processes; what one leaves behind that is killed is tried with real processes elsewhere.
 */
import { Interaction } from "@effect-mcp/protocol"
import { Elicitation, McpServer, Step, Tool } from "@effect-mcp/server"
import { TaskRunner, Tasks, TaskStore, TaskStoreMemory } from "@effect-mcp/tasks"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Layer, Queue, Schema, Scope } from "effect"
import { TestClock } from "effect/testing"

import { type Json, serve } from "./support/Caller.ts"

type Store = TaskStore.TaskStore["Service"]
type Tools = Layer.Layer<never, never, McpServer.McpServer | Tasks.Tasks>

const memory = Effect.flatMap(Layer.build(TaskStoreMemory.layer), (context) =>
  Effect.provideContext(TaskStore.TaskStore.use(Effect.succeed), context)
)

/** A process with these tools over this store. */
const process = (store: Store, tools: Tools) =>
  serve(
    McpServer.layer({ name: "worker", version: "1.0.0" }).pipe(
      McpServer.provide(tools),
      Layer.provideMerge(Tasks.layer()),
      Layer.provide(TaskRunner.layerLocal({ lease: "9 seconds", grace: "1 second" })),
      Layer.provide(Layer.succeed(TaskStore.TaskStore, store))
    )
  )

/** Waits until the task is as wanted, by what the store tells. */
const until = (store: Store, id: string, is: (task: Json) => boolean) =>
  Effect.scoped(
    Effect.gen(function* () {
      const told = yield* Queue.unbounded<void>()
      yield* store.watch((changed) => {
        if (changed === id) Queue.offerUnsafe(told, undefined)
      })
      for (;;) {
        const task = yield* store.get(id)
        if (task !== undefined && is({ ...task })) return task
        yield* Queue.take(told)
      }
    })
  )

const ended = (status: string) => (task: Json) => task["status"] === status

const Answer = Schema.Struct({ ok: Schema.Boolean })

/** Plans in a step, asks, and applies in a step. */
const deploying = (log: Array<string>, message = "Apply?") =>
  Tool.make("deploy", { output: Schema.Struct({ url: Schema.String }), task: "required" }).handle(
    Effect.fnUntraced(function* () {
      const note = (what: string) =>
        Step.once(
          what,
          Schema.String,
          Effect.sync(() => {
            log.push(what)
            return what
          })
        )
      yield* note("plan")
      const { ok } = yield* Elicitation.form({ key: "apply", message, schema: Answer })
      yield* note("apply")
      return { url: ok ? "https://example.com" : "none" }
    })
  )

const keysOf = (task: { readonly questions: ReadonlyMap<string, unknown> }) => [
  ...task.questions.keys()
]

const waiting = (task: Json) => task["status"] === "input_required"

describe("a process that ends", () => {
  it.effect(
    "runner.recovery: the next one goes on from the last step, with the answers there are",
    () =>
      Effect.gen(function* () {
        const store = yield* memory
        const log: Array<string> = []
        const first = yield* Scope.make()
        const { caller } = yield* Scope.provide(process(store, deploying(log)), first)
        const id = yield* caller.begin("deploy")
        yield* until(store, id, waiting)
        yield* Scope.close(first, Exit.void)
        assert.strictEqual((yield* store.get(id))?.lease, undefined)

        const second = yield* process(store, deploying(log))
        yield* second.caller.answer(id, "apply", { ok: true })
        yield* until(store, id, ended("completed"))
        assert.deepStrictEqual(log, ["plan", "apply"])
        const { result } = yield* second.caller.get(id)
        assert.deepStrictEqual((result as Json)["structuredContent"], {
          url: "https://example.com"
        })
      })
  )

  it.effect("runner.answer: one that came while nobody ran the task is not asked for again", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const log: Array<string> = []
      const first = yield* Scope.make()
      const { caller } = yield* Scope.provide(process(store, deploying(log)), first)
      const id = yield* caller.begin("deploy")
      yield* until(store, id, waiting)
      yield* Scope.close(first, Exit.void)

      const nobody = yield* process(store, Layer.empty)
      yield* nobody.caller.answer(id, "apply", { ok: true })
      assert.strictEqual((yield* nobody.caller.get(id))["status"], "working")
      yield* process(store, deploying(log))
      yield* until(store, id, ended("completed"))
      assert.deepStrictEqual(log, ["plan", "apply"])
    })
  )

  it.effect("runner.suspension: its finalizers know that nothing is to be undone", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const seen: Array<boolean> = []
      const scope = yield* Scope.make()
      const tool = Tool.make("waits", { task: "required" }).handle(() =>
        Elicitation.form({ message: "Well?", schema: Answer }).pipe(
          Effect.onExit((exit) =>
            Effect.sync(() => {
              if (Exit.isFailure(exit)) seen.push(Interaction.isSuspension(exit.cause))
            })
          ),
          Effect.as("")
        )
      )
      const { caller } = yield* Scope.provide(process(store, tool), scope)
      const id = yield* caller.begin("waits")
      yield* until(store, id, waiting)
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(seen, [true])
      assert.strictEqual((yield* store.get(id))?.status, "input_required")
    })
  )
})

describe("a lease", () => {
  it.effect(
    "runner.lease: one that runs out gives the task to another, and the first can write nothing more",
    () =>
      Effect.gen(function* () {
        const store = yield* memory
        const held = yield* Deferred.make<void>()
        const runs: Array<string> = []
        const tool = (name: string, gate: Effect.Effect<void>) =>
          Tool.make("slow", { task: "required" }).handle(
            Effect.fnUntraced(function* () {
              yield* gate
              return yield* Step.once(
                "work",
                Schema.String,
                Effect.sync(() => {
                  runs.push(name)
                  return name
                })
              )
            })
          )
        // A process that is alive and heard of by nobody.
        const mute: Store = {
          ...store,
          claim: () => Effect.succeed([]),
          renew: () => Effect.never,
          watch: () => Effect.void
        }
        const first = yield* process(mute, tool("first", Deferred.await(held)))
        const id = yield* first.caller.begin("slow")
        yield* process(store, tool("second", Effect.void))
        assert.deepStrictEqual(runs, [])
        yield* TestClock.adjust("14 seconds")
        const task = yield* until(store, id, ended("completed"))
        yield* Deferred.succeed(held, undefined)
        yield* Effect.yieldNow
        assert.deepStrictEqual(runs, ["second", "first"])
        assert.deepStrictEqual(task.outcome, {
          _tag: "Result",
          result: { content: [{ type: "text", text: "second" }] }
        })
        assert.strictEqual((yield* store.get(id))?.version, task.version)
      })
  )

  it.effect("runner.heartbeat: while the process lives nobody takes the task", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const log: Array<string> = []
      const { caller } = yield* process(store, deploying(log))
      yield* process(store, deploying(log))
      const id = yield* caller.begin("deploy")
      const { lease } = yield* until(store, id, waiting)
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual((yield* store.get(id))?.lease?.runner, lease?.runner)
      yield* caller.answer(id, "apply", { ok: true })
      yield* until(store, id, ended("completed"))
      assert.deepStrictEqual(log, ["plan", "apply"])
    })
  )
})

describe("cancellation", () => {
  it.effect(
    "2025-11-25/TK-33, 2025-11-25/TK-34: finalizers run, steps in them too, and what the work comes to is no matter",
    () =>
      Effect.gen(function* () {
        const store = yield* memory
        const log: Array<string> = []
        const cleaned = yield* Deferred.make<void>()
        const tool = Tool.make("stoppable", { task: "required" }).handle(() =>
          Elicitation.form({ message: "Well?", schema: Answer }).pipe(
            Effect.onInterrupt(() =>
              Step.once(
                "undo",
                Schema.Void,
                Effect.sync(() => void log.push("undone"))
              ).pipe(Effect.andThen(Deferred.succeed(cleaned, undefined)))
            ),
            Effect.catchCause(() => Effect.succeed("I went on")),
            Effect.as("done all the same"),
            Effect.uninterruptible
          )
        )
        const { caller } = yield* process(store, tool)
        const id = yield* caller.begin("stoppable")
        yield* until(store, id, waiting)
        yield* caller.cancel(id)
        yield* Deferred.await(cleaned)
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(log, ["undone"])
        const task = yield* caller.get(id)
        assert.strictEqual(task["status"], "cancelled")
        assert.isFalse("result" in task)
      })
  )
})

describe("questions", () => {
  it.effect("extensions/TX-28: an answer that is none is asked for again under another key", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const { caller } = yield* process(store, deploying([]))
      const id = yield* caller.begin("deploy")
      yield* until(store, id, waiting)
      yield* caller.answer(id, "apply", { ok: "perhaps" })
      const task = yield* until(store, id, waiting)
      assert.deepStrictEqual(keysOf(task), ["apply~2"])
      yield* caller.answer(id, "apply", { ok: true })
      assert.strictEqual((yield* caller.get(id))["status"], "input_required")
      yield* caller.answer(id, "apply~2", { ok: false })
      yield* until(store, id, ended("completed"))
    })
  )

  it.effect(
    "runner.drift: a text that was changed in between is asked anew, and the old one withdrawn",
    () =>
      Effect.gen(function* () {
        const store = yield* memory
        const log: Array<string> = []
        const scope = yield* Scope.make()
        const { caller } = yield* Scope.provide(process(store, deploying(log)), scope)
        const id = yield* caller.begin("deploy")
        yield* until(store, id, waiting)
        yield* Scope.close(scope, Exit.void)
        const next = yield* process(store, deploying(log, "Apply to production?"))
        const task = yield* until(store, id, ({ questions }) =>
          (questions as ReadonlyMap<string, unknown>).has("apply~2")
        )
        assert.deepStrictEqual(keysOf(task), ["apply~2"])
        yield* next.caller.answer(id, "apply~2", { ok: true })
        yield* until(store, id, ended("completed"))
      })
  )

  it.effect("runner.race: a question that lost is no longer asked", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const tool = Tool.make("impatient", { task: "required" }).handle(() =>
        Elicitation.form({ message: "Well?", schema: Answer }).pipe(
          Effect.timeoutOption("1 minute"),
          Effect.andThen(Effect.never)
        )
      )
      const { caller } = yield* process(store, tool)
      const id = yield* caller.begin("impatient")
      yield* until(store, id, waiting)
      yield* TestClock.adjust("61 seconds")
      const task = yield* until(store, id, ended("working"))
      assert.deepStrictEqual(keysOf(task), [])
    })
  )
})

describe("outside work", () => {
  const Render = Tool.make("render", {
    output: Schema.Struct({ frames: Schema.Finite }),
    task: "required"
  })

  it.effect("tasks.external: another system ends the task by its id, in any process", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const submitted: Array<string> = []
      const tool = Render.handle(() =>
        Tasks.external((id) => Effect.sync(() => void submitted.push(id)))
      )
      const scope = yield* Scope.make()
      const { caller } = yield* Scope.provide(process(store, tool), scope)
      const id = yield* caller.begin("render")
      yield* until(store, id, ({ external }) => external === true)
      yield* Scope.close(scope, Exit.void)

      const next = yield* process(store, tool)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(submitted, [id])
      const ours = Effect.provideContext(next.context)
      assert.isTrue(yield* ours(Tasks.Tasks.use((tasks) => tasks.say(id, "frame 3"))))
      assert.strictEqual((yield* next.caller.get(id))["statusMessage"], "frame 3")
      assert.isTrue(yield* ours(Tasks.complete(Render, id, { frames: 24 })))
      assert.isFalse(yield* ours(Tasks.complete(Render, id, { frames: 25 })))
      const { result } = yield* next.caller.get(id)
      assert.deepStrictEqual((result as Json)["structuredContent"], { frames: 24 })
    })
  )
})

describe("a tool that goes", () => {
  it.effect("runner.tools: its tasks rest until it is served again", () =>
    Effect.gen(function* () {
      const store = yield* memory
      const log: Array<string> = []
      const { caller, context } = yield* process(store, Layer.empty)
      const serveTool = Effect.provideContext(context)
      const scope = yield* Scope.make()
      yield* Scope.provide(serveTool(McpServer.add(deploying(log))), scope)
      const id = yield* caller.begin("deploy")
      yield* until(store, id, waiting)
      yield* Scope.close(scope, Exit.void)
      yield* caller.answer(id, "apply", { ok: true })
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* caller.get(id))["status"], "working")
      yield* serveTool(McpServer.add(deploying(log)))
      yield* until(store, id, ended("completed"))
      assert.deepStrictEqual(log, ["plan", "apply"])
    })
  )
})
