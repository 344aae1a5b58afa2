// #region server
import { deepStrictEqual } from "node:assert"

import { ElicitationHandler } from "@effect-mcp/client"
import { Elicitation, McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema } from "effect"

const Booking = Schema.Struct({
  name: Schema.String.annotate({ title: "Your name" }),
  guests: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 })).annotate({ default: 2 }),
  // Several literals are a choice; with titles, one with labels.
  table: Schema.Union([
    Schema.Literal("in").annotate({ title: "Inside" }),
    Schema.Literal("out").annotate({ title: "On the terrace" })
  ]).annotate({ default: "in" }),
  // An array of them is a choice of several.
  diets: Schema.Array(Schema.Literals(["vegan", "halal", "kosher"])),
  reminder: Schema.Boolean
})

const Reserve = Tool.make("reserve", { description: "Reserves a table." })

const ReserveLive = Reserve.handle(
  Effect.fnUntraced(function* () {
    const { guests, name, table } = yield* Elicitation.form({
      message: "For whom, and where?",
      schema: Booking
    })
    return `${name}, ${guests} guests, ${table}`
  })
)
// #endregion

const Restaurant = McpServer.layer({ name: "restaurant", version: "1.0.0" }).pipe(
  McpServer.provide(ReserveLive)
)

// #region client
let forms = 0

const Guest = ElicitationHandler.layer({
  form: ({ content, issues, message, schema }) =>
    Effect.sync(() => {
      forms++
      deepStrictEqual(message, "For whom, and where?")
      deepStrictEqual(schema.required, ["name", "guests", "table", "diets", "reminder"])
      // What to show in the fields: the defaults, then whatever was given last time.
      if (issues.length === 0) deepStrictEqual(content, { guests: 2, table: "in" })
      const guests = issues.length === 0 ? 40 : 4
      return { action: "accept", content: { name: "Ada", guests, diets: [], reminder: false } }
    })
})

const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Restaurant)
  const { content } = yield* client.callTool("reserve")
  deepStrictEqual(content, [{ type: "text", text: "Ada, 4 guests, in" }])
  // 40 guests were never sent: the client showed the form again.
  deepStrictEqual(forms, 2)
})

await program.pipe(Effect.scoped, Effect.provide(Guest), Effect.runPromise)
// #endregion
