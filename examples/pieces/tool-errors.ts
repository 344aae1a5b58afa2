// #region server
import { deepStrictEqual, match } from "node:assert"

import { ToolResult } from "@effect-mcp/client"
import { RpcError } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema } from "effect"

class OutOfStock extends Schema.TaggedError<OutOfStock>()("OutOfStock", { left: Schema.Int }) {}

const Order = Tool.make("order", {
  description: "Orders tea.",
  input: Schema.Struct({ packets: Schema.Int }),
  output: Schema.Struct({ ordered: Schema.Int }),
  error: OutOfStock
})

const OrderLive = Order.handle(({ packets }) => {
  if (packets < 1) return Tool.fail("Say how many packets, at least one.")
  if (packets > 100) return Effect.fail(RpcError.invalidRequest("Wholesale is another server"))
  if (packets > 3) return Effect.fail(new OutOfStock({ left: 3 }))
  return Effect.succeed({ ordered: packets })
})
// #endregion

const Shop = McpServer.layer({ name: "shop", version: "1.0.0" }).pipe(McpServer.provide(OrderLive))

// #region client
const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Shop, { revision: Revisions.latest })

  // Typed: the tool's own error is a value again.
  const left = yield* client.call(Order, { packets: 5 }).pipe(
    Effect.as(0),
    Effect.catchTag("OutOfStock", (error) => Effect.succeed(error.left))
  )
  deepStrictEqual(left, 3)

  // Any other failure of the tool is a `ToolFailed`.
  const failed = yield* Effect.flip(client.call(Order, { packets: 0 }))
  deepStrictEqual(failed.message, "order: Say how many packets, at least one.")

  // By its name: a result for the model to read. So are arguments that do not fit.
  const result = yield* client.callTool("order", { packets: "some" })
  deepStrictEqual(result.isError, true)
  match(ToolResult.text(result), /^Invalid arguments for tool "order": \/packets/)

  // A JSON-RPC error fails the call. The reason says whose error it is.
  const refused = yield* client
    .callTool("order", { packets: 500 })
    .pipe(Effect.catchReason("ClientError", "Refused", ({ code }) => Effect.succeed(code)))
  deepStrictEqual(refused, -32600)
})
// #endregion

await program.pipe(Effect.scoped, Effect.runPromise)
