import { deepStrictEqual } from "node:assert"

import { McpServer, Progress, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema, Stream } from "effect"

const Index = Tool.make("index", { input: Schema.Struct({ pages: Schema.Int }) })

const IndexLive = Index.handle(
  Effect.fnUntraced(function* ({ pages }) {
    for (let page = 1; page <= pages; page++) {
      yield* Effect.sleep("30 millis")
      yield* Progress.report(page, { total: pages, message: `page ${page}` })
    }
    return `${pages} pages`
  })
)

const Indexer = McpServer.layer({ name: "indexer", version: "1.0.0" }).pipe(
  McpServer.provide(IndexLive)
)

const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Indexer)

  // As callbacks. Whoever does not listen asks for no progress.
  const seen: Array<string> = []
  yield* client.callTool(
    "index",
    { pages: 2 },
    { onProgress: ({ message, progress, total }) => seen.push(`${progress}/${total} ${message}`) }
  )
  deepStrictEqual(seen, ["1/2 page 1", "2/2 page 2"])

  // As a stream that ends with the result.
  const events = yield* Stream.runCollect(client.watchTool("index", { pages: 2 }))
  deepStrictEqual(
    events.map(({ _tag }) => _tag),
    ["Progress", "Progress", "Result"]
  )
})

await program.pipe(Effect.scoped, Effect.runPromise)
