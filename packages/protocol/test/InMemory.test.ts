import { JsonRpc, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Layer, Queue, Scope } from "effect"

import type * as ClientTransport from "../src/ClientTransport.ts"
import * as Endpoint from "../src/Endpoint.ts"
import type * as Handler from "../src/Handler.ts"
import * as InMemory from "../src/InMemory.ts"
import * as Principal from "../src/Principal.ts"
import type { TransportError } from "../src/TransportError.ts"
import { info, serve, stating, turn } from "./EngineFixture.ts"

const opened = Effect.fnUntraced(function* (
  endpoint: Endpoint.Endpoint["Service"],
  options?: InMemory.Options
) {
  const received = yield* Queue.unbounded<JsonRpc.Parsed>()
  const closed = yield* Deferred.make<TransportError>()
  const channel = yield* InMemory.make(endpoint, options).open({
    receive: (message) => void Queue.offerUnsafe(received, message),
    closed: (reason) => void Effect.runSync(Deferred.succeed(closed, reason))
  })
  const send = (id: number, method: string, params: object = stating()) =>
    channel.send(request(id, method, params))
  return { channel, closed, received, send }
})

const request = (id: number, method: string, params: object): ClientTransport.Outbound => ({
  frame: JsonRpc.encodeRequest(id, method, params),
  message: { kind: "request", id, method },
  revision: Revisions.latest
})

const idOf = (message: JsonRpc.Parsed) => ("id" in message ? message.id : undefined)

describe("InMemory", () => {
  it.effect(
    "inMemory.order: frames arrive in order, parsed, and never while one is being sent",
    () =>
      Effect.gen(function* () {
        let sending = false
        const handler: Handler.Handler<never> = {
          run: () => {
            assert.isFalse(sending)
            return Exit.succeed({ content: [] })
          }
        }
        const endpoint = yield* serve({ handlers: () => ({ "tools/call": handler }) })
        const { received, send } = yield* opened(endpoint)
        sending = true
        for (const id of [1, 2, 3]) yield* send(id, "tools/call")
        sending = false
        const answers = [
          yield* Queue.take(received),
          yield* Queue.take(received),
          yield* Queue.take(received)
        ]
        assert.deepStrictEqual(answers.map(idOf), [1, 2, 3])
        assert.deepStrictEqual(
          answers.map(({ _tag }) => _tag),
          ["Result", "Result", "Result"]
        )
      })
  )

  it.effect("inMemory.wire: a frame can be held, lost, doubled and changed on its way", () =>
    Effect.gen(function* () {
      const held: Array<InMemory.InTransit> = []
      const endpoint = yield* serve()
      const { received, send } = yield* opened(endpoint, {
        wire: (transit) => {
          if (transit.to === "client") return transit.deliver(transit.frame)
          held.push(transit)
        }
      })
      for (const id of [1, 2, 3, 4]) yield* send(id, "server/discover")
      yield* turn
      assert.strictEqual(yield* Queue.size(received), 0)
      const [first, , third, fourth] = held
      fourth?.deliver("{ garbage")
      third?.deliver(third.frame)
      first?.deliver(first.frame)
      first?.deliver(first.frame)
      yield* turn
      const arrived = yield* Queue.clear(received)
      assert.deepStrictEqual(arrived.map(idOf), [undefined, 3, 1, 1])
    })
  )

  it.effect("inMemory.cut: both ends learn that the line is cut, and sending fails", () =>
    Effect.gen(function* () {
      const freed = yield* Deferred.make<void>()
      const waits: Handler.Handler<never> = {
        run: () => Effect.onInterrupt(Effect.never, () => Deferred.succeed(freed, undefined))
      }
      const endpoint = yield* serve({ handlers: () => ({ "tools/call": waits }) })
      let cut: (() => void) | undefined
      const { closed, received, send } = yield* opened(endpoint, {
        wire: (transit) => {
          cut = transit.cut
          transit.deliver(transit.frame)
        }
      })
      yield* send(1, "tools/call")
      yield* turn
      cut?.()
      yield* Deferred.await(freed)
      assert.strictEqual((yield* Deferred.await(closed)).reason._tag, "ConnectionLost")
      assert.strictEqual((yield* Effect.flip(send(2, "tools/call"))).reason._tag, "Closed")
      yield* turn
      assert.strictEqual(yield* Queue.size(received), 0)
    })
  )

  it.effect(
    "inMemory.scope: closing the client's scope ends its calls, and nobody calls it lost",
    () =>
      Effect.gen(function* () {
        const freed = yield* Deferred.make<void>()
        const waits: Handler.Handler<never> = {
          run: () => Effect.onInterrupt(Effect.never, () => Deferred.succeed(freed, undefined))
        }
        const endpoint = yield* serve({ handlers: () => ({ "tools/call": waits }) })
        const scope = yield* Scope.make()
        const { closed, send } = yield* Scope.provide(opened(endpoint), scope)
        yield* send(1, "tools/call")
        yield* turn
        yield* Scope.close(scope, Exit.void)
        yield* Deferred.await(freed)
        assert.isFalse(Deferred.isDoneUnsafe(closed))
      })
  )

  it.effect("inMemory.principal: the server takes each client for whom the options say", () =>
    Effect.gen(function* () {
      const who: Handler.Handler<never> = {
        run: (it) => Exit.succeed({ who: Principal.key(it.principal) })
      }
      const endpoint = yield* serve({ handlers: () => ({ "tools/call": who }) })
      for (const [principal, key] of [
        [undefined, "local:local"],
        [Principal.user("ann"), "user:ann"]
      ] as const) {
        const { received, send } = yield* opened(endpoint, { principal })
        yield* send(1, "tools/call")
        const answer = yield* Queue.take(received)
        assert.strictEqual(answer._tag === "Result" && answer.result["who"], key)
      }
    })
  )

  it.effect("inMemory.layer: it joins the layers of a client and a server", () =>
    Effect.gen(function* () {
      const options = {
        info,
        revisions: Revisions.all,
        capabilities: () => ({}),
        handlers: () => ({})
      }
      const layer = InMemory.layer().pipe(
        Layer.provide(Layer.effect(Endpoint.Endpoint, Endpoint.make(options)))
      )
      assert.strictEqual((yield* Layer.build(layer)).mapUnsafe.size > 0, true)
    })
  )
})
