import { JsonRpc } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"

import type * as Endpoint from "../src/Endpoint.ts"
import type * as Exchange from "../src/Exchange.ts"
import type * as Handler from "../src/Handler.ts"
import * as Held from "../src/Held.ts"
import * as Principal from "../src/Principal.ts"
import { connect, type RawPeer, serve, stating } from "./EngineFixture.ts"

/** Stays until it is ended, and writes down what happens to it. */
class Watch extends Held.Held {
  readonly done: Array<string> = []
  private readonly opening: (watch: Watch) => void

  constructor(opening: (watch: Watch) => void = () => undefined) {
    super()
    this.opening = opening
  }

  protected override opened(): void {
    this.done.push("opened")
    this.opening(this)
  }

  protected override closed(): void {
    this.done.push("closed")
  }
}

const method = "subscriptions/listen"

const around: Handler.Around = (next) => Effect.tap(next, Effect.void)

const ways: ReadonlyArray<readonly [string, Handler.Around | undefined]> = [
  ["as it is", undefined],
  ["with something around it", around]
]

const serving = (
  watch: Watch,
  around: Handler.Around | undefined,
  options: Partial<Endpoint.Options<never>> = {}
) => serve({ ...options, around, handlers: () => ({ [method]: { run: () => watch } }) })

const listen = (peer: RawPeer) => peer.send({ jsonrpc: "2.0", id: 1, method, params: stating() })

for (const [how, wrap] of ways) {
  describe(`Held ${how}`, () => {
    it.effect("held.end: it is answered with what it ends with, once it has freed itself", () =>
      Effect.gen(function* () {
        const watch = new Watch()
        const endpoint = yield* serving(watch, wrap)
        const peer = connect(endpoint)
        const exchange = listen(peer)
        assert.deepStrictEqual(yield* peer.rest, [])
        assert.isTrue(peer.connection.inFlight.has(1))
        const draining = yield* Effect.forkChild(endpoint.drain)
        watch.end(Exit.succeed({ done: watch.done.length }))
        watch.end(Exit.succeed({}))
        const answer = yield* peer.next
        assert.deepStrictEqual([answer.id, answer.result?.["done"]], [1, 1])
        assert.deepStrictEqual(watch.done, ["opened", "closed"])
        yield* Fiber.join(draining)
        assert.isUndefined(exchange.underway)
        assert.deepStrictEqual(yield* peer.rest, [])
      })
    )

    it.effect("held.opening: it may end while it is being opened", () =>
      Effect.gen(function* () {
        const watch = new Watch((self) => self.end(Exit.succeed({ at: "once" })))
        const peer = connect(yield* serving(watch, wrap))
        listen(peer)
        assert.strictEqual((yield* peer.next).result?.["at"], "once")
        assert.strictEqual(peer.connection.inFlight.size, 0)
      })
    )

    it.effect("2026-07-28/P-06: cancelled, it is freed and answers nothing", () =>
      Effect.gen(function* () {
        const watch = new Watch()
        const peer = connect(yield* serving(watch, wrap))
        listen(peer)
        peer.notify("notifications/cancelled", { requestId: 1 })
        assert.deepStrictEqual(yield* peer.rest, [])
        assert.deepStrictEqual(watch.done, ["opened", "closed"])
        assert.strictEqual(peer.connection.inFlight.size, 0)
      })
    )

    it.effect("held.close: it is freed with its connection", () =>
      Effect.gen(function* () {
        const watch = new Watch()
        const peer = connect(yield* serving(watch, wrap))
        listen(peer)
        peer.connection.close()
        assert.deepStrictEqual(yield* peer.rest, [])
        assert.deepStrictEqual(watch.done, ["opened", "closed"])
      })
    )

    it.effect("held.tooLong: it is answered with an error when it has stayed too long", () =>
      Effect.gen(function* () {
        const watch = new Watch()
        const peer = connect(yield* serving(watch, wrap, { maxDuration: () => 5000 }))
        listen(peer)
        assert.deepStrictEqual(yield* peer.rest, [])
        yield* TestClock.adjust("5 seconds")
        assert.deepStrictEqual((yield* peer.next).error?.data, { reason: "TookTooLong" })
        assert.deepStrictEqual(yield* peer.rest, [])
        assert.deepStrictEqual(watch.done, ["opened", "closed"])
      })
    )

    it.effect("held.throw: what it throws is a defect, and it is freed", () =>
      Effect.gen(function* () {
        const watch = new Watch(() => {
          throw new Error("secret")
        })
        const peer = connect(yield* serving(watch, wrap))
        listen(peer)
        assert.deepStrictEqual((yield* peer.next).error, {
          code: -32603,
          message: "Internal error"
        })
        assert.deepStrictEqual(watch.done, ["opened", "closed"])
      })
    )
  })
}

describe("Held", () => {
  it.effect("held.lost: it is freed when its stream is lost", () =>
    Effect.gen(function* () {
      const watch = new Watch()
      const peer = connect(yield* serving(watch, undefined), { connected: false })
      listen(peer).underway?.abort()
      assert.deepStrictEqual(watch.done, ["opened", "closed"])
      assert.strictEqual(peer.silences(), 1)
    })
  )

  it.effect("held.gone: it is freed when its stream is lost while it is being opened", () =>
    Effect.gen(function* () {
      const answers: Array<string> = []
      const exchange: Exchange.Exchange = {
        principal: Principal.anonymous,
        connection: undefined,
        send: () => undefined,
        answer: (frame) => void answers.push(frame),
        silent: () => void answers.push("silent")
      }
      const watch = new Watch(() => exchange.underway?.abort())
      const endpoint = yield* serving(watch, undefined)
      const message = { jsonrpc: "2.0", id: 1, method, params: stating() }
      endpoint.receive(JsonRpc.parse(JSON.stringify(message)), exchange)
      assert.deepStrictEqual(watch.done, ["opened", "closed"])
      assert.deepStrictEqual(answers, ["silent"])
      yield* endpoint.drain
    })
  )
})
