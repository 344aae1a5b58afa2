import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Queue } from "effect"
import { TestClock } from "effect/testing"

import type * as Handler from "../src/Handler.ts"
import { connect, type Frame, type RawPeer, serve, speak, stating, turn } from "./EngineFixture.ts"

type Todo = Effect.Effect<void>

/** A handler that does what the test tells it to, step by step. */
const driven = Effect.gen(function* () {
  const todo = yield* Queue.unbounded<
    "end" | { readonly progress: number; readonly total?: number }
  >()
  const handler: Handler.Handler<never> = {
    run: (request) =>
      Effect.gen(function* () {
        for (;;) {
          const next = yield* Queue.take(todo)
          if (next === "end") return { content: [] }
          request.progress(next)
        }
      })
  }
  const tell = (what: "end" | number): Todo =>
    Effect.andThen(Queue.offer(todo, what === "end" ? what : { progress: what, total: 10 }), turn)
  return { handler, tell }
})

const token = { progressToken: "tok" }

const start = (peer: RawPeer, params: object) =>
  peer.send({ jsonrpc: "2.0", id: 1, method: "tools/call", params })

const progresses = (frames: ReadonlyArray<Frame>) =>
  frames.map((frame) => frame.params?.["progress"] ?? "answer")

for (const revision of Revisions.all) {
  describe(`Progress in ${revision.version}`, () => {
    it.effect(
      "2025-11-25/U-13, 2026-07-28/P-15: it carries the token of its call, and stops with it",
      () =>
        Effect.gen(function* () {
          const { handler, tell } = yield* driven
          const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
          const params = yield* speak(peer, revision)
          start(peer, params({}, token))
          yield* tell(1)
          assert.deepStrictEqual(yield* peer.next, {
            jsonrpc: "2.0",
            method: "notifications/progress",
            params: { progressToken: "tok", progress: 1, total: 10 }
          })
          yield* tell("end")
          assert.strictEqual((yield* peer.next).id, 1)
          yield* TestClock.adjust("1 second")
          assert.deepStrictEqual(yield* peer.rest, [])
        })
    )
  })
}

describe("Progress", () => {
  it.effect("progress.words: what it says in words goes along, where the revision has it", () =>
    Effect.gen(function* () {
      const says: Handler.Handler<never> = {
        run: (request) => {
          request.progress({ progress: 1, message: "Reading files" })
          return Exit.succeed({})
        }
      }
      for (const [revision, message] of [
        [Revisions.latest, "Reading files"],
        [Revisions.byVersion("2025-03-26") ?? Revisions.latest, "Reading files"],
        [Revisions.byVersion("2024-11-05") ?? Revisions.latest, undefined]
      ] as const) {
        const peer = connect(yield* serve({ handlers: () => ({ "tools/call": says }) }))
        const params = yield* speak(peer, revision)
        const progress = yield* peer.ask(1, "tools/call", params({}, token))
        assert.strictEqual(progress.params?.["message"], message)
      }
    })
  )

  const running = Effect.gen(function* () {
    const { handler, tell } = yield* driven
    const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
    start(peer, stating({}, {}, token))
    return { peer, tell }
  })

  it.effect(
    "2025-11-25/U-14, 2026-07-28/P-13: it rises with each notification, whatever the handler says",
    () =>
      Effect.gen(function* () {
        const { peer, tell } = yield* running
        for (const progress of [1, 1, 0.5, Number.NaN, Infinity, 1.5, 1.25, 2]) {
          yield* tell(progress)
          yield* TestClock.adjust("20 millis")
        }
        assert.deepStrictEqual(progresses(yield* peer.rest), [1, 1.5, 2])
      })
  )

  it.effect(
    "2025-11-25/U-18, 2026-07-28/P-17: at most one in 20 ms, and the newest of those held back",
    () =>
      Effect.gen(function* () {
        const { peer, tell } = yield* running
        for (const progress of [1, 2, 3]) yield* tell(progress)
        assert.deepStrictEqual(progresses(yield* peer.rest), [1])
        yield* TestClock.adjust("19 millis")
        assert.deepStrictEqual(progresses(yield* peer.rest), [])
        yield* TestClock.adjust("1 millis")
        assert.deepStrictEqual(progresses(yield* peer.rest), [3])
        yield* tell(4)
        assert.deepStrictEqual(progresses(yield* peer.rest), [])
        yield* TestClock.adjust("20 millis")
        assert.deepStrictEqual(progresses(yield* peer.rest), [4])
      })
  )

  it.effect("2025-11-25/U-17: the last is sent before the answer, and none after it", () =>
    Effect.gen(function* () {
      const { peer, tell } = yield* running
      for (const progress of [1, 2, 9]) yield* tell(progress)
      yield* tell("end")
      assert.deepStrictEqual(progresses(yield* peer.rest), [1, 9, "answer"])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* peer.rest, [])
    })
  )

  it.effect("progress.cancelled: what is held back for a cancelled call is forgotten", () =>
    Effect.gen(function* () {
      const { peer, tell } = yield* running
      for (const progress of [1, 2]) yield* tell(progress)
      assert.deepStrictEqual(progresses(yield* peer.rest), [1])
      peer.notify("notifications/cancelled", { requestId: 1 })
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* peer.rest, [])
    })
  )

  it.effect(
    "2025-11-25/U-12, 2026-07-28/P-12, 2026-07-28/P-16: without a token, or with none that is one, nothing is sent",
    () =>
      Effect.gen(function* () {
        for (const progressToken of [undefined, null, 1.5, {}, true]) {
          const { handler, tell } = yield* driven
          const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
          start(peer, stating({}, {}, { progressToken }))
          yield* tell(1)
          yield* tell("end")
          assert.deepStrictEqual(progresses(yield* peer.rest), ["answer"])
        }
      })
  )
})
