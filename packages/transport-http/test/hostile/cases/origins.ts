/** Who may speak to the server at all: Host and Origin. */
import { answered, type Case, named } from "../Case.ts"
import { inSession, listen, plain, post, rpc, stateless, stating } from "../Request.ts"

const ping = rpc("ping")

const foreignHosts: ReadonlyArray<string | ReadonlyArray<string>> = [
  "evil.example",
  "evil.example:{port}",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "127.0.0.1.nip.io:{port}",
  "evil.localhost",
  "localhost.",
  "localhost.:{port}",
  "127.0.0.1.",
  "127.1",
  "127.0.0.2",
  "0x7f000001",
  "2130706433",
  "0177.0.0.1",
  "0.0.0.0",
  "0.0.0.0:{port}",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[0:0:0:0:0:0:0:1]",
  "[::1%25lo]",
  "[::1",
  "::1",
  "169.254.169.254",
  "localhost@evil.example",
  "evil.example@localhost",
  "user:pass@localhost",
  "localhost:",
  "localhost:80:80",
  "localhost:port",
  "localhost:999999",
  "localhost/../evil.example",
  "localhost?evil.example",
  "localhost#evil.example",
  "localhost\\evil.example",
  "localhost, evil.example",
  "evil.example, localhost",
  "localhost evil.example",
  "l\u00f6calhost",
  "\u00a0localhost",
  "loc%61lhost",
  "http://localhost",
  "__proto__",
  "",
  `${"a".repeat(5000)}.example`,
  ["localhost", "evil.example"],
  ["localhost", "localhost"]
]

const foreignOrigins: ReadonlyArray<string | ReadonlyArray<string>> = [
  "https://evil.example",
  "http://evil.example:{port}",
  "http://localhost.evil.example",
  "http://127.0.0.1.evil.example",
  "http://127.0.0.1.nip.io:{port}",
  "http://evil.localhost",
  "http://localhost.",
  "http://127.1",
  "http://127.0.0.2",
  "http://2130706433",
  "http://0.0.0.0:{port}",
  "http://[::]",
  "http://[::ffff:127.0.0.1]",
  "http://[::ffff:7f00:1]",
  "http://user@localhost",
  "http://localhost@evil.example",
  "http://evil.example/http://localhost",
  "http://localhost/",
  "http://localhost/path",
  "http://localhost?x",
  "http://localhost#x",
  "http://localhost:80",
  "https://localhost:443",
  "http://localhost:",
  "http://localhost:99999",
  "http:/localhost",
  "http:localhost",
  "//localhost",
  "localhost",
  "localhost:{port}",
  "null",
  "NULL",
  "",
  "*",
  "file://",
  "file:///etc/passwd",
  "file://localhost",
  "chrome-extension://localhost",
  "moz-extension://127.0.0.1",
  "app://localhost",
  "ws://localhost",
  "ftp://localhost",
  "data:text/html,x",
  "blob:http://localhost/x",
  "javascript:alert(1)//localhost",
  "about:blank",
  "http://l\u00f6calhost",
  "http://xn--lcalhost-n4a",
  "http://local\u00adhost",
  "http://loc%61lhost",
  "http://localhost\\evil.example",
  "http://localhost, https://evil.example",
  "https://evil.example, http://localhost",
  `http://${"a".repeat(5000)}.example`,
  ["http://localhost", "https://evil.example"],
  ["http://localhost", "http://localhost"]
]

const shown = (value: string | ReadonlyArray<string>): string => JSON.stringify(value).slice(0, 60)

export const origins: ReadonlyArray<Case> = [
  ...foreignHosts.map((host) =>
    named(
      `hostile.host: ${shown(host)} is not served`,
      inSession(ping, { host }),
      403,
      "ForeignHost"
    )
  ),
  ...["localhost", "LocalHost:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}"].map((host) =>
    answered(`hostile.host: ${host} is this machine`, inSession(ping, { host }), { id: 1 })
  ),
  ...foreignOrigins.map((origin) =>
    named(
      `2025-11-25/T-02, 2026-07-28/T-02: the origin ${shown(origin)} may not call`,
      inSession(ping, { origin }),
      403,
      "ForeignOrigin"
    )
  ),
  ...[
    "http://localhost",
    "http://localhost:5173",
    "https://127.0.0.1:8443",
    "http://[::1]:{port}"
  ].map((origin) =>
    answered(`hostile.origin: ${origin} is this machine`, inSession(ping, { origin }), { id: 1 })
  ),
  named(
    "2026-07-28/T-02: a foreign origin may not call without a session either",
    stateless(stating("tools/list"), { origin: "https://evil.example" }),
    403,
    "ForeignOrigin"
  ),
  named(
    "2025-11-25/T-02: a foreign origin may not listen",
    listen({ origin: "null" }),
    403,
    "ForeignOrigin"
  ),
  named(
    "2025-11-25/T-02: a foreign origin may not end a session",
    plain("DELETE", "/mcp", { "mcp-session-id": "{session}", origin: "https://evil.example" }),
    403,
    "ForeignOrigin"
  ),
  named(
    "hostile.origin: a preflight of a foreign origin is refused",
    plain("OPTIONS", "/mcp", {
      origin: "https://evil.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,mcp-session-id"
    }),
    403,
    "ForeignOrigin"
  ),
  named(
    "hostile.origin: a preflight is refused where no CORS was asked for",
    plain("OPTIONS", "/mcp", {
      origin: "http://localhost",
      "access-control-request-method": "POST"
    }),
    405,
    "MethodNotAllowed"
  ),
  named(
    "hostile.host: X-Forwarded-Host is not believed",
    post(ping, { host: "evil.example", "x-forwarded-host": "localhost" }),
    403,
    "ForeignHost"
  )
]
