import type { Outgoing } from "@effect-mcp/protocol"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"

import { connected, envelope } from "./support/Connected.ts"
import type { Frame } from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]

const done = (revision: Revision.Revision) => ({ ...envelope(revision), content: [] })

const params = (frame: Frame) => frame["params"] as Frame

const progress = (progressToken: unknown, value: number, more: Frame = {}) => ({
  progressToken,
  progress: value,
  ...more
})

describe("waiting for an answer", () => {
  for (const revision of Revisions.all) {
    it.effect(
      `2025-11-25/L-18, 2026-07-28/P-11: what is late is given up and cancelled (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision)
          const calling = yield* Effect.forkChild(client.callTool("t"))
          const sent = yield* line.next
          yield* TestClock.adjust("59999 millis")
          assert.deepStrictEqual(yield* line.rest, [])
          yield* TestClock.adjust("1 millis")
          const { reason } = yield* Effect.flip(Fiber.join(calling))
          assert.strictEqual(reason._tag === "TimedOut" && reason.after, 60_000)
          const cancel = yield* line.next
          assert.strictEqual(cancel["method"], "notifications/cancelled")
          assert.strictEqual(params(cancel)["requestId"], sent["id"])
          assert.isFalse("id" in cancel)
        })
    )
  }

  it.effect("2025-11-25/L-19: the time can be said for each request", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const calling = yield* Effect.forkChild(client.callTool("t", {}, { timeout: "2 seconds" }))
      yield* line.next
      yield* TestClock.adjust("2 seconds")
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag === "TimedOut" && reason.after, 2000)
    })
  )

  it.effect("2025-11-25/L-20: progress begins the wait anew", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const calling = yield* Effect.forkChild(
        client.callTool("t", {}, { timeout: "10 seconds", onProgress: () => undefined })
      )
      const { id } = yield* line.next
      for (let at = 1; at <= 5; at++) {
        yield* TestClock.adjust("9 seconds")
        line.notify("notifications/progress", progress(id, at))
      }
      line.answer(id, done(newest))
      yield* Fiber.join(calling)
    })
  )

  it.effect("2025-11-25/L-21: but never beyond the ceiling", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const options = {
        timeout: "10 seconds",
        ceiling: "30 seconds",
        onProgress: () => undefined
      } as const
      const calling = yield* Effect.forkChild(client.callTool("t", {}, options))
      const { id } = yield* line.next
      for (let at = 1; at <= 3; at++) {
        yield* TestClock.adjust("9 seconds")
        line.notify("notifications/progress", progress(id, at))
      }
      yield* TestClock.adjust("3 seconds")
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag === "TimedOut" && reason.after, 30_000)
    })
  )

  it.effect("outstanding.bound: one request too many is not sent", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest, { settings: { maxInFlight: 2 } })
      yield* Effect.forkChild(client.callTool("a"))
      yield* Effect.forkChild(client.callTool("b"))
      yield* line.next
      yield* line.next
      const { reason } = yield* Effect.flip(client.callTool("c"))
      assert.strictEqual(reason._tag === "TooManyOutstanding" && reason.limit, 2)
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )
})

describe("giving a call up", () => {
  for (const revision of Revisions.all) {
    it.effect(
      `2025-11-25/U-01, 2026-07-28/P-01, 2026-07-28/S-10, 2026-07-28/P-03: interrupting a call cancels it at the server (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision)
          const calling = yield* Effect.forkChild(client.callTool("t"))
          const { id } = yield* line.next
          yield* Fiber.interrupt(calling)
          const cancel = yield* line.next
          assert.strictEqual(cancel["method"], "notifications/cancelled")
          assert.strictEqual(params(cancel)["requestId"], id)
          assert.isString(params(cancel)["reason"])
        })
    )
  }

  it.effect("2026-07-28/P-02: where ending the stream is the signal, no notification is sent", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { peer: { streams: true } })
      const calling = yield* Effect.forkChild(client.callTool("t"))
      const { id } = yield* line.next
      yield* Fiber.interrupt(calling)
      assert.deepStrictEqual(line.abandoned, [id])
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect(
    "2025-11-25/U-05, 2025-11-25/U-06, 2026-07-28/P-08, 2026-07-28/P-09: an answer that comes afterwards is dropped",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(newest)
        const calling = yield* Effect.forkChild(client.callTool("t"))
        const { id } = yield* line.next
        yield* Fiber.interrupt(calling)
        yield* line.rest
        line.answer(id, done(newest))
        line.refuse(id, { code: 1, message: "no" })
        const again = yield* Effect.forkChild(client.callTool("t"))
        const next = yield* line.next
        assert.notStrictEqual(next["id"], id)
        line.answer(next["id"], done(newest))
        yield* Fiber.join(again)
      })
  )

  it.effect("2026-07-28/P-03: a call that was answered is not cancelled", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], done(newest))
      yield* Fiber.join(calling)
      yield* Fiber.interrupt(calling)
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect(
    "2025-11-25/U-08, 2026-07-28/P-10: the server's cancellation of what we never had is ignored",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(newest)
        line.notify("notifications/cancelled", { requestId: 77 })
        line.notify("notifications/cancelled", {})
        const pinging = yield* Effect.forkChild(client.ping())
        const { id } = yield* line.next
        line.answer(id, {})
        yield* Fiber.join(pinging)
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )
})

describe("ids", () => {
  it.effect(
    "2025-11-25/B-03, 2025-11-25/B-04, 2025-11-25/B-05, 2026-07-28/B-03, 2026-07-28/B-04, 2026-07-28/B-05: every request has an integer of its own",
    () =>
      Effect.gen(function* () {
        for (const revision of [newest, modern]) {
          const { client, line } = yield* connected(revision)
          const ids: Array<unknown> = []
          for (let call = 0; call < 3; call++) {
            const calling = yield* Effect.forkChild(client.callTool("t"))
            const { id, jsonrpc } = yield* line.next
            ids.push(id)
            assert.strictEqual(jsonrpc, "2.0")
            line.answer(id, done(revision))
            yield* Fiber.join(calling)
          }
          assert.deepStrictEqual(ids, [2, 3, 4])
        }
      })
  )
})

describe("progress", () => {
  for (const revision of Revisions.all) {
    it.effect(
      `2025-11-25/U-12, 2026-07-28/P-12: each call that wants it has its own token, and hears of nothing else (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision)
          const seen: ReadonlyArray<Array<Outgoing.ProgressReport>> = [[], []]
          const calls = yield* Effect.forEach(seen, (reports) =>
            Effect.forkChild(
              client.callTool("t", {}, { onProgress: (report) => reports.push(report) })
            )
          )
          const sent = [yield* line.next, yield* line.next]
          const tokens = sent.map((frame) => (params(frame)["_meta"] as Frame)["progressToken"])
          assert.notStrictEqual(tokens[0], tokens[1])
          line.notify("notifications/progress", progress(tokens[0], 1, { total: 2 }))
          line.notify("notifications/progress", progress(tokens[1], 0.5, { message: "half" }))
          line.notify("notifications/progress", progress("nobody's", 9))
          for (const { id } of sent) line.answer(id, done(revision))
          for (const call of calls) yield* Fiber.join(call)
          line.notify("notifications/progress", progress(tokens[0], 2))
          assert.deepStrictEqual(
            seen.map((reports) =>
              reports.map(({ message, progress, total }) => [progress, total, message])
            ),
            [[[1, 2, undefined]], [[0.5, undefined, "half"]]]
          )
        })
    )
  }

  it.effect("progress.unwanted: a call that does not ask for it has no token", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      yield* Effect.forkChild(client.callTool("t", { a: 1 }))
      assert.deepStrictEqual(params(yield* line.next), { name: "t", arguments: { a: 1 } })
    })
  )

  it.effect("progress.stream: a watched call gives its progress and then its result", () =>
    Effect.gen(function* () {
      let told = 0
      const { client, line } = yield* connected(newest)
      const watching = yield* Effect.forkChild(
        Stream.runCollect(client.watchTool("t", {}, { onProgress: () => void told++ }))
      )
      const { id } = yield* line.next
      line.notify("notifications/progress", progress(id, 1))
      line.notify("notifications/progress", progress(id, 2))
      line.answer(id, done(newest))
      const events = yield* Fiber.join(watching)
      assert.strictEqual(told, 2)
      assert.deepStrictEqual(
        events.map((event) =>
          event._tag === "Progress" ? event.progress.progress : event.result.content
        ),
        [1, 2, []]
      )
    })
  )

  it.effect(
    "progress.flood: who does not read in time loses the oldest, and never the result",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(newest)
        const watching = yield* Effect.forkChild(Stream.runCollect(client.watchTool("t")))
        const { id } = yield* line.next
        for (let at = 1; at <= 5000; at++) line.notify("notifications/progress", progress(id, at))
        line.answer(id, done(newest))
        const events = yield* Fiber.join(watching)
        assert.isAtMost(events.length, 1025)
        assert.strictEqual(events.at(-1)?._tag, "Result")
      })
  )

  it.effect("progress.stream: whoever stops watching has given up the call", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const watching = yield* Effect.forkChild(
        Stream.runCollect(Stream.take(client.watchTool("t"), 1))
      )
      const { id } = yield* line.next
      line.notify("notifications/progress", progress(id, 1))
      yield* Fiber.join(watching)
      assert.strictEqual((yield* line.next)["method"], "notifications/cancelled")
    })
  )
})

const throwing = () => {
  throw new Error("mine")
}

describe("callbacks of the program", () => {
  it.effect("callback.throws: one that throws is logged, and the next message is read", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const calling = yield* Effect.forkChild(client.callTool("t", {}, { onProgress: throwing }))
      const { id } = yield* line.next
      line.notify("notifications/progress", progress(id, 1))
      line.answer(id, done(newest))
      yield* Fiber.join(calling)
    })
  )
})
