// #region server
import { deepStrictEqual } from "node:assert"

import { Content, McpServer, Resource, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect } from "effect"

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47])
const wav = new Uint8Array([0x52, 0x49, 0x46, 0x46])

const Sales = Resource.make("report://sales.csv", { name: "sales", mimeType: "text/csv" })

const Report = Tool.make("report", { description: "Shows the sales in every way there is." })

const ReportLive = Report.handle(() =>
  Effect.succeed([
    Content.text("Sales went up."),
    Content.image(png, "image/png"),
    Content.audio(wav, "audio/wav"),
    Content.embedded(Content.contents(Sales.uri, "month;sum\n1;20", { mimeType: "text/csv" })),
    Content.resourceLink({ uri: "report://costs.csv", name: "costs" })
  ])
)

const Reports = McpServer.layer({ name: "reports", version: "1.0.0" }).pipe(
  McpServer.provide(ReportLive, Sales.handle(Effect.succeed("month;sum\n1;20")))
)
// #endregion

// #region client
const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Reports)
  const { content } = yield* client.callTool("report")
  for (const block of content) {
    switch (block.type) {
      case "text":
        deepStrictEqual(block.text, "Sales went up.")
        break
      case "image":
      case "audio":
        // Bytes travel as base64.
        deepStrictEqual(Buffer.from(block.data, "base64").length, 4)
        break
      case "resource":
        deepStrictEqual(block.resource.uri, "report://sales.csv")
        break
      case "resource_link":
        // Only a reference: `client.readResource(block.uri)` gets what is behind it.
        deepStrictEqual(block.name, "costs")
    }
  }
})
// #endregion

await program.pipe(Effect.scoped, Effect.runPromise)
