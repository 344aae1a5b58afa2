import { Revisions } from "@effect-mcp/schema"
import { McpServer, Resource, Tool } from "@effect-mcp/server"
import { Faults, TestMcp } from "@effect-mcp/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schedule, Stream } from "effect"
import { TestClock } from "effect/testing"

const Docs = McpServer.layer({ name: "docs", version: "1.0.0" }).pipe(
  McpServer.provide(
    Resource.make("docs://one", { name: "one" }).handle(Effect.succeed("1")),
    Resource.make("docs://two", { name: "two" }).handle(Effect.succeed("2")),
    Tool.make("noop", {}).handle(() => Effect.succeed(""))
  )
)

/** The next change that a subscription hears of. */
const next = <E>(changes: Stream.Stream<unknown, E>) =>
  Effect.forkChild(Stream.runCollect(Stream.take(changes, 1)), { startImmediately: true })

const revision = Revisions.latest

describe("subscriptions on one stream", () => {
  it.effect("2026-07-28/S-09: what belongs to one subscription is not heard by another", () =>
    Effect.gen(function* () {
      const server = yield* TestMcp.serve(Docs)
      const client = yield* server.connect({ revision })
      const one = yield* client.listen({ resourceSubscriptions: ["docs://one"] })
      const two = yield* client.listen({ resourceSubscriptions: ["docs://two"] })
      const ofOne = yield* next(one.changes)
      const ofTwo = yield* next(two.changes)
      yield* Effect.provideContext(McpServer.resourceUpdated("docs://two"), server.context)
      yield* Effect.provideContext(McpServer.resourceUpdated("docs://one"), server.context)
      assert.deepStrictEqual(yield* Fiber.join(ofOne), [
        { _tag: "ResourceUpdated", uri: "docs://one" }
      ])
      assert.deepStrictEqual(yield* Fiber.join(ofTwo), [
        { _tag: "ResourceUpdated", uri: "docs://two" }
      ])
    })
  )

  it.effect("2026-07-28/S-17: after a loss a subscription is opened again, and goes on", () =>
    Effect.gen(function* () {
      let listens = 0
      const count: Faults.Rule = ({ method }) => {
        if (method === "subscriptions/listen") listens += 1
        return undefined
      }
      const server = yield* TestMcp.serve(Docs)
      const client = yield* server.connect({
        revision,
        faults: [count, Faults.cut(Faults.nth(1, Faults.method("tools/call")))],
        client: { reconnect: Schedule.spaced("1 second") }
      })
      const listening = yield* client.listen({ resourceSubscriptions: ["docs://one"] })
      const heard = yield* next(listening.changes)
      const restored = yield* Effect.forkChild(
        Stream.runCollect(
          Stream.take(
            Stream.filter(client.events, ({ _tag }) => _tag === "Restored"),
            1
          )
        ),
        { startImmediately: true }
      )
      assert.strictEqual((yield* Effect.flip(client.callTool("noop"))).reason._tag, "Disconnected")
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(restored)
      assert.strictEqual(listens, 2)
      yield* Effect.provideContext(McpServer.resourceUpdated("docs://one"), server.context)
      assert.deepStrictEqual(yield* Fiber.join(heard), [
        { _tag: "ResourceUpdated", uri: "docs://one" }
      ])
    })
  )
})
