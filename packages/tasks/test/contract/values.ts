import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { Schema } from "effect"

import { Task, TaskStore } from "../../src/index.ts"
import { change, create, done, found, kept, question } from "./making.ts"
import type { Case } from "./taskStore.ts"

/** Texts that mean something to somebody on the way. */
const hostile: ReadonlyArray<string> = [
  "",
  " ",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "undefined",
  "a:b",
  "%",
  "_",
  "?",
  "$1",
  "#",
  "#0123456789abcdef",
  "#700174b26850d224c7a156cb6a45cea08031eab640fcfc1eaf7f770ab9aeaa66",
  "'; DROP TABLE mcp_tasks; --",
  '"quoted"',
  "back\\slash",
  "\\u0000",
  "new\nline\r\n",
  "\0",
  "a\0",
  "a\0b",
  "a\0c",
  "\u2028\ufeff",
  "é",
  "e\u0301",
  "👩‍🚀 rocket",
  "\ud800",
  "\udc00",
  "\udc00\ud800",
  "\ufffd",
  "x".repeat(10_000),
  `${"x".repeat(9_999)}y`,
  "\ud83d\ude80".repeat(3_000)
]

const asKey = (text: string) =>
  kept({ id: text, owner: text, tool: text, lease: { runner: text, until: 4000 }, ttl: 10_000 })

const texts = (test: Case) => {
  test("store.texts: hostile ids and owners are what they are, and each its own", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, hostile.map(asKey))
      for (const text of hostile) {
        assert.deepStrictEqual(yield* store.load(text), asKey(text))
        assert.deepStrictEqual(yield* store.count(text), { kept: 1, open: 1 })
        const { tasks } = yield* store.list({ owner: text, limit: 5 })
        assert.deepStrictEqual(tasks, [asKey(text).task])
      }
      assert.deepStrictEqual([...(yield* store.sweep(1e9))].toSorted(), hostile.toSorted())
    }))

  test("store.texts: hostile tools and runners likewise", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, hostile.map(asKey))
      for (const text of hostile) {
        assert.isTrue(yield* store.append(text, text, []))
        assert.deepStrictEqual(
          [...(yield* store.renew({ runner: text, until: 4500 }))],
          [[text, 1]]
        )
        const lease = { runner: `new ${text}`, until: 9000 }
        const claimed = yield* store.claim({ lease, now: 5000, tools: [text], limit: 50 })
        assert.deepStrictEqual(
          claimed.map(({ task }) => task.id),
          [text]
        )
        assert.isFalse(yield* store.append(text, text, []))
        yield* store.release(lease.runner)
        assert.strictEqual(found(yield* store.get(text)).lease, undefined)
      }
    }))

  test("store.texts: hostile pages go on where they were", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(
        store,
        hostile.map((id) => kept({ id }))
      )
      const seen: Array<string> = []
      let after: string | undefined
      do {
        const page: TaskStore.Page = yield* store.list({ owner: "ada", limit: 4, after })
        seen.push(...page.tasks.map(({ id }) => id))
        after = page.next
      } while (after !== undefined)
      assert.deepStrictEqual(seen.toSorted(), hostile.toSorted())
    }))

  test("store.texts: messages, questions and journals hold any text, questions in their order", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* store.create(kept())
      for (const text of hostile) {
        yield* change(store, "a", (task) => Task.say(task, text, 2000))
        yield* change(store, "a", (task) => Task.ask(task, text, question(text), 2000), [
          { _tag: "Asked", key: text, digest: text },
          { _tag: "Answered", key: text, digest: text, raw: { [text]: text } },
          { _tag: "Refused", key: text, digest: text, code: -32000, message: text },
          { _tag: "Step", path: text, record: { err: { [text]: [text] } } }
        ])
        assert.strictEqual(found(yield* store.get("a")).statusMessage, text)
      }
      const { journal, task } = found(yield* store.load("a"))
      assert.deepStrictEqual([...task.questions.keys()], hostile)
      assert.deepStrictEqual(journal.length, 4 * hostile.length)
      assert.deepStrictEqual(
        journal.flatMap((entry) => (entry._tag === "Asked" ? entry.key : [])),
        hostile
      )
    }))
}

const json = (text: string): Schema.JsonObject => JSON.parse(text)

const nested = (depth: number): unknown => (depth === 0 ? "core" : [{ inner: nested(depth - 1) }])

/** Results as they come from a wire. */
const results: Readonly<Record<string, { readonly [member: string]: unknown }>> = {
  "numbers keep their value": json(
    `{"all":[0,1,-1,0.1,1e21,1e-7,5e-324,1.7976931348623157e308,9007199254740993,-1e-300]}`
  ),
  "a member called __proto__ is a member": json(`{"__proto__":{"a":1},"constructor":null,"":[]}`),
  "nesting is kept": { deep: nested(400) },
  "a text of a mebibyte is kept": { text: 'ä👩‍🚀\0"\\'.repeat(100_000) },
  "ten thousand members are kept": Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`member ${index}`, index])
  ),
  "that a tool failed is kept": { content: [], isError: true },
  "null, false and nothing differ": { a: null, b: false, c: 0, d: "", e: [], f: {} }
}

const jsons = (test: Case) => {
  for (const [name, result] of Object.entries(results)) {
    test(`store.values: ${name}`, () =>
      Effect.gen(function* () {
        const store = yield* TaskStore.TaskStore
        const made = kept({ lease: { runner: "r", until: 5000 } })
        yield* store.create({
          ...made,
          call: { ...made.call, params: json(JSON.stringify(result)) }
        })
        const end: Task.End = { status: "completed", outcome: { _tag: "Result", result } }
        const record = { ok: json(JSON.stringify(result)) }
        yield* store.append("a", "r", [{ _tag: "Step", path: "plan", record }])
        yield* change(store, "a", (task) => Task.settle(task, end, 2000))
        const { call, journal, task } = found(yield* store.load("a"))
        assert.deepStrictEqual(task.outcome, end.outcome)
        assert.deepStrictEqual((yield* store.get("a"))?.outcome, end.outcome)
        assert.strictEqual(task.toolFailed, "isError" in result)
        assert.strictEqual(JSON.stringify(call.params), JSON.stringify(result))
        assert.strictEqual(
          JSON.stringify(journal),
          JSON.stringify([{ _tag: "Step", path: "plan", record }])
        )
      }))
  }

  test("store.values: an error keeps its code, its message and its data", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* create(store, [kept({ id: "with" }), kept({ id: "without" })])
      const error = { code: -32603, message: "No" }
      for (const [id, outcome] of [
        ["with", { _tag: "Error", error: { ...error, data: { why: null } } }],
        ["without", { _tag: "Error", error }]
      ] as const) {
        yield* change(store, id, (task) => Task.settle(task, { status: "failed", outcome }, 2000))
        assert.deepStrictEqual((yield* store.get(id))?.outcome, outcome)
      }
    }))

  test("store.values: a task that was read can be taken apart and put together like any other", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      yield* store.create(kept({ ttl: null }))
      const written = yield* change(store, "a", (task) => Task.settle(task, done, 2000))
      const read = found(yield* store.get("a"))
      assert.deepStrictEqual({ ...read }, written)
      assert.deepStrictEqual(structuredClone(read), written)
    }))

  test("store.values: a client without a name, and moments with a fraction", () =>
    Effect.gen(function* () {
      const store = yield* TaskStore.TaskStore
      const made = kept({ at: 1000.25, ttl: 0.5, pollInterval: 0 })
      const unnamed = { ...made, call: { ...made.call, info: undefined } }
      yield* store.create(unnamed)
      assert.deepStrictEqual(yield* store.load("a"), unnamed)
      assert.deepStrictEqual(yield* store.sweep(1000.7), [])
      assert.deepStrictEqual(yield* store.sweep(1000.75), ["a"])
    }))
}

/** What is kept is what was given. */
export const values = (test: Case): void => {
  for (const part of [texts, jsons]) part(test)
}
