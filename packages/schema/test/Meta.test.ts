import { Meta } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

describe("the spelling of keys", () => {
  it.each([
    "progressToken",
    "traceparent",
    "a",
    "9",
    "a.b_c-d",
    "",
    "com.example/",
    "com.example/x",
    "com.example-corp.v2/a.b",
    "a/b",
    "io.modelcontextprotocol/protocolVersion"
  ])("2025-11-25/B-22, 2026-07-28/B-41: %s is a key", (key) => {
    assert.isUndefined(Meta.check(key))
  })

  it.each([
    "/x",
    "1com.example/x",
    "com..example/x",
    "com.example-/x",
    "-com/x",
    "com_example/x",
    ".com/x",
    "com./x",
    "com example/x",
    "com.example/-x",
    "com.example/x_",
    "com.example/a/b",
    "_x",
    "x.",
    "a b",
    "é"
  ])("2025-11-25/B-21, 2026-07-28/B-41: %s is none", (key) => {
    assert.isString(Meta.check(key))
  })

  it("meta.linear: a long key is judged in linear time", () => {
    const key = `a${"-".repeat(200_000)}/x${".".repeat(200_000)}`
    assert.isString(Meta.check(key))
  })

  it("2026-07-28/V-09: an extension's id is a key with a prefix", () => {
    assert.isUndefined(Meta.check("io.modelcontextprotocol/ui"))
    assert.isTrue(Meta.isReserved("io.modelcontextprotocol/ui"))
  })
})

describe("reserved prefixes", () => {
  it.each([
    "io.modelcontextprotocol/x",
    "dev.mcp/x",
    "org.modelcontextprotocol.api/x",
    "com.mcp.tools/x"
  ])("2025-11-25/B-24, 2026-07-28/B-43: %s is the specification's", (key) => {
    assert.isTrue(Meta.isReserved(key))
  })

  it.each(["com.example.mcp/x", "mcp/x", "x", "io.modelcontextprotocol", "com.mcpx/x"])(
    "2025-11-25/B-24, 2026-07-28/B-43: %s is not",
    (key) => {
      assert.isFalse(Meta.isReserved(key))
    }
  )

  it("meta.names: the reserved keys, letter for letter", () => {
    assert.deepStrictEqual(
      [
        Meta.protocolVersion,
        Meta.clientInfo,
        Meta.clientCapabilities,
        Meta.logLevel,
        Meta.serverInfo,
        Meta.subscriptionId,
        Meta.relatedTask,
        Meta.modelImmediateResponse,
        Meta.progressToken,
        Meta.traceparent,
        Meta.tracestate,
        Meta.baggage
      ],
      [
        "io.modelcontextprotocol/protocolVersion",
        "io.modelcontextprotocol/clientInfo",
        "io.modelcontextprotocol/clientCapabilities",
        "io.modelcontextprotocol/logLevel",
        "io.modelcontextprotocol/serverInfo",
        "io.modelcontextprotocol/subscriptionId",
        "io.modelcontextprotocol/related-task",
        "io.modelcontextprotocol/model-immediate-response",
        "progressToken",
        "traceparent",
        "tracestate",
        "baggage"
      ]
    )
  })
})
