/**
 * Everything at once over a store that takes its time: whatever the order, a task is over once, its steps are done
 * once, and nothing of it stays behind. The orders are drawn from seeds.
 */
import { Endpoint } from "@effect-mcp/protocol"
import { Elicitation, Step, Tool } from "@effect-mcp/server"
import { type Task, TaskStoreMemory, Tasks } from "@effect-mcp/tasks"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Schema, Scope } from "effect"
import { TestClock } from "effect/testing"

import { connect, process, until } from "./support/Bench.ts"
import { random, slow } from "./support/Disturbed.ts"

const versionOf = ({ version }: Pick<Task.Task, "version">): number => version

const turns = (count: number): Effect.Effect<void> =>
  Effect.forEach(Array.from({ length: count }), () => Effect.yieldNow, { discard: true })

interface Log {
  readonly steps: Array<string>
  running: number
}

const working = (log: Log) => {
  const note = (what: string) =>
    Step.once(
      what,
      Schema.String,
      Effect.sync(() => {
        log.steps.push(what)
        return what
      })
    )
  return Tool.make("works", { task: "required" }).handle(() =>
    Effect.gen(function* () {
      log.running++
      yield* note("first")
      const { ok } = yield* Elicitation.form({
        key: "go",
        message: "Go?",
        schema: Schema.Struct({ ok: Schema.Boolean })
      })
      yield* Effect.all([note("left"), note("right")], { concurrency: 2 })
      return String(ok)
    }).pipe(Effect.ensuring(Effect.sync(() => log.running--)))
  )
}

const isFinal = ({ status }: { readonly status?: unknown }) =>
  status === "completed" || status === "failed" || status === "cancelled"

/** All that a store ever had of a task. */
const recorded = Effect.fnUntraced(function* (store: ReturnType<typeof TaskStoreMemory.make>) {
  const seen: Array<Task.Task> = []
  yield* store.watch((id) => {
    if (id === undefined) return
    const task = Effect.runSync(store.get(id))
    if (task !== undefined) seen.push(task)
  })
  return seen
})

const unique = (steps: ReadonlyArray<string>) => steps.length === new Set(steps).size

/** What the work comes to. */
const outcome = { _tag: "Result", result: { content: [{ type: "text", text: "true" }] } } as const

describe("a task that everybody wants something of", () => {
  it.effect("races.final: is over once, and stays what it came to", () =>
    Effect.gen(function* () {
      const ends = new Set<string>()
      for (let seed = 1; seed <= 150; seed++) {
        const next = random(seed)
        const log: Log = { steps: [], running: 0 }
        yield* Effect.scoped(
          Effect.gen(function* () {
            const memory = TaskStoreMemory.make()
            const seen = yield* recorded(memory)
            const { caller, context } = yield* process(slow(memory, next), working(log), {
              limits: { maxRunning: 1, pollsPerSecond: 1000 }
            })
            const tasks = Context.get(context, Tasks.Tasks)
            const core = yield* connect(Context.get(context, Endpoint.Endpoint))
            const id = yield* caller.begin("works")
            const looks: Array<unknown> = []
            const look = Effect.tap(caller.get(id), (task) =>
              Effect.sync(() => looks.push(task["status"]))
            )
            const soon = <A>(work: Effect.Effect<A>, most = 60) =>
              Effect.suspend(() => Effect.andThen(turns(Math.floor(next() * most)), work))
            yield* Effect.all(
              [
                soon(caller.answer(id, "go", { ok: true })),
                soon(caller.answer(id, "go", { ok: false })),
                soon(caller.answer(id, "gone", { ok: true })),
                ...(next() < 0.4 ? [soon(caller.cancel(id)), soon(caller.cancel(id))] : []),
                ...(next() < 0.3
                  ? [Effect.orDie(soon(Effect.orDie(tasks.complete(id, { content: [] }))))]
                  : []),
                soon(Effect.orDie(tasks.say(id, "halfway"))),
                Effect.forEach([1, 2, 3, 4, 5, 6], () => soon(look, 20), { discard: true })
              ],
              { concurrency: "unbounded", discard: true }
            )
            for (let turn = 0; turn < 5; turn++) {
              yield* caller.answer(id, "go", { ok: true })
              yield* TestClock.adjust("4 seconds")
            }
            const final = yield* memory.get(id)
            assert.isTrue(final !== undefined && isFinal(final), `seed ${seed}: over`)
            ends.add(String(final?.status))
            const mine = seen.filter((task) => task.id === id)
            assert.isTrue(
              mine.every(
                (task, at) => at === 0 || versionOf(task) >= versionOf(mine[at - 1] ?? task)
              ),
              `seed ${seed}: versions`
            )
            const over = mine.filter(isFinal)
            assert.strictEqual(new Set(over.map(({ version }) => version)).size, 1, `seed ${seed}`)
            const firstOver = looks.findIndex((status) => isFinal({ status }))
            if (firstOver >= 0) {
              assert.strictEqual(new Set(looks.slice(firstOver)).size, 1, `seed ${seed}: looks`)
            }
            assert.isTrue(unique(log.steps), `seed ${seed}: ${log.steps.join()}`)
            assert.strictEqual(log.running, 0, `seed ${seed}: handlers`)
            const again = yield* core.request("tools/call", {
              name: "works",
              arguments: {},
              task: {}
            })
            assert.isDefined(again["task"], `seed ${seed}: its place is free`)
          })
        )
      }
      assert.deepStrictEqual([...ends].toSorted(), ["cancelled", "completed"])
    })
  )
})

describe("processes that come and go", () => {
  it.effect("races.shutdown: at any moment, each step is done once and the answer counts", () =>
    Effect.gen(function* () {
      for (let seed = 1; seed <= 120; seed++) {
        const next = random(seed)
        const log: Log = { steps: [], running: 0 }
        const memory = TaskStoreMemory.make()
        const store = slow(memory, next)
        let scope = yield* Scope.make()
        const start = () => Scope.provide(process(store, working(log)), scope)
        let { caller } = yield* start()
        const id = yield* caller.begin("works")
        const answering = yield* Effect.forkChild(
          Effect.andThen(
            turns(Math.floor(next() * 80)),
            Effect.suspend(() => caller.answer(id, "go", { ok: true }))
          )
        )
        for (let round = 0; round < 3; round++) {
          yield* turns(Math.floor(next() * 40))
          const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
          yield* Fiber.await(closing)
          assert.strictEqual(log.running, 0, `seed ${seed}: handlers of a process that has ended`)
          scope = yield* Scope.make()
          caller = (yield* start()).caller
        }
        yield* Fiber.interrupt(answering)
        for (let turn = 0; turn < 8; turn++) {
          yield* caller.answer(id, "go", { ok: true })
          yield* TestClock.adjust("5 seconds")
        }
        const task = yield* until(memory, id, isFinal)
        assert.deepStrictEqual(
          { seed, status: task.status, outcome: task.outcome, steps: log.steps.toSorted() },
          { seed, status: "completed", outcome, steps: ["first", "left", "right"] }
        )
        yield* Scope.close(scope, Exit.void)
      }
    })
  )

  it.effect("races.leases: two that take each other for dead end a task once", () =>
    Effect.gen(function* () {
      for (let seed = 1; seed <= 150; seed++) {
        const next = random(seed)
        const log: Log = { steps: [], running: 0 }
        const memory = TaskStoreMemory.make()
        const seen: Array<Task.Task> = []
        yield* Effect.scoped(
          Effect.gen(function* () {
            seen.push(...(yield* recorded(memory)))
            const store = slow(memory, next)
            // Heard of by nobody, half of the time.
            const mute = {
              ...store,
              renew: (lease: Parameters<typeof store.renew>[0]) =>
                Effect.suspend(() =>
                  next() < 0.5 ? Effect.succeed(new Map<string, number>()) : store.renew(lease)
                )
            }
            const { caller } = yield* process(mute, working(log))
            yield* process(mute, working(log))
            const id = yield* caller.begin("works")
            for (let turn = 0; turn < 12; turn++) {
              yield* TestClock.adjust(`${Math.floor(next() * 12)} seconds`)
              if (turn > 4) yield* caller.answer(id, "go", { ok: true })
            }
            yield* TestClock.adjust("60 seconds")
            yield* caller.answer(id, "go", { ok: true })
            yield* TestClock.adjust("60 seconds")
            const task = yield* memory.get(id)
            assert.deepStrictEqual(
              { seed, status: task?.status, running: log.running },
              { seed, status: "completed", running: 0 }
            )
            assert.deepStrictEqual(task?.outcome, outcome)
            assert.isTrue(unique(log.steps), `seed ${seed}: ${log.steps.join()}`)
          })
        )
      }
    })
  )
})
