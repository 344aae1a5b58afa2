import { networkInterfaces } from "node:os"

import { Tool } from "@effect-mcp/server"
import type { StreamableHttp } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Result } from "effect"

import { initialize, modern, post, refusal, request } from "../support/peer.ts"
import { type Headers, open, wire } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"

const Quick = Tool.make("quick", {}).handle(() => Effect.succeed("done"))
const Server = mcp(Quick)

const sending = (url: string, headers: Headers) =>
  Effect.map(modern(url, "tools/list", {}, { headers }), ({ status }) => status)

/** Which of these values of a header are let through. */
const letThrough = (
  name: string,
  values: ReadonlyArray<string>,
  options: StreamableHttp.Options = {},
  more: Headers = {}
) =>
  Effect.gen(function* () {
    const { url } = yield* serve(Server, options)
    const through: Array<string> = []
    for (const value of values) {
      const status = yield* sending(url, { ...more, [name]: value })
      if (status === 200) through.push(value)
      else assert.strictEqual(status, 403, value)
    }
    return through
  })

const loopback = [
  "http://localhost",
  "http://localhost:3000",
  "https://127.0.0.1:8443",
  "http://[::1]:8080"
]

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === "::1")

/** What is warned about when a server begins to listen. */
const warnings = (options: Parameters<typeof serve>[1]) =>
  Effect.gen(function* () {
    const lines: Array<unknown> = []
    const log = Logger.layer([
      Logger.make(({ logLevel, message }) => {
        if (logLevel === "Warn") lines.push(message)
      })
    ])
    yield* serve(Server, options).pipe(Effect.provide(log), Effect.scoped)
    return lines
  })

describe("Origin", () => {
  it.effect(
    "2025-11-25/T-02, 2026-07-28/T-02: one that is not loopback is 403, on every method and in both eras",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url)
        const origin = "https://evil.example"
        const foreign = [403, -32600, "ForeignOrigin"]
        const headers = { ...session.headers, origin }
        for (const response of [
          yield* modern(url, "tools/list", {}, { headers: { origin } }),
          yield* session.post(request(1, "ping"), { origin }),
          yield* session.get({ origin }),
          yield* open(url, { method: "DELETE", headers }),
          yield* open(url, { method: "OPTIONS", headers }),
          yield* post(url, "{", { origin })
        ]) {
          assert.notProperty(yield* response.json, "id")
          assert.deepStrictEqual(yield* refusal(response), foreign)
        }
        assert.strictEqual((yield* session.post(request(1, "ping"))).status, 200)
      })
  )

  it.effect(
    "2025-11-25/T-02, 2026-07-28/T-02: what is no origin, or only looks like one, is 403",
    () =>
      Effect.gen(function* () {
        const bad = [
          "null",
          "",
          "localhost",
          "file://",
          "http://localhost.evil.example",
          "http://evil.example/localhost",
          "http://localhost@evil.example",
          "http://127.0.0.1.nip.io",
          "http://127.0.0.2",
          "http://0.0.0.0",
          "http://localhost/",
          "http://localhost, http://localhost",
          "chrome-extension://localhost",
          "ftp://localhost"
        ]
        assert.deepStrictEqual(yield* letThrough("origin", [...loopback, ...bad]), loopback)
      })
  )

  it.effect("guard.origins: those that are named are let through, whole", () =>
    Effect.gen(function* () {
      const options = { allowedOrigins: ["https://app.example.com", "http://dev.example:3000"] }
      assert.deepStrictEqual(
        yield* letThrough(
          "origin",
          [
            "https://app.example.com",
            "HTTPS://APP.example.com",
            "http://app.example.com",
            "https://app.example.com:8443",
            "https://x.app.example.com",
            "http://dev.example:3000",
            "http://dev.example"
          ],
          options
        ),
        ["https://app.example.com", "HTTPS://APP.example.com", "http://dev.example:3000"]
      )
    })
  )
})

describe("Host", () => {
  it.effect("guard.host: any but loopback is 403, so no name can be made to resolve here", () =>
    Effect.gen(function* () {
      const good = [
        "localhost",
        "localhost:3000",
        "LOCALHOST",
        "127.0.0.1:1",
        "[::1]:3000",
        "[::1]"
      ]
      const bad = [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "127.0.0.1@evil.example",
        "evil.example:127.0.0.1",
        "localhost:3000/x",
        "localhost:abc",
        "[::2]",
        "0.0.0.0",
        "localhost."
      ]
      assert.deepStrictEqual(yield* letThrough("host", [...good, ...bad]), good)
      const { url } = yield* serve(Server)
      const response = yield* modern(url, "tools/list", {}, { headers: { host: "evil.example" } })
      assert.deepStrictEqual(yield* refusal(response), [403, -32600, "ForeignHost"])
    })
  )

  it.effect("guard.host: is wanted, also where HTTP does not want it", () =>
    Effect.gen(function* () {
      const { port } = yield* serve(Server)
      const line = yield* wire(port)
      yield* line.write("GET /mcp HTTP/1.0\r\n\r\n")
      assert.match(yield* line.closed, /^HTTP\/1\.1 403 /)
    })
  )

  it.effect("guard.hosts: those that are named are let through, on one port if they say one", () =>
    Effect.gen(function* () {
      const allowedHosts = ["mcp.example.com", "Other.example:8443"]
      assert.deepStrictEqual(
        yield* letThrough(
          "host",
          [
            "mcp.example.com",
            "MCP.example.com:9999",
            "other.example:8443",
            "other.example",
            "other.example:1",
            "x.mcp.example.com"
          ],
          { allowedHosts }
        ),
        ["mcp.example.com", "MCP.example.com:9999", "other.example:8443"]
      )
    })
  )

  it.effect("guard.public: a public URL lets its own host and its own origin through", () =>
    Effect.gen(function* () {
      const options = { publicUrl: "https://mcp.example.com/mcp" }
      assert.deepStrictEqual(
        yield* letThrough(
          "host",
          ["mcp.example.com", "mcp.example.com:443", "example.com"],
          options
        ),
        ["mcp.example.com", "mcp.example.com:443"]
      )
      assert.deepStrictEqual(
        yield* letThrough(
          "origin",
          ["https://mcp.example.com", "http://mcp.example.com", "https://example.com"],
          options
        ),
        ["https://mcp.example.com"]
      )
    })
  )

  it.effect("guard.proxy: X-Forwarded-Host says the host only where the proxy is trusted", () =>
    Effect.gen(function* () {
      const forwarded = ["mcp.example.com", "mcp.example.com, inner", "evil.example", "localhost"]
      const options = { publicUrl: "https://mcp.example.com/mcp", trustProxy: true }
      const host = { host: "10.0.0.7:8080" }
      assert.deepStrictEqual(yield* letThrough("x-forwarded-host", forwarded, options, host), [
        "mcp.example.com",
        "mcp.example.com, inner",
        "localhost"
      ])
      const untrusted = { publicUrl: "https://mcp.example.com/mcp" }
      assert.deepStrictEqual(yield* letThrough("x-forwarded-host", forwarded, untrusted, host), [])
      const { url } = yield* serve(Server, untrusted)
      assert.strictEqual(yield* sending(url, { "x-forwarded-host": "evil.example" }), 200)
    })
  )
})

describe("the address", () => {
  it.effect("2025-11-25/T-03, 2026-07-28/T-03: is 127.0.0.1, unless another is named", () =>
    Effect.gen(function* () {
      const own = yield* serve(Server)
      assert.strictEqual(own.url, `http://127.0.0.1:${own.port}/mcp`)
      assert.isTrue(Result.isFailure(yield* Effect.result(wire(own.port, "127.0.0.2"))))
      const every = yield* serve(Server, { host: "0.0.0.0", allowedHosts: ["127.0.0.2"] })
      const response = yield* modern(`http://127.0.0.2:${every.port}/mcp`, "tools/list")
      assert.strictEqual(response.status, 200)
    })
  )

  it.effect("guard.warning: an address for others without a name for it is warned about", () =>
    Effect.gen(function* () {
      for (const named of [
        { host: "0.0.0.0", allowedHosts: ["mcp.example.com"] },
        { host: "0.0.0.0", publicUrl: "https://mcp.example.com" },
        { host: "127.0.0.1" }
      ]) {
        assert.deepStrictEqual(yield* warnings(named), [])
      }
      const [line] = yield* warnings({ host: "0.0.0.0" })
      assert.match(String(line), /^Listening on 0\.0\.0\.0, and only requests for localhost/)
    })
  )

  it.effect.skipIf(!hasIPv6)("guard.warning: the loopback of IPv6 is no address for others", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* warnings({ host: "::1" }), [])
    })
  )

  it.effect("listen.taken: a port that is taken is a failure that says so", () =>
    Effect.gen(function* () {
      const { NodeServer } = yield* Effect.promise(() => import("@effect-mcp/transport-http/node"))
      const { port } = yield* serve(Server)
      const failed = yield* NodeServer.layer({ port }).pipe(
        Layer.provide(Server),
        Layer.build,
        Effect.flip
      )
      assert.strictEqual(failed._tag, "ListenFailed")
      assert.strictEqual(failed.message, `Cannot listen on port ${port} of 127.0.0.1`)
    })
  )
})
