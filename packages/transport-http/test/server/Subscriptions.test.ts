import { McpServer, ResourceTemplate, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Schema } from "effect"

import * as Hold from "../support/hold.ts"
import { modern, paramsOf, refusal, resultOf, type Stating } from "../support/peer.ts"
import { type Json, messagesOf } from "../support/raw.ts"
import { mcp, serve, type Serving, turn } from "../support/server.ts"

const Things = ResourceTemplate.make("x://{id}", { name: "x", params: Schema.Struct({}) }).handle(
  () => Effect.succeed("")
)
const Quick = Tool.make("quick", {}).handle(() => Effect.succeed("done"))
const Server = mcp(Layer.mergeAll(Things, Quick))

const tag = "io.modelcontextprotocol/subscriptionId"

const listen = (url: string, notifications: Json, stating: Stating = {}) =>
  modern(url, "subscriptions/listen", { notifications }, stating)

const happen = ({ context }: Serving, ...uris: ReadonlyArray<string>) =>
  Effect.forEach(uris, (uri) => Effect.provideContext(McpServer.resourceUpdated(uri), context), {
    discard: true
  })

const added = ({ context }: Serving, name: string) =>
  Effect.provideContext(
    McpServer.add(Tool.make(name, {}).handle(() => Effect.succeed(""))),
    context
  )

/** What a message is about, and for whom. */
const told = (message: Json) => {
  const params = paramsOf(message)
  return [message["method"], params["uri"], (params["_meta"] as Json | undefined)?.[tag]]
}

describe("a subscription", () => {
  it.effect(
    "2026-07-28/SU-03, 2026-07-28/SU-04, 2026-07-28/SU-05: is a stream that begins with what is honoured, and everything on it is tagged",
    () =>
      Effect.gen(function* () {
        const serving = yield* serve(Server)
        const stream = yield* listen(
          serving.url,
          {
            toolsListChanged: true,
            promptsListChanged: true,
            resourceSubscriptions: ["x://1", "y://none"]
          },
          { id: "s-1" }
        )
        assert.strictEqual(stream.status, 200)
        assert.strictEqual(stream.headers["content-type"], "text/event-stream")
        assert.strictEqual(stream.headers["x-accel-buffering"], "no")
        const first = yield* stream.message
        assert.deepStrictEqual(first, {
          jsonrpc: "2.0",
          method: "notifications/subscriptions/acknowledged",
          params: {
            notifications: { toolsListChanged: true, resourceSubscriptions: ["x://1"] },
            _meta: { [tag]: "s-1" }
          }
        })
        yield* happen(serving, "x://1")
        yield* added(serving, "new")
        assert.deepStrictEqual(
          [told(yield* stream.message), told(yield* stream.message)],
          [
            ["notifications/resources/updated", "x://1", "s-1"],
            ["notifications/tools/list_changed", undefined, "s-1"]
          ]
        )
      })
  )

  it.effect(
    "2026-07-28/SU-02: has what it asked for and nothing else; several live side by side",
    () =>
      Effect.gen(function* () {
        const serving = yield* serve(Server)
        const one = yield* listen(serving.url, { resourceSubscriptions: ["x://1"] }, { id: 1 })
        const two = yield* listen(
          serving.url,
          { resourceSubscriptions: ["x://1", "x://2"] },
          { id: 2 }
        )
        const tools = yield* listen(serving.url, { toolsListChanged: true }, { id: 3 })
        for (const stream of [one, two, tools]) yield* stream.message
        yield* happen(serving, "x://2", "x://1", "x://3")
        yield* added(serving, "new")
        yield* turn
        yield* serving.close
        const rest = yield* Effect.forEach([one, two, tools], (stream) => stream.rest)
        assert.deepStrictEqual(
          rest.map((events) => messagesOf(events).slice(0, -1).map(told)),
          [
            [["notifications/resources/updated", "x://1", 1]],
            [
              ["notifications/resources/updated", "x://2", 2],
              ["notifications/resources/updated", "x://1", 2]
            ],
            [["notifications/tools/list_changed", undefined, 3]]
          ]
        )
      })
  )

  it.effect(
    "2026-07-28/SU-12, 2026-07-28/SU-05: is answered when the server ends, and then its stream ends",
    () =>
      Effect.gen(function* () {
        const serving = yield* serve(Server)
        const stream = yield* listen(serving.url, { toolsListChanged: true }, { id: "s-1" })
        yield* stream.message
        yield* serving.close
        const last = yield* stream.message
        assert.strictEqual(last["id"], "s-1")
        assert.strictEqual(resultOf(last)["resultType"], "complete")
        assert.strictEqual((resultOf(last)["_meta"] as Json)[tag], "s-1")
        assert.strictEqual(yield* stream.ended, "End")
      })
  )

  it.effect("listen.closed: is over when its stream is closed, and makes room", () =>
    Effect.gen(function* () {
      const serving = yield* serve(Server, { maxStreams: 1 })
      const notifications = { toolsListChanged: true }
      const stream = yield* listen(serving.url, notifications)
      yield* stream.message
      const crowded = yield* listen(serving.url, notifications, { id: "b" })
      assert.strictEqual((yield* crowded.json)["id"], "b")
      assert.deepStrictEqual(yield* refusal(crowded), [429, -32600, "TooManyStreams"])
      assert.strictEqual((yield* modern(serving.url, "tools/list")).status, 200)
      yield* stream.leave
      yield* modern(serving.url, "tools/list")
      const next = yield* listen(serving.url, notifications)
      assert.strictEqual(next.status, 200)
    })
  )

  it.effect("listen.requests: takes no room from requests, nor they from it", () =>
    Effect.gen(function* () {
      const hold = Hold.make()
      const serving = yield* serve(mcp(Layer.mergeAll(Things, hold.feature)), {
        maxRequests: 1,
        maxStreams: 2
      })
      const notifications = { toolsListChanged: true }
      assert.strictEqual((yield* listen(serving.url, notifications)).status, 200)
      const holding = yield* Effect.forkChild(modern(serving.url, "tools/call", { name: "hold" }))
      yield* hold.begun
      assert.strictEqual((yield* listen(serving.url, notifications)).status, 200)
      const busy = yield* modern(serving.url, "tools/call", { name: "hold" })
      assert.deepStrictEqual(yield* refusal(busy), [429, -32600, "TooManyRequests"])
      yield* hold.letGo
      assert.strictEqual((yield* Fiber.join(holding)).status, 200)
    })
  )

  it.effect(
    "listen.unread: a client that does not read is cut off before much is held for it",
    () =>
      Effect.gen(function* () {
        const serving = yield* serve(Server, { maxUnsent: 100_000 })
        const uris = Array.from({ length: 100 }, (_, at) => `x://${"x".repeat(1000)}${at}`)
        const stream = yield* listen(serving.url, { resourceSubscriptions: uris })
        yield* stream.message
        const reader = yield* listen(serving.url, { resourceSubscriptions: ["x://1"] })
        yield* reader.message
        yield* stream.pause
        for (let round = 0; round < 120; round++) {
          yield* happen(serving, ...uris)
          yield* turn
        }
        yield* happen(serving, "x://1")
        assert.deepStrictEqual(told(yield* reader.message).slice(0, 2), [
          "notifications/resources/updated",
          "x://1"
        ])
        yield* stream.resume
        assert.strictEqual(yield* stream.ended, "Lost")
      })
  )

  it.effect("listen.refused: a wrong filter is no stream", () =>
    Effect.gen(function* () {
      const serving = yield* serve(Server)
      for (const notifications of [
        { toolsListChanged: "yes" },
        { resourceSubscriptions: "x://1" }
      ]) {
        const response = yield* listen(serving.url, notifications)
        assert.deepStrictEqual(yield* refusal(response), [400, -32602])
      }
    })
  )
})
