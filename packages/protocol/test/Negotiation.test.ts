import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

import * as Negotiation from "../src/Negotiation.ts"

const name = (revision: { readonly version: string } | undefined) => revision?.version

const answer = (requested: string) => name(Negotiation.answer(Revisions.all, requested))
const accept = (answered: unknown) => name(Negotiation.accept(Revisions.all, answered))
const mutual = (supported: unknown) => name(Negotiation.mutual(Revisions.all, supported))

describe("Negotiation", () => {
  it("2025-11-25/L-05, 2025-11-25/L-06, 2025-11-25/L-07: a server answers the same version or its latest", () => {
    assert.deepStrictEqual(
      ["2024-11-05", "2025-11-25", "2026-07-28", "2020-01-01", ""].map(answer),
      ["2024-11-05", "2025-11-25", "2025-11-25", "2025-11-25", "2025-11-25"]
    )
    assert.isUndefined(Negotiation.answer(Revisions.perRequest, "2025-11-25"))
  })

  it("2025-11-25/L-08, interop/IC-14: a client accepts what it speaks and can be agreed on", () => {
    assert.deepStrictEqual(["2025-03-26", "2026-07-28", "2020-01-01", 5, null].map(accept), [
      "2025-03-26",
      undefined,
      undefined,
      undefined,
      undefined
    ])
  })

  it("2026-07-28/V-03: a client picks the newest that both name in every request", () => {
    assert.deepStrictEqual(
      [
        ["2025-11-25", "2026-07-28"],
        ["2031-01-01"],
        ["2025-11-25"],
        [],
        "2026-07-28",
        undefined
      ].map(mutual),
      ["2026-07-28", undefined, undefined, undefined, undefined, undefined]
    )
  })
})
