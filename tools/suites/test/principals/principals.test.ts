import type { Client } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
/**
 * Two callers of one server, each of whom owns what is theirs.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"

import * as Door from "../../src/Door.ts"
import * as Host from "../../src/Host.ts"
import * as Journal from "../../src/Journal.ts"
import * as Peer from "../../src/Peer.ts"
import { textOf } from "../../src/Results.ts"
import * as Serving from "../../src/Serving.ts"

const names = (client: Client.Client) =>
  Effect.map(client.listTools(), (tools) => tools.map(({ name }) => name))

const cells = [Door.memory, Door.http].flatMap((door) =>
  Revisions.all.map((revision) => ({
    cell: `${revision.version} over ${door.name}`,
    door,
    revision
  }))
)

/** Of which resource. */
const heard = ({ until }: Peer.Shape) =>
  Effect.map(
    until(({ _tag }) => _tag === "ResourceUpdated"),
    (event) => Object(event).uri
  )

describe.each(cells)("two callers, $cell", ({ cell, door, revision }) => {
  it.live("principals.sight: each sees what is for them", () =>
    Effect.gen(function* () {
      const enter = yield* door.open(Serving.matrix)
      const hers = yield* enter("ada", revision)
      const his = yield* enter("bob", revision)
      assert.include(yield* names(hers), "secret")
      assert.notInclude(yield* names(his), "secret")
      assert.strictEqual(textOf(yield* hers.callTool("secret")), "for Ada alone")
      const { reason } = yield* Effect.flip(his.callTool("secret"))
      assert.deepInclude(reason, { code: -32602, message: "Unknown tool: secret" })
    })
  )

  it.live("principals.cancellation: one caller's id is not the other's", () =>
    Effect.gen(function* () {
      const enter = yield* door.open(Serving.matrix)
      const call = Effect.fnUntraced(function* (who: string) {
        const client = yield* enter(who, revision)
        const begun = yield* Deferred.make<unknown>()
        let id: unknown
        const fiber = yield* Effect.forkChild(
          client.callTool(
            "wait",
            { name: `${who} in ${cell}` },
            {
              onId: (given) => (id = given),
              onProgress: () => Deferred.doneUnsafe(begun, Effect.succeed(id))
            }
          )
        )
        return { client, fiber, id: yield* Deferred.await(begun) }
      })
      const hers = yield* call("ada")
      const his = yield* call("bob")
      assert.deepStrictEqual(hers.id, his.id)
      yield* Fiber.interrupt(hers.fiber)
      const name = `ada in ${cell}`
      assert.strictEqual(textOf(yield* hers.client.callTool("interrupted", { name })), "yes")
      assert.isUndefined(his.fiber.pollUnsafe())
      yield* Fiber.interrupt(his.fiber)
    })
  )

  it.live(
    "principals.streams: each hears of what they asked for, and of nothing of the other's",
    () =>
      Effect.gen(function* () {
        const enter = yield* door.open(Serving.matrix)
        const listening = Effect.fnUntraced(function* (who: string, uri: string) {
          const peer = yield* Peer.make(enter(who, revision))
          yield* peer.client.listen({ resourceSubscriptions: [uri] })
          return peer
        })
        const hers = yield* listening("ada", "memo://numbers/1")
        const his = yield* listening("bob", "memo://numbers/2")
        for (const n of [1, 2, 1]) {
          yield* his.client.callTool("touch", { uri: `memo://numbers/${n}` })
        }
        assert.deepStrictEqual(yield* heard(hers), "memo://numbers/1")
        assert.deepStrictEqual(yield* heard(hers), "memo://numbers/1")
        assert.deepStrictEqual(yield* heard(his), "memo://numbers/2")
      }).pipe(Effect.provide(Host.layer))
  )
})

/** The first round of a call that asks, as it is on the wire. */
const firstRound = (client: Client.Client, journal: Journal.Journal) =>
  client.send("tools/call", { name: "deploy", arguments: { journal: journal.path } })

const answers = (asked: { readonly [key: string]: unknown }) =>
  Object.fromEntries(
    Object.keys(Object(asked["inputRequests"])).map((key) => [
      key,
      { action: "accept", content: { name: "Ada", colour: "red" } }
    ])
  )

/** The next round, in whoever's name and with whichever arguments. */
const nextRound = (
  client: Client.Client,
  asked: { readonly [key: string]: unknown },
  journal: Journal.Journal,
  state: unknown = asked["requestState"]
) =>
  client.send("tools/call", {
    name: "deploy",
    arguments: { journal: journal.path },
    inputResponses: answers(asked),
    requestState: state
  })

describe.each([Door.memory, Door.http])("the state of a call that asks, over $name", (door) => {
  const revision = Revisions.latest
  const begin = Effect.gen(function* () {
    const enter = yield* door.open(Serving.interactive)
    const hers = yield* enter("ada", revision)
    const his = yield* enter("bob", revision)
    const journal = yield* Journal.make
    const asked = yield* firstRound(hers, journal)
    assert.strictEqual(asked["resultType"], "input_required")
    assert.deepStrictEqual(yield* journal.counts, { run: 1, reserve: 1 })
    return { hers, his, journal, asked }
  }).pipe(Effect.provide(Host.everybody()))

  it.live("2026-07-28/MR-08: it goes on for whom it was made", () =>
    Effect.gen(function* () {
      const { asked, hers, journal } = yield* begin
      const second = yield* nextRound(hers, asked, journal)
      assert.strictEqual(second["resultType"], "input_required")
      assert.deepStrictEqual(yield* journal.counts, { run: 2, reserve: 1, plan: 1 })
    })
  )

  it.live("2026-07-28/MR-08: in somebody else's name it is refused, and nothing runs", () =>
    Effect.gen(function* () {
      const { asked, his, journal } = yield* begin
      const { reason } = yield* Effect.flip(nextRound(his, asked, journal))
      assert.deepInclude(reason, { _tag: "Refused", code: -32602 })
      assert.deepStrictEqual(yield* journal.counts, { run: 1, reserve: 1 })
    })
  )

  it.live("2026-07-28/MR-08: with other arguments it is refused, and nothing runs", () =>
    Effect.gen(function* () {
      const { asked, hers } = yield* begin
      const another = yield* Journal.make
      const { reason } = yield* Effect.flip(nextRound(hers, asked, another))
      assert.deepInclude(reason, { _tag: "Refused", code: -32602 })
      assert.deepStrictEqual(yield* another.counts, {})
    })
  )

  it.live("2026-07-28/MR-07: changed in one place it is refused, and nothing runs", () =>
    Effect.gen(function* () {
      const { asked, hers, journal } = yield* begin
      const state = String(asked["requestState"])
      const middle = Math.floor(state.length / 2)
      const other = state[middle] === "A" ? "B" : "A"
      const forged = state.slice(0, middle) + other + state.slice(middle + 1)
      const { reason } = yield* Effect.flip(nextRound(hers, asked, journal, forged))
      assert.deepInclude(reason, { _tag: "Refused", code: -32602 })
      assert.deepStrictEqual(yield* journal.counts, { run: 1, reserve: 1 })
    })
  )
})
