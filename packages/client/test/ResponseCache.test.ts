import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"

import { type Client, ResponseCache } from "../src/index.ts"
import { connected, type Options } from "./support/Connected.ts"
import { roots } from "./support/handlers.ts"
import type { Frame, Line } from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]

const tool = { name: "t", inputSchema: { type: "object" } }

const tools = (more: Frame) => ({ resultType: "complete", tools: [], ...more })

const keep = (ttlMs: unknown, cacheScope: unknown = "private"): Frame => ({ ttlMs, cacheScope })

/** Makes the call; whether the server was asked, and answered with `result`. */
const asked = Effect.fnUntraced(function* <A, E>(
  line: Line,
  call: Effect.Effect<A, E>,
  result: Frame
) {
  const calling = yield* Effect.forkChild(call)
  yield* Effect.yieldNow
  const sent = yield* line.rest
  for (const { id } of sent) line.answer(id, result)
  yield* Fiber.join(calling)
  return sent.length > 0
})

const twice = Effect.fnUntraced(function* (
  result: Frame,
  then: (client: Client.Client, line: Line) => Effect.Effect<void> = () => Effect.void,
  options?: Options
) {
  const { client, line } = yield* connected(modern, options)
  yield* asked(line, client.listTools(), tools(result))
  yield* then(client, line)
  return yield* asked(line, client.listTools(), tools(result))
})

const key = (uri: string) => ({ server: "s", owner: "o", method: "m", params: { uri } })

describe("keeping results", () => {
  it.effect(
    "2026-07-28/CA-04, 2026-07-28/CA-05: fresh as long as the server said, then asked for again",
    () =>
      Effect.gen(function* () {
        assert.isFalse(yield* twice(keep(1000), () => TestClock.adjust("999 millis")))
        assert.isTrue(yield* twice(keep(1000), () => TestClock.adjust("1000 millis")))
      })
  )

  it.effect(
    "2026-07-28/CA-04, interop/IC-11: nothing is kept that does not say how long and for whom",
    () =>
      Effect.gen(function* () {
        for (const result of [{}, keep(0), keep(-1), { ttlMs: 1000 }, { cacheScope: "public" }]) {
          assert.isTrue(yield* twice(result))
        }
      })
  )

  it.effect("interop/IC-11: a handshake revision keeps nothing, whatever a result says", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const result = { tools: [], ...keep(60_000, "public") }
      assert.isTrue(yield* asked(line, client.listTools(), result))
      assert.isTrue(yield* asked(line, client.listTools(), result))
    })
  )

  it.effect(
    "2026-07-28/CA-06, 2026-07-28/CA-07: a result that is no longer fresh is not asked for by itself",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern)
        yield* asked(line, client.listTools(), tools(keep(1000)))
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )

  it.effect("2026-07-28/CA-08: asked for anew on request", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      yield* asked(line, client.listTools(), tools(keep(60_000)))
      assert.isTrue(yield* asked(line, client.listTools({ refresh: true }), tools(keep(60_000))))
    })
  )

  it.effect("2026-07-28/CA-02: another method, uri or cursor is another result", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const read = (uri: string) =>
        asked(line, client.readResource(uri), {
          resultType: "complete",
          contents: [{ uri, text: uri }],
          ...keep(60_000)
        })
      assert.deepStrictEqual(
        [yield* read("x://a"), yield* read("x://b"), yield* read("x://a")],
        [true, true, false]
      )
      const first = client.request("tools/list", {})
      const second = client.request("tools/list", { cursor: "" })
      assert.isTrue(yield* asked(line, first, tools(keep(60_000))))
      assert.isTrue(yield* asked(line, second, tools(keep(60_000))))
      assert.isFalse(yield* asked(line, second, tools(keep(60_000))))
    })
  )

  it.effect("2026-07-28/CA-02: what only _meta says makes no difference", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      yield* asked(line, client.listTools({ meta: { "a.b/c": 1 } }), tools(keep(60_000)))
      assert.isFalse(yield* asked(line, client.listTools(), tools(keep(60_000))))
    })
  )

  it.effect("cache.call: the result of a call is never kept", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const result = { resultType: "complete", content: [], ...keep(60_000, "public") }
      assert.isTrue(yield* asked(line, client.callTool("t"), result))
      assert.isTrue(yield* asked(line, client.callTool("t"), result))
    })
  )

  it.effect("2026-07-28/CA-03: nor is one that answers of ours have gone into", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: Layer.orDie(roots) as never })
      const contents = [{ uri: "x://a", text: "for you" }]
      for (let time = 0; time < 2; time++) {
        const reading = yield* Effect.forkChild(client.readResource("x://a"))
        line.answer((yield* line.next)["id"], {
          resultType: "input_required",
          inputRequests: { q: { method: "roots/list" } },
          ...keep(60_000, "public")
        })
        line.answer((yield* line.next)["id"], {
          resultType: "complete",
          contents,
          ...keep(60_000, "public")
        })
        yield* Fiber.join(reading)
      }
    })
  )
})

describe("forgetting results", () => {
  const subscriptionId = "io.modelcontextprotocol/subscriptionId"
  const lists = [
    ["notifications/tools/list_changed", "toolsListChanged", ["tools"]],
    ["notifications/prompts/list_changed", "promptsListChanged", ["prompts"]],
    ["notifications/resources/list_changed", "resourcesListChanged", ["resources", "templates"]]
  ] as const

  it.effect("2026-07-28/CA-10: a change of a list makes that list stale, and no other", () =>
    Effect.gen(function* () {
      for (const [notification, filter, stale] of lists) {
        const { client, line } = yield* connected(modern)
        const calls = {
          tools: Effect.asVoid(client.listTools()),
          prompts: Effect.asVoid(client.listPrompts()),
          resources: Effect.asVoid(client.listResources()),
          templates: Effect.asVoid(client.listResourceTemplates())
        }
        const result = {
          resultType: "complete",
          tools: [],
          prompts: [],
          resources: [],
          resourceTemplates: [],
          ...keep(60_000)
        }
        for (const call of Object.values(calls)) yield* asked(line, call, result)
        const opening = yield* Effect.forkScoped(client.listen({ [filter]: true }))
        const { id } = yield* line.next
        const _meta = { [subscriptionId]: id }
        line.notify("notifications/subscriptions/acknowledged", { notifications: {}, _meta })
        yield* Fiber.join(opening)
        line.notify(notification, { _meta })
        const again: Array<string> = []
        for (const [name, call] of Object.entries(calls)) {
          if (yield* asked(line, call, result)) again.push(name)
        }
        assert.deepStrictEqual(again, [...stale])
      }
    })
  )

  it.effect("2026-07-28/CA-10: an updated resource is read again, and the others are not", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const read = (uri: string) =>
        asked(line, client.readResource(uri), {
          resultType: "complete",
          contents: [{ uri, text: uri }],
          ...keep(60_000)
        })
      yield* read("x://a")
      yield* read("x://b")
      const opening = yield* Effect.forkScoped(
        client.listen({ resourceSubscriptions: ["x://a", "x://b"] })
      )
      const { id } = yield* line.next
      const _meta = { [subscriptionId]: id }
      line.notify("notifications/subscriptions/acknowledged", { notifications: {}, _meta })
      yield* Fiber.join(opening)
      line.notify("notifications/resources/updated", { uri: "x://a", _meta })
      assert.deepStrictEqual([yield* read("x://a"), yield* read("x://b")], [true, false])
    })
  )

  it.effect(
    "2026-07-28/CA-13: a page that is no longer fresh is fetched by its cursor; an invalid one starts the list anew",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern)
        const list = Effect.fnUntraced(function* (answers: ReadonlyArray<Frame>) {
          const listing = yield* Effect.forkChild(client.listTools())
          const cursors: Array<unknown> = []
          for (const answer of answers) {
            const sent = yield* line.next
            cursors.push((sent["params"] as Frame)["cursor"])
            if ("code" in answer) line.refuse(sent["id"], answer)
            else line.answer(sent["id"], { ...tools(answer), tools: [tool] })
          }
          const found = yield* Fiber.join(listing)
          return [...cursors, found.length]
        })
        const first = { ...keep(60_000), nextCursor: "two" }
        assert.deepStrictEqual(yield* list([first, keep(1000)]), [undefined, "two", 2])
        yield* TestClock.adjust("2 seconds")
        assert.deepStrictEqual(yield* list([keep(1000)]), ["two", 2])
        yield* TestClock.adjust("2 seconds")
        const invalid = { code: -32602, message: "Invalid cursor" }
        assert.deepStrictEqual(yield* list([invalid, keep(1000)]), ["two", undefined, 1])
      })
  )
})

const keyOf = (method: string) => ({ server: "s", owner: "o", method, params: undefined })

describe("for whom results are kept", () => {
  const share = Effect.fnUntraced(function* (
    scope: string,
    owners: readonly [string, string],
    server: readonly [string | undefined, string | undefined] = ["s", "s"]
  ) {
    const store = ResponseCache.make()
    const layer = Layer.succeed(ResponseCache.ResponseCache, store) as Layer.Layer<never>
    const found: Array<boolean> = []
    for (const at of [0, 1] as const) {
      const { client, line } = yield* connected(modern, {
        layer,
        settings: { cache: { server: server[at], owner: () => owners[at] } }
      })
      found.push(yield* asked(line, client.listTools(), tools(keep(60_000, scope))))
    }
    return found[1]
  })

  it.effect(
    "2026-07-28/CA-09: a private result is for the authorization context it was made for",
    () =>
      Effect.gen(function* () {
        assert.isTrue(yield* share("private", ["ada", "bob"]))
        assert.isFalse(yield* share("private", ["ada", "ada"]))
        assert.isFalse(yield* share("public", ["ada", "bob"]))
      })
  )

  it.effect(
    "cache.server: nothing is shared between clients that do not name the same server",
    () =>
      Effect.gen(function* () {
        assert.isTrue(yield* share("public", ["ada", "ada"], ["s", "t"]))
        assert.isTrue(yield* share("public", ["ada", "ada"], [undefined, undefined]))
      })
  )

  it.effect("2026-07-28/CA-09: another token in the same client is another context", () =>
    Effect.gen(function* () {
      let token = "one"
      const settings = { cache: { owner: () => token } }
      const { client, line } = yield* connected(modern, { settings })
      yield* asked(line, client.listTools(), tools(keep(60_000)))
      token = "two"
      assert.isTrue(yield* asked(line, client.listTools(), tools(keep(60_000))))
      token = "one"
      assert.isFalse(yield* asked(line, client.listTools(), tools(keep(60_000))))
    })
  )

  it("cache.bound: the entry unused for longest makes room", () => {
    const cache = ResponseCache.make(2)
    const entry = { result: {}, scope: "private" as const, freshUntil: 10 }
    cache.set(keyOf("a"), entry)
    cache.set(keyOf("b"), entry)
    cache.get(keyOf("a"), 0)
    cache.set(keyOf("c"), entry)
    const found = ["a", "b", "c"].filter((method) => cache.get(keyOf(method), 0) !== undefined)
    assert.deepStrictEqual(found, ["a", "c"])
  })

  it("cache.size: large results make room sooner", () => {
    const cache = ResponseCache.make(100, 3000)
    const text = "x".repeat(1000)
    const entry = { result: { text }, scope: "private", freshUntil: 10 } as const
    for (const uri of ["a", "b", "c"]) cache.set(key(uri), entry)
    assert.deepStrictEqual(
      ["a", "b", "c"].map((uri) => cache.get(key(uri), 0)),
      [undefined, { text }, { text }]
    )
    cache.drop({ server: "s", method: "m", uri: "b" })
    cache.set(key("d"), entry)
    assert.deepStrictEqual(cache.get(key("c"), 0), { text })
  })

  it("cache.key: the order of members makes no difference", () => {
    const cache = ResponseCache.make()
    const key = { server: "s", owner: "o", method: "m" }
    const entry = { result: {}, scope: "public" as const, freshUntil: 10 }
    cache.set({ ...key, params: { a: 1, b: { c: 2, d: 3 } } }, entry)
    assert.isDefined(cache.get({ ...key, params: { b: { d: 3, c: 2 }, a: 1 } }, 0))
    assert.isDefined(cache.get({ ...key, params: { a: 1, b: { c: 2, d: 3 }, _meta: { e: 5 } } }, 0))
    assert.isUndefined(cache.get({ ...key, params: { a: 1, b: { c: 2, d: 4 } } }, 0))
  })
})
