/** Every header that is read: left out, doubled, odd. */
import { answered, type Case, named, refused } from "../Case.ts"
import { inSession, listen, post, rpc, stateless, stating } from "../Request.ts"

const ping = rpc("ping")
const list = stating("tools/list")
const call = stating("tools/call", { name: "echo", arguments: { text: "x" } })

const types: ReadonlyArray<
  readonly [what: string, type: string | ReadonlyArray<string> | undefined]
> = [
  ["no type", undefined],
  ["an empty type", ""],
  ["text/plain", "text/plain"],
  ["text/plain with JSON in a parameter", "text/plain; application/json"],
  ["a form", "application/x-www-form-urlencoded"],
  ["a multipart form", "multipart/form-data; boundary=application/json"],
  ["another JSON", "application/json-seq"],
  ["JSON with something behind it", "application/json, text/plain"],
  ["two types", ["application/json", "text/plain"]],
  ["the same type twice", ["application/json", "application/json"]],
  ["JSON in UTF-16", "application/json; charset=utf-16"],
  ["JSON in Latin-1", "application/json;charset=iso-8859-1"],
  ["JSON in UTF-7", `application/json; charset="utf-7"`],
  ["two charsets", "application/json; charset=utf-8; charset=utf-16"],
  ["a type of 10^4 characters", `application/json${" ".repeat(9_999)}x`]
]

const codings = ["gzip", "deflate", "br", "zstd", "identity, gzip", "x"]

const refusedAccepts: ReadonlyArray<
  readonly [what: string, accept: string | ReadonlyArray<string>]
> = [
  ["HTML", "text/html"],
  ["JSON alone", "application/json"],
  ["event streams alone", "text/event-stream"],
  ["JSON, and a no to streams", "application/json, text/event-stream;q=0"],
  ["streams, and a no to JSON", "application/json; q=0.000, text/event-stream"],
  ["nothing", ""],
  ["commas", ",,,,"],
  ["a wildcard for half", "application/*"]
]

const versions = [
  "",
  "latest",
  "2025-11-26",
  "2025-11-25, 2025-11-25",
  '"2025-11-25"',
  "__proto__",
  "v".repeat(4000)
]

const names: ReadonlyArray<
  readonly [what: string, name: string | ReadonlyArray<string> | undefined]
> = [
  ["left out", undefined],
  ["empty", ""],
  ["another tool's", "boom"],
  ["in other letters", "Echo"],
  ["there twice", ["echo", "echo"]],
  ["there twice, once right", ["echo", "boom"]],
  ["percent-encoded", "%65cho"],
  ["in Base64 of another name", "=?base64?Ym9vbQ==?="],
  ["in Base64 without padding", "=?base64?ZWNobw?="],
  ["in Base64 with a space", "=?base64?ZWNo bw==?="],
  ["in Base64 with stray bits", "=?base64?ZWNobx==?="],
  ["in Base64 with other letters in its mark", "=?BASE64?ZWNobw==?="],
  ["in Base64 without an end", "=?base64?ZWNobw=="],
  ["in Base64 of nothing", "=?base64??="],
  ["in Base64 of what is no UTF-8", "=?base64?/w==?="],
  ["nothing but marks that overlap", "=?base64?="],
  ["behind a no-break space", "\u00a0echo"],
  ["before a no-break space", "echo\u00a0"],
  ["with a tab in it", "ec\tho"]
]

export const headers: ReadonlyArray<Case> = [
  ...types.map(([what, type]) =>
    named(
      `hostile.type: ${what} is not read as JSON`,
      post(ping, { "content-type": type }),
      415,
      "UnsupportedMediaType"
    )
  ),
  ...[
    "application/json;charset=UTF-8",
    `Application/JSON ; charset="utf-8"`,
    "application/json;"
  ].map((type) =>
    answered(`hostile.type: ${type} is JSON`, inSession(ping, { "content-type": type }), { id: 1 })
  ),
  ...codings.map((coding) =>
    named(
      `hostile.coding: ${coding} is not undone`,
      inSession(ping, { "content-encoding": coding }),
      415,
      "UnsupportedMediaType"
    )
  ),
  answered(
    "hostile.coding: identity is none",
    inSession(ping, { "content-encoding": "identity" }),
    { id: 1 }
  ),
  ...refusedAccepts.map(([what, accept]) =>
    named(
      `hostile.accept: ${what} is not enough`,
      inSession(ping, { accept }),
      406,
      "NotAcceptable"
    )
  ),
  ...["*/*", "text/*, application/*;q=0.1", "APPLICATION/JSON, TEXT/EVENT-STREAM"].map((accept) =>
    answered(`hostile.accept: ${accept} is enough`, inSession(ping, { accept }), { id: 1 })
  ),
  named(
    "hostile.accept: a GET that takes no stream is refused",
    listen({ accept: "application/json" }),
    406,
    "NotAcceptable"
  ),
  ...versions.map((version) =>
    refused(
      `2025-11-25/T-48: ${JSON.stringify(version).slice(0, 30)} is no version`,
      inSession(ping, { "mcp-protocol-version": version }),
      400,
      -32022,
      { id: 1 }
    )
  ),
  refused(
    "2025-11-25/T-48: the same version twice is no version",
    inSession(ping, { "mcp-protocol-version": ["2025-11-25", "2025-11-25"] }),
    400,
    -32022,
    { id: 1 }
  ),
  refused(
    "2025-11-25/T-48: an unknown version is refused on a GET too",
    listen({ "mcp-protocol-version": "2025-11-26" }),
    400,
    -32022
  ),
  refused(
    "2026-07-28/T-30: a missing version header is refused",
    stateless(list, { "mcp-protocol-version": undefined }),
    400,
    -32020,
    { id: 1 }
  ),
  ...["2025-11-25", "2026-07-29", "", "2026-07-28, 2026-07-28", "\u00a02026-07-28"].map((version) =>
    refused(
      `2026-07-28/T-26: the header ${JSON.stringify(version)} is another version than the body's`,
      stateless(list, { "mcp-protocol-version": version }),
      400,
      -32020,
      { id: 1 }
    )
  ),
  ...[
    undefined,
    "",
    "tools/call",
    "Tools/List",
    "tools/list/",
    "=?base64?dG9vbHMvbGlzdA==?=",
    "\u00a0tools/list"
  ].map((method) =>
    refused(
      `2026-07-28/T-34: Mcp-Method ${JSON.stringify(method)} is not the body's`,
      stateless(list, { "mcp-method": method }),
      400,
      -32020,
      { id: 1 }
    )
  ),
  refused(
    "2026-07-28/T-34: Mcp-Method that comes twice is not the body's",
    stateless(list, { "mcp-method": ["tools/list", "tools/list"] }),
    400,
    -32020,
    { id: 1 }
  ),
  refused(
    "2026-07-28/T-34: a notification needs its Mcp-Method too",
    stateless(`{"jsonrpc":"2.0","method":"notifications/x"}`, { "mcp-method": undefined }),
    400,
    -32020
  ),
  ...names.map(([what, name]) =>
    refused(
      `2026-07-28/T-34, 2026-07-28/T-55: an Mcp-Name that is ${what} is not the body's`,
      stateless(call, { "mcp-name": name }),
      400,
      -32020,
      { id: 1 }
    )
  ),
  refused(
    "2026-07-28/T-34: a name of Latin-1 letters may not go as it is",
    stateless(stating("tools/call", { name: "\u00e9cho" }), { "mcp-name": "\u00e9cho" }),
    400,
    -32020,
    { id: 1 }
  ),
  refused(
    "2026-07-28/T-55: a name that looks encoded means what it decodes to",
    stateless(stating("tools/call", { name: "=?base64?ZWNobw==?=" }), {
      "mcp-name": "=?base64?ZWNobw==?="
    }),
    400,
    -32020,
    { id: 1 }
  ),
  answered(
    "2026-07-28/T-36: space around Mcp-Name is no part of it",
    stateless(call, { "mcp-name": " \t echo \t " }),
    { id: 1 }
  ),
  answered(
    "2026-07-28/T-55: Mcp-Name may be encoded without need",
    stateless(call, { "mcp-name": "=?base64?ZWNobw==?=" }),
    { id: 1 }
  ),
  answered(
    "2026-07-28/V-25: a session id and an event id say nothing to a request for itself",
    stateless(call, { "mcp-session-id": "../../etc/passwd", "last-event-id": "__proto__" }),
    { id: 1 }
  ),
  answered(
    "hostile.header: names that objects have are headers like any other",
    inSession(ping, {
      __proto__x: "1",
      constructor: "1",
      "x-forwarded-host": "evil.example",
      forwarded: "host=evil.example"
    }),
    { id: 1 }
  )
]
