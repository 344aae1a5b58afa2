// #region extension
import { deepStrictEqual } from "node:assert"

import { Extension, Handler } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Layer, Schema } from "effect"

const Copy = Tool.make("copy", {}).handle(() => Effect.succeed("copied"))

const id = "com.example/audit"

const ListParams = Schema.Struct({ limit: Schema.Int })

/** Notes every call of a tool, and lists what it noted to whoever declared the extension too. */
const Audit = Extension.layerEffect(
  id,
  Effect.sync(() => {
    const noted: Array<string> = []
    return {
      id,
      settings: { keeps: "names" },
      server: () => ({
        around: (next, request) => {
          if (request.method === "tools/call") noted.push(String(request.params?.["name"]))
          return next
        },
        requests: {
          "com.example/audit/list": Handler.decoded(ListParams, ({ limit }) =>
            Effect.succeed({ calls: noted.slice(-limit) })
          )
        }
      }),
      client: () => ({})
    } satisfies Extension.Extension
  })
)

const Files = McpServer.layer({ name: "files", version: "1.0.0" }).pipe(
  McpServer.provide(Copy),
  Layer.provide(Audit)
)
// #endregion

// #region client
const program = Effect.gen(function* () {
  const server = yield* TestMcp.serve(Files)
  const client = yield* server.connect().pipe(Effect.provide(Audit))
  deepStrictEqual(client.server.capabilities.extensions, { [id]: { keeps: "names" } })

  yield* client.callTool("copy")
  const { calls } = yield* client.send("com.example/audit/list", { limit: 10 })
  deepStrictEqual(calls, ["copy"])

  // Without the layer the extension is off: the method does not exist for this client.
  const plain = yield* server.connect({ revision: Revisions.latest })
  const { reason } = yield* Effect.flip(plain.send("com.example/audit/list", { limit: 10 }))
  deepStrictEqual(reason._tag, "Refused")
})
// #endregion

await program.pipe(Effect.scoped, Effect.runPromise)
