import { type Capabilities, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

import * as PeerCapabilities from "../src/PeerCapabilities.ts"

const supported = (version: string, declared: unknown) => (path: string) => {
  const revision = Revisions.byVersion(version)
  assert.isDefined(revision)
  return PeerCapabilities.supports(
    revision ?? Revisions.latest,
    // a peer may send anything
    declared as Capabilities.ClientCapabilities,
    path
  )
}

const paths = [
  "roots",
  "sampling",
  "sampling.tools",
  "sampling.context",
  "elicitation",
  "elicitation.form",
  "elicitation.url",
  "extensions.com.example/x"
]

const everything = {
  roots: {},
  sampling: { tools: {}, context: {} },
  elicitation: { form: {}, url: {} },
  extensions: { "com.example/x": {} }
}

describe("PeerCapabilities", () => {
  it("2026-07-28/MR-05, 2026-07-28/B-49: what was not declared is not there", () => {
    assert.deepStrictEqual(paths.filter(supported("2026-07-28", {})), [])
    assert.deepStrictEqual(paths.filter(supported("2026-07-28", everything)), paths)
    assert.deepStrictEqual(paths.filter(supported("2026-07-28", { sampling: {} })), ["sampling"])
  })

  it("2025-11-25/L-14, interop/IS-14: what the revision lacks is not there, whatever was declared", () => {
    assert.deepStrictEqual(paths.filter(supported("2025-11-25", everything)), paths)
    assert.deepStrictEqual(paths.filter(supported("2025-06-18", everything)), [
      "roots",
      "sampling",
      "elicitation",
      "elicitation.form",
      "extensions.com.example/x"
    ])
    assert.deepStrictEqual(paths.filter(supported("2024-11-05", everything)), [
      "roots",
      "sampling",
      "extensions.com.example/x"
    ])
  })

  it("peerCapabilities.forms: elicitation without a mode means forms, a mode alone means itself", () => {
    const modes = paths.filter((path) => path.startsWith("elicitation."))
    assert.deepStrictEqual(modes.filter(supported("2025-11-25", { elicitation: {} })), [
      "elicitation.form"
    ])
    assert.deepStrictEqual(modes.filter(supported("2025-11-25", { elicitation: { url: {} } })), [
      "elicitation.url"
    ])
  })

  it("peerCapabilities.hostile: capabilities that are none declare nothing", () => {
    for (const declared of [
      { roots: true, sampling: null, elicitation: [], extensions: "com.example/x" },
      { sampling: "all", elicitation: { url: 1 } },
      JSON.parse(`{"__proto__":{"roots":{}}}`)
    ]) {
      assert.deepStrictEqual(
        paths
          .filter(supported("2026-07-28", declared))
          .filter((path) => path !== "elicitation.form"),
        []
      )
    }
    assert.isFalse(supported("2026-07-28", {})("__proto__"))
    assert.isFalse(supported("2026-07-28", {})("constructor"))
    assert.isFalse(supported("2026-07-28", { extensions: {} })("extensions.toString"))
  })

  it("peerCapabilities.shape: paths become the object a client would have to declare", () => {
    assert.deepStrictEqual<unknown>(
      PeerCapabilities.shape(["sampling", "sampling.tools", "extensions.com.example/x.y"]),
      { sampling: { tools: {} }, extensions: { "com.example/x.y": {} } }
    )
  })
})
