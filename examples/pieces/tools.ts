import { deepStrictEqual } from "node:assert"

import { ToolHints } from "@effect-mcp/client"
import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema } from "effect"

const titles = ["The Old Man and the Sea", "The Sea, the Sea", "Middlemarch"]

const Search = Tool.make("search", {
  title: "Search titles",
  description: "Finds books by a part of their title.",
  input: Schema.Struct({
    part: Schema.String.annotate({ description: "Any part of the title, whatever the case" }),
    limit: Schema.optionalKey(Schema.Int)
  }),
  annotations: { readOnlyHint: true, openWorldHint: false }
})

const SearchLive = Search.handle(({ part, limit = 10 }) => {
  const wanted = part.toLowerCase()
  const found = titles.filter((title) => title.toLowerCase().includes(wanted))
  return Effect.succeed(found.slice(0, limit).join("\n"))
})

const Library = McpServer.layer({ name: "library", version: "1.0.0" }).pipe(
  McpServer.provide(SearchLive)
)

const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Library)

  const tools = yield* client.listTools()
  deepStrictEqual(tools.map(ToolHints.displayName), ["Search titles"])
  const harmless = tools.filter((tool) => ToolHints.hints(tool, { trusted: true }).readOnly)
  deepStrictEqual(harmless.length, 1)

  const result = yield* client.callTool("search", { part: "sea", limit: 1 })
  deepStrictEqual(result.content, [{ type: "text", text: "The Old Man and the Sea" }])
})

await program.pipe(Effect.scoped, Effect.runPromise)
