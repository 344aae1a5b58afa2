import { Progress, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"

import { initializing, modern, post } from "../support/peer.ts"
import { type Incoming, open } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"

const Quick = Tool.make("quick", {}).handle(() => Effect.succeed("done"))
const Steps = Tool.make("steps", {}).handle(() => Effect.as(Progress.report(1), "done"))
const Server = mcp(Layer.mergeAll(Quick, Steps))

const page = "https://app.example.com"
const other = "https://other.example.com"

const corsOf = ({ headers }: Incoming) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^access-control|^vary$/.test(name))
  )

const preflight = (url: string, origin: string, asked = "content-type") =>
  open(url, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": asked
    }
  })

const exposed = "Mcp-Session-Id, MCP-Protocol-Version, WWW-Authenticate, Retry-After"

describe("CORS", () => {
  it.effect("cors.none: there is nothing of it unless it is asked for", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { allowedOrigins: [page] })
      const asked = yield* preflight(url, page)
      assert.strictEqual(asked.status, 405)
      assert.deepStrictEqual(corsOf(asked), {})
      const called = yield* modern(url, "tools/list", {}, { headers: { origin: page } })
      assert.strictEqual(called.status, 200)
      assert.deepStrictEqual(corsOf(called), {})
    })
  )

  it.effect("cors.preflight: says what a page may send; a tool's own headers among it", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, {
        cors: { origins: [page], allowHeaders: ["X-Tenant"] }
      })
      const asked =
        "content-type,authorization,mcp-session-id,mcp-protocol-version,mcp-method,mcp-name,last-event-id," +
        "mcp-param-region,x-tenant,x-other,cookie"
      const response = yield* preflight(url, page, asked)
      assert.strictEqual(response.status, 204)
      assert.strictEqual(yield* response.text, "")
      assert.deepStrictEqual(corsOf(response), {
        vary: "Origin",
        "access-control-allow-origin": page,
        "access-control-expose-headers": exposed,
        "access-control-allow-methods": "GET, POST, DELETE",
        "access-control-allow-headers":
          "content-type, authorization, mcp-session-id, mcp-protocol-version, mcp-method, mcp-name, " +
          "last-event-id, mcp-param-region, x-tenant",
        "access-control-max-age": "600"
      })
    })
  )

  it.effect("cors.exposed: every kind of response lets the page read what a client needs", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, {
        cors: { origins: [page], exposeHeaders: ["X-Request-Id"] }
      })
      const headers = { origin: page }
      const meta = { progressToken: "p" }
      for (const response of [
        yield* post(url, initializing(), headers),
        yield* modern(url, "tools/call", { name: "quick" }, { headers }),
        yield* modern(url, "tools/call", { name: "steps" }, { headers, meta }),
        yield* modern(url, "no/such", {}, { headers }),
        yield* open(url, { method: "GET", headers }),
        yield* post(url, "{}", { ...headers, "content-type": "text/plain" })
      ]) {
        assert.deepStrictEqual(corsOf(response), {
          vary: "Origin",
          "access-control-allow-origin": page,
          "access-control-expose-headers": `${exposed}, X-Request-Id`
        })
      }
    })
  )

  it.effect("cors.others: a page of another origin is refused, and learns nothing", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { cors: { origins: [page] } })
      for (const response of [
        yield* preflight(url, other),
        yield* modern(url, "tools/list", {}, { headers: { origin: other } })
      ]) {
        assert.strictEqual(response.status, 403)
        assert.deepStrictEqual(corsOf(response), { vary: "Origin" })
      }
      const program = yield* modern(url, "tools/list")
      assert.deepStrictEqual(corsOf(program), { vary: "Origin" })
    })
  )

  it.effect(
    "cors.any: any page may call, where that is said; the host is checked all the same",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server, { cors: { origins: "*", maxAge: 60 } })
        const asked = yield* preflight(url, other, "authorization")
        assert.strictEqual(asked.status, 204)
        assert.strictEqual(asked.headers["access-control-allow-origin"], "*")
        assert.strictEqual(asked.headers["access-control-allow-headers"], "authorization")
        assert.strictEqual(asked.headers["access-control-max-age"], "60")
        const called = yield* modern(url, "tools/list", {}, { headers: { origin: other } })
        assert.strictEqual(called.status, 200)
        assert.strictEqual(called.headers["access-control-allow-origin"], "*")
        const headers = { origin: other, host: "evil.example" }
        assert.strictEqual((yield* modern(url, "tools/list", {}, { headers })).status, 403)
      })
  )
})
