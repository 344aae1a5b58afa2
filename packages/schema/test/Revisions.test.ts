import { ErrorCode, type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

const A = "2024-11-05"
const B = "2025-03-26"
const C = "2025-06-18"
const D = "2025-11-25"
const E = "2026-07-28"
const handshake = [A, B, C, D]
const every = [A, B, C, D, E]

/** Oldest first, so that a column reads as the tables of the specification's history do. */
const oldestFirst = Revisions.all.toReversed()

const having = (has: (revision: Revision.Revision) => boolean): ReadonlyArray<string> =>
  oldestFirst.filter(has).map((revision) => revision.version)

const methodNames = (pick: (revision: Revision.Revision) => object): ReadonlyArray<string> =>
  [...new Set(Revisions.all.flatMap((revision) => Object.keys(pick(revision))))].toSorted()

const facts = (read: (revision: Revision.Revision) => unknown): ReadonlyArray<unknown> =>
  oldestFirst.map(read)

describe("methods", () => {
  const client: Readonly<Record<string, ReadonlyArray<string>>> = {
    initialize: handshake,
    ping: handshake,
    "server/discover": [E],
    "subscriptions/listen": [E],
    "tools/list": every,
    "tools/call": every,
    "prompts/list": every,
    "prompts/get": every,
    "resources/list": every,
    "resources/templates/list": every,
    "resources/read": every,
    "resources/subscribe": handshake,
    "resources/unsubscribe": handshake,
    "completion/complete": every,
    "logging/setLevel": handshake
  }
  const server: Readonly<Record<string, ReadonlyArray<string>>> = {
    ping: handshake,
    "roots/list": handshake,
    "sampling/createMessage": handshake,
    "elicitation/create": [C, D]
  }
  const input: Readonly<Record<string, ReadonlyArray<string>>> = {
    "roots/list": every,
    "sampling/createMessage": every,
    "elicitation/create": [C, D, E]
  }

  it("interop/IS-08, 2026-07-28/RM-01: each revision has its requests of a client and no other", () => {
    assert.deepStrictEqual(
      methodNames((revision) => revision.client.requests),
      Object.keys(client).toSorted()
    )
    for (const [method, versions] of Object.entries(client)) {
      assert.deepStrictEqual(
        having((revision) => revision.client.requests[method] !== undefined),
        versions,
        method
      )
    }
  })

  it("2026-07-28/B-21, 2026-07-28/B-22: from 2026-07-28 on a server sends no request, so a client no answer", () => {
    assert.deepStrictEqual(
      methodNames((revision) => revision.server.requests),
      Object.keys(server).toSorted()
    )
    for (const [method, versions] of Object.entries(server)) {
      assert.deepStrictEqual(
        having((revision) => revision.server.requests[method] !== undefined),
        versions,
        method
      )
    }
    assert.deepStrictEqual(Revisions.latest.server.requests, {})
  })

  it("2026-07-28/MR-04: what can be asked is elicitation, sampling and roots", () => {
    assert.deepStrictEqual(
      methodNames((revision) => revision.inputRequests),
      Object.keys(input).toSorted()
    )
    for (const [method, versions] of Object.entries(input)) {
      assert.deepStrictEqual(
        having((revision) => revision.inputRequests[method] !== undefined),
        versions,
        method
      )
    }
  })

  it("2026-07-28/MR-03: three requests may be answered with questions", () => {
    assert.deepStrictEqual(
      oldestFirst.map((revision) =>
        Object.keys(revision.client.requests).filter(
          (method) => revision.client.requests[method]?.asks === true
        )
      ),
      [[], [], [], [], ["tools/call", "prompts/get", "resources/read"]]
    )
  })

  it("2026-07-28/CA-01: six results may be kept", () => {
    assert.deepStrictEqual(
      Object.keys(Revisions.latest.client.requests).filter(
        (method) => Revisions.latest.client.requests[method]?.cacheable === true
      ),
      [
        "server/discover",
        "tools/list",
        "prompts/list",
        "resources/list",
        "resources/templates/list",
        "resources/read"
      ]
    )
  })

  it("revision.tasks: no table of a revision names a task", () => {
    const names = Revisions.all.flatMap((revision) => [
      ...Object.keys(revision.client.requests),
      ...Object.keys(revision.client.notifications),
      ...Object.keys(revision.server.requests),
      ...Object.keys(revision.server.notifications)
    ])
    assert.deepStrictEqual(
      names.filter((name) => name.includes("tasks")),
      []
    )
  })
})

describe("notifications", () => {
  const client: Readonly<Record<string, ReadonlyArray<string>>> = {
    "notifications/initialized": handshake,
    "notifications/cancelled": every,
    "notifications/progress": handshake,
    "notifications/roots/list_changed": handshake
  }
  const server: Readonly<Record<string, ReadonlyArray<string>>> = {
    "notifications/cancelled": every,
    "notifications/progress": every,
    "notifications/message": every,
    "notifications/tools/list_changed": every,
    "notifications/prompts/list_changed": every,
    "notifications/resources/list_changed": every,
    "notifications/resources/updated": every,
    "notifications/elicitation/complete": [D],
    "notifications/subscriptions/acknowledged": [E]
  }

  it("2026-07-28/RM-02: each revision has its notifications and no other", () => {
    assert.deepStrictEqual(
      methodNames((revision) => revision.client.notifications),
      Object.keys(client).toSorted()
    )
    assert.deepStrictEqual(
      methodNames((revision) => revision.server.notifications),
      Object.keys(server).toSorted()
    )
    for (const [method, versions] of Object.entries(client)) {
      assert.deepStrictEqual(
        having((revision) => revision.client.notifications[method] !== undefined),
        versions,
        method
      )
    }
    for (const [method, versions] of Object.entries(server)) {
      assert.deepStrictEqual(
        having((revision) => revision.server.notifications[method] !== undefined),
        versions,
        method
      )
    }
  })
})

describe("facts, oldest revision first", () => {
  it("revision.facts: lifecycle, framing and transport", () => {
    assert.deepStrictEqual(
      facts((revision) => revision.version),
      every
    )
    assert.deepStrictEqual(
      facts((revision) => revision.lifecycle),
      ["Handshake", "Handshake", "Handshake", "Handshake", "PerRequest"]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.batches),
      [false, true, false, false, false]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.requestIds),
      ["Session", "Session", "Session", "Session", "Outstanding"]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.errorIdOptional),
      [false, false, false, true, true]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.disconnect),
      ["LeavesRunning", "LeavesRunning", "LeavesRunning", "LeavesRunning", "Cancels"]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.versionHeader),
      [false, false, true, true, true]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.primed),
      [false, false, false, true, false]
    )
  })

  it("2026-07-28/T-32: which parameter the headers of a request name, where it has such headers", () => {
    assert.deepStrictEqual(
      facts((revision) => revision.requestHeaders),
      [false, false, false, false, true]
    )
    const named = oldestFirst.map(({ client }) =>
      Object.entries(client.requests).flatMap(([method, row]) =>
        row?.named === undefined ? [] : [[method, row.named]]
      )
    )
    assert.deepStrictEqual(named, [
      [],
      [],
      [],
      [],
      [
        ["tools/call", "name"],
        ["prompts/get", "name"],
        ["resources/read", "uri"]
      ]
    ])
  })

  it("revision.stays: a subscription's answer comes when it ends", () => {
    const staying = oldestFirst.map(({ client }) =>
      Object.entries(client.requests).flatMap(([method, row]) =>
        row?.stays === true ? [method] : []
      )
    )
    assert.deepStrictEqual(staying, [[], [], [], [], ["subscriptions/listen"]])
  })

  it("interop/IS-09, interop/IS-10, interop/IS-11: results, questions and changes", () => {
    assert.deepStrictEqual(
      facts((revision) => revision.resultEnvelope),
      [false, false, false, false, true]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.caching),
      [false, false, false, false, true]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.asks),
      ["Push", "Push", "Push", "Push", "Replay"]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.changes),
      ["Connection", "Connection", "Connection", "Connection", "Listen"]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.logging),
      ["Session", "Session", "Session", "Session", "Request"]
    )
  })

  it("revision.facts: features", () => {
    assert.deepStrictEqual(
      facts((revision) => revision.structuredContent),
      ["None", "None", "Object", "Object", "Any"]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.elicitation),
      [false, false, true, true, true]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.urlElicitation),
      ["None", "None", "None", "Request", "Input"]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.invalidToolInput),
      ["ProtocolError", "ProtocolError", "ProtocolError", "ToolResult", "ToolResult"]
    )
  })

  it("interop/IS-12, 2026-07-28/B-16: error codes", () => {
    assert.deepStrictEqual(
      facts((revision) => revision.resourceNotFound),
      [-32002, -32002, -32002, -32002, -32602]
    )
    assert.deepStrictEqual(
      facts((revision) => revision.capabilityRequired),
      [-32602, -32602, -32602, -32602, -32021]
    )
  })

  it("2026-07-28/B-15: the codes, by name", () => {
    const { isReserved: _, ...codes } = ErrorCode
    assert.deepStrictEqual(codes, {
      parseError: -32700,
      invalidRequest: -32600,
      methodNotFound: -32601,
      invalidParams: -32602,
      internalError: -32603,
      resourceNotFound: -32002,
      urlElicitationRequired: -32042,
      userRejected: -1,
      headerMismatch: -32020,
      missingRequiredClientCapability: -32021,
      unsupportedProtocolVersion: -32022
    })
  })
})

describe("ranges of codes", () => {
  it("2026-07-28/B-12, 2026-07-28/B-13: the newest revision uses none of -32000 to -32019", () => {
    const { latest } = Revisions
    const used = [latest.resourceNotFound, latest.capabilityRequired]
    assert.deepStrictEqual(
      used.filter((code) => code <= -32000 && code >= -32019),
      []
    )
    const band = Object.entries(ErrorCode).flatMap(([name, code]) =>
      typeof code === "number" && code <= -32000 && code >= -32019 ? [name] : []
    )
    assert.deepStrictEqual(band, ["resourceNotFound"])
  })

  it("2026-07-28/B-18: an application's own codes lie outside -32768 to -32000", () => {
    assert.deepStrictEqual(
      [-32769, -32768, -32042, -32000, -31999, -1, 1].map(ErrorCode.isReserved),
      [false, true, true, true, false, false, false]
    )
  })
})

const versions = (revisions: ReadonlyArray<Revision.Revision>) =>
  revisions.map((revision) => revision.version)

describe("choosing", () => {
  it("interop/IS-01: the two eras have a list each, newest first", () => {
    assert.deepStrictEqual(versions(Revisions.handshake), [D, C, B, A])
    assert.deepStrictEqual(versions(Revisions.perRequest), [E])
    assert.deepStrictEqual(versions(Revisions.all), [E, D, C, B, A])
  })

  it("2025-11-25/L-05: a version that is served is answered with itself", () => {
    assert.strictEqual(Revisions.negotiate(C, Revisions.all)?.version, C)
  })

  it("2025-11-25/L-06, 2025-11-25/L-07: another one is answered with the newest that has a handshake", () => {
    assert.strictEqual(Revisions.negotiate("1999-01-01", Revisions.all)?.version, D)
    assert.strictEqual(Revisions.negotiate(E, Revisions.all)?.version, D)
    assert.isUndefined(Revisions.negotiate(D, Revisions.perRequest))
  })

  it("2026-07-28/V-03: a client picks the newest that both speak", () => {
    assert.strictEqual(Revisions.pick([A, C, "2099-01-01"], Revisions.all)?.version, C)
    assert.isUndefined(Revisions.pick(["2099-01-01"], Revisions.all))
  })
})
