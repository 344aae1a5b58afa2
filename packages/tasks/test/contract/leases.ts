import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Task, TaskStore } from "../../src/index.ts"
import { change, create, did, done, found, kept, question, step } from "./making.ts"
import type { Store } from "./making.ts"
import type { Case } from "./taskStore.ts"

const until = (at: number, runner = "r") => ({ runner, until: at })

const claim = (store: Store, over: Partial<Parameters<Store["claim"]>[0]> = {}) =>
  store.claim({ lease: until(9000, "new"), now: 5000, tools: ["deploy"], limit: 10, ...over })

const ids = (all: ReadonlyArray<TaskStore.Kept>) => all.map(({ task }) => task.id)

const fencing = (test: Case) => {
  const refused = (
    name: string,
    after: (store: Store) => Effect.Effect<unknown, TaskStore.TaskStoreError>
  ) =>
    test(`store.append: refused ${name}`, () =>
      Effect.gen(function* () {
        const store = yield* TaskStore.TaskStore
        yield* store.create(kept({ lease: until(4000), journal: [step("plan")] }))
        assert.strictEqual(yield* store.append("a", "r", [step("before")]), true)
        yield* after(store)
        const before = yield* store.load("a")
        assert.strictEqual(yield* store.append("a", "r", [step("late")]), false)
        assert.deepStrictEqual(yield* store.load("a"), before)
      }))

  refused("once another runner has taken the task up", (store) => claim(store))
  refused("once the lease was given back", (store) => store.release("r"))
  refused("once the task has ended", (store) =>
    change(store, "a", (task) => Task.settle(task, done, 2000))
  )
  refused("once the task was cancelled", (store) =>
    change(store, "a", (task) => Task.cancel(task, 2000))
  )
  refused("once another system does the work", (store) =>
    change(store, "a", (task) => Task.handOver(task, 2000))
  )
  refused("once the task was deleted", (store) => store.sweep(61_000))

  test("store.append: refused to who does not hold the task", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, [kept({ id: "a", lease: until(4000) }), kept({ id: "b" })])
      assert.strictEqual(yield* store.append("a", "other", [step("1")]), false)
      assert.strictEqual(yield* store.append("b", "r", [step("1")]), false)
      assert.strictEqual(yield* store.append("b", "null", [step("1")]), false)
      assert.deepStrictEqual(found(yield* store.load("a")).journal, [])
      assert.deepStrictEqual(found(yield* store.load("b")).journal, [])
    }))
}

const claiming = (test: Case) => {
  test("store.claim: gives what nobody holds, with a lease and a new version", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const made = kept({ journal: [step("plan")] })
      yield* store.create(made)
      yield* change(store, "a", (task) => Task.ask(task, "q", question("d"), 2000), [step("ask")])
      const before = found(yield* store.load("a"))
      const claimed = { ...before, task: { ...before.task, version: 3, lease: until(9000, "new") } }
      assert.deepStrictEqual(yield* claim(store), [claimed])
      assert.deepStrictEqual(yield* store.load("a"), claimed)
      assert.strictEqual(yield* store.append("a", "new", [step("1")]), true)
    }))

  test("store.claim: leaves what is held, final, external, or of another tool", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, [
        kept({ id: "held", lease: until(5001) }),
        kept({ id: "external" }),
        kept({ id: "completed" }),
        kept({ id: "cancelled" }),
        kept({ id: "other", tool: "report" }),
        kept({ id: "run out", lease: until(5000) }),
        kept({ id: "free" })
      ])
      yield* change(store, "external", (task) => Task.handOver(task, 2000))
      yield* change(store, "completed", (task) => Task.settle(task, done, 2000))
      yield* change(store, "cancelled", (task) => Task.cancel(task, 2000))
      assert.deepStrictEqual(yield* claim(store, { tools: [] }), [])
      assert.deepStrictEqual(ids(yield* claim(store)), ["free", "run out"])
      assert.deepStrictEqual(ids(yield* claim(store, { tools: ["build", "report"] })), ["other"])
      assert.deepStrictEqual(ids(yield* claim(store)), [])
    }))

  test("store.claim: the oldest first, those of one moment by id, and no more than asked for", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const order = ["e", "b", "d", "a", "c"]
      yield* create(
        store,
        order.map((id) => kept({ id, at: id === "e" ? 500 : 1000 }))
      )
      assert.deepStrictEqual(ids(yield* claim(store, { limit: 3 })), ["e", "a", "b"])
      assert.deepStrictEqual(ids(yield* claim(store, { limit: 3 })), ["c", "d"])
    }))

  test("store.claim: each task is given to one of those who ask at the same time", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const all = Array.from({ length: 40 }, (_, index) => `task ${index}`)
      yield* create(
        store,
        all.map((id) => kept({ id }))
      )
      const runners = Array.from({ length: 12 }, (_, index) => `runner ${index}`)
      const given = yield* Effect.forEach(
        runners,
        (runner) => claim(store, { lease: until(9000, runner), limit: 5 }),
        { concurrency: "unbounded" }
      )
      const rest = yield* claim(store, { limit: 50 })
      assert.deepStrictEqual(ids([...given.flat(), ...rest]).toSorted(), all.toSorted())
      for (const { task } of given.flat()) assert.deepStrictEqual(yield* store.get(task.id), task)
      assert.isTrue(given.every((each) => each.length <= 5))
    }))
}

const keeping = (test: Case) => {
  test("store.renew: moves the end of this runner's leases, and gives what it still holds", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, [
        kept({ id: "mine", lease: until(6000) }),
        kept({ id: "changed", lease: until(6000) }),
        kept({ id: "run out", lease: until(4000) }),
        kept({ id: "ended", lease: until(6000) }),
        kept({ id: "free" }),
        kept({ id: "theirs", lease: until(8000, "other") })
      ])
      yield* change(store, "changed", (task) => Task.say(task, "here", 2000))
      yield* change(store, "ended", (task) => Task.settle(task, done, 2000))
      assert.deepStrictEqual(ids(yield* claim(store)).toSorted(), ["free", "run out"])
      const held = yield* store.renew(until(8000))
      assert.deepStrictEqual(Object.fromEntries(held), { changed: 2, mine: 1 })
      assert.deepStrictEqual(found(yield* store.get("mine")).lease, until(8000))
      assert.deepStrictEqual(found(yield* store.get("mine")).version, 1)
      assert.deepStrictEqual(found(yield* store.get("theirs")).lease, until(8000, "other"))
      assert.deepStrictEqual(ids(yield* claim(store, { now: 7999 })), [])
      assert.deepStrictEqual(ids(yield* claim(store, { now: 8000 })), ["changed", "mine", "theirs"])
    }))

  test("store.renew: a lease that ran out is still there while nobody has taken the task up", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* store.create(kept({ lease: until(2000) }))
      assert.deepStrictEqual([...(yield* store.renew(until(8000)))], [["a", 1]])
      assert.deepStrictEqual(ids(yield* claim(store)), [])
    }))

  test("store.renew: who holds nothing gets nothing", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* store.create(kept())
      assert.strictEqual((yield* store.renew(until(8000))).size, 0)
      assert.strictEqual((yield* store.renew(until(8000, "null"))).size, 0)
      assert.strictEqual(found(yield* store.get("a")).lease, undefined)
    }))

  test("store.release: what this runner held can be taken up at once, with the version it had", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, [
        kept({ id: "mine", lease: until(9000) }),
        kept({ id: "theirs", lease: until(9000, "other") })
      ])
      yield* store.release("r")
      assert.deepStrictEqual(yield* store.get("mine"), kept({ id: "mine" }).task)
      assert.deepStrictEqual(found(yield* store.get("theirs")).lease, until(9000, "other"))
      assert.deepStrictEqual(ids(yield* claim(store)), ["mine"])
      assert.strictEqual((yield* store.renew(until(9000))).size, 0)
    }))
}

const saved = (test: Case) => {
  test("store.save: writes the lease it is given, whatever became of the one it was read with", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, [kept({ id: "moved", lease: until(6000) }), kept({ id: "given" })])
      const moved = found(yield* store.get("moved"))
      yield* store.renew(until(8000))
      assert.isTrue(yield* store.save(did(Task.say(moved, "here", 2000))))
      assert.deepStrictEqual(found(yield* store.get("moved")).lease, until(6000))
      yield* store.release("r")
      assert.isTrue(yield* store.save({ ...moved, version: 3 }))
      assert.deepStrictEqual(found(yield* store.get("moved")).lease, until(6000))
      const given = found(yield* store.get("given"))
      assert.isTrue(yield* store.save({ ...given, version: 2, lease: until(7000) }))
      assert.deepStrictEqual(Object.fromEntries(yield* store.renew(until(7500))), {
        given: 2,
        moved: 3
      })
    }))
}

/** Who works on a task. */
export const leases = (test: Case): void => {
  for (const part of [fencing, claiming, keeping, saved]) part(test)
}
