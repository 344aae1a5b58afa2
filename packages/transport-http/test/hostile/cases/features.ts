/** Names, URIs, cursors and arguments that nobody meant. */
import { answered, type Case, refused } from "../Case.ts"
import { inSession, rpc, stateless, stating } from "../Request.ts"

const names = [
  "",
  "__proto__",
  "constructor",
  "toString",
  "Echo",
  "echo ",
  "echo\u0000",
  "echo\r\nX: 1",
  "../echo",
  "\u202eohce",
  "\u0435cho",
  "=?base64?ZWNobw==?=",
  "n".repeat(9_000)
]

const uris = [
  "notes://two",
  "NOTES://one",
  "notes://one/",
  "notes://one#x",
  "notes://one?x",
  "file:///etc/passwd",
  "file:///pages/../../etc/passwd",
  "file:///pages/..%2f..%2fetc%2fpasswd",
  "file:///pages/%2e%2e/%2e%2e/etc/passwd",
  "file:///pages/a%00.txt",
  "file://evil.example/pages/x",
  "http://169.254.169.254/latest/meta-data/",
  "javascript:alert(1)",
  "file:///pages/%"
]

const notAbsolute = [
  "",
  "file:///pages/..\\..\\windows",
  "data:text/html,<script>",
  "//evil.example",
  "__proto__",
  "%",
  "u".repeat(9_000)
]

const encoded = (text: string): string =>
  `=?base64?${Buffer.from(text, "utf8").toString("base64")}?=`

const wrong: ReadonlyArray<
  readonly [what: string, params: { readonly [member: string]: unknown }]
> = [
  ["no name", {}],
  ["a name that is a number", { name: 7 }],
  ["a name that is null", { name: null }],
  ["a name that is a list", { name: ["echo"] }],
  ["arguments that are a list", { name: "echo", arguments: [] }],
  ["arguments that are a string", { name: "echo", arguments: "x" }]
]

const cursors = ["", "x", "0", "-1", "__proto__", "eyJvZmZzZXQiOi0xfQ==", "c".repeat(10_000)]

export const features: ReadonlyArray<Case> = [
  ...names.flatMap((name) => [
    refused(
      `2025-11-25/SV-13: ${JSON.stringify(name).slice(0, 40)} is no tool`,
      inSession(rpc("tools/call", { name, arguments: {} })),
      200,
      -32602,
      { id: 1 }
    ),
    refused(
      `hostile.tool: ${JSON.stringify(name).slice(0, 40)} is no tool without a session either`,
      stateless(stating("tools/call", { name, arguments: {} }), { "mcp-name": encoded(name) }),
      400,
      -32602,
      { id: 1 }
    )
  ]),
  ...uris.flatMap((uri) => [
    refused(
      `hostile.uri: ${JSON.stringify(uri).slice(0, 50)} is no resource of a session`,
      inSession(rpc("resources/read", { uri })),
      200,
      -32002,
      { id: 1 }
    ),
    refused(
      `2026-07-28/B-16: ${JSON.stringify(uri).slice(0, 50)} is no resource`,
      stateless(stating("resources/read", { uri }), { "mcp-name": encoded(uri) }),
      400,
      -32602,
      { id: 1 }
    )
  ]),
  ...notAbsolute.flatMap((uri) => [
    refused(
      `hostile.uri: ${JSON.stringify(uri).slice(0, 50)} is no URI, in a session`,
      inSession(rpc("resources/read", { uri })),
      200,
      -32602,
      { id: 1 }
    ),
    refused(
      `hostile.uri: ${JSON.stringify(uri).slice(0, 50)} is no URI`,
      stateless(stating("resources/read", { uri }), { "mcp-name": encoded(uri) }),
      400,
      -32602,
      { id: 1 }
    )
  ]),
  ...wrong.map(([what, params]) =>
    refused(
      `hostile.tool: a call with ${what} is refused`,
      stateless(stating("tools/call", params)),
      400,
      -32602,
      { id: 1 }
    )
  ),
  ...cursors.map((cursor) =>
    refused(
      `hostile.cursor: ${JSON.stringify(cursor).slice(0, 30)} is no cursor`,
      stateless(stating("tools/list", { cursor })),
      400,
      -32602,
      { id: 1 }
    )
  ),
  refused(
    "hostile.prompt: a prompt that objects have is none",
    stateless(stating("prompts/get", { name: "constructor" })),
    400,
    -32602,
    { id: 1 }
  ),
  refused(
    "hostile.prompt: arguments that are no strings are refused",
    stateless(stating("prompts/get", { name: "greet", arguments: { who: {} } })),
    400,
    -32602,
    { id: 1 }
  ),
  refused(
    "hostile.state: a requestState that was never sealed here is refused",
    stateless(
      stating("tools/call", {
        name: "echo",
        arguments: { text: "x" },
        requestState: "AAAA",
        inputResponses: { __proto__: {} }
      })
    ),
    400,
    -32602,
    { id: 1 }
  ),
  refused(
    "hostile.defect: what a handler dies of stays in the server",
    stateless(stating("tools/call", { name: "boom", arguments: {} })),
    200,
    -32603,
    { id: 1 }
  ),
  refused(
    "hostile.defect: what a handler dies of stays in the server, in a session too",
    inSession(rpc("tools/call", { name: "boom", arguments: {} })),
    200,
    -32603,
    { id: 1 }
  ),
  answered(
    "hostile.tool: arguments of 10^5 members are arguments",
    inSession(
      rpc("tools/call", {
        name: "any",
        arguments: Object.fromEntries(
          Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 0])
        )
      })
    ),
    { id: 1 }
  )
]
