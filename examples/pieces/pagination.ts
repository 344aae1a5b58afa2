import { deepStrictEqual } from "node:assert"

import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Layer, Stream } from "effect"

const names = ["a", "b", "c", "d", "e"]
const tools = names.map((name) => Tool.make(name, {}).handle(() => Effect.succeed(name)))

const Many = McpServer.layer({ name: "many", version: "1.0.0", pageSize: 2 }).pipe(
  McpServer.provide(Layer.mergeAll(Layer.empty, ...tools))
)

const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Many)

  // All pages.
  const all = yield* client.listTools()
  deepStrictEqual(all.length, 5)

  // As they arrive: the third page is never asked for.
  const some = yield* client.stream("tools").pipe(Stream.take(3), Stream.runCollect)
  deepStrictEqual(
    some.map(({ name }) => name),
    ["a", "b", "c"]
  )

  // Page by page.
  const first = yield* client.request("tools/list", {})
  deepStrictEqual(first.tools.length, 2)
  const second = yield* client.request("tools/list", { cursor: first.nextCursor ?? "" })
  deepStrictEqual(second.tools[0]?.name, "c")
})

await program.pipe(Effect.scoped, Effect.runPromise)
