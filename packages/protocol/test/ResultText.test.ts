import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

import * as ResultText from "../src/ResultText.ts"

const info = { name: "s", version: "1" }
const serverInfo = { "io.modelcontextprotocol/serverInfo": info }
const text = ResultText.make({
  revision: Revisions.latest,
  info,
  cache: { "tools/list": { ttlMs: 5000, cacheScope: "public" } }
})
const read = (method: string, result: object): Readonly<Record<string, unknown>> =>
  JSON.parse(text(method, { ...result }))

const kept = (method: string, result: object) => {
  const { ttlMs, cacheScope } = read(method, result)
  return [ttlMs, cacheScope]
}

describe("ResultText", () => {
  it("2026-07-28/B-07, 2026-07-28/B-51: every result says its kind and its maker", () => {
    const bare = { resultType: "complete", _meta: serverInfo }
    assert.deepStrictEqual(read("tools/call", {}), bare)
    assert.deepStrictEqual(read("tools/call", { content: [] }), { ...bare, content: [] })
  })

  it("resultText.own: what a result says itself stays", () => {
    assert.deepStrictEqual(
      read("tools/call", { resultType: "task", _meta: { a: 1 }, taskId: "t" }),
      {
        resultType: "task",
        _meta: { ...serverInfo, a: 1 },
        taskId: "t"
      }
    )
    const other = { "io.modelcontextprotocol/serverInfo": { name: "other", version: "2" } }
    assert.deepStrictEqual(read("tools/call", { _meta: other }), {
      resultType: "complete",
      _meta: other
    })
  })

  it("2026-07-28/CA-01, 2026-07-28/CA-03: what may be kept says how long, and only when it is complete", () => {
    for (const method of [
      "server/discover",
      "prompts/list",
      "resources/list",
      "resources/templates/list",
      "resources/read"
    ]) {
      assert.deepStrictEqual(kept(method, {}), [0, "private"])
    }
    assert.deepStrictEqual(kept("tools/list", {}), [5000, "public"])
    assert.deepStrictEqual(kept("tools/list", { ttlMs: 9, cacheScope: "private" }), [9, "private"])
    assert.deepStrictEqual(kept("tools/list", { ttlMs: 9 }), [9, "public"])
    assert.deepStrictEqual(kept("tools/call", {}), [undefined, undefined])
    assert.deepStrictEqual(kept("resources/read", { resultType: "input_required" }), [
      undefined,
      undefined
    ])
  })

  it("interop/IS-09: results of revisions with a handshake are as the handler gave them", () => {
    for (const revision of Revisions.handshake) {
      assert.strictEqual(
        ResultText.make({ revision, info })("tools/list", { tools: [] }),
        `{"tools":[]}`
      )
    }
  })
})
