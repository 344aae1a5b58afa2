import { deepStrictEqual } from "node:assert"

import type { ClientEvent } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { Log, McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect } from "effect"

const Backup = Tool.make("backup", { description: "Copies everything." })

const BackupLive = Backup.handle(
  Effect.fnUntraced(function* () {
    // Goes to the server's own log as always, and to the client if it asked for this level.
    yield* Effect.logDebug("reading").pipe(Effect.annotateLogs("files", 3))
    yield* Effect.logWarning("one file is empty").pipe(Log.named("backup"))
    // To the client only, at a level that Effect has no word for.
    yield* Log.send("notice", { copied: 2 }, { logger: "backup" })
    return "done"
  })
)

const Keeper = McpServer.layer({ name: "keeper", version: "1.0.0" }).pipe(
  McpServer.provide(BackupLive)
)

const heard = Effect.fnUntraced(function* (revision: (typeof Revisions.all)[number]) {
  const messages: Array<unknown> = []
  const onEvent = (event: ClientEvent.ClientEvent) => {
    if (event._tag === "LogMessage") messages.push([event.level, event.logger, event.data])
  }
  const client = yield* TestMcp.connect(Keeper, { revision, client: { onEvent } })

  yield* client.callTool("backup")
  deepStrictEqual(messages, [])

  // For the session, or with every request from now on: as the revision has it.
  yield* client.setLogLevel("notice")
  yield* client.callTool("backup")
  deepStrictEqual(messages, [
    ["warning", "backup", "one file is empty"],
    ["notice", "backup", { copied: 2 }]
  ])
}, Effect.scoped)

await Effect.runPromise(Effect.forEach(Revisions.all, heard))
