import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Queue, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"

import type { ClientEvent, Subscription } from "../src/index.ts"
import { connected } from "./support/Connected.ts"
import type { Frame, Line } from "./support/Peer.ts"

const [modern] = Revisions.all as [Revision.Revision]
const handshake = Revisions.handshake
const [newest] = handshake as [Revision.Revision]

const subscriptionId = "io.modelcontextprotocol/subscriptionId"

const tagged = (id: unknown, more: Frame = {}) => ({ ...more, _meta: { [subscriptionId]: id } })

const bare = (frame: Frame) => {
  const { _meta, ...params } = frame["params"] as Frame
  return params
}

const collect = <A>(stream: Stream.Stream<A>) =>
  Effect.gen(function* () {
    const seen: Array<A> = []
    yield* Effect.forkScoped(
      Stream.runForEach(stream, (each) => Effect.sync(() => seen.push(each)))
    )
    yield* Effect.yieldNow
    return seen
  })

/** Opens a listen stream that is acknowledged with `honoured`. */
const listening = Effect.fnUntraced(function* (
  client: {
    readonly listen: (
      filter: Subscription.Filter
    ) => Effect.Effect<Subscription.Listening, unknown, Scope.Scope>
  },
  line: Line,
  filter: Subscription.Filter,
  honoured: Subscription.Filter = filter
) {
  const opening = yield* Effect.forkScoped(client.listen(filter))
  const { id, params } = yield* line.next
  line.notify("notifications/subscriptions/acknowledged", tagged(id, { notifications: honoured }))
  const subscription = yield* Fiber.join(opening)
  return { id, params: params as Frame, subscription }
})

const listChanged = (list: ClientEvent.List): ClientEvent.Change => ({ _tag: "ListChanged", list })

describe("listening on a stream", () => {
  it.effect(
    "2026-07-28/SU-01, 2026-07-28/SU-07: the request names what is wanted, and the acknowledgment what is had",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern)
        const filter = { toolsListChanged: true, resourceSubscriptions: ["x://a", "x://b"] }
        const honoured = { resourceSubscriptions: ["x://a"] }
        const opening = yield* Effect.forkScoped(client.listen(filter))
        const sent = yield* line.next
        assert.strictEqual(sent["method"], "subscriptions/listen")
        assert.deepStrictEqual(bare(sent), { notifications: filter })
        line.notify(
          "notifications/subscriptions/acknowledged",
          tagged(sent["id"], { notifications: honoured })
        )
        assert.deepStrictEqual((yield* Fiber.join(opening)).acknowledged, honoured)
      })
  )

  it.effect(
    "2026-07-28/SU-08, 2026-07-28/SU-09, 2026-07-28/S-09: several at once, told apart by the id",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern)
        const one = yield* listening(client, line, { toolsListChanged: true })
        const two = yield* listening(client, line, { toolsListChanged: true })
        const first = yield* collect(one.subscription.changes)
        const second = yield* collect(two.subscription.changes)
        const all = yield* collect(client.changes)
        line.notify("notifications/tools/list_changed", tagged(one.id))
        line.notify("notifications/tools/list_changed", tagged(999))
        line.notify("notifications/tools/list_changed")
        yield* Effect.yieldNow
        assert.deepStrictEqual(
          [first, second, all],
          [[listChanged("tools")], [], [listChanged("tools")]]
        )
        line.notify("notifications/tools/list_changed", tagged(two.id))
        line.notify("notifications/tools/list_changed", tagged(two.id))
        yield* Effect.yieldNow
        assert.deepStrictEqual([first.length, second.length], [1, 2])
      })
  )

  it.effect("2026-07-28/SU-08: an id of another JSON type is another id", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const { id, subscription } = yield* listening(client, line, { promptsListChanged: true })
      const seen = yield* collect(subscription.changes)
      line.notify("notifications/prompts/list_changed", tagged(String(id)))
      yield* Effect.yieldNow
      assert.deepStrictEqual(seen, [])
    })
  )

  it.effect("change.unwanted: what was not asked for is not passed on", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const { id, subscription } = yield* listening(client, line, {
        toolsListChanged: true,
        resourceSubscriptions: ["x://a"]
      })
      const seen = yield* collect(subscription.changes)
      line.notify("notifications/prompts/list_changed", tagged(id))
      line.notify("notifications/resources/updated", tagged(id, { uri: "y://b" }))
      line.notify("notifications/resources/updated", tagged(id, { uri: "x://a/part" }))
      yield* Effect.yieldNow
      assert.deepStrictEqual(seen, [{ _tag: "ResourceUpdated", uri: "x://a/part" }])
    })
  )

  it.effect("2026-07-28/SU-11: leaving the scope cancels the request by its id", () =>
    Effect.gen(function* () {
      for (const streams of [false, true]) {
        const { client, line } = yield* connected(modern, { peer: { streams } })
        const scope = yield* Scope.make()
        const { id } = yield* Scope.provide(
          listening(client, line, { toolsListChanged: true }),
          scope
        )
        yield* Scope.close(scope, Exit.void)
        if (streams) {
          assert.deepStrictEqual([line.abandoned, yield* line.rest], [[id], []])
        } else {
          const cancel = yield* line.next
          assert.strictEqual(cancel["method"], "notifications/cancelled")
          assert.strictEqual((cancel["params"] as Frame)["requestId"], id)
        }
      }
    })
  )

  it.effect("2026-07-28/SU-11: a subscription the server has ended is not cancelled", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const scope = yield* Scope.make()
      const { id, subscription } = yield* Scope.provide(
        listening(client, line, { toolsListChanged: true }),
        scope
      )
      line.answer(id, tagged(id, { resultType: "complete" }))
      assert.strictEqual(yield* subscription.ended, "Completed")
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect(
    "listen.torn down: the server's cancellation ends it too, and is not answered with another",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern)
        const { id, subscription } = yield* listening(client, line, { toolsListChanged: true })
        line.notify("notifications/cancelled", { requestId: id })
        assert.strictEqual(yield* subscription.ended, "Cancelled")
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )

  it.effect("listen.patient: it stays open for longer than any request", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const { id, subscription } = yield* listening(client, line, { toolsListChanged: true })
      const seen = yield* collect(subscription.changes)
      yield* TestClock.adjust("24 hours")
      line.notify("notifications/tools/list_changed", tagged(id))
      yield* Effect.yieldNow
      assert.deepStrictEqual([seen.length, yield* line.rest], [1, []])
    })
  )

  it.effect("listen.unacknowledged: but not without a word at the beginning", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { settings: { timeout: "7 seconds" } })
      const opening = yield* Effect.forkScoped(client.listen({ toolsListChanged: true }))
      const { id } = yield* line.next
      yield* TestClock.adjust("7 seconds")
      assert.strictEqual((yield* Effect.flip(Fiber.join(opening))).reason._tag, "TimedOut")
      assert.strictEqual(((yield* line.next)["params"] as Frame)["requestId"], id)
    })
  )

  it.effect("listen.early: a server that ends it before it has begun is said to have done so", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const opening = yield* Effect.forkScoped(client.listen({ toolsListChanged: true }))
      const { id } = yield* line.next
      line.notify("notifications/cancelled", { requestId: id })
      assert.strictEqual(
        (yield* Effect.flip(Fiber.join(opening))).message,
        "subscriptions/listen: InvalidResult: the server ended the subscription before it acknowledged it"
      )
    })
  )

  it.effect("listen.refused: a refusal is the caller's", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const opening = yield* Effect.forkScoped(client.listen({ toolsListChanged: true }))
      line.refuse((yield* line.next)["id"], { code: -32601, message: "Method not found" })
      const { reason } = yield* Effect.flip(Fiber.join(opening))
      assert.strictEqual(reason._tag === "Refused" && reason.code, -32601)
    })
  )

  it.effect("listen.lost: without a reconnect policy a lost connection ends it", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const { subscription } = yield* listening(client, line, { toolsListChanged: true })
      line.cut()
      assert.strictEqual((yield* Effect.flip(subscription.ended)).reason._tag, "Disconnected")
    })
  )
})

describe("listening on the connection", () => {
  for (const revision of handshake) {
    it.effect(
      `2025-11-25/L-14: a resource is watched while somebody listens (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision)
          const scope = yield* Scope.make()
          const opening = yield* Effect.forkChild(
            Scope.provide(
              client.listen({ resourceSubscriptions: ["x://a"], toolsListChanged: true }),
              scope
            )
          )
          const subscribe = yield* line.next
          assert.deepStrictEqual(
            [subscribe["method"], subscribe["params"]],
            ["resources/subscribe", { uri: "x://a" }]
          )
          line.answer(subscribe["id"], {})
          const { acknowledged, changes } = yield* Fiber.join(opening)
          assert.deepStrictEqual(acknowledged, {
            toolsListChanged: true,
            resourceSubscriptions: ["x://a"]
          })
          const seen = yield* collect(changes)
          line.notify("notifications/resources/updated", { uri: "x://a" })
          line.notify("notifications/resources/updated", { uri: "y://b" })
          line.notify("notifications/tools/list_changed")
          line.notify("notifications/prompts/list_changed")
          yield* Effect.yieldNow
          assert.deepStrictEqual(seen, [
            { _tag: "ResourceUpdated", uri: "x://a" },
            listChanged("tools")
          ])
          yield* Scope.close(scope, Exit.void)
          const unsubscribe = yield* line.next
          assert.deepStrictEqual(
            [unsubscribe["method"], unsubscribe["params"]],
            ["resources/unsubscribe", { uri: "x://a" }]
          )
        })
    )
  }

  it.effect(
    "watch.shared: two who listen to one resource watch it once, and until the last has left",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(newest)
        const scopes = [yield* Scope.make(), yield* Scope.make()] as const
        const filter = { resourceSubscriptions: ["x://a"] }
        const opening = yield* Effect.forkChild(Scope.provide(client.listen(filter), scopes[0]))
        line.answer((yield* line.next)["id"], {})
        yield* Fiber.join(opening)
        const second = yield* Scope.provide(client.listen(filter), scopes[1])
        assert.deepStrictEqual(second.acknowledged, filter)
        yield* Scope.close(scopes[0], Exit.void)
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* line.rest, [])
        yield* Scope.close(scopes[1], Exit.void)
        assert.strictEqual((yield* line.next)["method"], "resources/unsubscribe")
      })
  )

  it.effect(
    "2025-11-25/L-14: what the server does not offer is neither asked for nor acknowledged",
    () =>
      Effect.gen(function* () {
        const capabilities = { tools: {}, prompts: { listChanged: true }, resources: {} }
        const { client, line } = yield* connected(newest, { capabilities })
        const { acknowledged } = yield* client.listen({
          toolsListChanged: true,
          promptsListChanged: true,
          resourcesListChanged: true,
          resourceSubscriptions: ["x://a"]
        })
        assert.deepStrictEqual(acknowledged, { promptsListChanged: true })
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )

  it.effect("watch.again: who listens again is watched after the watch before has ended", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const listen = client.listen({ resourceSubscriptions: ["x://a"] })
      const first = yield* Effect.forkScoped(Effect.scoped(listen))
      line.answer((yield* line.next)["id"], {})
      yield* Fiber.join(first)
      yield* Effect.forkScoped(listen, { startImmediately: true })
      assert.deepStrictEqual(
        [(yield* line.next)["method"], (yield* line.next)["method"]],
        ["resources/unsubscribe", "resources/subscribe"]
      )
    })
  )

  it.effect("watch.refused: a resource the server will not watch is left out", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const opening = yield* Effect.forkScoped(
        client.listen({ resourceSubscriptions: ["x://a", "x://b"] })
      )
      line.refuse((yield* line.next)["id"], { code: -32002, message: "no" })
      line.answer((yield* line.next)["id"], {})
      const { acknowledged } = yield* Fiber.join(opening)
      assert.deepStrictEqual(acknowledged, { resourceSubscriptions: ["x://b"] })
    })
  )
})

describe("lists that are kept up to date", () => {
  for (const revision of [modern, newest]) {
    it.effect(
      `watch.list: listed at first, and whenever it has changed (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision)
          const seen: Array<ReadonlyArray<string>> = []
          yield* Effect.forkScoped(
            Stream.runForEach(client.watch("tools"), (tools) =>
              Effect.sync(() => seen.push(tools.map(({ name }) => name)))
            )
          )
          let id: unknown
          if (revision.changes === "Listen") {
            ;({ id } = yield* line.next)
            line.notify(
              "notifications/subscriptions/acknowledged",
              tagged(id, { notifications: { toolsListChanged: true } })
            )
          }
          const answer = Effect.fnUntraced(function* (...names: ReadonlyArray<string>) {
            const sent = yield* line.next
            assert.strictEqual(sent["method"], "tools/list")
            line.answer(sent["id"], {
              ...(revision.resultEnvelope
                ? { resultType: "complete", ttlMs: 0, cacheScope: "private" }
                : {}),
              tools: names.map((name) => ({ name, inputSchema: { type: "object" } }))
            })
          })
          yield* answer("a")
          yield* Effect.yieldNow
          line.notify("notifications/tools/list_changed", id === undefined ? undefined : tagged(id))
          yield* answer("a", "b")
          yield* Effect.yieldNow
          assert.deepStrictEqual(seen, [["a"], ["a", "b"]])
        })
    )
  }

  it.effect("watch.flood: changes that come while the list is fetched are one change", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const seen = yield* Queue.unbounded<number>()
      yield* Effect.forkScoped(
        Stream.runForEach(client.watch("tools"), (tools) => Queue.offer(seen, tools.length))
      )
      const first = yield* line.next
      for (let change = 0; change < 500; change++) line.notify("notifications/tools/list_changed")
      line.answer(first["id"], { tools: [] })
      assert.strictEqual(yield* Queue.take(seen), 0)
      const second = yield* line.next
      line.answer(second["id"], { tools: [{ name: "a", inputSchema: { type: "object" } }] })
      assert.strictEqual(yield* Queue.take(seen), 1)
      yield* client.ping().pipe(Effect.forkScoped)
      assert.strictEqual((yield* line.next)["method"], "ping")
    })
  )
})

describe("resources that were refused", () => {
  it.effect("watch.refused: are asked for again by the next who wants them", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const filter = { resourceSubscriptions: ["x://a"] }
      const first = yield* Effect.forkScoped(client.listen(filter))
      line.refuse((yield* line.next)["id"], { code: -32603, message: "not now" })
      assert.deepStrictEqual((yield* Fiber.join(first)).acknowledged, {})
      const second = yield* Effect.forkScoped(client.listen(filter))
      line.answer((yield* line.next)["id"], {})
      assert.deepStrictEqual((yield* Fiber.join(second)).acknowledged, filter)
    })
  )
})

describe("resources two want at once", () => {
  it.effect("watch.together: get one answer, whatever it is", () =>
    Effect.gen(function* () {
      for (const watched of [true, false]) {
        const { client, line } = yield* connected(newest)
        const filter = { resourceSubscriptions: ["x://a"] }
        const first = yield* Effect.forkScoped(client.listen(filter))
        const second = yield* Effect.forkScoped(client.listen(filter))
        const { id } = yield* line.next
        if (watched) line.answer(id, {})
        else line.refuse(id, { code: -32603, message: "no" })
        const expected = watched ? filter : {}
        assert.deepStrictEqual((yield* Fiber.join(first)).acknowledged, expected)
        assert.deepStrictEqual((yield* Fiber.join(second)).acknowledged, expected)
        assert.deepStrictEqual(yield* line.rest, [])
      }
    })
  )
})
