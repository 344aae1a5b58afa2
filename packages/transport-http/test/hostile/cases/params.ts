/** Arguments that are repeated in headers, and headers that say something else. */
import { answered, type Case, refused } from "../Case.ts"
import { type Headers, inSession, rpc, stateless, stating } from "../Request.ts"

type Arguments = { readonly [name: string]: unknown }

const args: Arguments = { region: "eu", count: 42, loud: true }
const agreeing: Headers = {
  "mcp-param-region": "eu",
  "mcp-param-count": "42",
  "mcp-param-loud": "true"
}

const calling = (headers: Headers, more: Arguments = {}) =>
  stateless(stating("tools/call", { name: "mirrored", arguments: { ...args, ...more } }), {
    ...agreeing,
    ...headers
  })

const contradicting: ReadonlyArray<
  readonly [what: string, headers: Headers, more?: Arguments | undefined]
> = [
  ["a header left out", { "mcp-param-region": undefined }],
  [
    "all headers left out",
    Object.fromEntries(Object.keys(agreeing).map((name) => [name, undefined]))
  ],
  ["an empty header", { "mcp-param-region": "" }],
  ["another value", { "mcp-param-region": "us" }],
  ["the value in other letters", { "mcp-param-region": "EU" }],
  ["the value twice", { "mcp-param-region": ["eu", "eu"] }],
  ["the value and another", { "mcp-param-region": ["eu", "us"] }],
  ["a no-break space behind the value", { "mcp-param-region": "eu\u00a0" }],
  ["Latin-1 letters", { "mcp-param-region": "\u00e9" }, { region: "\u00e9" }],
  ["Base64 of another value", { "mcp-param-region": "=?base64?dXM=?=" }],
  ["Base64 without padding", { "mcp-param-region": "=?base64?ZXU?=" }],
  ["what looks encoded", { "mcp-param-region": "=?base64?dXM=?=" }, { region: "=?base64?dXM=?=" }],
  ["a header for what is not there", { "mcp-param-count": "42" }, { count: undefined }],
  ["a header for what was left out", {}, { region: undefined }],
  ["a number that is not whole", { "mcp-param-count": "42.5" }],
  ["a number in scientific notation", { "mcp-param-count": "4.2e1" }],
  ["a hexadecimal number", { "mcp-param-count": "0x2a" }],
  ["a number with a sign", { "mcp-param-count": "+42" }],
  ["two numbers", { "mcp-param-count": "42, 42" }],
  ["a number in Arabic digits", { "mcp-param-count": "=?base64?2aTZog==?=" }],
  [
    "a number that has lost digits",
    { "mcp-param-count": "9007199254740993" },
    { count: 9007199254740992 }
  ],
  ["a truth in other letters", { "mcp-param-loud": "True" }],
  ["a truth as a number", { "mcp-param-loud": "1" }],
  ["a truth that is none", { "mcp-param-loud": "false" }]
]

export const params: ReadonlyArray<Case> = [
  ...contradicting.map(([what, headers, more]) =>
    refused(
      `2026-07-28/T-55: ${what} in Mcp-Param-* is not what the arguments say`,
      calling(headers, more),
      400,
      -32020,
      { id: 1 }
    )
  ),
  answered("2026-07-28/T-55: headers that agree are no harm", calling({}), { id: 1 }),
  answered(
    "2026-07-28/T-55: a value may be encoded without need",
    calling({ "mcp-param-region": "=?base64?ZXU=?=" }),
    { id: 1 }
  ),
  answered("2026-07-28/T-56: 42.0 is 42", calling({ "mcp-param-count": "42.0" }), { id: 1 }),
  answered(
    "2026-07-28/T-52: nothing is expected for what is not there",
    calling({ "mcp-param-count": undefined }, { count: undefined }),
    { id: 1 }
  ),
  answered(
    "2026-07-28/T-35: names of headers are the same in any letters",
    stateless(stating("tools/call", { name: "mirrored", arguments: args }), {
      "MCP-PARAM-REGION": "eu",
      "mCp-pArAm-CoUnT": "42",
      "Mcp-Param-Loud": "true"
    }),
    { id: 1 }
  ),
  answered(
    "hostile.params: a header that no argument has is nobody's business",
    calling({ "mcp-param-__proto__": "x", "mcp-param-constructor": "x", "mcp-param-": "x" }),
    { id: 1 }
  ),
  answered(
    "hostile.params: a session does not repeat arguments, so nothing is held against them",
    inSession(rpc("tools/call", { name: "mirrored", arguments: args }), {
      "mcp-param-region": "us"
    }),
    { id: 1 }
  )
]
