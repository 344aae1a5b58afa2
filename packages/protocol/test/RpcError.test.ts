import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

import * as RpcError from "../src/RpcError.ts"

describe("RpcError", () => {
  it("2026-07-28/B-12, 2026-07-28/B-13, 2026-07-28/B-15: every code of ours is one the specification defines", () => {
    const { latest } = Revisions
    const codes = [
      RpcError.parseError(),
      RpcError.invalidRequest(),
      RpcError.methodNotFound("m"),
      RpcError.invalidParams("p"),
      RpcError.internal,
      RpcError.tookTooLong(1),
      RpcError.tooMany("TooManyRequests", 1),
      RpcError.tooManyOpen(1),
      RpcError.draining,
      RpcError.headerMismatch("m"),
      RpcError.unsupportedVersion("v", []),
      RpcError.capabilityRequired(latest, ["roots"]),
      RpcError.extensionRequired(latest, "com.example/x", "x/y")
    ].map(({ code }) => code)
    assert.deepStrictEqual(
      codes,
      [
        -32700, -32600, -32601, -32602, -32603, -32603, -32600, -32600, -32600, -32020, -32022,
        -32021, -32021
      ]
    )
  })

  it("rpcError.object: it has data only if there is some", () => {
    assert.deepStrictEqual(RpcError.toObject(RpcError.invalidParams("m")), {
      code: -32602,
      message: "m"
    })
    assert.deepStrictEqual(RpcError.toObject(RpcError.invalidParams("m", null)), {
      code: -32602,
      message: "m",
      data: null
    })
  })

  it("rpcError.echo: what the peer chose is cut where it is said back", () => {
    const long = "x".repeat(10_000)
    assert.isBelow(RpcError.methodNotFound(long).message.length, 300)
    assert.isBelow(JSON.stringify(RpcError.unsupportedVersion(long, []).data).length, 200)
  })
})
