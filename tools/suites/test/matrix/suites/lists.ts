/**
 * Lists: in pages, without what is hidden, and with what came later.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { isToolChange, Peer } from "../../../src/Peer.ts"
import { textOf } from "../../../src/Results.ts"
import type { It } from "./It.ts"

const all = [
  "add",
  "break",
  "count",
  "fail",
  "grow",
  "interrupted",
  "range",
  "seen",
  "show",
  "shrink",
  "talk",
  "touch",
  "wait"
]

const names = Effect.gen(function* () {
  const { client } = yield* Peer
  return (yield* client.listTools({ refresh: true })).map(({ name }) => name)
})

export const lists = (it: It): void => {
  it.effect(
    "2025-11-25/SV-52, 2025-11-25/SV-55, 2026-07-28/SV-58: five at a time, in one order, and all of them together",
    () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        const pages: Array<number> = []
        let cursor: string | undefined
        do {
          const page = yield* client.request("tools/list", cursor === undefined ? {} : { cursor })
          pages.push(page.tools.length)
          cursor = page.nextCursor
        } while (cursor !== undefined)
        assert.deepStrictEqual(pages, [5, 5, 3])
        assert.deepStrictEqual(yield* names, all)
      })
  )

  it.effect("2025-11-25/SV-54, 2026-07-28/SV-56: one that nobody handed out is refused", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const error = yield* Effect.flip(client.request("tools/list", { cursor: "nowhere" }))
      assert.deepInclude(error.reason, { _tag: "Refused", code: -32602 })
    })
  )

  it.effect(
    "2025-11-25/SV-13, 2026-07-28/SV-20: a tool the caller may not see can not be called either",
    () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        assert.notInclude(yield* names, "secret")
        const hidden = yield* Effect.flip(client.callTool("secret"))
        const unknown = yield* Effect.flip(client.callTool("no-such-tool"))
        assert.deepInclude(hidden.reason, {
          _tag: "Refused",
          code: -32602,
          message: "Unknown tool: secret"
        })
        assert.deepInclude(unknown.reason, {
          _tag: "Refused",
          code: -32602,
          message: "Unknown tool: no-such-tool"
        })
      })
  )

  it.effect(
    "2025-11-25/SV-02, 2026-07-28/SV-19: a tool that comes and goes is announced, listed and called",
    () =>
      Effect.gen(function* () {
        const { client, until } = yield* Peer
        yield* client.listen({ toolsListChanged: true })
        yield* client.callTool("grow")
        assert.isDefined(yield* until(isToolChange))
        assert.include(yield* names, "grown")
        assert.strictEqual(textOf(yield* client.callTool("grown")), "I am new")
        yield* client.callTool("shrink")
        assert.isDefined(yield* until(isToolChange))
        assert.deepStrictEqual(yield* names, all)
        const gone = yield* Effect.flip(client.callTool("grown"))
        assert.deepInclude(gone.reason, { _tag: "Refused", code: -32602 })
      })
  )
}
