// #region server
import { deepStrictEqual } from "node:assert"

import { Revisions } from "@effect-mcp/schema"
import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect } from "effect"
import { z } from "zod"

// A JSON Schema from elsewhere: listed key for key, and arguments are checked against it.
const Seat = Tool.fromJsonSchema("seat", {
  description: "Books a seat.",
  inputSchema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { row: { $ref: "#/$defs/row" } },
    required: ["row"],
    additionalProperties: false,
    $defs: { row: { type: "integer", minimum: 1 } }
  }
})

const SeatLive = Seat.handle(({ row }) => Effect.succeed(`Row ${String(row)} is yours.`))

// Another library's schema: zod 4 and whatever else speaks Standard JSON Schema.
const Greet = Tool.make("greet", {
  input: z.object({ name: z.string().min(2) }),
  output: z.object({ greeting: z.string() })
})

const GreetLive = Greet.handle(({ name }) => Effect.succeed({ greeting: `Hello ${name}!` }))
// #endregion

const Theatre = McpServer.layer({ name: "theatre", version: "1.0.0" }).pipe(
  McpServer.provide(SeatLive, GreetLive)
)

// #region client
const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Theatre, { revision: Revisions.latest })
  const [, seat] = yield* client.listTools()
  deepStrictEqual(seat?.inputSchema["$defs"], { row: { type: "integer", minimum: 1 } })

  const wrong = yield* client.callTool("seat", { row: 0 })
  deepStrictEqual(wrong.isError, true)

  // Definitions of either kind can be called with types.
  const { greeting } = yield* client.call(Greet, { name: "Ada" })
  deepStrictEqual(greeting, "Hello Ada!")
})
// #endregion

await program.pipe(Effect.scoped, Effect.runPromise)
