import { TransportError } from "@effect-mcp/protocol"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Queue, Schedule, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"

import type { Client, ClientEvent } from "../src/index.ts"
import { connected, greet } from "./support/Connected.ts"
import type { Frame, Line } from "./support/Peer.ts"

const [modern] = Revisions.all as [Revision.Revision]

const subscriptionId = "io.modelcontextprotocol/subscriptionId"

const filter = { toolsListChanged: true, resourceSubscriptions: ["x://a"] }

const streams = { peer: { ownStreams: true } }

/** Takes the next listen request, and agrees to it. */
const acknowledge = Effect.fnUntraced(function* (line: Line) {
  const { id, method, params } = yield* line.next
  assert.strictEqual(method, "subscriptions/listen")
  assert.deepStrictEqual((params as Frame)["notifications"], filter)
  line.notify("notifications/subscriptions/acknowledged", {
    notifications: filter,
    _meta: { [subscriptionId]: id }
  })
  return id
})

const listening = Effect.fnUntraced(function* (client: Client.Client, line: Line) {
  const opening = yield* Effect.forkScoped(client.listen(filter))
  const id = yield* acknowledge(line)
  const subscription = yield* Fiber.join(opening)
  const seen: Array<ClientEvent.Change> = []
  yield* Effect.forkScoped(
    Stream.runForEach(subscription.changes, (change) => Effect.sync(() => seen.push(change))),
    { startImmediately: true }
  )
  return { id, subscription, seen }
})

describe("a listen stream that is lost while the link lives", () => {
  it.effect("2026-07-28/SU-13: is asked for again with a new id, and goes on", () =>
    Effect.gen(function* () {
      const { client, line, peer } = yield* connected(modern, streams)
      const { id, seen } = yield* listening(client, line)
      line.lose(id)
      yield* TestClock.adjust("1 second")
      const next = yield* acknowledge(line)
      assert.notStrictEqual(next, id)
      yield* Effect.yieldNow
      // What happened in between nobody has heard of, so it is told as if all had changed.
      assert.deepStrictEqual(seen.splice(0), [
        { _tag: "ListChanged", list: "tools" },
        { _tag: "ResourceUpdated", uri: "x://a" }
      ])
      const _meta = { [subscriptionId]: next }
      line.notify("notifications/resources/updated", { uri: "x://a", _meta })
      line.notify("notifications/resources/updated", {
        uri: "x://a",
        _meta: { [subscriptionId]: id }
      })
      yield* Effect.yieldNow
      assert.deepStrictEqual(seen, [{ _tag: "ResourceUpdated", uri: "x://a" }])
      assert.strictEqual(yield* Queue.size(peer.lines), 0)
    })
  )

  it.effect("listen-streams.kept: makes what was kept of it stale", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, streams)
      const { id } = yield* listening(client, line)
      const kept = { resultType: "complete", tools: [], ttlMs: 600_000, cacheScope: "private" }
      const listing = yield* Effect.forkChild(client.listTools())
      line.answer((yield* line.next)["id"], kept)
      yield* Fiber.join(listing)
      yield* client.listTools()
      line.lose(id)
      yield* TestClock.adjust("1 second")
      yield* acknowledge(line)
      yield* Effect.forkChild(client.listTools())
      assert.strictEqual((yield* line.next)["method"], "tools/list")
    })
  )

  it.effect("listen-streams.pace: is asked for less and less often, and given up in the end", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, streams)
      const { id, subscription } = yield* listening(client, line)
      const pauses: Array<number> = []
      let last: unknown = id
      for (let round = 0; round < 10; round++) {
        line.lose(last)
        let waited = 0
        let asked = yield* line.rest
        while (asked.length === 0) {
          yield* TestClock.adjust("500 millis")
          waited += 500
          asked = yield* line.rest
        }
        pauses.push(waited)
        last = asked[0]?.["id"]
      }
      assert.deepStrictEqual(
        pauses,
        [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]
      )
      line.lose(last)
      const error = yield* Effect.flip(subscription.ended)
      assert.deepStrictEqual(
        [error.method, error.reason._tag],
        ["subscriptions/listen", "Disconnected"]
      )
    })
  )

  it.effect("listen-streams.lived: is asked for at once if it has lived for a while", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, streams)
      let { id } = yield* listening(client, line)
      for (let round = 0; round < 20; round++) {
        yield* TestClock.adjust("30 seconds")
        line.lose(id)
        yield* Effect.yieldNow
        id = yield* acknowledge(line)
      }
    })
  )

  it.effect("listen-streams.refused: ends with what the server says when it is asked again", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, streams)
      const { id, subscription } = yield* listening(client, line)
      line.lose(id)
      yield* TestClock.adjust("1 second")
      line.refuse((yield* line.next)["id"], { code: -32603, message: "no" })
      assert.strictEqual((yield* Effect.flip(subscription.ended)).reason._tag, "Refused")
    })
  )

  it.effect("listen-streams.early: fails if it was not agreed to yet", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, streams)
      const opening = yield* Effect.forkScoped(client.listen(filter))
      line.lose((yield* line.next)["id"])
      assert.strictEqual((yield* Effect.flip(Fiber.join(opening))).reason._tag, "Disconnected")
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("listen-streams.closed: is not asked for again once nobody listens", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, streams)
      const scope = yield* Scope.make()
      const { id } = yield* Scope.provide(listening(client, line), scope)
      line.lose(id)
      yield* Effect.yieldNow
      yield* Scope.close(scope, Exit.void)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("listen-streams.link: is the session's to restore if the link goes too", () =>
    Effect.gen(function* () {
      const { client, line, peer } = yield* connected(modern, {
        ...streams,
        settings: { reconnect: Schedule.spaced("1 second") }
      })
      const { id } = yield* listening(client, line)
      line.lose(id, new TransportError.ConnectionLost({ cause: "reset" }))
      line.cut()
      yield* TestClock.adjust("1 second")
      const second = yield* peer.line
      yield* greet(second, modern)
      yield* acknowledge(second)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* second.rest, [])
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("listen-streams.call: a call whose stream is lost is the caller's to make again", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, streams)
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.lose((yield* line.next)["id"])
      assert.strictEqual((yield* Effect.flip(Fiber.join(calling))).reason._tag, "Disconnected")
      const again = yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], { resultType: "complete", content: [] })
      yield* Fiber.join(again)
    })
  )
})
