/** JSON that is no JSON-RPC, member by member. */
import { answered, type Case, named, refused } from "../Case.ts"
import { inSession, post, rpc, stateless, stating } from "../Request.ts"

type Row = readonly [what: string, body: string, id?: unknown]

/** Refused with -32600 in either era. */
const invalid: ReadonlyArray<Row> = [
  ["null", "null"],
  ["true", "true"],
  ["a number", "7"],
  ["a string", `"ping"`],
  ["an empty object", "{}"],
  ["a request without jsonrpc", `{"id":1,"method":"ping"}`, 1],
  ["jsonrpc 1.0", `{"jsonrpc":"1.0","id":1,"method":"ping"}`, 1],
  ["jsonrpc as a number", `{"jsonrpc":2.0,"id":1,"method":"ping"}`, 1],
  ["jsonrpc as null", `{"jsonrpc":null,"id":1,"method":"ping"}`, 1],
  ["jsonrpc as a list", `{"jsonrpc":["2.0"],"id":1,"method":"ping"}`, 1],
  ["neither method nor result", `{"jsonrpc":"2.0","id":1}`, 1],
  ["a method that is null", `{"jsonrpc":"2.0","id":1,"method":null}`, 1],
  ["a method that is a number", `{"jsonrpc":"2.0","id":1,"method":7}`, 1],
  ["a method that is an object", `{"jsonrpc":"2.0","id":1,"method":{}}`, 1],
  ["params that are null", `{"jsonrpc":"2.0","id":1,"method":"ping","params":null}`, 1],
  ["params that are a list", `{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}`, 1],
  ["params that are a string", `{"jsonrpc":"2.0","id":1,"method":"ping","params":"x"}`, 1],
  ["params that are a number", `{"jsonrpc":"2.0","id":1,"method":"ping","params":0}`, 1]
]

const ids: ReadonlyArray<readonly [what: string, id: string]> = [
  ["null", "null"],
  ["true", "true"],
  ["a fraction", "1.5"],
  ["an object", "{}"],
  ["a list", "[1]"],
  ["a number that has lost digits", "9007199254740993"],
  ["a number beyond all bounds", "1e400"],
  ["a number of a thousand digits", "9".repeat(1000)]
]

const oddIds: ReadonlyArray<readonly [what: string, text: string, id: unknown]> = [
  ["an empty string", `""`, ""],
  ["a string of 10^5 characters", `"${"i".repeat(100_000)}"`, "i".repeat(100_000)],
  ["zero", "0", 0],
  ["a negative number", "-1", -1],
  ["the largest number", "9007199254740991", 9007199254740991],
  ["a whole number in scientific notation", "1e3", 1000],
  ["__proto__", `"__proto__"`, "__proto__"],
  ["markup", `"</script><script>"`, "</script><script>"],
  ["line ends", String.raw`"\r\n\r\nHTTP/1.1 200 OK"`, "\r\n\r\nHTTP/1.1 200 OK"]
]

/** What looks like an answer is never answered with its own id. */
const responses: ReadonlyArray<Row> = [
  ["a result that is a list", `{"jsonrpc":"2.0","id":1,"result":[]}`],
  ["a result that is null", `{"jsonrpc":"2.0","id":1,"result":null}`],
  ["a result without an id", `{"jsonrpc":"2.0","result":{}}`],
  ["a result with the id null", `{"jsonrpc":"2.0","id":null,"result":{}}`],
  [
    "both result and error",
    `{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"x"}}`
  ],
  ["both result and method", `{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}`],
  ["an error that is a string", `{"jsonrpc":"2.0","id":1,"error":"x"}`],
  ["an error without a code", `{"jsonrpc":"2.0","id":1,"error":{"message":"x"}}`],
  [
    "an error with a code that is a string",
    `{"jsonrpc":"2.0","id":1,"error":{"code":"1","message":"x"}}`
  ],
  ["an error without a message", `{"jsonrpc":"2.0","id":1,"error":{"code":1}}`],
  ["an answer of another version", `{"jsonrpc":"1.0","id":1,"result":{}}`]
]

const methods = [
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "",
  " ",
  "tools/call ",
  "TOOLS/CALL",
  "tools\u0000call"
]

const batches: ReadonlyArray<Row> = [
  ["an empty list", "[]"],
  ["a list of a list", "[[]]"],
  ["a list of a ping", `[{"jsonrpc":"2.0","id":1,"method":"ping"}]`],
  ["a list of numbers", "[1,2,3]"],
  ["a list of 10^5 nothings", `[${"{},".repeat(99_999)}{}]`]
]

export const envelopes: ReadonlyArray<Case> = [
  ...invalid.flatMap(([what, body, id]) => [
    refused(`2025-11-25/B-01: ${what} is no message`, inSession(body), 400, -32600, { id }),
    refused(`2026-07-28/B-02: ${what} is no message`, stateless(body), 400, -32600, { id })
  ]),
  ...ids.flatMap(([what, id]) => [
    refused(
      `2025-11-25/B-03, 2025-11-25/B-04: ${what} is no id`,
      inSession(`{"jsonrpc":"2.0","id":${id},"method":"ping"}`),
      400,
      -32600
    ),
    refused(
      `2026-07-28/B-03, 2026-07-28/B-04: ${what} is no id`,
      stateless(stating("tools/list", {}, "ID").replace(`"ID"`, id)),
      400,
      -32600
    )
  ]),
  ...oddIds.flatMap(([what, text, id]) => [
    answered(
      `2025-11-25/B-06: ${what} as an id comes back as it was`,
      inSession(`{"jsonrpc":"2.0","id":${text},"method":"ping"}`),
      { id }
    ),
    answered(
      `2026-07-28/B-06: ${what} as an id comes back as it was`,
      stateless(stating("tools/list", {}, "ID").replace(`"ID"`, text)),
      { id }
    )
  ]),
  ...responses.map(([what, body]) =>
    named(`2025-11-25/T-09: ${what} is no response`, inSession(body), 400, "MalformedResponse")
  ),
  named(
    "hostile.response: a response belongs to no request of this revision",
    stateless(`{"jsonrpc":"2.0","id":1,"result":{}}`),
    400,
    "UnexpectedResponse"
  ),
  {
    name: "2025-11-25/T-08: a response to what was never asked is taken and forgotten",
    request: inSession(`{"jsonrpc":"2.0","id":987654,"result":{}}`),
    status: 202
  },
  {
    name: "2025-11-25/B-09: a notification that nobody knows is not answered",
    request: inSession(`{"jsonrpc":"2.0","method":"notifications/__proto__","params":{}}`),
    status: 202
  },
  {
    name: "2025-11-25/U-08: a malformed cancellation is not answered",
    request: inSession(
      `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{}}}`
    ),
    status: 202
  },
  {
    name: "hostile.progress: progress for a token of nobody is not answered",
    request: inSession(
      `{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":[],"progress":"x"}}`
    ),
    status: 202
  },
  ...batches.map(([what, body]) =>
    refused(`2025-11-25/B-11: ${what} is no message`, inSession(body), 400, -32600)
  ),
  ...batches.map(([what, body]) =>
    refused(
      `hostile.batch: ${what} is no message`,
      stateless(body, { "mcp-method": "ping" }),
      400,
      -32600
    )
  ),
  ...methods.flatMap((method) => [
    refused(
      `hostile.method: ${JSON.stringify(method)} is not found in a session`,
      inSession(rpc(method, {})),
      200,
      -32601,
      { id: 1 }
    )
  ]),
  ...["constructor", "__proto__", "toString", "hasOwnProperty", "initialize2"].map((method) =>
    refused(
      `2026-07-28/T-28: ${JSON.stringify(method)} is not found`,
      stateless(stating(method)),
      404,
      -32601,
      { id: 1 }
    )
  ),
  named(
    "hostile.method: a method that every object has needs a session like any other",
    post(rpc("constructor", {})),
    400,
    "SessionRequired",
    { id: 1 }
  )
]
