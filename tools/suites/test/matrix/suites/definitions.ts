/**
 * How much of one definition each revision is told, and in which words a result is said.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Peer } from "../../../src/Peer.ts"
import { expectedOf, type It, raw, rawCall } from "./It.ts"

interface Expected {
  readonly members: ReadonlyArray<string>
  /** Of the outputs, those that are an object and those that are not. */
  readonly structured: { readonly object: unknown; readonly array: unknown }
  readonly content: ReadonlyArray<string>
  readonly link: string | undefined
  /** What every result says about itself. */
  readonly envelope: ReadonlyArray<string>
}

const first = {
  members: ["name", "description", "inputSchema"],
  structured: { object: undefined, array: undefined },
  content: ["text", "image", "text", "text", "resource"],
  link: "first: memo://first\nA memo.",
  envelope: []
}
const second = {
  ...first,
  members: [...first.members, "annotations"],
  content: ["text", "image", "audio", "text", "resource"]
}
const third = {
  ...second,
  members: [...second.members, "title", "outputSchema", "_meta"],
  structured: { object: { sum: 3 }, array: undefined },
  content: ["text", "image", "audio", "resource_link", "resource"],
  link: undefined
}
const fourth = { ...third, members: [...third.members, "icons"] }
const fifth = {
  ...fourth,
  structured: { object: { sum: 3 }, array: [1, 2, 3] },
  envelope: ["resultType", "_meta", "ttlMs", "cacheScope"]
}

const expectations: { readonly [version: string]: Expected } = {
  "2024-11-05": first,
  "2025-03-26": second,
  "2025-06-18": third,
  "2025-11-25": fourth,
  "2026-07-28": fifth
}

export const definitions = (it: It, version: string): void => {
  const expected = expectedOf(expectations, version)

  it.effect("interop/IS-14: a tool is described by the members the revision has", () =>
    Effect.gen(function* () {
      const { tools } = yield* raw("tools/list")
      const [add] = tools as ReadonlyArray<object>
      assert.sameMembers(Object.keys(add ?? {}), [...expected.members])
    })
  )

  it.effect("interop/IS-09: a result says of itself what the revision wants", () =>
    Effect.gen(function* () {
      const members = Object.keys(yield* raw("tools/list")).filter(
        (member) => member !== "tools" && member !== "nextCursor"
      )
      assert.sameMembers(members, [...expected.envelope])
    })
  )

  it.effect(
    "2025-11-25/SV-10, 2026-07-28/SV-11: output is structured where it may be, and text everywhere",
    () =>
      Effect.gen(function* () {
        const sum = yield* rawCall("add", { a: 1, b: 2 })
        assert.deepStrictEqual(sum["structuredContent"], expected.structured.object)
        assert.deepStrictEqual(sum["content"], [{ type: "text", text: '{"sum":3}' }])
        const range = yield* rawCall("range", { to: 3 })
        assert.deepStrictEqual(range["structuredContent"], expected.structured.array)
        assert.deepStrictEqual(range["content"], [{ type: "text", text: "[1,2,3]" }])
      })
  )

  it.effect("interop/IS-14: what a revision has no word for is said in text", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const { content } = yield* client.callTool("show")
      assert.deepStrictEqual(
        content.map(({ type }) => type),
        [...expected.content]
      )
      const link = content[3]
      assert.strictEqual(link?.type === "text" ? link.text : undefined, expected.link)
    })
  )
}
