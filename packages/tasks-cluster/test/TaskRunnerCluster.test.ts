import { Interaction } from "@effect-mcp/protocol"
import { Elicitation, Step, Tool } from "@effect-mcp/server"
import { Task } from "@effect-mcp/tasks"
import { TaskWorkflow } from "@effect-mcp/tasks-cluster"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Queue, Schema } from "effect"
import { TestClock } from "effect/testing"

import * as Caller from "./Caller.ts"
import * as World from "./World.ts"

const Said = Schema.Struct({ said: Schema.String })
const task = { output: Said, task: "required" } as const

const ask = (key: string, message = `${key}?`) =>
  Effect.map(Elicitation.form({ key, message, schema: Said }), ({ said }) => said)

/** One after the other, so that what each brings has happened before the next. */
const minutes = (count: number) => Effect.repeat(TestClock.adjust("1 minute"), { times: count - 1 })

/** What happened, in its order. */
class Diary {
  readonly entries: Array<string> = []
  readonly note = (entry: string) => Effect.sync(() => void this.entries.push(entry))
  readonly step = (name: string) => Step.once(name, Schema.Void, this.note(name))
}

describe("TaskRunnerCluster", () => {
  it.effect("cluster.call: a tool runs as a workflow, with its steps and its questions", () =>
    Effect.gen(function* () {
      const diary = new Diary()
      const tool = Tool.make("deploy", task).handle(() =>
        Effect.gen(function* () {
          yield* diary.step("plan")
          const said = yield* ask("go", "Apply the plan?")
          yield* diary.step("apply")
          return { said }
        })
      )
      const world = yield* World.make
      const process = yield* world.start(tool)
      const id = yield* process.begin("deploy")
      yield* process.asks(id, "go")
      assert.deepStrictEqual(Caller.questions(yield* process.get(id)), { go: "Apply the plan?" })
      yield* process.answer(id, { go: { said: "yes" } })
      assert.deepStrictEqual(yield* process.result(id), { said: "yes" })
      assert.deepStrictEqual(diary.entries, ["plan", "apply"])
    })
  )

  it.effect("extensions/TX-28: an answer that is none is asked for again, by another key", () =>
    Effect.gen(function* () {
      const tool = Tool.make("name", task).handle(() =>
        Effect.map(ask("name"), (said) => ({ said }))
      )
      const world = yield* World.make
      const process = yield* world.start(tool)
      const id = yield* process.begin("name")
      yield* process.asks(id, "name")
      yield* process.answer(id, { name: { said: 7 } })
      yield* process.asks(id, "name~2")
      yield* process.answer(id, { name: { said: "too late" }, "name~2": { said: "Ada" } })
      assert.deepStrictEqual(yield* process.result(id), { said: "Ada" })
    })
  )

  it.effect("cluster.move: what one process was in the middle of, another ends", () =>
    Effect.gen(function* () {
      const diary = new Diary()
      const tool = (name: string) =>
        Tool.make("deploy", task).handle(() =>
          Effect.gen(function* () {
            yield* diary.step("plan")
            const said = yield* ask("go")
            return { said: `${said}, ${name}` }
          }).pipe(
            Effect.onInterrupt(() => diary.note(`${name} is interrupted`)),
            Effect.onExit((exit) =>
              Exit.isFailure(exit) && Interaction.isSuspension(exit.cause)
                ? diary.note("and goes on later")
                : Effect.void
            )
          )
        )
      const world = yield* World.make
      const one = yield* world.start(tool("one"))
      const id = yield* one.begin("deploy")
      yield* one.asks(id, "go")
      yield* one.stop
      assert.deepStrictEqual(diary.entries, ["plan", "one is interrupted", "and goes on later"])
      const two = yield* world.start(tool("two"))
      yield* two.answer(id, { go: { said: "yes" } })
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* two.result(id), { said: "yes, two" })
      assert.deepStrictEqual(diary.entries.slice(3), [])
    })
  )

  it.effect("cluster.cut: a step that a process did not end is run again, with the same key", () =>
    Effect.gen(function* () {
      const diary = new Diary()
      const begun = yield* Deferred.make<void>()
      const tool = (rest: Effect.Effect<void>) =>
        Tool.make("charge", task).handle(() =>
          Effect.gen(function* () {
            const key = yield* Step.idempotencyKey("charge")
            const charge = diary
              .note(key)
              .pipe(Effect.andThen(Deferred.succeed(begun, undefined)), Effect.andThen(rest))
            yield* Step.once("charge", Schema.Void, charge)
            return { said: "charged" }
          })
        )
      const world = yield* World.make
      const one = yield* world.start(tool(Effect.never))
      const id = yield* one.begin("charge")
      yield* Deferred.await(begun)
      yield* one.stop
      const two = yield* world.start(tool(Effect.void))
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* two.result(id), { said: "charged" })
      const [first, second, ...more] = diary.entries
      assert.strictEqual(first, second)
      assert.deepStrictEqual(more, [])
    })
  )

  it.effect("cluster.again: a step that died left no record, one that failed its failure", () =>
    Effect.gen(function* () {
      const begun = yield* Queue.unbounded<void>()
      const diary = new Diary()
      const failing = Step.once(
        "fails",
        Schema.Void,
        Effect.andThen(diary.note("fails"), Effect.fail("no")),
        { error: Schema.String }
      )
      const dying = Step.once(
        "dies",
        Schema.Void,
        Effect.andThen(diary.note("dies"), Effect.die(""))
      )
      const slow = Step.once(
        "slow",
        Schema.Void,
        diary
          .note("slow")
          .pipe(Effect.andThen(Queue.offer(begun, undefined)), Effect.andThen(Effect.never))
      )
      const tool = Tool.make("work", task).handle(() =>
        Effect.gen(function* () {
          const said = yield* Effect.match(failing, { onFailure: (no) => no, onSuccess: () => "" })
          yield* Effect.exit(dying)
          yield* Effect.timeoutOption(slow, "1 second")
          yield* ask("go")
          return { said }
        })
      )
      const world = yield* World.make
      const process = yield* world.start(tool)
      const id = yield* process.begin("work")
      yield* Queue.take(begun)
      yield* TestClock.adjust("1 second")
      yield* process.asks(id, "go")
      assert.deepStrictEqual(diary.entries, ["fails", "dies", "slow"])
      yield* TestClock.adjust("10 minutes")
      yield* process.answer(id, { go: { said: "yes" } })
      yield* Queue.take(begun)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* process.result(id), { said: "no" })
      assert.deepStrictEqual(diary.entries.slice(3), ["dies", "slow"])
    })
  )

  it.effect("cluster.interrupt: a workflow that an operator stops is a cancelled task", () =>
    Effect.gen(function* () {
      const tool = Tool.make("ask", task).handle(() => Effect.map(ask("a"), (said) => ({ said })))
      const world = yield* World.make
      const process = yield* world.start(tool)
      const id = yield* process.begin("ask")
      yield* process.asks(id, "a")
      yield* world.engine.interrupt(TaskWorkflow.workflow, id)
      yield* TestClock.adjust("5 minutes")
      assert.strictEqual((yield* process.get(id))["status"], "cancelled")
    })
  )

  it.effect(
    "extensions/TX-38: a task that is cancelled is interrupted, and cleans up by a step",
    () =>
      Effect.gen(function* () {
        const diary = new Diary()
        const begun = yield* Deferred.make<void>()
        const cleaned = yield* Deferred.make<void>()
        const work = Deferred.succeed(begun, undefined).pipe(
          Effect.andThen(Effect.never),
          Effect.onInterrupt(() => diary.note("cut"))
        )
        const tool = Tool.make("work", task).handle(() =>
          Effect.gen(function* () {
            yield* diary.step("book")
            yield* Step.once("work", Schema.Void, work)
            return { said: "" }
          }).pipe(
            Effect.onInterrupt(() => diary.step("cancel the booking")),
            Effect.ensuring(Deferred.succeed(cleaned, undefined))
          )
        )
        const world = yield* World.make
        const process = yield* world.start(tool)
        const id = yield* process.begin("work")
        yield* Deferred.await(begun)
        yield* process.cancel(id)
        yield* Deferred.await(cleaned)
        assert.strictEqual((yield* process.get(id))["status"], "cancelled")
        assert.deepStrictEqual(diary.entries, ["book", "cut", "cancel the booking"])
      })
  )

  it.effect("cluster.begin: a task that was kept and never begun is found", () =>
    Effect.gen(function* () {
      const tool = Tool.make("late", task).handle(() => Effect.succeed({ said: "done" }))
      const world = yield* World.make
      const lost = yield* world.start(Tool.make("late", task).handle(() => Effect.never))
      const id = yield* lost.begin("late")
      yield* lost.stop
      const kept = yield* world.store.load(id)
      assert.isDefined(kept)
      const twin = { ...kept, task: { ...kept.task, id: "never-begun", version: 1 } }
      yield* world.store.create(twin)
      const process = yield* world.start(tool)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* process.result("never-begun"), { said: "done" })
    })
  )

  it.effect("cluster.tool: a task waits for its tool where the engine has it run too early", () =>
    Effect.gen(function* () {
      const world = yield* World.make
      const tool = Tool.make("tool", task)
      const one = yield* world.start(tool.handle(() => Effect.never))
      const id = yield* one.begin("tool")
      yield* one.stop
      const other = yield* world.start(
        Tool.make("other", task).handle(() => Effect.succeed({ said: "" }))
      )
      yield* world.engine.resume(TaskWorkflow.workflow, id)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* other.get(id))["status"], "working")
      assert.isTrue(yield* world.isSuspended(id))
      yield* other.stop
      const last = yield* world.start(tool.handle(() => Effect.succeed({ said: "at last" })))
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* last.result(id), { said: "at last" })
    })
  )
})

describe("suspension", () => {
  it.effect("cluster.rest: a task that only waits is suspended, and woken by an answer", () =>
    Effect.gen(function* () {
      const diary = new Diary()
      const tool = Tool.make("deploy", task).handle(() =>
        Effect.gen(function* () {
          yield* diary.note("runs")
          yield* diary.step("plan")
          return { said: yield* ask("go") }
        })
      )
      const world = yield* World.make
      const process = yield* world.start(tool)
      const id = yield* process.begin("deploy")
      yield* process.asks(id, "go")
      assert.isFalse(yield* world.isSuspended(id))
      yield* TestClock.adjust("5 minutes")
      assert.isTrue(yield* world.isSuspended(id))
      yield* process.answer(id, { go: { said: "yes" } })
      assert.deepStrictEqual(yield* process.result(id), { said: "yes" })
      assert.deepStrictEqual(diary.entries, ["runs", "plan", "runs"])
    })
  )

  type Cancelling = (
    process: World.Process,
    world: World.World,
    id: string
  ) => Effect.Effect<unknown, unknown>

  /** Somebody answers, and before anybody has heard of it somebody cancels. */
  const answerAndCancel: Cancelling = Effect.fnUntraced(function* (_, { store }, id) {
    const kept = yield* store.load(id)
    const asked = kept?.journal.findLast(({ _tag }) => _tag === "Asked")
    const cancelled = kept && Task.cancel(kept.task, 0)
    if (asked?._tag !== "Asked" || cancelled === undefined) return
    const raw = { action: "accept", content: { said: "yes" } }
    yield* store.save(cancelled, [{ ...asked, _tag: "Answered", raw }])
  })

  const cancellings: ReadonlyArray<readonly [string, Cancelling]> = [
    ["by its client", (process, _, id) => process.cancel(id)],
    ["though just answered", answerAndCancel]
  ]
  it.effect.each(cancellings)(
    "extensions/TX-38: a task that is cancelled at rest cleans up and does nothing else: %s",
    ([, cancel]) =>
      Effect.gen(function* () {
        const diary = new Diary()
        const tool = Tool.make("book", task).handle(() =>
          Effect.gen(function* () {
            yield* diary.step("book")
            yield* ask("name")
            const said = yield* ask("pay")
            yield* diary.step("charge")
            return { said }
          }).pipe(
            Effect.onInterrupt(() => diary.step("cancel the booking")),
            Effect.ensuring(diary.note("ends"))
          )
        )
        const world = yield* World.make
        const process = yield* world.start(tool)
        const id = yield* process.begin("book")
        yield* process.asks(id, "name")
        yield* process.answer(id, { name: { said: "Ada" } })
        yield* process.asks(id, "pay")
        yield* TestClock.adjust("10 minutes")
        assert.deepStrictEqual(diary.entries, ["book", "ends"])
        yield* cancel(process, world, id)
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual(diary.entries.slice(2), ["cancel the booking", "ends"])
        assert.strictEqual((yield* process.get(id))["status"], "cancelled")
        assert.isFalse(yield* world.isSuspended(id))
      })
  )

  const busy = {
    "works now and then": Effect.forever(Effect.sleep("1 minute")),
    "is in a step": Step.once("long", Schema.Void, Effect.never)
  }
  it.effect.each(Object.entries(busy))(
    "cluster.busy: who does something beside its question is not suspended: %s",
    ([, beside]) =>
      Effect.gen(function* () {
        const tool = Tool.make("ask", task).handle(() =>
          Effect.map(Effect.raceFirst(ask("a"), beside), (said) => ({ said: said ?? "" }))
        )
        const world = yield* World.make
        const process = yield* world.start(tool)
        const id = yield* process.begin("ask")
        yield* process.asks(id, "a")
        yield* minutes(20)
        assert.isFalse(yield* world.isSuspended(id))
      })
  )

  const shapes = {
    "two at once, everything caught": Effect.all([ask("a"), ask("b")], {
      concurrency: "unbounded"
    }).pipe(
      Effect.map((all) => all.join()),
      Effect.catchCause(() => Effect.succeed("swallowed"))
    ),
    "in fibers that are awaited": Effect.gen(function* () {
      const a = yield* Effect.forkChild(ask("a"))
      const b = yield* Effect.forkChild(ask("b"))
      const ends = [yield* Fiber.await(a), yield* Fiber.await(b)]
      return ends.map((end) => (Exit.isSuccess(end) ? end.value : "swallowed")).join()
    }),
    "one of them raced": Effect.map(
      Effect.all([Effect.raceFirst(ask("a"), Effect.never), ask("b")], { concurrency: 2 }),
      (all) => all.join()
    ),
    "retried whatever happens": Effect.map(
      Effect.all([Effect.retry(ask("a"), { times: 3 }), ask("b")], { concurrency: 2 }),
      (all) => all.join()
    )
  }
  it.effect.each(Object.entries(shapes))(
    "cluster.shapes: questions outlive a suspension: %s",
    ([, questions]) =>
      Effect.gen(function* () {
        const tool = Tool.make("ask", task).handle(() =>
          Effect.map(questions, (said) => ({ said }))
        )
        const world = yield* World.make
        const process = yield* world.start(tool)
        const id = yield* process.begin("ask")
        yield* process.asks(id, "a", "b")
        yield* minutes(11)
        assert.isTrue(yield* world.isSuspended(id))
        yield* process.answer(id, { b: { said: "two" } })
        yield* process.asks(id, "a")
        yield* minutes(11)
        assert.isTrue(yield* world.isSuspended(id))
        yield* process.answer(id, { a: { said: "one" } })
        assert.deepStrictEqual(yield* process.result(id), { said: "one,two" })
      })
  )
})
