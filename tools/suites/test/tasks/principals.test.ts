/**
 * Whose a task is: to everybody else it is not there.
 */
import { Endpoint, Principal } from "@effect-mcp/protocol"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, type Scope } from "effect"

import * as Door from "../../src/Door.ts"
import * as Core from "../../src/raw/Core.ts"
import * as Extension from "../../src/raw/Extension.ts"
import { fresh } from "../../src/raw/fresh.ts"
import * as HttpWire from "../../src/raw/HttpWire.ts"
import * as MemoryWire from "../../src/raw/MemoryWire.ts"
import { token } from "../../src/raw/Places.ts"
import * as RawClient from "../../src/raw/RawClient.ts"
import type { Wire } from "../../src/raw/Wire.ts"
import * as Serving from "../../src/Serving.ts"

type Who = "ada" | "bob"

interface House {
  readonly name: string
  readonly open: Effect.Effect<(who: Who) => Wire, never, Scope.Scope>
}

const houses: ReadonlyArray<House> = [
  {
    name: "memory",
    open: Effect.map(
      Layer.build(Serving.tasks.layer),
      (context) => (who: Who) =>
        MemoryWire.make(Context.get(context, Endpoint.Endpoint), Principal.user(who))
    )
  },
  {
    name: "http",
    open: Effect.map(
      Door.listening(Serving.tasks),
      (url) => (who: Who) => HttpWire.make(url, token(who))
    )
  }
]

const { declared, version } = Extension

const extension = (wire: Wire) =>
  Effect.map(
    RawClient.stateless(wire, { version, capabilities: declared }),
    (client) => new Extension.Tasks(client)
  )

/** Of all that are listed. */
const ids = (client: Core.Tasks) =>
  Effect.map(client.list(), (pages) => pages.flat().map(({ taskId }) => taskId))

describe.each(houses)("over $name", ({ open }) => {
  it.live(
    "extensions/TX-50, 2025-11-25/TK-59: another's task is not there, to look at, answer, cancel or hear of",
    () =>
      Effect.gen(function* () {
        const enter = yield* open
        const hers = yield* extension(enter("ada"))
        const his = yield* extension(enter("bob"))
        const { taskId } = yield* hers.create("ask")
        const asked = yield* hers.until(taskId, "input_required")
        const none = "there-is-no-such-task-0000"
        for (const [method, params] of [
          ["tasks/get", {}],
          ["tasks/update", { inputResponses: { [Extension.keyOf(asked, "Who are you?")]: {} } }],
          ["tasks/cancel", {}]
        ] as const) {
          const refused = yield* his.client.error(method, { taskId, ...params })
          const unknown = yield* his.client.error(method, { taskId: none, ...params })
          assert.strictEqual(refused.code, -32602, method)
          // What is another's cannot be told from what is not there.
          assert.deepStrictEqual(
            JSON.stringify(refused).replaceAll(taskId, none),
            JSON.stringify(unknown)
          )
        }
        const { honoured } = yield* his.listen([taskId])
        assert.deepStrictEqual(honoured["taskIds"] ?? [], [])
        assert.deepStrictEqual(yield* hers.get(taskId), asked)
        yield* hers.answer(taskId, { [Extension.keyOf(asked, "Who are you?")]: "Ada" })
        yield* hers.until(taskId, "completed")
        assert.deepStrictEqual(his.client.all(Extension.isStatus), [])
      }).pipe(Effect.scoped)
  )

  it.live(
    "2025-11-25/TK-60, 2025-11-25/TK-30: another's task is not there in any request, and in no list",
    () =>
      Effect.gen(function* () {
        const enter = yield* open
        const hers = yield* Core.enter(enter("ada"), Core.capabilities)
        const his = yield* Core.enter(enter("bob"), Core.capabilities)
        const name = fresh("owned")
        const mine = yield* hers.create("slow", { name })
        const other = yield* his.create("fails")
        for (const method of ["tasks/get", "tasks/result", "tasks/cancel"]) {
          const { code } = yield* his.client.error(method, { taskId: mine.taskId })
          assert.strictEqual(code, -32602, method)
        }
        assert.deepStrictEqual(yield* ids(hers), [mine.taskId])
        assert.deepStrictEqual(yield* ids(his), [other.taskId])
        assert.strictEqual((yield* hers.get(mine.taskId))["status"], "working")
        yield* hers.client.tell("go", { name })
        yield* hers.payload(mine.taskId)
      }).pipe(Effect.scoped)
  )

  it.live("tasks.hidden: a tool that somebody does not see is one that is not there", () =>
    Effect.gen(function* () {
      const enter = yield* open
      const hers = yield* extension(enter("ada"))
      const { taskId } = yield* hers.create("secret")
      assert.strictEqual((yield* hers.until(taskId, "completed"))["status"], "completed")
      const his = yield* extension(enter("bob"))
      const older = yield* Core.enter(enter("bob"), Core.capabilities)
      const oldest = yield* Core.enter(enter("bob"), Core.capabilities, "2025-06-18")
      for (const [client, more] of [
        [his.client, {}],
        [his.client, { _meta: Extension.saying(Extension.undeclared) }],
        [older.client, {}],
        [older.client, { task: {} }],
        [oldest.client, {}]
      ] as const) {
        const hidden = yield* client.error("tools/call", { name: "secret", ...more })
        const absent = yield* client.error("tools/call", { name: "nobody", ...more })
        assert.deepStrictEqual(hidden, { code: -32602, message: "Unknown tool: secret" })
        assert.deepStrictEqual(absent, { code: -32602, message: "Unknown tool: nobody" })
      }
    }).pipe(Effect.scoped)
  )

  it.live("tasks.cursors: a cursor of one caller is none of another's", () =>
    Effect.gen(function* () {
      const enter = yield* open
      const hers = yield* Core.enter(enter("ada"), Core.capabilities)
      const his = yield* Core.enter(enter("bob"), Core.capabilities)
      yield* Effect.forEach(
        Array.from({ length: 130 }),
        () => Effect.flatMap(hers.create("fails"), ({ taskId }) => hers.payload(taskId)),
        { concurrency: 8 }
      )
      const { nextCursor } = yield* hers.client.result("tasks/list")
      const stolen = yield* his.client.request("tasks/list", { cursor: nextCursor })
      assert.notInclude(JSON.stringify(stolen), "taskId")
    }).pipe(Effect.scoped)
  )

  it.live("tasks.session: a task outlives the session it was made in", () =>
    Effect.gen(function* () {
      const enter = yield* open
      const name = fresh("outlives")
      const { taskId } = yield* Effect.scoped(
        Effect.flatMap(Core.enter(enter("ada"), Core.capabilities), (tasks) =>
          tasks.create("slow", { name })
        )
      )
      const again = yield* Core.enter(enter("ada"), Core.capabilities)
      yield* again.client.tell("go", { name })
      assert.deepStrictEqual((yield* again.payload(taskId))["structuredContent"], { done: name })
    }).pipe(Effect.scoped)
  )
})

/** Nobody in particular, over HTTP. */
const anonymous = Effect.map(
  Effect.flatMap(Layer.build(Serving.http(Serving.tasks)), (context) =>
    Effect.provideContext(Serving.url.http, context)
  ),
  (url) => HttpWire.make(url)
)

describe("nobody in particular", () => {
  it.live("2025-11-25/TK-63, 2025-11-25/TK-26: has no list of tasks, and is not offered one", () =>
    Effect.gen(function* () {
      const tasks = yield* Core.enter(yield* anonymous, Core.capabilities)
      assert.deepStrictEqual(tasks.capability, {
        cancel: {},
        requests: { tools: { call: {} } }
      })
      const { code } = yield* tasks.client.error("tasks/list")
      assert.strictEqual(code, -32601)
    }).pipe(Effect.scoped)
  )

  it.live("2025-11-25/TK-62: reaches a task by its id alone, and it is not kept for ever", () =>
    Effect.gen(function* () {
      const wire = yield* anonymous
      const one = yield* Core.enter(wire, Core.capabilities)
      const another = yield* Core.enter(wire, Core.capabilities)
      const made = yield* one.create("fails")
      assert.strictEqual(made["ttl"], 3_600_000)
      assert.match(made.taskId, /^[\w-]{22,}$/u)
      assert.strictEqual((yield* another.payload(made.taskId))["isError"], true)
    }).pipe(Effect.scoped)
  )
})
