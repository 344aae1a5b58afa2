/** Session ids and event ids that were guessed, forged or mangled. */
import { type Case, named, refused } from "../Case.ts"
import { type Headers, inSession, listen, plain, post, rpc } from "../Request.ts"

const ping = rpc("ping")

const unknown: ReadonlyArray<string | ReadonlyArray<string>> = [
  "",
  "x",
  "00000000-0000-0000-0000-000000000000",
  "{session}x",
  "x{session}",
  "{session},{session}",
  "{session}\t{session}",
  "../{session}",
  "%7Bsession%7D",
  "__proto__",
  "constructor",
  "undefined",
  "null",
  "*",
  "' OR 1=1 --",
  "\u00e9",
  "a".repeat(8000),
  ["{session}", "{session}"]
]

const unknownEvents = [
  "",
  "0",
  "x",
  "__proto__",
  "..",
  "{session}",
  "{session}.0.0",
  "{session}.1.1",
  "00000000-0000.0.0",
  "00000000-0000.-1.-1",
  "00000000-0000.0.zzzzzzzzz",
  "00000000-0000.0.zzzzzzzzzz",
  "a.b.c.d",
  "1.1e9.1e9",
  "\u00e9.0.0",
  "e".repeat(8000)
]

const shown = (value: string | ReadonlyArray<string>): string => JSON.stringify(value).slice(0, 60)

const ending = (headers: Headers): ReturnType<typeof plain> => plain("DELETE", "/mcp", headers)

const openings: ReadonlyArray<readonly [what: string, params: unknown]> = [
  ["no version", { capabilities: {}, clientInfo: { name: "x", version: "1" } }],
  [
    "a version that is a number",
    { protocolVersion: 1, capabilities: {}, clientInfo: { name: "x", version: "1" } }
  ],
  ["no capabilities", { protocolVersion: "2025-11-25", clientInfo: { name: "x", version: "1" } }],
  [
    "capabilities that are a list",
    { protocolVersion: "2025-11-25", capabilities: [], clientInfo: { name: "x", version: "1" } }
  ],
  ["no name", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: {} }],
  [
    "a name that is an object",
    { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: {}, version: "1" } }
  ]
]

export const sessions: ReadonlyArray<Case> = [
  ...unknown.flatMap((id) => [
    named(
      `2025-11-25/T-41: ${shown(id)} is no session to call in`,
      inSession(ping, { "mcp-session-id": id }),
      404,
      "UnknownSession",
      { id: 1 }
    ),
    named(
      `2025-11-25/T-41: ${shown(id)} is no session to end`,
      ending({ "mcp-session-id": id }),
      404,
      "UnknownSession"
    )
  ]),
  named(
    "2025-11-25/T-40: a request without a session is refused",
    inSession(ping, { "mcp-session-id": undefined }),
    400,
    "SessionRequired",
    { id: 1 }
  ),
  named(
    "2025-11-25/T-40: a notification without a session is refused",
    post(`{"jsonrpc":"2.0","method":"notifications/initialized"}`),
    400,
    "SessionRequired"
  ),
  named(
    "2025-11-25/T-40: a response without a session is refused",
    post(`{"jsonrpc":"2.0","id":1,"result":{}}`),
    400,
    "SessionRequired"
  ),
  named(
    "2025-11-25/T-09: what is no message is refused without a session too",
    post(`{"params":{}}`),
    400,
    "MalformedResponse"
  ),
  named(
    "2025-11-25/T-40: nobody listens without a session",
    listen({ "mcp-session-id": undefined }),
    400,
    "SessionRequired"
  ),
  named("2025-11-25/T-40: nothing is ended without a session", ending({}), 400, "SessionRequired"),
  named(
    "2025-11-25/T-41: a session that is none is not listened to",
    listen({ "mcp-session-id": "x" }),
    404,
    "UnknownSession"
  ),
  ...unknownEvents.map((event) =>
    named(
      `2025-11-25/T-34: nothing is resumed after ${shown(event)}`,
      listen({ "last-event-id": event }),
      400,
      "UnknownEvent"
    )
  ),
  named(
    "2025-11-25/T-34: two event ids are none",
    listen({ "last-event-id": ["00000000-0000.0.0", "00000000-0000.0.0"] }),
    400,
    "UnknownEvent"
  ),
  ...openings.map(([what, params]) =>
    refused(
      `hostile.initialize: initialize with ${what} opens no session`,
      post(rpc("initialize", params)),
      200,
      -32602,
      { id: 1 }
    )
  ),
  refused(
    "hostile.initialize: initialize without params opens no session",
    post(rpc("initialize")),
    200,
    -32602,
    { id: 1 }
  )
]
