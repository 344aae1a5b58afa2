import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Task, TaskStore } from "../../src/index.ts"
import { change, create, did, done, found, kept, question, step } from "./making.ts"
import type { Case } from "./taskStore.ts"

const creating = (test: Case) => {
  test("store.create: what was made is found, whole", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const made = kept({ lease: { runner: "r", until: 5000 }, journal: [step("plan")] })
      yield* store.create(made)
      assert.deepStrictEqual(yield* store.get("a"), made.task)
      assert.deepStrictEqual(yield* store.load("a"), made)
    }))

  test("store.create: an id that is taken is refused, and what has it stays", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const first = kept({ journal: [step("plan")] })
      yield* store.create(first)
      const error = yield* Effect.flip(store.create(kept({ at: 2000, journal: [step("other")] })))
      assert.strictEqual(error._tag, "TaskStoreError")
      assert.strictEqual(error.message, "The task store failed to create a task.")
      assert.deepStrictEqual(yield* store.load("a"), first)
      assert.deepStrictEqual(yield* store.count("ada"), { kept: 1, open: 1 })
    }))

  test("store.unknown: a task that is not there is found, changed and counted nowhere", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* store.create(kept())
      const other = did(Task.say(kept({ id: "b" }).task, "here", 2000))
      assert.strictEqual(yield* store.get("b"), undefined)
      assert.strictEqual(yield* store.load("b"), undefined)
      assert.strictEqual(yield* store.save(other), false)
      assert.strictEqual(yield* store.save(other, [step("plan")]), false)
      assert.strictEqual(yield* store.append("b", "r", [step("plan")]), false)
      assert.deepStrictEqual(yield* store.count("b"), { kept: 0, open: 0 })
      assert.deepStrictEqual(yield* store.list({ owner: "b", limit: 5 }), {
        tasks: [],
        next: undefined
      })
      assert.strictEqual(yield* store.load("b"), undefined)
    }))

  test("store.lazy: an effect does what it does when it is run, each time", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const get = store.get("a")
      const save = store.save(did(Task.say(kept().task, "here", 2000)))
      const create = store.create(kept())
      assert.strictEqual(yield* get, undefined)
      yield* create
      assert.strictEqual((yield* get)?.version, 1)
      assert.deepStrictEqual([yield* save, yield* save], [true, false])
      assert.strictEqual((yield* get)?.version, 2)
    }))
}

const saving = (test: Case) => {
  test("store.save: a task is written in each of its states", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* store.create(kept({ lease: { runner: "r", until: 5000 } }))
      const steps: ReadonlyArray<(task: Task.Task) => Task.Task | undefined> = [
        (task) => Task.say(task, "half way", 2000),
        (task) => Task.ask(task, "q2", question("d2"), 2001),
        (task) => Task.ask(task, "q1", question("d1"), 2002),
        (task) => Task.close(task, ["q2"], 2003),
        (task) => Task.handOver(task, 2004),
        (task) => Task.settle(task, done, 2005)
      ]
      for (const by of steps) {
        const written = yield* change(store, "a", by)
        assert.deepStrictEqual(yield* store.get("a"), written)
      }
    }))

  test("store.save: only what was made from the version that is kept is written", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const { task } = kept()
      yield* store.create(kept())
      const second = did(Task.say(task, "second", 2000))
      const third = did(Task.say(second, "third", 3000))
      assert.strictEqual(yield* store.save(third, [step("third")]), false)
      assert.strictEqual(yield* store.save(second, [step("second")]), true)
      assert.strictEqual(yield* store.save(second, [step("again")]), false)
      assert.strictEqual(yield* store.save({ ...second, version: 1 }), false)
      assert.deepStrictEqual(yield* store.load("a"), {
        ...kept(),
        task: second,
        journal: [step("second")]
      })
    }))

  test("store.save: of fifty who change the same version one is told that it was written", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* store.create(kept())
      const names = Array.from({ length: 50 }, (_, index) => `saver ${index}`)
      const won = yield* Effect.forEach(
        names,
        (name) => store.save(did(Task.say(kept().task, name, 2000)), [step(name)]),
        { concurrency: "unbounded" }
      )
      const winner = names.filter((_, index) => won[index])
      assert.strictEqual(winner.length, 1)
      const now = found(yield* store.load("a"))
      assert.deepStrictEqual([now.task.version, now.task.statusMessage], [2, winner[0]])
      assert.deepStrictEqual(now.journal, winner.map(step))
    }))

  test("store.save: fifty who read again and try again all get to write, and nothing is lost", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* store.create(kept())
      const names = Array.from({ length: 50 }, (_, index) => `saver ${index}`)
      const written = yield* Effect.forEach(
        names,
        (name) => change(store, "a", (task) => Task.say(task, name, 2000), [step(name)]),
        { concurrency: "unbounded" }
      )
      const now = found(yield* store.load("a"))
      assert.strictEqual(now.task.version, 51)
      const inOrder = written.toSorted((self, that) => self.version - that.version)
      assert.deepStrictEqual(
        now.journal,
        inOrder.map(({ statusMessage = "" }) => step(statusMessage))
      )
    }))
}

const journal = (test: Case) => {
  test("store.journal: entries stand in the order in which they were written", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* store.create(
        kept({ lease: { runner: "r", until: 5000 }, journal: [step("0"), step("1")] })
      )
      assert.strictEqual(yield* store.append("a", "r", [step("2"), step("3")]), true)
      yield* change(store, "a", (task) => Task.say(task, "here", 2000), [step("4")])
      assert.strictEqual(yield* store.append("a", "r", [step("5")]), true)
      for (let at = 6; at < 20; at++) yield* store.append("a", "r", [step(`${at}`)])
      const paths = Array.from({ length: 20 }, (_, at) => `${at}`)
      assert.deepStrictEqual(found(yield* store.load("a")).journal, paths.map(step))
    }))

  test("store.journal: two tasks have a journal each", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const lease = { runner: "r", until: 5000 }
      yield* create(store, [kept({ id: "a", lease }), kept({ id: "b", lease })])
      yield* store.append("a", "r", [step("1")])
      yield* store.append("b", "r", [step("2")])
      yield* store.append("a", "r", [step("3")])
      assert.deepStrictEqual(found(yield* store.load("a")).journal, [step("1"), step("3")])
      assert.deepStrictEqual(found(yield* store.load("b")).journal, [step("2")])
    }))

  test("store.append: leaves the task as it is, its version too", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const made = kept({ lease: { runner: "r", until: 5000 } })
      yield* store.create(made)
      assert.strictEqual(yield* store.append("a", "r", [step("1")]), true)
      assert.deepStrictEqual(yield* store.get("a"), made.task)
    }))
}

/** Creating, saving, journals. */
export const writing = (test: Case): void => {
  for (const part of [creating, saving, journal]) part(test)
}
