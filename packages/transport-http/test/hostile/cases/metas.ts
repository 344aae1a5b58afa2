/** What a request of 2026-07-28 says about itself, member by member. */
import { answered, type Case, refused } from "../Case.ts"
import { meta, post, rpc, stateless, stating } from "../Request.ts"

const version = "io.modelcontextprotocol/protocolVersion"
const capabilities = "io.modelcontextprotocol/clientCapabilities"
const info = "io.modelcontextprotocol/clientInfo"
const level = "io.modelcontextprotocol/logLevel"

const listing = (with_: { readonly [key: string]: unknown }): string =>
  rpc("tools/list", { _meta: { ...meta, ...with_ } })

type Row = readonly [what: string, value: unknown]

const noObjects: ReadonlyArray<Row> = [
  ["null", null],
  ["a list", []],
  ["a string", "x"],
  ["a number", 1],
  ["true", true]
]

const tokens: ReadonlyArray<Row> = [
  ["null", null],
  ["an object", {}],
  ["a fraction", 1.5],
  ["true", true]
]

const levels: ReadonlyArray<Row> = [
  ["a number", 7],
  ["an unknown level", "loud"],
  ["null", null]
]

const clients: ReadonlyArray<Row> = [
  ["a string", "me"],
  ["null", null],
  ["nameless", {}]
]

const wrongTypes: ReadonlyArray<Row> = [
  ["null", null],
  ["a number", 20260728],
  ["a list", ["2026-07-28"]],
  ["an object", {}],
  ["true", true]
]

const versions = [
  "",
  "2026-07-27",
  "9999-99-99",
  "2026-07-28\u0000",
  "2026-07-28 ",
  "latest",
  "2025-11-25"
]

/** None of these can be made a string. */
const poisoned: ReadonlyArray<readonly [what: string, text: string]> = [
  ["10^5 lists deep", "[".repeat(100_000) + "]".repeat(100_000)],
  ["an object with a toString of its own", `{"toString":1,"valueOf":1}`],
  ["an object with a prototype of its own", `{"__proto__":null}`]
]

export const metas: ReadonlyArray<Case> = [
  ...wrongTypes.map(([what, value]) =>
    refused(
      `2026-07-28/B-47: ${what} is no protocolVersion`,
      stateless(listing({ [version]: value })),
      400,
      -32602,
      { id: 1 }
    )
  ),
  ...noObjects.map(([what, value]) =>
    refused(
      `2026-07-28/B-47: ${what} is no clientCapabilities`,
      stateless(listing({ [capabilities]: value })),
      400,
      -32602,
      { id: 1 }
    )
  ),
  refused(
    "2026-07-28/B-47: clientCapabilities may not be left out",
    stateless(rpc("tools/list", { _meta: { [version]: "2026-07-28" } })),
    400,
    -32602,
    { id: 1 }
  ),
  ...["null", "[]", `"x"`, "7"].map((text) =>
    refused(
      `2026-07-28/B-47: a _meta that is ${text} says nothing`,
      stateless(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":${text}}}`),
      400,
      -32602,
      { id: 1 }
    )
  ),
  refused(
    "2026-07-28/B-47: params may not be left out",
    stateless(rpc("tools/list")),
    400,
    -32602,
    { id: 1 }
  ),
  ...versions.map((stated) =>
    refused(
      `2026-07-28/V-02, 2026-07-28/T-27: ${JSON.stringify(stated)} is spoken by nobody without a handshake`,
      post(listing({ [version]: stated }), {
        "mcp-protocol-version": stated.replaceAll("\u0000", ""),
        "mcp-method": "tools/list"
      }),
      400,
      stated === stated.trim() && !stated.includes("\u0000") ? -32022 : -32020,
      { id: 1 }
    )
  ),
  ...poisoned.map(([what, text]) =>
    refused(
      `2026-07-28/T-11: a notification whose protocolVersion is ${what} is refused`,
      stateless(
        `{"jsonrpc":"2.0","method":"notifications/x","params":{"_meta":{"${version}":${text}}}}`
      ),
      400,
      -32602
    )
  ),
  answered("2026-07-28/B-48: nobody has to say who they are", stateless(listing({})), { id: 1 }),
  ...["__proto__", "constructor", "a/b", "", "/", "//"].map((key) =>
    answered(
      `hostile.meta: a _meta key ${JSON.stringify(key)} is nobody's business`,
      stateless(listing({}).replace(`"_meta":{`, `"_meta":{${JSON.stringify(key)}:{"x":[]},`)),
      { id: 1 }
    )
  ),
  ...tokens.map(([what, value]) =>
    answered(
      `hostile.meta: a progressToken that is ${what} is passed over`,
      stateless(
        stating("tools/call", {
          name: "echo",
          arguments: { text: "x" },
          _meta: { progressToken: value }
        })
      ),
      { id: 1 }
    )
  ),
  ...levels.map(([what, value]) =>
    refused(
      `hostile.meta: ${what} is no logLevel`,
      stateless(listing({ [level]: value })),
      400,
      -32602,
      { id: 1 }
    )
  ),
  ...clients.map(([what, value]) =>
    answered(
      `2026-07-28/B-52: a clientInfo that is ${what} decides nothing`,
      stateless(listing({ [info]: value })),
      { id: 1 }
    )
  ),
  ...["garbage", "00-zz-zz-00", 7, "x".repeat(100_000)].map((trace) =>
    answered(
      `hostile.meta: a traceparent that is none (${String(trace).slice(0, 12)}) is passed over`,
      stateless(
        stating("tools/call", {
          name: "echo",
          arguments: { text: "x" },
          _meta: { traceparent: trace }
        })
      ),
      { id: 1 }
    )
  )
]
