import { deepStrictEqual } from "node:assert"

import { Principal, RpcError } from "@effect-mcp/protocol"
import { McpServer, Middleware, RateLimit, Tool, Visibility } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Clock, Effect } from "effect"

const Read = Tool.make("read", {}).handle(() => Effect.succeed("read"))
const Wipe = Tool.make("admin.wipe", {}).handle(() => Effect.succeed("wiped"))

// #region server
const uses: Array<string> = []

/** Around every use of a tool, resource or prompt. */
const Audit = Middleware.layer((next, { feature, request }) =>
  Effect.gen(function* () {
    const began = yield* Clock.currentTimeMillis
    const answer = yield* next
    const millis = (yield* Clock.currentTimeMillis) - began
    uses.push(`${request.principal.id} ${feature.name} ${millis >= 0}`)
    return answer
  })
)

/** What a caller does not see is in no list, and calling it is calling something unknown. */
const Admins = Visibility.layer(({ principal }) =>
  Effect.succeed((feature) => principal.id === "root" || !feature.name.startsWith("admin."))
)

/** A refusal the caller can read. */
const OfficeHours = Middleware.layer((next, { request }) =>
  request.principal.id === "nightly" ? Effect.fail(RpcError.make(4030, "Closed")) : next
)

const Files = McpServer.layer({ name: "files", version: "1.0.0" }).pipe(
  McpServer.provide(
    Read,
    Wipe,
    Audit,
    Admins,
    OfficeHours,
    RateLimit.layer({ limit: 2, window: "1 minute" })
  )
)
// #endregion

// #region client
const program = Effect.gen(function* () {
  const server = yield* TestMcp.serve(Files)
  const ada = yield* server.connect({ principal: Principal.user("ada") })
  const root = yield* server.connect({ principal: Principal.user("root") })
  const nightly = yield* server.connect({ principal: Principal.user("nightly") })
  const codeOf = (client: typeof ada, tool: string) =>
    Effect.map(Effect.flip(client.callTool(tool)), ({ reason }) =>
      reason._tag === "Refused" ? reason.code : undefined
    )

  deepStrictEqual((yield* ada.listTools()).length, 1)
  deepStrictEqual((yield* root.listTools()).length, 2)
  deepStrictEqual(yield* codeOf(ada, "admin.wipe"), -32602)
  deepStrictEqual(yield* codeOf(nightly, "read"), 4030)

  yield* ada.callTool("read")
  yield* ada.callTool("read")
  deepStrictEqual(yield* codeOf(ada, "read"), -32600)
  yield* root.callTool("admin.wipe")
  deepStrictEqual(uses, ["ada read true", "ada read true", "root admin.wipe true"])
})
// #endregion

await program.pipe(Effect.scoped, Effect.runPromise)
