import { deepStrictEqual } from "node:assert"

import { Revisions } from "@effect-mcp/schema"
import { McpServer, Resource } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Fiber, Stream } from "effect"

let reads = 0

const Rates = Resource.make("bank://rates", {
  name: "rates",
  cache: { ttl: "1 minute", scope: "public" }
})

const RatesLive = Rates.handle(Effect.sync(() => `1.${++reads}`))

const Bank = McpServer.layer({ name: "bank", version: "1.0.0", listTtl: "1 hour" }).pipe(
  McpServer.provide(RatesLive)
)

const program = Effect.gen(function* () {
  const server = yield* TestMcp.serve(Bank)
  const client = yield* server.connect({ revision: Revisions.latest })
  const rate = (refresh: boolean) =>
    Effect.map(client.readResource(Rates.uri, { refresh }), ({ contents: [part] }) =>
      part !== undefined && "text" in part ? part.text : undefined
    )

  deepStrictEqual(yield* rate(false), "1.1")
  deepStrictEqual(yield* rate(false), "1.1")
  deepStrictEqual(yield* rate(true), "1.2")

  // A client that watches the resource drops what it kept when the server says that it changed.
  const { changes } = yield* client.listen({ resourceSubscriptions: [Rates.uri] })
  const changed = yield* Effect.forkChild(Stream.runHead(changes), { startImmediately: true })
  yield* Effect.provideContext(McpServer.resourceUpdated(Rates.uri), server.context)
  yield* Fiber.join(changed)
  deepStrictEqual(yield* rate(false), "1.3")
})

await program.pipe(Effect.scoped, Effect.runPromise)
