import { deepStrictEqual } from "node:assert"

import { Revisions } from "@effect-mcp/schema"
import { McpServer, Resource } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Fiber, Stream } from "effect"

let price = 10

const Price = Resource.make("shop://price", { name: "price" })

const Shop = McpServer.layer({ name: "shop", version: "1.0.0" }).pipe(
  McpServer.provide(Price.handle(Effect.sync(() => String(price))))
)

/** Run it where the price changes; everybody who watches is told. */
const setPrice = (value: number) =>
  Effect.andThen(
    Effect.sync(() => {
      price = value
    }),
    McpServer.resourceUpdated(Price.uri)
  )

const watchPrice = Effect.fnUntraced(function* (revision: (typeof Revisions.all)[number]) {
  const server = yield* TestMcp.serve(Shop)
  const client = yield* server.connect({ revision })

  // Until the scope closes: then the client unsubscribes, in the words of the revision.
  const listening = yield* client.listen({ resourceSubscriptions: [Price.uri] })
  deepStrictEqual(listening.acknowledged, { resourceSubscriptions: [Price.uri] })

  const change = yield* Effect.forkChild(Stream.runHead(listening.changes), {
    startImmediately: true
  })
  yield* Effect.provideContext(setPrice(12), server.context)
  deepStrictEqual(yield* Effect.fromOption(yield* Fiber.join(change)), {
    _tag: "ResourceUpdated",
    uri: "shop://price"
  })

  const { contents } = yield* client.readResource(Price.uri)
  deepStrictEqual(contents, [{ uri: "shop://price", text: "12" }])
}, Effect.scoped)

const program = Effect.forEach(Revisions.all, watchPrice)

await Effect.runPromise(program)
