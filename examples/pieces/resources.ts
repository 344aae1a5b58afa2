// #region server
import { deepStrictEqual } from "node:assert"

import { McpServer, Resource } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect } from "effect"

const Readme = Resource.make("docs://readme", {
  name: "readme",
  title: "Read me first",
  mimeType: "text/markdown"
})

const Logo = Resource.make("docs://logo", { name: "logo", mimeType: "image/png" })

// Contents with URIs of their own: one resource, several parts.
const Manual = Resource.make("docs://manual", { name: "manual" })

const Docs = McpServer.layer({ name: "docs", version: "1.0.0" }).pipe(
  McpServer.provide(
    Readme.handle(Effect.succeed("# Read me")),
    Logo.handle(Effect.sync(() => new Uint8Array([0x89, 0x50, 0x4e, 0x47]))),
    Manual.handle(
      Effect.succeed([
        { uri: "docs://manual/1", text: "Unpack it." },
        { uri: "docs://manual/2", text: "Plug it in." }
      ])
    )
  )
)
// #endregion

// #region client
const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Docs)

  const resources = yield* client.listResources()
  deepStrictEqual(
    resources.map(({ uri }) => uri),
    ["docs://logo", "docs://manual", "docs://readme"]
  )

  const readme = yield* client.readResource("docs://readme")
  deepStrictEqual(readme.contents, [
    { uri: "docs://readme", mimeType: "text/markdown", text: "# Read me" }
  ])

  const logo = yield* client.readResource("docs://logo")
  for (const part of logo.contents) {
    // Text or base64, told apart by the member that is there.
    const bytes = "blob" in part ? Buffer.from(part.blob, "base64") : Buffer.from(part.text)
    deepStrictEqual(bytes.length, 4)
  }

  const missing = yield* client
    .readResource("docs://lost")
    .pipe(Effect.catchReason("ClientError", "ResourceNotFound", ({ uri }) => Effect.succeed(uri)))
  deepStrictEqual(missing, "docs://lost")
})
// #endregion

await program.pipe(Effect.scoped, Effect.runPromise)
