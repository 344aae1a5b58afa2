import { deepStrictEqual } from "node:assert"

import { RootsProvider } from "@effect-mcp/client"
import { McpServer, Roots, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema, SubscriptionRef } from "effect"

const Delete = Tool.make("delete", { input: Schema.Struct({ uri: Schema.String }) })

const DeleteLive = Delete.handle(
  Effect.fnUntraced(function* ({ uri }) {
    const roots = yield* Roots.list
    if (!Roots.contain(roots, uri)) return yield* Tool.fail(`${uri} is in none of your folders.`)
    return `${uri} would be deleted.`
  })
)

const Files = McpServer.layer({ name: "files", version: "1.0.0" }).pipe(
  McpServer.provide(DeleteLive)
)

const program = Effect.gen(function* () {
  const folders = yield* SubscriptionRef.make([{ uri: "file:///home/ada/notes", name: "Notes" }])
  const client = yield* TestMcp.connect(Files).pipe(Effect.provide(RootsProvider.layerRef(folders)))
  const remove = (uri: string) =>
    Effect.map(client.callTool("delete", { uri }), ({ isError = false }) => !isError)

  deepStrictEqual(yield* remove("file:///home/ada/notes/today.md"), true)
  deepStrictEqual(yield* remove("file:///home/ada/notes/%2e%2e/taxes"), false)
  deepStrictEqual(yield* remove("file:///home/ada/work/plan.md"), false)

  // The user opens another folder; the server is told where the revision has that.
  yield* SubscriptionRef.update(folders, (before) => [
    ...before,
    { uri: "file:///home/ada/work", name: "Work" }
  ])
  deepStrictEqual(yield* remove("file:///home/ada/work/plan.md"), true)
})

await program.pipe(Effect.scoped, Effect.runPromise)
