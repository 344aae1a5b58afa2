/**
 * Being told that a resource has changed: by a subscription, or by a stream that is listened to.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Peer } from "../../../src/Peer.ts"
import { expectedOf, type It, raw } from "./It.ts"

/** The one way that a revision has, and the other, which it has not. */
const ways: { readonly [version: string]: { readonly absent: string } } = {
  "2024-11-05": { absent: "subscriptions/listen" },
  "2025-03-26": { absent: "subscriptions/listen" },
  "2025-06-18": { absent: "subscriptions/listen" },
  "2025-11-25": { absent: "subscriptions/listen" },
  "2026-07-28": { absent: "resources/subscribe" }
}

const touch = (uri: string) =>
  Effect.flatMap(Peer, ({ client }) => client.callTool("touch", { uri }))

/** Updates arrive in order, so the next one says what did not come before it. */
const next = Effect.gen(function* () {
  const { until } = yield* Peer
  const event = yield* until(({ _tag }) => _tag === "ResourceUpdated")
  return event._tag === "ResourceUpdated" ? event.uri : ""
})

const listen = (uri: string) =>
  Effect.gen(function* () {
    const { client } = yield* Peer
    const { acknowledged } = yield* client.listen({ resourceSubscriptions: [uri] })
    assert.deepStrictEqual(acknowledged, { resourceSubscriptions: [uri] })
  })

export const changes = (it: It, version: string): void => {
  const { absent } = expectedOf(ways, version)

  it.effect(
    "interop/IS-11, 2025-11-25/SV-22, 2026-07-28/SV-39, 2026-07-28/SU-02: who asked for a resource hears of it, and of no other",
    () =>
      Effect.gen(function* () {
        yield* listen("memo://first")
        yield* touch("memo://numbers/1")
        yield* touch("memo://first")
        assert.strictEqual(yield* next, "memo://first")
      })
  )

  it.effect("matrix.unsubscribe: who no longer asks for a resource hears of it no longer", () =>
    Effect.gen(function* () {
      yield* Effect.scoped(listen("memo://first"))
      yield* listen("memo://numbers/2")
      yield* touch("memo://first")
      yield* touch("memo://numbers/2")
      assert.strictEqual(yield* next, "memo://numbers/2")
    })
  )

  it.effect("matrix.listeners: one resource, two who listen, and one of them goes", () =>
    Effect.gen(function* () {
      yield* listen("memo://numbers/3")
      yield* Effect.scoped(listen("memo://numbers/3"))
      yield* touch("memo://numbers/3")
      assert.strictEqual(yield* next, "memo://numbers/3")
    })
  )

  it.effect("matrix.again: who asks again right after is told again", () =>
    Effect.gen(function* () {
      yield* Effect.scoped(listen("memo://numbers/4"))
      yield* listen("memo://numbers/4")
      yield* touch("memo://numbers/4")
      yield* touch("memo://numbers/4")
      assert.strictEqual(yield* next, "memo://numbers/4")
      assert.strictEqual(yield* next, "memo://numbers/4")
    }).pipe(Effect.timeout("2 seconds"))
  )

  it.effect("interop/IS-08: the other era's way is no method here", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(raw(absent, { uri: "memo://first", notifications: {} }))
      assert.deepInclude(error.reason, { _tag: "Refused", code: -32601 })
    })
  )
}
