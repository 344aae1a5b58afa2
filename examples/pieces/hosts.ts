import { deepStrictEqual } from "node:assert"

import { ToolApproval, ToolHints, ToolNames } from "@effect-mcp/client"
import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect } from "effect"

const server = (label: string) =>
  McpServer.layer({ name: label, version: "1.0.0" }).pipe(
    McpServer.provide(
      Tool.make("read", { annotations: { readOnlyHint: true } }).handle(() =>
        Effect.succeed(label)
      ),
      Tool.make("wipe", {}).handle(() => Effect.succeed("wiped"))
    )
  )

/** Stands in for a person, who is asked before everything that is not known to be harmless. */
const Careful = ToolApproval.layer(({ tool }) =>
  Effect.succeed(tool !== undefined && ToolHints.hints(tool, { trusted: true }).readOnly)
)

const program = Effect.gen(function* () {
  const mail = yield* TestMcp.connect(server("mail"))
  const files = yield* TestMcp.connect(server("files"))

  const all = ToolNames.disambiguate([
    { label: "mail", tools: yield* mail.listTools() },
    { label: "files", tools: yield* files.listTools() }
  ])
  deepStrictEqual(
    all.map(({ name }) => name),
    ["mail.read", "mail.wipe", "files.read", "files.wipe"]
  )

  const { content } = yield* mail.callTool("read")
  deepStrictEqual(content, [{ type: "text", text: "mail" }])
  const { reason } = yield* Effect.flip(files.callTool("wipe"))
  deepStrictEqual(reason._tag, "NotApproved")
})

await program.pipe(Effect.scoped, Effect.provide(Careful), Effect.runPromise)
