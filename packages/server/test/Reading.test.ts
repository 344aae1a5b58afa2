import { McpServer, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Schema, SchemaGetter } from "effect"

import * as Eras from "./eras.ts"
import { type Json, withServer } from "./RawClient.ts"

class Stock extends Context.Service<Stock, { readonly has: (item: string) => boolean }>()(
  "test/Stock"
) {}

/** What is known only to a service, and only after a turn. */
const InStock = Schema.String.pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.checkEffect((item: string) =>
      Effect.gen(function* () {
        yield* Effect.yieldNow
        const stock = yield* Stock
        return stock.has(item) ? undefined : `There is no ${item}`
      })
    ),
    encode: SchemaGetter.passthrough()
  })
)

const Order = Tool.make("order", {
  input: Schema.Struct({ amount: Schema.Finite, item: InStock, note: Schema.String })
})

const Add = Tool.make("add", { input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }) })

const server = McpServer.layer({ name: "reading", version: "1.0.0" }).pipe(
  McpServer.provide(
    Order.handle(({ amount, item }) => Effect.succeed(`${amount} ${item}`)).pipe(
      Layer.provide(Layer.succeed(Stock, { has: (item) => item === "tea" }))
    ),
    Add.handle(({ a, b }) => Effect.succeed(`${a + b}`))
  )
)

const text = (result: Json) => (result["content"] as ReadonlyArray<Json>)[0]?.["text"]

describe.each(Eras.every)("%s", (_, revision) => {
  const calling = Effect.fnUntraced(function* (name: string, inputs: ReadonlyArray<Json>) {
    const client = yield* withServer(server, { revision })
    const answers: Array<unknown> = []
    for (const input of inputs) {
      const { error, result } = yield* client.request("tools/call", { name, arguments: input })
      answers.push(result === undefined ? error?.message : text(result))
    }
    return answers
  })

  it.effect("reading.waiting: a schema that has to wait reads one value like the next", () =>
    Effect.gen(function* () {
      const tea = { amount: 2, item: "tea", note: "" }
      const wrong = `Invalid arguments for tool "order": /item: There is no gold; /note: Expected string`
      const first = `Invalid arguments for tool "order": /amount: Expected number; /note: Missing key`
      assert.deepStrictEqual(
        yield* calling("order", [
          { amount: "2", item: "tea" },
          tea,
          { amount: 2, item: "gold", note: 7 },
          tea
        ]),
        [first, "2 tea", wrong, "2 tea"]
      )
    })
  )

  it.effect(
    "reading.every: a wrong value hears of every mistake, before and after a right one",
    () =>
      Effect.gen(function* () {
        const wrong = `Invalid arguments for tool "add": /a: Expected number; /b: Missing key`
        assert.deepStrictEqual(yield* calling("add", [{ a: "1" }, { a: 1, b: 2 }, { a: "1" }]), [
          wrong,
          "3",
          wrong
        ])
      })
  )
})
