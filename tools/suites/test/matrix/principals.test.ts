import type { Client } from "@effect-mcp/client"
import { Principal } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { TestMcp } from "@effect-mcp/testing"
/**
 * Two callers of one server, each of whom owns what is theirs.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"

import * as Cells from "../../src/Cells.ts"
import * as Host from "../../src/Host.ts"
import * as Journal from "../../src/Journal.ts"
import { textOf } from "../../src/Results.ts"

const ada = Principal.user("ada")
const bob = Principal.user("bob")

const names = (client: Client.Client) =>
  Effect.map(client.listTools(), (tools) => tools.map(({ name }) => name))

describe.each(Revisions.all)("two callers, $version", (revision) => {
  it.live("principals.sight: each sees what is for them", () =>
    Effect.gen(function* () {
      const server = yield* TestMcp.serve(Cells.matrix.layer)
      const hers = yield* server.connect({ revision, principal: ada })
      const his = yield* server.connect({ revision, principal: bob })
      assert.include(yield* names(hers), "secret")
      assert.notInclude(yield* names(his), "secret")
      assert.strictEqual(textOf(yield* hers.callTool("secret")), "for Ada alone")
      const { reason } = yield* Effect.flip(his.callTool("secret"))
      assert.deepInclude(reason, { code: -32602, message: "Unknown tool: secret" })
    })
  )

  it.live("principals.cancellation: one caller's id is not the other's", () =>
    Effect.gen(function* () {
      const server = yield* TestMcp.serve(Cells.matrix.layer)
      const call = Effect.fnUntraced(function* (principal: Principal.Identity) {
        const client = yield* server.connect({ revision, principal })
        const begun = yield* Deferred.make<unknown>()
        let id: unknown
        const fiber = yield* Effect.forkChild(
          client.callTool(
            "wait",
            { name: `${principal.id} in ${revision.version}` },
            {
              onId: (given) => (id = given),
              onProgress: () => Deferred.doneUnsafe(begun, Effect.succeed(id))
            }
          )
        )
        return { client, fiber, id: yield* Deferred.await(begun) }
      })
      const hers = yield* call(ada)
      const his = yield* call(bob)
      assert.deepStrictEqual(hers.id, his.id)
      yield* Fiber.interrupt(hers.fiber)
      const name = `ada in ${revision.version}`
      assert.strictEqual(textOf(yield* hers.client.callTool("interrupted", { name })), "yes")
      assert.isUndefined(his.fiber.pollUnsafe())
      yield* Fiber.interrupt(his.fiber)
    })
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

describe("the state of a call that asks", () => {
  const revision = Revisions.byVersion("2026-07-28")
  const begin = Effect.gen(function* () {
    const server = yield* TestMcp.serve(Cells.interactive.layer)
    const hers = yield* server.connect({ revision, principal: ada })
    const his = yield* server.connect({ revision, principal: bob })
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
