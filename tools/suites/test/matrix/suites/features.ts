/**
 * What works in every revision in the same way.
 */
import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"

import { Peer } from "../../../src/Peer.ts"
import { textOf } from "../../../src/Results.ts"
import type { It } from "./It.ts"

const Add = {
  name: "add",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
}

const Range = {
  name: "range",
  input: Schema.Struct({ to: Schema.Int }),
  output: Schema.Array(Schema.Int)
}

export const features = (it: It, version: string): void => {
  it.effect("matrix.connect: both know whom they talk to, and in which revision", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      assert.strictEqual(client.revision.version, version)
      assert.deepStrictEqual(client.server.info, { name: "matrix", version: "1.0.0" })
      assert.strictEqual(client.server.instructions, "Try everything.")
    })
  )

  it.effect("matrix.call: a typed call gives typed output, structured or not", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      assert.deepStrictEqual(yield* client.call(Add, { a: 1, b: 2 }), { sum: 3 })
      assert.deepStrictEqual(yield* client.call(Range, { to: 3 }), [1, 2, 3])
    })
  )

  it.effect("matrix.concurrent: 32 calls at one time get their own answers", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const numbers = Array.from({ length: 32 }, (_, at) => at)
      const sums = yield* Effect.forEach(numbers, (a) => client.call(Add, { a, b: 100 }), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(
        sums.map(({ sum }) => sum),
        numbers.map((a) => a + 100)
      )
    })
  )

  it.effect("matrix.resources: listed, read, and read by a template", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const [memo] = yield* client.listResources()
      assert.deepStrictEqual(memo, { uri: "memo://first", name: "first", mimeType: "text/plain" })
      const [family] = yield* client.listResourceTemplates()
      assert.deepInclude(family, { uriTemplate: "memo://numbers/{n}", name: "numbers" })
      const first = yield* client.readResource("memo://first")
      assert.deepStrictEqual(first.contents, [
        { uri: "memo://first", mimeType: "text/plain", text: "the first memo" }
      ])
      const seventh = yield* client.readResource("memo://numbers/7")
      assert.deepInclude(seventh.contents[0], { text: "number 7" })
    })
  )

  it.effect("matrix.prompts: listed, filled in, and completed", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const [letter] = yield* client.listPrompts()
      assert.deepInclude(letter, { name: "letter", description: "Writes a letter." })
      const { messages } = yield* client.getPrompt("letter", { style: "terse" })
      assert.deepStrictEqual(messages, [
        { role: "user", content: { type: "text", text: "Write a terse letter." } }
      ])
      const { values } = yield* client.complete({
        ref: { type: "ref/prompt", name: "letter" },
        argument: { name: "style", value: "f" }
      })
      assert.deepStrictEqual(values, ["formal", "friendly"])
    })
  )

  it.effect("matrix.failure: what a tool fails with, by its own word", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const result = yield* client.callTool("fail")
      assert.strictEqual(result.isError, true)
      assert.strictEqual(textOf(result), '{"_tag":"OutOfRange","limit":7}')
    })
  )
}
