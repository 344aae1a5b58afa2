/** HTTP itself: how a request is framed, what it is asked of, and by which method. */
import { answered, broken, type Case, named } from "../Case.ts"
import { inSession, plain, post, rpc } from "../Request.ts"

const ping = rpc("ping")
const smuggled = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n`

const head = (...lines: ReadonlyArray<string>): string =>
  [
    "POST /mcp HTTP/1.1",
    "Host: localhost",
    "Content-Type: application/json",
    "Mcp-Session-Id: {session}",
    ...lines,
    "",
    ""
  ].join("\r\n")

const size = String(ping.length)
const chunk = `${ping.length.toString(16)}\r\n${ping}\r\n0\r\n\r\n`

const unframed: ReadonlyArray<readonly [what: string, text: string]> = [
  [
    "a length and chunks",
    head("Content-Length: 5", "Transfer-Encoding: chunked") + `0\r\n\r\n${smuggled}`
  ],
  ["chunks and a length", head("Transfer-Encoding: chunked", `Content-Length: ${size}`) + ping],
  ["two lengths", head("Content-Length: 0", `Content-Length: ${size}`) + ping],
  ["the same length twice", head(`Content-Length: ${size}`, `Content-Length: ${size}`) + ping],
  ["a list of lengths", head(`Content-Length: ${size}, ${size}`) + ping],
  ["a length with a sign", head(`Content-Length: +${size}`) + ping],
  ["a negative length", head("Content-Length: -1") + ping],
  ["a hexadecimal length", head("Content-Length: 0x28") + ping],
  ["a length with a space in it", head("Content-Length: 4 0") + ping],
  ["a length of letters", head("Content-Length: all") + ping],
  ["a length beyond 64 bits", head("Content-Length: 99999999999999999999999") + ping],
  ["an empty length", head("Content-Length: ") + ping],
  ["chunked twice", head("Transfer-Encoding: chunked", "Transfer-Encoding: chunked") + `zz`],
  ["a coding that is not chunked last", head("Transfer-Encoding: chunked, identity") + chunk],
  ["a coding nobody knows", head("Transfer-Encoding: xchunked") + chunk],
  ["a vertical tab before chunked", head("Transfer-Encoding: \u000bchunked") + chunk],
  ["a space before a colon", head(`Content-Length : ${size}`) + ping],
  [
    "a folded header",
    head("X-A: 1", " Transfer-Encoding: chunked", `Content-Length: ${size}`) + ping
  ],
  ["a header without a name", head(": 1", "Content-Length: 0")],
  ["a header without a colon", head("Nonsense", "Content-Length: 0")],
  ["a name with a space", head("X A: 1", "Content-Length: 0")],
  ["a NUL in a value", head("X-A: a\u0000b", "Content-Length: 0")],
  ["a bare CR in a value", head("X-A: a\rb", "Content-Length: 0")],
  ["a bare LF for a line end", "POST /mcp HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n"],
  ["a chunk size that is none", head("Transfer-Encoding: chunked") + `xyz\r\n${ping}\r\n0\r\n\r\n`],
  ["a chunk size beyond 64 bits", head("Transfer-Encoding: chunked") + "fffffffffffffffff\r\nx"],
  ["a negative chunk size", head("Transfer-Encoding: chunked") + "-1\r\nx"],
  ["a chunk longer than it says", head("Transfer-Encoding: chunked") + `1\r\n${ping}\r\n0\r\n\r\n`],
  ["a chunk with an LF for its end", head("Transfer-Encoding: chunked") + `1\nx\n0\n\n`],
  ["HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["HTTP/3.0", "GET /mcp HTTP/3.0\r\nHost: localhost\r\n\r\n"],
  ["a TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"],
  ["an SSH greeting", "SSH-2.0-OpenSSH_9.9\r\n"],
  ["a method in small letters", "post /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a method nobody knows", "PWN /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a target with a space", "GET /mcp /x HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a target that begins with a backslash", "GET \\mcp HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["no target", "GET  HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a NUL in the target", "GET /mcp\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["no Host", "POST /mcp HTTP/1.1\r\nContent-Length: 0\r\n\r\n"]
]

const elsewhere = [
  "/",
  "/mcp/",
  "//mcp",
  "/mcp//",
  "/MCP",
  "/mcp;x",
  "/%6dcp",
  "/mcp%2f",
  "/mcp%00",
  "/./mcp",
  "/x/../mcp",
  "/mcp/../../etc/passwd",
  "/.well-known/../mcp",
  "http://localhost/mcp",
  "http://evil.example/mcp",
  "/mcp\\",
  `/${"a".repeat(8000)}`
]

const methods = ["PUT", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "LOCK", "QUERY", "M-SEARCH"]

export const framing: ReadonlyArray<Case> = [
  ...unframed.map(([what, text]) => broken(`hostile.framing: ${what} is no request`, text)),
  broken(
    "hostile.framing: more headers than allowed are refused",
    post(ping, { "x-a": "a".repeat(17_000) }),
    431
  ),
  broken(
    "hostile.framing: very many headers are refused",
    post(ping, Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`x-${index}`, ""]))),
    431
  ),
  broken(
    "hostile.framing: an endless chunk extension is refused",
    head("Transfer-Encoding: chunked") + `1;${"x".repeat(20_000)}\r\n`,
    413
  ),
  {
    name: "hostile.framing: a tunnel is not dug",
    request: "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    status: undefined,
    ends: true
  },
  {
    name: "hostile.framing: an expectation nobody meets is refused",
    request: post("", { expect: "the-impossible" }),
    status: 417
  },
  answered("hostile.framing: 100-continue is met", inSession(ping, { expect: "100-continue" }), {
    id: 1
  }),
  answered(
    "hostile.framing: an upgrade is not taken up",
    inSession(ping, { connection: "upgrade", upgrade: "websocket" }),
    { id: 1 }
  ),
  answered(
    "hostile.framing: a body in single bytes is a body",
    head("Transfer-Encoding: chunked") +
      [...ping].map((one) => `1;ignored=1\r\n${one}\r\n`).join("") +
      "0\r\nX-Trailer: 1\r\n\r\n",
    { id: 1 }
  ),
  answered(
    "hostile.framing: a trailer cannot say what a header did not",
    head("Transfer-Encoding: chunked") +
      `${ping.length.toString(16)}\r\n${ping}\r\n0\r\nContent-Type: text/plain\r\n\r\n`,
    { id: 1 }
  ),
  answered(
    "hostile.framing: HTTP/1.0 with a Host is served, once",
    `POST /mcp HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nMcp-Session-Id: {session}\r\nContent-Length: ${size}\r\n\r\n${ping}`,
    { id: 1, ends: true }
  ),
  named(
    "hostile.host: HTTP/1.0 without a Host is not served",
    `POST /mcp HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: ${size}\r\n\r\n${ping}`,
    403,
    "ForeignHost",
    { ends: true }
  ),
  named("hostile.host: HTTP/0.9 is not served", "GET /mcp\r\n\r\n", 403, "ForeignHost", {
    ends: true
  }),
  ...elsewhere.map((target) =>
    named(
      `hostile.target: ${target.slice(0, 30)} is not the endpoint`,
      { ...inSession(ping), target },
      404,
      "NoSuchEndpoint"
    )
  ),
  answered(
    "hostile.target: a query says nothing",
    { ...inSession(ping), target: "/mcp?session=x&__proto__=1" },
    { id: 1 }
  ),
  answered(
    "hostile.target: a whole URL of the Host it is sent to is the endpoint",
    {
      ...inSession(ping),
      target: "http://127.0.0.1:{port}/mcp",
      headers: { ...inSession(ping).headers, host: "127.0.0.1:{port}" }
    },
    { id: 1 }
  ),
  named(
    "hostile.target: the server as a whole is not the endpoint",
    plain("OPTIONS", "*"),
    404,
    "NoSuchEndpoint"
  ),
  ...methods.map((method) =>
    named(
      `hostile.method: ${method} is not allowed`,
      plain(method, "/mcp", { "mcp-session-id": "{session}" }),
      405,
      "MethodNotAllowed"
    )
  ),
  ...["GET", "DELETE"].map((method) =>
    named(
      `2026-07-28/V-24: ${method} is not allowed`,
      plain(method, "/mcp", {
        "mcp-session-id": "{session}",
        "mcp-protocol-version": "2026-07-28"
      }),
      405,
      "MethodNotAllowed"
    )
  )
]
