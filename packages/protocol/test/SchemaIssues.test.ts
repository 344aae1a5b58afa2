import { SchemaIssues } from "@effect-mcp/protocol"
import { assert, describe, it } from "@effect/vitest"
import { Exit, Result, Schema } from "effect"
import * as Cause from "effect/Cause"

const Order = Schema.Struct({
  items: Schema.Array(Schema.Struct({ "a/b~c": Schema.Finite })),
  name: Schema.String
})

const errorOf = (value: unknown): Schema.SchemaError => {
  const exit = Schema.decodeUnknownExit(Order, { errors: "all" })(value)
  const failure = Exit.isFailure(exit) ? Cause.findError(exit.cause) : undefined
  if (failure === undefined || Result.isFailure(failure)) throw new Error("expected a refusal")
  return failure.success
}

describe("SchemaIssues", () => {
  it("issues.place: every place is a JSON pointer, with its separators escaped", () => {
    const issues = SchemaIssues.of(errorOf({ items: [{ "a/b~c": "one" }] }))
    assert.deepStrictEqual(
      issues.map(({ path }) => path),
      ["/items/0/a~1b~0c", "/name"]
    )
  })

  it("issues.line: all of them stand on one line of bounded length", () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      path: `/${index}`,
      message: `no\n  ${"x".repeat(100)}`
    }))
    const text = SchemaIssues.describe(many)
    assert.strictEqual(text.length, 1000)
    assert.isTrue(text.startsWith("/0: no x"))
    assert.isFalse(text.includes("\n"))
    assert.strictEqual(
      SchemaIssues.describe([{ path: "", message: "Expected object" }]),
      "Expected object"
    )
  })
})
