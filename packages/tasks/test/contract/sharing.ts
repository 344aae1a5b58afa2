import { assert, it } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"

import { Task, TaskStore } from "../../src/index.ts"
import { change, create, did, done, found, kept, step } from "./making.ts"
import type { Store } from "./making.ts"
import type { Empty } from "./taskStore.ts"

type Opened = Layer.Layer<TaskStore.TaskStore, unknown>

/** As another process would open it. */
const open = (layer: Opened) =>
  Effect.map(Layer.build(Layer.fresh(layer)), (context) =>
    Context.get(context, TaskStore.TaskStore)
  )

/** Opened, used and closed. */
const session = <A, E>(layer: Opened, use: (store: Store) => Effect.Effect<A, E>) =>
  Effect.scoped(Effect.flatMap(open(layer), use))

/** Stores that two processes have opened. */
const pair = (empty: Empty) =>
  Effect.gen(function* () {
    const layer = empty()
    return [yield* open(layer), yield* open(layer)] as const
  })

const lasting = (empty: Empty) => {
  it.effect("store.reopen: everything is there when it is opened again", () =>
    Effect.gen(function* () {
      const layer = empty()
      const made = kept({ lease: { runner: "r", until: 5000 }, journal: [step("1")] })
      yield* session(layer, (store) => store.create(made))
      yield* session(layer, (store) => store.append("a", "r", [step("2")]))
      const ended = yield* session(layer, (store) =>
        change(store, "a", (task) => Task.settle(task, done, 2000), [step("3")])
      )
      yield* session(layer, (store) =>
        Effect.gen(function* () {
          const journal = [step("1"), step("2"), step("3")]
          assert.deepStrictEqual(yield* store.load("a"), { ...made, task: ended, journal })
          assert.deepStrictEqual(yield* store.count("ada"), { kept: 1, open: 0 })
        })
      )
    })
  )

  it.effect("store.reopen: ten who open what is not there yet all get the same store", () =>
    Effect.gen(function* () {
      const layer = empty()
      const stores = yield* Effect.all(
        Array.from({ length: 10 }, () => open(layer)),
        {
          concurrency: "unbounded"
        }
      )
      yield* Effect.forEach(stores, (store, index) => store.create(kept({ id: `task ${index}` })), {
        concurrency: "unbounded"
      })
      for (const store of stores) {
        assert.deepStrictEqual(yield* store.count("ada"), { kept: 10, open: 10 })
      }
    })
  )
}

/** Reads and saves, once. */
const say = (store: Store, message: string) =>
  Effect.flatMap(store.get("a"), (task) =>
    store.save(did(Task.say(found(task), message, 2000)), [step(message)])
  )

const racing = (empty: Empty) => {
  it.effect(
    "store.shared: two who save the same version, and one of them is told that it was written",
    () =>
      Effect.gen(function* () {
        const [one, other] = yield* pair(empty)
        yield* one.create(kept())
        for (let version = 1; version < 20; version++) {
          const won = yield* Effect.all([say(one, "one"), say(other, "other")], {
            concurrency: "unbounded"
          })
          assert.include(won, true)
        }
        const { journal, task } = found(yield* other.load("a"))
        assert.strictEqual(journal.length, task.version - 1)
      })
  )

  it.effect("store.shared: a task is given to one of many who claim through either", () =>
    Effect.gen(function* () {
      const [one, other] = yield* pair(empty)
      const all = Array.from({ length: 60 }, (_, index) => `task ${index}`)
      yield* create(
        one,
        all.map((id) => kept({ id, lease: { runner: "gone", until: 4000 } }))
      )
      const claims = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : other).claim({
          lease: { runner: `runner ${index}`, until: 9000 },
          now: 5000,
          tools: ["deploy"],
          limit: 4
        })
      )
      const given = yield* Effect.all(claims, { concurrency: "unbounded" })
      const rest = {
        lease: { runner: "last", until: 9000 },
        now: 5000,
        tools: ["deploy"],
        limit: 60
      }
      const last = yield* one.claim(rest)
      const ids = [...given.flat(), ...last].map(({ task }) => task.id)
      assert.deepStrictEqual(ids.toSorted(), all.toSorted())
    })
  )

  it.effect(
    "store.shared: who claims a task has all that the runner before was told was written",
    () =>
      Effect.gen(function* () {
        const [one, other] = yield* pair(empty)
        for (let round = 0; round < 20; round++) {
          const id = `task ${round}`
          yield* one.create(kept({ id, lease: { runner: "r", until: 4000 } }))
          const entries = Array.from({ length: 5 }, (_, index) => `${index}`)
          const claim = {
            lease: { runner: "new", until: 9000 },
            now: 5000,
            tools: ["deploy"],
            limit: 1
          }
          const [written, claimed] = yield* Effect.all(
            [
              Effect.forEach(entries, (path) => one.append(id, "r", [step(path)])),
              other.claim(claim)
            ],
            { concurrency: "unbounded" }
          )
          const told = entries.filter((_, index) => written[index])
          const [taken] = claimed.length === 0 ? yield* other.claim(claim) : claimed
          assert.deepStrictEqual(taken?.journal, told.map(step))
        }
      })
  )
}

/** Waits until it was told of the task, or that any may have changed. */
const hears = (store: Store, id: string, write: Effect.Effect<unknown, unknown>) =>
  Effect.gen(function* () {
    const heard = yield* Deferred.make<void>()
    yield* store.watch((told) => {
      if (told === id || told === undefined) Deferred.doneUnsafe(heard, Exit.void)
    })
    yield* write
    yield* TestClock.adjust("1 second")
    yield* Deferred.await(heard)
  }).pipe(Effect.scoped)

const telling = (empty: Empty) => {
  it.effect("store.shared: one is told what the other creates, saves, claims and sweeps", () =>
    Effect.gen(function* () {
      const [one, other] = yield* pair(empty)
      yield* hears(one, "a", other.create(kept()))
      yield* hears(
        one,
        "a",
        change(other, "a", (task) => Task.say(task, "here", 2000))
      )
      yield* hears(
        other,
        "a",
        change(one, "a", (task) => Task.say(task, "there", 2000))
      )
      const claim = { lease: { runner: "r", until: 9000 }, now: 5000, tools: ["deploy"], limit: 1 }
      yield* hears(one, "a", other.claim(claim))
      yield* hears(one, "a", other.sweep(1e9))
    })
  )

  it.effect("store.shared: one is told of ids that no column can hold", () =>
    Effect.gen(function* () {
      const [one, other] = yield* pair(empty)
      for (const id of ["\0", "\ud800", "x".repeat(10_000), "#"]) {
        yield* hears(one, id, other.create(kept({ id })))
        yield* hears(one, id, other.sweep(1e9))
      }
    })
  )

  it.effect(
    "store.shared: what has been closed is told nothing, and does not hold up the other",
    () =>
      Effect.gen(function* () {
        const layer = empty()
        const store = yield* open(layer)
        const scope = yield* Scope.make()
        const closed = yield* Scope.provide(open(layer), scope)
        const told: Array<string | undefined> = []
        yield* closed.watch((id) => told.push(id))
        yield* Scope.close(scope, Exit.void)
        yield* store.create(kept())
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(told, [])
      })
  )
}

/** What is true of a store that outlives its process, and is open in several. */
export const sharing = (empty: Empty): void => {
  for (const part of [lasting, racing, telling]) part(empty)
}
