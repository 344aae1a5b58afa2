import { assert } from "@effect/vitest"
import { Deferred, Effect } from "effect"

import { Task, TaskStore } from "../../src/index.ts"
import { change, create, done, found, kept, step } from "./making.ts"
import type { Store } from "./making.ts"
import type { Case } from "./taskStore.ts"

const ids = ({ tasks }: TaskStore.Page) => tasks.map(({ id }) => id)

/** All pages of this many tasks. */
const pages = Effect.fnUntraced(function* (store: Store, owner: string, limit: number) {
  const all: Array<ReadonlyArray<string>> = []
  let after: string | undefined
  do {
    const page: TaskStore.Page = yield* store.list({ owner, limit, after })
    all.push(ids(page))
    after = page.next
  } while (after !== undefined)
  return all
})

const listing = (test: Case) => {
  test("store.list: the tasks of one owner, oldest first, those of one moment by id", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, [
        kept({ id: "c" }),
        kept({ id: "theirs", owner: "bob" }),
        kept({ id: "a" }),
        kept({ id: "older", at: 999.5 }),
        kept({ id: "b" }),
        kept({ id: "0", at: 1001 })
      ])
      const ended = yield* change(store, "b", (task) => Task.settle(task, done, 2000))
      const page = yield* store.list({ owner: "ada", limit: 10 })
      assert.deepStrictEqual(ids(page), ["older", "a", "b", "c", "0"])
      assert.deepStrictEqual(page.tasks[2], ended)
      assert.strictEqual(page.next, undefined)
    }))

  test("store.list: pages hold each task once, however large they are", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(
        store,
        ["d", "b", "f", "a", "e", "c"].map((id) => kept({ id }))
      )
      assert.deepStrictEqual(yield* pages(store, "ada", 1), [
        ["a"],
        ["b"],
        ["c"],
        ["d"],
        ["e"],
        ["f"]
      ])
      assert.deepStrictEqual(yield* pages(store, "ada", 3), [
        ["a", "b", "c"],
        ["d", "e", "f"]
      ])
      assert.deepStrictEqual(yield* pages(store, "ada", 4), [
        ["a", "b", "c", "d"],
        ["e", "f"]
      ])
      assert.deepStrictEqual(yield* pages(store, "ada", 6), [["a", "b", "c", "d", "e", "f"]])
    }))

  test("store.list: goes on where it was, while tasks come and go", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, [
        kept({ id: "b", ttl: 10 }),
        kept({ id: "c", ttl: 10 }),
        kept({ id: "d" }),
        kept({ id: "e", ttl: 10 }),
        kept({ id: "f" })
      ])
      const first = yield* store.list({ owner: "ada", limit: 2 })
      assert.deepStrictEqual(ids(first), ["b", "c"])
      yield* store.sweep(1010)
      yield* create(store, [kept({ id: "a" }), kept({ id: "g" }), kept({ id: "cc" })])
      const second = yield* store.list({ owner: "ada", limit: 10, after: first.next })
      assert.deepStrictEqual(ids(second), ["cc", "d", "f", "g"])
    }))

  test("store.list: where another's list was, or nonsense, shows nothing of anybody else", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(
        store,
        ["a", "b"].map((id) => kept({ id, owner: "bob" }))
      )
      yield* store.create(kept({ id: "mine", at: 5 }))
      const theirs = yield* store.list({ owner: "bob", limit: 1 })
      const nonsense = [
        "",
        ":",
        "x",
        "1:\0",
        "1:\ud800",
        "' OR 1=1 --",
        "1e999:a",
        `1:${"x".repeat(10_000)}`
      ]
      for (const after of [theirs.next, ...nonsense]) {
        const page = yield* store.list({ owner: "ada", limit: 10, after })
        assert.isTrue(ids(page).every((id) => id === "mine"))
      }
    }))
}

const counting = (test: Case) => {
  test("store.count: of each owner's tasks how many are kept, and how many are not final", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, [
        ...["a", "b", "c"].map((id) => kept({ id, ttl: 10 })),
        kept({ id: "theirs", owner: "bob" })
      ])
      assert.deepStrictEqual(yield* store.count("ada"), { kept: 3, open: 3 })
      yield* change(store, "a", (task) => Task.settle(task, done, 1001))
      yield* change(store, "b", (task) => Task.say(task, "here", 1001))
      yield* change(store, "b", (task) => Task.cancel(task, 1002))
      assert.deepStrictEqual(yield* store.count("ada"), { kept: 3, open: 1 })
      yield* store.create(kept({ id: "stays" }))
      yield* store.sweep(1010)
      assert.deepStrictEqual(yield* store.count("ada"), { kept: 1, open: 1 })
      yield* store.sweep(1e9)
      assert.deepStrictEqual(yield* store.count("ada"), { kept: 0, open: 0 })
      yield* store.create(kept({ id: "theirs", owner: "bob" }))
      assert.deepStrictEqual(yield* store.count("bob"), { kept: 1, open: 1 })
    }))
}

const sweeping = (test: Case) => {
  test("store.sweep: deletes what has expired, whatever its state, and nothing else", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, [
        kept({ id: "ended", ttl: 1000 }),
        kept({ id: "open", ttl: 500, lease: { runner: "r", until: 9000 } }),
        kept({ id: "not yet", ttl: 1001 }),
        kept({ id: "for ever", ttl: null })
      ])
      yield* change(store, "ended", (task) => Task.settle(task, done, 1500))
      assert.deepStrictEqual([...(yield* store.sweep(2000))].toSorted(), ["ended", "open"])
      assert.deepStrictEqual(yield* store.sweep(2000), [])
      assert.strictEqual(yield* store.get("ended"), undefined)
      assert.strictEqual(yield* store.load("open"), undefined)
      assert.strictEqual((yield* store.renew({ runner: "r", until: 9000 })).size, 0)
      assert.deepStrictEqual(yield* pages(store, "ada", 5), [["for ever", "not yet"]])
      assert.deepStrictEqual(yield* store.sweep(1e15), ["not yet"])
    }))

  test("store.sweep: the journal goes with the task", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* store.create(kept({ ttl: 10, journal: [step("old")] }))
      yield* store.sweep(2000)
      yield* store.create(kept())
      assert.deepStrictEqual(found(yield* store.load("a")).journal, [])
    }))

  test("store.sweep: thousands of tasks at once", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const all = Array.from({ length: 1234 }, (_, index) => `task ${index}`)
      yield* create(
        store,
        all.map((id) => kept({ id, ttl: 10 }))
      )
      assert.deepStrictEqual([...(yield* store.sweep(2000))].toSorted(), all.toSorted())
      assert.deepStrictEqual(yield* store.count("ada"), { kept: 0, open: 0 })
    }))
}

const watching = (test: Case) => {
  test("store.watch: tells what was created, saved, claimed and swept, before that is over", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const told = new Set<string | undefined>()
      yield* store.watch((id) => told.add(id))
      const tells = Effect.fnUntraced(function* (
        write: Effect.Effect<unknown, unknown>,
        ...ids: ReadonlyArray<string>
      ) {
        told.clear()
        yield* write
        for (const id of ids) assert.include([...told], id)
      })
      const say = (id: string, entries?: TaskStore.Kept["journal"]) =>
        change(store, id, (task) => Task.say(task, "here", 2000), entries)
      const lease = { runner: "r", until: 9000 }
      const claim = store.claim({ lease, now: 5000, tools: ["deploy"], limit: 5 })
      yield* tells(store.create(kept({ id: "a" })), "a")
      yield* tells(store.create(kept({ id: "b", journal: [step("1")] })), "b")
      yield* tells(say("a"), "a")
      yield* tells(say("b", [step("2")]), "b")
      yield* tells(claim, "a", "b")
      yield* tells(store.sweep(1e9), "a", "b")
    }))

  test("store.watch: whoever is told finds it done", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const read = yield* Deferred.make<Task.Task | undefined, TaskStore.TaskStoreError>()
      const run = Effect.runForkWith(yield* Effect.context())
      yield* store.watch(() => run(Deferred.complete(read, store.get("a"))))
      yield* store.create(kept())
      assert.deepStrictEqual(yield* Deferred.await(read), kept().task)
    }))

  test("store.watch: each who watches is told, until its scope closes", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const told = { short: new Array<string | undefined>(), long: new Array<string | undefined>() }
      yield* store.watch((id) => told.long.push(id))
      yield* Effect.scoped(
        Effect.andThen(
          store.watch((id) => told.short.push(id)),
          store.create(kept({ id: "a" }))
        )
      )
      yield* store.create(kept({ id: "b" }))
      assert.includeMembers(told.long, ["a", "b"])
      assert.include(told.short, "a")
      assert.notInclude(told.short, "b")
    }))
}

/** Lists, counts, the end of tasks, and who is told of all that. */
export const lists = (test: Case): void => {
  for (const part of [listing, counting, sweeping, watching]) part(test)
}
