import { deepStrictEqual } from "node:assert"

import { ElicitationHandler } from "@effect-mcp/client"
import { Interaction } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { Elicitation, McpServer, Step, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema } from "effect"

const happened: Array<string> = []
const note = (what: string) => Effect.sync(() => void happened.push(what))

// #region server
const Order = Schema.Struct({ id: Schema.String, price: Schema.Int })

class Sold extends Schema.TaggedError<Sold>()("Sold", { item: Schema.String }) {}

const Buy = Tool.make("buy", { input: Schema.Struct({ item: Schema.String }), error: Sold })

const BuyLive = Buy.handle(
  Effect.fnUntraced(function* ({ item }) {
    // Outside a step: happens in every run.
    yield* note("run")

    // Once, however often the handler is run. The outcome is remembered, a typed failure too.
    const order = yield* Step.once("reserve", Order, reserve(item), { error: Sold })

    // Both questions go out together.
    const [address, gift] = yield* Effect.all(
      [
        Elicitation.form({ key: "address", message: "Where to?", schema: Address }),
        Elicitation.form({ key: "gift", message: "Is it a gift?", schema: Gift })
      ],
      { concurrency: "unbounded" }
    )

    // Once towards the shop too, even if a client brings the same answers again.
    const key = yield* Step.idempotencyKey("charge")
    yield* Step.once("charge", Schema.Void, charge(order.price, key))
    return `${order.id} to ${address.town}${gift.wrap ? ", wrapped" : ""}`
  })
)
// #endregion

const Address = Schema.Struct({ town: Schema.String })
const Gift = Schema.Struct({ wrap: Schema.Boolean })

const reserve = (item: string) =>
  item === "last one"
    ? Effect.fail(new Sold({ item }))
    : Effect.as(note("reserve"), { id: "o-1", price: 20 })

const keys = new Set<string>()
const charge = (price: number, key: string) =>
  Effect.suspend(() => {
    keys.add(key)
    return note(`charge ${price}`)
  })

const Shop = McpServer.layer({ name: "shop", version: "1.0.0" }).pipe(McpServer.provide(BuyLive))

const Person = ElicitationHandler.layer({
  form: ({ schema }) =>
    Effect.succeed({
      action: "accept",
      content: "town" in schema.properties ? { town: "Turin" } : { wrap: true }
    })
})

// #region client
const buy = Effect.fnUntraced(function* (revision: (typeof Revisions.all)[number]) {
  happened.length = 0
  const client = yield* TestMcp.connect(Shop, { revision })
  const { content } = yield* client.callTool("buy", { item: "tea" })
  deepStrictEqual(content, [{ type: "text", text: "o-1 to Turin, wrapped" }])
  return happened.join(", ")
}, Effect.scoped)

const program = Effect.gen(function* () {
  // 2026-07-28: the call ended as `input_required`, and the handler was run again with the answers.
  deepStrictEqual(yield* buy(Revisions.latest), "run, reserve, run, charge 20")
  // 2025-11-25: the questions were requests to the client, and the handler waited.
  deepStrictEqual(yield* buy(Revisions.all[1] ?? Revisions.latest), "run, reserve, charge 20")
})
// #endregion

await program.pipe(Effect.provide(Person), Effect.runPromise)
deepStrictEqual(keys.size, 2)

// #region cleanup
const UploadLive = Tool.make("upload", {}).handle(() =>
  Elicitation.form({ message: "Public?", schema: Schema.Struct({ yes: Schema.Boolean }) }).pipe(
    Effect.as("uploaded"),
    // Waiting for an answer interrupts this run. Only a cancellation is the end of the call.
    Effect.onExit((exit) =>
      exit._tag === "Failure" && !Interaction.isSuspension(exit.cause) ? note("undo") : Effect.void
    )
  )
)
// #endregion

const Uploads = McpServer.layer({ name: "uploads", version: "1.0.0" }).pipe(
  McpServer.provide(UploadLive)
)

const upload = Effect.fnUntraced(function* (action: "accept" | "decline") {
  happened.length = 0
  const saying = ElicitationHandler.layer({
    form: () => Effect.succeed({ action, content: { yes: true } })
  })
  const client = yield* TestMcp.connect(Uploads, { revision: Revisions.latest }).pipe(
    Effect.provide(saying)
  )
  yield* client.callTool("upload")
  return happened.join(", ")
}, Effect.scoped)

deepStrictEqual(await Effect.runPromise(upload("accept")), "")
deepStrictEqual(await Effect.runPromise(upload("decline")), "undo")
