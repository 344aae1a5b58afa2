import { StreamableHttp } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"

import { Recorded } from "../support/exchange.ts"
import { initialize, modern } from "../support/peer.ts"
import type { Event } from "../support/raw.ts"
import { mcp, serve, turn } from "../support/server.ts"
import * as Talker from "../support/talker.ts"

const comments = (events: ReadonlyArray<Event>) =>
  events.filter(({ comment }) => comment !== undefined)

describe("streams on which nothing happens", () => {
  it.effect(
    "2026-07-28/T-19: have a comment every 25 seconds, whatever they are, until they end",
    () =>
      Effect.gen(function* () {
        const talker = Talker.make()
        const { url } = yield* serve(mcp(talker.feature))
        const session = yield* initialize(url)
        yield* Talker.hearing(session)
        const listening = yield* session.get()
        const subscription = yield* modern(url, "subscriptions/listen", {
          notifications: { toolsListChanged: true }
        })
        const calling = yield* Effect.forkChild(session.call(1, "talk"))
        yield* talker.begun
        yield* talker.say(1)
        const call = yield* Fiber.join(calling)
        yield* TestClock.adjust("24 seconds")
        yield* TestClock.adjust("1 second")
        yield* TestClock.adjust("25 seconds")
        yield* talker.end
        const events = yield* call.rest
        assert.deepStrictEqual(comments(events), [{ comment: "" }, { comment: "" }])
        yield* TestClock.adjust("25 seconds")
        for (const stream of [listening, subscription]) {
          const first = yield* stream.next
          assert.isUndefined(first.comment)
          for (let count = 0; count < 3; count++) {
            assert.deepStrictEqual(yield* stream.next, { comment: "" })
          }
        }
        yield* session.delete
        assert.deepStrictEqual(yield* listening.rest, [])
      })
  )

  it.effect("keepAlive.ended: not once they have ended, or were lost", () =>
    Effect.gen(function* () {
      const talker = Talker.make()
      const context = yield* Layer.build(mcp(talker.feature))
      const { handle } = yield* Effect.provideContext(StreamableHttp.make(), context)
      const meta = { "io.modelcontextprotocol/logLevel": "info" }
      const [ended, lost] = [Recorded.call("talk", meta), Recorded.call("talk", meta)]
      handle(ended)
      yield* talker.say(1)
      yield* talker.end
      yield* turn
      handle(lost)
      yield* talker.say(2)
      lost.leave()
      yield* talker.interrupted
      const done = [ended, lost].map((exchange) => exchange.done.length)
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(
        [ended, lost].map((exchange) => exchange.done.length),
        done
      )
    })
  )

  it.effect("keepAlive.every: as often as it is said", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(mcp(Talker.make().feature), { keepAlive: "1 minute" })
      const session = yield* initialize(url)
      const stream = yield* session.get()
      yield* stream.next
      yield* TestClock.adjust("59 seconds")
      yield* session.ask("ping")
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* stream.next, { comment: "" })
      yield* session.delete
      assert.deepStrictEqual(yield* stream.rest, [])
    })
  )
})
