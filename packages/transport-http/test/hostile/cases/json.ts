/** Bodies that are no JSON, or JSON of the worst kind. */
import { answered, type Case, named, refused } from "../Case.ts"
import { inSession, post, rpc, stateless, stating } from "../Request.ts"

const parseErrors: ReadonlyArray<readonly [what: string, body: string]> = [
  ["an empty body", ""],
  ["white space alone", " \r\n\t"],
  ["an open brace", "{"],
  ["a document cut off in a string", `{"jsonrpc":"2.0","id":1,"method":"pi`],
  ["a document cut off before its end", `{"jsonrpc":"2.0","id":1,"method":"ping"`],
  ["a trailing comma", `{"jsonrpc":"2.0","id":1,"method":"ping",}`],
  ["a comment", `{"jsonrpc":"2.0","id":1,"method":"ping"/* */}`],
  ["single quotes", `{'jsonrpc':'2.0','id':1,'method':'ping'}`],
  ["bare keys", `{jsonrpc:"2.0",id:1,method:"ping"}`],
  ["NaN", `{"jsonrpc":"2.0","id":NaN,"method":"ping"}`],
  ["Infinity", `{"jsonrpc":"2.0","id":Infinity,"method":"ping"}`],
  ["undefined", "undefined"],
  ["a hexadecimal number", `{"jsonrpc":"2.0","id":0x1,"method":"ping"}`],
  ["a leading zero", `{"jsonrpc":"2.0","id":01,"method":"ping"}`],
  ["a plus sign", `{"jsonrpc":"2.0","id":+1,"method":"ping"}`],
  [
    "two documents",
    `{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"ping"}`
  ],
  [
    "two lines of documents",
    `{"jsonrpc":"2.0","id":1,"method":"ping"}\n{"jsonrpc":"2.0","id":2,"method":"ping"}`
  ],
  ["garbage behind the document", `{"jsonrpc":"2.0","id":1,"method":"ping"}\0`],
  ["a byte order mark", `\uFEFF{"jsonrpc":"2.0","id":1,"method":"ping"}`],
  ["a raw control character in a string", `{"jsonrpc":"2.0","id":1,"method":"pi\u0001ng"}`],
  ["a bad escape", String.raw`{"jsonrpc":"2.0","id":1,"method":"\x70ing"}`],
  ["a cut escape", String.raw`{"jsonrpc":"2.0","id":1,"method":"\u00"}`],
  ["XML", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`],
  ["a form", "jsonrpc=2.0&id=1&method=ping"],
  ["open brackets, 10^5 deep", "[".repeat(100_000)],
  ["open objects, 10^5 deep", `{"a":`.repeat(100_000)]
]

const utf8 = (...bytes: ReadonlyArray<number>): Uint8Array =>
  Uint8Array.from([
    ...new TextEncoder().encode(`{"jsonrpc":"2.0","id":1,"method":"`),
    ...bytes,
    ...new TextEncoder().encode(`"}`)
  ])

const notUtf8: ReadonlyArray<readonly [what: string, body: Uint8Array]> = [
  ["a stray byte", utf8(0xff)],
  ["an overlong slash", utf8(0xc0, 0xaf)],
  ["an encoded surrogate", utf8(0xed, 0xa0, 0x80)],
  ["a character cut off", utf8(0xe2, 0x82)],
  ["a continuation without a beginning", utf8(0x80)],
  ["a code point beyond the last", utf8(0xf4, 0x90, 0x80, 0x80)]
]

const utf16 = Buffer.from(`\uFEFF{"jsonrpc":"2.0","id":1,"method":"ping"}`, "utf16le")

const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels)
const deepObject = (levels: number): string => `{"a":`.repeat(levels) + "1" + "}".repeat(levels)

const echoOf = (args: string): string =>
  stating("tools/call", { name: "echo", arguments: 0 }).replace(
    `"arguments":0`,
    `"arguments":${args}`
  )

export const json: ReadonlyArray<Case> = [
  ...parseErrors.map(([what, body]) =>
    refused(
      `2026-07-28/B-10, 2025-11-25/B-07: ${what} is a parse error without an id`,
      post(body),
      400,
      -32700
    )
  ),
  ...notUtf8.map(([what, body]) =>
    refused(`2026-07-28/B-02: ${what} is no UTF-8`, post(body), 400, -32700)
  ),
  refused("2026-07-28/B-02: UTF-16 is no UTF-8", post(utf16), 400, -32700),
  refused("hostile.json: in a session, a parse error is one", inSession("{"), 400, -32700),
  refused(
    "hostile.json: a parse error with the headers of 2026-07-28 is one",
    stateless("{", { "mcp-method": "ping" }),
    400,
    -32700
  ),
  answered(
    "hostile.json: of an id that comes twice the last one counts",
    inSession(`{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}`),
    { id: 2 }
  ),
  refused(
    "hostile.json: of a method that comes twice the last one counts, and headers are held against that",
    stateless(
      echoOf(`{"text":"x"}`).replace(
        `"method":"tools/call"`,
        `"method":"tools/call","method":"tools/list"`
      ),
      { "mcp-method": "tools/call" }
    ),
    400,
    -32020,
    { id: 1 }
  ),
  answered(
    "hostile.json: a key called __proto__ is a key",
    stateless(
      stating("tools/call", { name: "any", arguments: {} }).replace(
        `"arguments":{}`,
        `"arguments":{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}`
      )
    ),
    { id: 1 }
  ),
  refused(
    "hostile.json: what __proto__ says of the method is not the method",
    inSession(`{"jsonrpc":"2.0","id":1,"__proto__":{"method":"ping"}}`),
    400,
    -32600,
    { id: 1 }
  ),
  refused("hostile.json: arrays 10^5 deep are an array", post(deep(100_000)), 400, -32600, {
    reason: "SessionRequired"
  }),
  refused("hostile.json: objects 10^5 deep are no message", post(deepObject(100_000)), 400, -32600),
  answered(
    "hostile.json: arguments 10^5 deep are the tool's to complain of",
    stateless(echoOf(`{"text":${deep(100_000)}}`)),
    { id: 1 }
  ),
  refused(
    "hostile.json: _meta 10^5 deep is no harm",
    stateless(
      stating("tools/call", { name: "nobody", _meta: { deep: 0 } }).replace(
        `"deep":0`,
        `"deep":${deepObject(100_000)}`
      )
    ),
    400,
    -32602,
    { id: 1 }
  ),
  refused(
    "hostile.json: capabilities 10^5 deep in initialize are refused",
    post(
      rpc("initialize", {
        protocolVersion: "2025-11-25",
        capabilities: 0,
        clientInfo: { name: "x", version: "1" }
      }).replace(`"capabilities":0`, `"capabilities":${deep(100_000)}`)
    ),
    200,
    -32602,
    { id: 1 }
  ),
  answered(
    "hostile.json: a lone surrogate is a character like any other",
    stateless(echoOf(String.raw`{"text":"\ud800"}`)),
    { id: 1 }
  ),
  answered(
    "hostile.json: a number beyond all bounds in what nobody reads is no harm",
    stateless(
      stating("tools/call", { name: "any", arguments: { n: 0 } }).replace(`"n":0`, `"n":1e999`)
    ),
    { id: 1 }
  ),
  answered(
    "hostile.json: a number beyond all bounds where a finite one is wanted is the tool's to complain of",
    stateless(
      stating("tools/call", { name: "add", arguments: { a: 0, b: 1 } }).replace(
        `"a":0`,
        `"a":1e999`
      )
    ),
    { id: 1 }
  ),
  named(
    "hostile.size: a body said to be longer than allowed is refused unread",
    post("", { "content-length": "4194305" }),
    413,
    "BodyTooLarge",
    { ends: true }
  ),
  named(
    "hostile.size: a body said to be longer than any number is refused unread",
    post("", { "content-length": "9007199254740993" }),
    413,
    "BodyTooLarge",
    { ends: true }
  ),
  named(
    "hostile.size: a chunked body is refused once it is longer than allowed",
    post(`401000\r\n${"x".repeat(0x401000)}\r\n`, { "transfer-encoding": "chunked" }),
    413,
    "BodyTooLarge",
    { ends: true }
  ),
  refused(
    "hostile.size: a body of exactly the limit is read",
    post(" ".repeat(4_194_304)),
    400,
    -32700
  )
]
