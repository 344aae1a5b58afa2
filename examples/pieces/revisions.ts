import { deepStrictEqual } from "node:assert"

import { Revisions } from "@effect-mcp/schema"
import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect } from "effect"

const Ping = Tool.make("hello", {}).handle(() => Effect.succeed("hello"))

// Every revision there is, unless told otherwise.
const Server = McpServer.layer({ name: "all", version: "1.0.0" }).pipe(McpServer.provide(Ping))

const Older = McpServer.layer({
  name: "older",
  version: "1.0.0",
  revisions: Revisions.handshake
}).pipe(McpServer.provide(Ping))

const program = Effect.gen(function* () {
  // The newest that both have.
  const newest = yield* TestMcp.connect(Server)
  deepStrictEqual(newest.revision.version, "2026-07-28")
  const older = yield* TestMcp.connect(Older)
  deepStrictEqual(older.revision.version, "2025-11-25")

  // Pinned to one, or to an era.
  const pinned = yield* TestMcp.connect(Server, {
    client: { pin: Revisions.byVersion("2025-03-26") }
  })
  deepStrictEqual(pinned.revision.version, "2025-03-26")
  const { reason } = yield* Effect.flip(TestMcp.connect(Older, { client: { pin: "PerRequest" } }))
  deepStrictEqual(reason._tag, "NotPerRequest")

  // What was agreed on is data: read a field, never compare dates.
  deepStrictEqual(pinned.revision.structuredContent, "None")
  deepStrictEqual(newest.server.capabilities.tools, { listChanged: true })
  const missing = yield* Effect.flip(newest.listPrompts())
  deepStrictEqual(missing.message, "prompts/list: prompts is not supported (Server)")
})

await program.pipe(Effect.scoped, Effect.runPromise)
