import { Principal } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import { TestClock } from "effect/testing"

import { Add, Calculator, textOf } from "./calculator.ts"

describe("TestMcp", () => {
  for (const revision of Revisions.all) {
    it.effect(`connect.revision: a typed client that speaks ${revision.version}`, () =>
      Effect.gen(function* () {
        const client = yield* TestMcp.connect(Calculator, { revision })
        assert.strictEqual(client.revision.version, revision.version)
        assert.deepStrictEqual(yield* client.call(Add, { a: 1, b: 2 }), { sum: 3 })
      })
    )
  }

  it.effect("connect.newest: without a revision, the newest that both have", () =>
    Effect.gen(function* () {
      const client = yield* TestMcp.connect(Calculator)
      assert.strictEqual(client.revision.version, "2026-07-28")
    })
  )

  it.effect("connect.principal: two callers of one server are told apart", () =>
    Effect.gen(function* () {
      const server = yield* TestMcp.serve(Calculator)
      const ada = yield* server.connect({ principal: Principal.user("ada") })
      const bob = yield* server.connect({ principal: Principal.user("bob") })
      const anybody = yield* server.connect()
      const texts = yield* Effect.forEach([ada, bob, anybody], (client) =>
        Effect.map(client.callTool("whoami"), textOf)
      )
      assert.deepStrictEqual(texts, ["user ada", "user bob", "local local"])
    })
  )

  it.effect("serve.context: the running server can be worked on", () =>
    Effect.gen(function* () {
      const server = yield* TestMcp.serve(Calculator)
      const client = yield* server.connect()
      const Late = Tool.make("late", {}).handle(() => Effect.succeed("here"))
      yield* Effect.provideContext(McpServer.add(Late), server.context)
      assert.strictEqual(textOf(yield* client.callTool("late")), "here")
    })
  )

  it.effect("clock.server: a handler's time is the test's", () =>
    Effect.gen(function* () {
      const client = yield* TestMcp.connect(Calculator)
      const call = yield* Effect.forkChild(client.callTool("sleep", { millis: 30_000 }))
      yield* TestClock.adjust("29 seconds")
      assert.isUndefined(call.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.strictEqual(textOf(yield* Fiber.join(call)), "awake")
    })
  )

  it.effect("clock.client: a client's time-out is the test's, and is a typed error", () =>
    Effect.gen(function* () {
      const client = yield* TestMcp.connect(Calculator, { client: { timeout: "5 seconds" } })
      const call = yield* Effect.forkChild(
        Effect.flip(client.callTool("sleep", { millis: 30_000 }))
      )
      yield* TestClock.adjust("5 seconds")
      const { reason } = yield* Fiber.join(call)
      assert.deepInclude(reason, { _tag: "TimedOut", after: 5000 })
    })
  )

  it.effect("connect.scope: the connection ends with its scope, and the server with its own", () =>
    Effect.gen(function* () {
      const server = yield* TestMcp.serve(Calculator)
      const scope = yield* Scope.make()
      const first = yield* Scope.provide(server.connect(), scope)
      yield* Scope.close(scope, Exit.void)
      const { reason } = yield* Effect.flip(first.callTool("whoami"))
      assert.strictEqual(reason._tag, "Disconnected")
      const second = yield* server.connect()
      assert.strictEqual(textOf(yield* second.callTool("whoami")), "local local")
    })
  )
})
