import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

import { EraProbe } from "../src/index.ts"

const [modern, ...handshake] = Revisions.all as [Revision.Revision, ...Array<Revision.Revision>]
const later: Revision.Revision = { ...modern, version: "2027-01-01" }

const both: EraProbe.Policy = { perRequest: [modern], handshake }
const several: EraProbe.Policy = { perRequest: [later, modern], handshake }
const modernOnly: EraProbe.Policy = { perRequest: [modern], handshake: [] }
const handshakeOnly: EraProbe.Policy = { perRequest: [], handshake }

const discovered = (...supportedVersions: Array<string>): EraProbe.Observation => ({
  _tag: "Discovered",
  result: { supportedVersions, capabilities: {} }
})

const refused = (code: number, data?: unknown): EraProbe.Observation => ({
  _tag: "Refused",
  error: { code, message: "no", ...(data === undefined ? {} : { data }) }
})

/** The decision as a line, so that a row of the table is one. */
const line = (decision: EraProbe.Decision): string => {
  switch (decision._tag) {
    case "Discover":
    case "Speak":
      return `${decision._tag} ${decision.revision.version}`
    case "Initialize":
      return `Initialize ${decision.revision.version}${decision.reopen ? " on a new channel" : ""}`
    default:
      return `Fail ${decision.because._tag}`
  }
}

describe("EraProbe", () => {
  it("2026-07-28/V-17, interop/IC-01: discovery in the preferred per-request revision comes first", () => {
    assert.strictEqual(line(EraProbe.start(both)), "Discover 2026-07-28")
    assert.strictEqual(line(EraProbe.start(several)), "Discover 2027-01-01")
    assert.strictEqual(line(EraProbe.start(handshakeOnly)), "Initialize 2025-11-25")
    assert.strictEqual(
      line(EraProbe.start({ perRequest: [], handshake: [] })),
      "Fail NoCommonRevision"
    )
  })

  it("2026-07-28/V-18: only a DiscoverResult or a well-formed modern error is a verdict for the per-request era", () => {
    const rows: ReadonlyArray<readonly [EraProbe.Observation, string]> = [
      [discovered("2026-07-28"), "Speak 2026-07-28"],
      [discovered("2026-07-28", "2025-11-25"), "Speak 2026-07-28"],
      [refused(-32020), "Fail Refused"],
      [refused(-32021, { requiredCapabilities: { sampling: {} } }), "Fail Refused"],
      [
        refused(-32022, { supported: ["2027-09-09"], requested: "2026-07-28" }),
        "Fail NoCommonRevision"
      ],
      [refused(-32021), "Initialize 2025-11-25"],
      [refused(-32021, { requiredCapabilities: ["sampling"] }), "Initialize 2025-11-25"],
      [refused(-32022), "Initialize 2025-11-25"],
      [refused(-32022, { supported: "2026-07-28", requested: "x" }), "Initialize 2025-11-25"],
      [refused(-32022, { supported: ["2026-07-28"] }), "Initialize 2025-11-25"],
      [{ _tag: "Unrecognized" }, "Initialize 2025-11-25"],
      [{ _tag: "Silent" }, "Initialize 2025-11-25"],
      [{ _tag: "Closed" }, "Initialize 2025-11-25 on a new channel"]
    ]
    for (const [seen, expected] of rows) {
      assert.strictEqual(line(EraProbe.next(both, [modern], seen)), expected)
    }
  })

  it("interop/IC-06: who is asked first who they are has learned nothing of the era", () => {
    for (const policy of [both, modernOnly]) {
      const decision = EraProbe.next(policy, [modern], { _tag: "Challenged" })
      assert.strictEqual(line(decision), "Fail Challenged")
    }
  })

  it("interop/IC-04: that there is no such method is no verdict, so initialize is tried", () => {
    const seen = refused(-32601)
    assert.strictEqual(line(EraProbe.next(both, [modern], seen)), "Initialize 2025-11-25")
  })

  it("2026-07-28/V-19: the fallback is keyed on no error code", () => {
    for (const code of [-32601, -32602, -32600, -32700, -32603, -32000, -32001, 0, 1, 404]) {
      assert.strictEqual(
        line(EraProbe.next(both, [modern], refused(code))),
        "Initialize 2025-11-25"
      )
    }
  })

  it("2026-07-28/V-03: -32022 leads to another revision of the list, and to one that was refused once more at most", () => {
    const offer = refused(-32022, {
      supported: ["2026-07-28", "2025-11-25"],
      requested: "2027-01-01"
    })
    assert.strictEqual(line(EraProbe.next(several, [later], offer)), "Discover 2026-07-28")
    assert.strictEqual(line(EraProbe.next(several, [later, modern], offer)), "Discover 2026-07-28")
    assert.strictEqual(
      line(EraProbe.next(several, [later, modern, modern], offer)),
      "Initialize 2025-11-25"
    )
    assert.strictEqual(line(EraProbe.next(modernOnly, [modern], offer)), "Discover 2026-07-28")
    assert.strictEqual(
      line(EraProbe.next(modernOnly, [modern, modern], offer)),
      "Fail NoCommonRevision"
    )
  })

  it("interop/IS-02: a handshake revision of the list is reached by initialize", () => {
    const offer = refused(-32022, {
      supported: ["2025-06-18", "2024-11-05"],
      requested: "2026-07-28"
    })
    assert.strictEqual(line(EraProbe.next(both, [modern], offer)), "Initialize 2025-06-18")
    assert.strictEqual(
      line(EraProbe.next(both, [modern], discovered("2025-03-26"))),
      "Initialize 2025-03-26"
    )
  })

  it("2026-07-28/V-20: a client of the per-request era alone fails for certain at an older server", () => {
    for (const seen of [refused(-32601), { _tag: "Silent" }, { _tag: "Closed" }] as const) {
      assert.strictEqual(line(EraProbe.next(modernOnly, [modern], seen)), "Fail NotPerRequest")
    }
  })
})
