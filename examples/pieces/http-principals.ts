import { deepStrictEqual } from "node:assert"

import { McpClient } from "@effect-mcp/client"
import { Principal } from "@effect-mcp/protocol"
import { McpServer, Tool, Visibility } from "@effect-mcp/server"
import { Authenticator, StreamableHttpClient } from "@effect-mcp/transport-http"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Effect, Layer, Redacted } from "effect"

const Who = Tool.make("who", {}).handle(() => Effect.map(Principal.Principal, ({ id }) => id))
const Wipe = Tool.make("admin.wipe", {}).handle(() => Effect.succeed("wiped"))

// #region server
const keys = new Map([
  ["s3cret", "ada"],
  ["t0p", "root"]
])

/** Asked for each request, also for those of a session. */
const ApiKeys = Authenticator.layer(({ headers }) => {
  const name = keys.get(Authenticator.bearer(headers) ?? "")
  return name === undefined
    ? Effect.fail(
        new Authenticator.Unauthenticated({
          message: "An API key is needed",
          headers: { "www-authenticate": "Bearer" }
        })
      )
    : Effect.succeed(Principal.user(name))
})

const Admins = Visibility.layer(({ principal }) =>
  Effect.succeed((feature) => principal.id === "root" || !feature.name.startsWith("admin."))
)

const Server = McpServer.layer({ name: "keys", version: "1.0.0" }).pipe(
  McpServer.provide(Who, Wipe, Admins)
)

const Http = NodeServer.layer({ port: 0 }).pipe(Layer.provide([Server, ApiKeys]))
// #endregion

const connect = (url: string, key: string) =>
  McpClient.connect({ name: "host", version: "1.0.0" }).pipe(
    Effect.provide(StreamableHttpClient.layer({ url, bearer: Redacted.make(key) }))
  )

const program = Effect.gen(function* () {
  const { url } = yield* NodeServer.NodeServer
  const ada = yield* connect(url, "s3cret")
  const { content } = yield* ada.callTool("who")
  deepStrictEqual(content, [{ type: "text", text: "ada" }])
  deepStrictEqual((yield* ada.listTools()).length, 1)

  const root = yield* connect(url, "t0p")
  deepStrictEqual((yield* root.listTools()).length, 2)

  const { reason } = yield* Effect.flip(connect(url, "guessed"))
  deepStrictEqual(reason._tag === "Rejected" && [reason.status, reason.challenge], [401, "Bearer"])
})

await program.pipe(Effect.scoped, Effect.provide(Http), Effect.runPromise)
