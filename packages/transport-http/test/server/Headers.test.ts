import { Prompt, Resource, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"

import { initialize, modern, refusal } from "../support/peer.ts"
import { wire } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"
import { verdicts } from "../support/verdicts.ts"

const names = ["quick", "na me", "größe", "=?base64?cXVpY2s=?="]

const Server = mcp(
  Layer.mergeAll(
    Tool.make("quick", {}).handle(() => Effect.succeed("done")),
    Tool.make("na me", {}).handle(() => Effect.succeed("done")),
    Tool.make("größe", {}).handle(() => Effect.succeed("done")),
    Tool.make("=?base64?cXVpY2s=?=", {}).handle(() => Effect.succeed("done")),
    Prompt.make("greet", {}).handle(() => Effect.succeed("hello")),
    Resource.make("x://doc/1", { name: "doc" }).handle(Effect.succeed("text"))
  )
)

const sentinel = (text: string) => `=?base64?${Buffer.from(text).toString("base64")}?=`

describe("headers that repeat the body", () => {
  it.effect(
    "2026-07-28/T-34: a method that is missing, or another than the body's, is 400 and -32020",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const methods = [
          "tools/list",
          undefined,
          "",
          "tools/call",
          "TOOLS/LIST",
          "tools/list, tools/list"
        ]
        assert.deepStrictEqual<unknown>(
          yield* verdicts(
            url,
            "tools/list",
            {},
            methods.map((method) => ({ "mcp-method": method }))
          ),
          [200, -32020, -32020, -32020, -32020, -32020]
        )
        const response = yield* modern(url, "tools/list", {}, { headers: { "mcp-method": "x" } })
        assert.strictEqual(response.status, 400)
        const twice = { "mcp-method": ["tools/list", "tools/call"] }
        assert.deepStrictEqual(yield* verdicts(url, "tools/list", {}, [twice]), [-32020])
      })
  )

  it.effect(
    "2026-07-28/T-34, 2026-07-28/T-35: so is the name of a tool, a prompt or a resource; its letters' case counts",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        for (const [method, params, name] of [
          ["tools/call", { name: "quick" }, "quick"],
          ["prompts/get", { name: "greet" }, "greet"],
          ["resources/read", { uri: "x://doc/1" }, "x://doc/1"]
        ] as const) {
          const sent = [name, undefined, "", name.toUpperCase(), `${name}x`, `${name}, ${name}`]
          assert.deepStrictEqual<unknown>(
            yield* verdicts(
              url,
              method,
              params,
              sent.map((value) => ({ "mcp-name": value }))
            ),
            [200, -32020, -32020, -32020, -32020, -32020],
            method
          )
        }
      })
  )

  it.effect("2026-07-28/T-35: the names of headers are read whatever their case", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const lower = {
        "mcp-protocol-version": undefined,
        "mcp-method": undefined,
        "mcp-name": undefined
      }
      for (const change of [
        (name: string) => name.toUpperCase(),
        (name: string) => name,
        (name: string) => name.replace(/^mcp|.$/g, (part) => part.toUpperCase())
      ]) {
        const headers = {
          ...lower,
          [change("mcp-protocol-version")]: "2026-07-28",
          [change("mcp-method")]: "tools/call",
          [change("mcp-name")]: "quick"
        }
        const response = yield* modern(url, "tools/call", { name: "quick" }, { headers })
        assert.strictEqual(response.status, 200)
      }
    })
  )

  it.effect("2026-07-28/T-36: white space around a value is no part of it", () =>
    Effect.gen(function* () {
      const { port } = yield* serve(Server)
      const line = yield* wire(port)
      const body = JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: {
          name: "quick",
          _meta: {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {}
          }
        }
      })
      yield* line.write(
        [
          "POST /mcp HTTP/1.1",
          "Host: localhost",
          "Connection: close",
          "Content-Type: application/json",
          `Content-Length: ${body.length}`,
          "MCP-Protocol-Version: \t 2026-07-28 \t",
          "Mcp-Method:  tools/call  ",
          "Mcp-Name: \t quick   ",
          "",
          body
        ].join("\r\n")
      )
      assert.match(yield* line.closed, /^HTTP\/1\.1 200 .*"text":"done"/s)
    })
  )

  it.effect(
    "2026-07-28/T-55, 2026-07-28/T-54: a name in Base64 is decoded, if it is marked exactly so and is some",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const named = (name: string, sent: ReadonlyArray<string>) =>
          verdicts(
            url,
            "tools/call",
            { name },
            sent.map((value) => ({ "mcp-name": value }))
          )
        for (const name of names) {
          assert.deepStrictEqual<unknown>(yield* named(name, [sentinel(name)]), [200], name)
        }
        assert.deepStrictEqual<unknown>(
          yield* named("quick", [
            sentinel("other"),
            "=?BASE64?cXVpY2s=?=",
            "=?base64?cXVpY2s=",
            "base64?cXVpY2s=?=",
            "=?base64?cXVpY2s?=",
            "=?base64?????=?=",
            "=?base64?/w==?=",
            "=?base64??=",
            "=?base64?cXVpY2s=?= x"
          ]),
          [-32020, -32020, -32020, -32020, -32020, -32020, -32020, -32020, -32020]
        )
      })
  )

  it.effect(
    "2026-07-28/T-34, 2026-07-28/T-55: a name with characters that a header cannot have is 400",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const raw = Buffer.from("größe").toString("latin1")
        assert.deepStrictEqual<unknown>(
          yield* verdicts(url, "tools/call", { name: "größe" }, [
            { "mcp-name": raw },
            { "mcp-name": "gr\u00f6\u00dfe" }
          ]),
          [-32020, -32020]
        )
        const looksEncoded = "=?base64?cXVpY2s=?="
        assert.deepStrictEqual<unknown>(
          yield* verdicts(url, "tools/call", { name: looksEncoded }, [
            { "mcp-name": looksEncoded }
          ]),
          [-32020]
        )
      })
  )

  it.effect("headers.older: sessions neither send them nor are asked for them", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const session = yield* initialize(url)
      const response = yield* session.call(1, "quick")
      assert.strictEqual(response.status, 200)
      const odd = yield* session.post(
        { jsonrpc: "2.0", id: 2, method: "tools/list" },
        { "mcp-method": "no/such", "mcp-name": "none" }
      )
      assert.strictEqual(odd.status, 200)
    })
  )

  it.effect("headers.unnamed: a method about nothing in particular needs no name", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      for (const method of ["tools/list", "prompts/list", "resources/list", "server/discover"]) {
        assert.strictEqual((yield* modern(url, method)).status, 200)
      }
      const nameless = yield* modern(url, "tools/call", { name: 5 })
      assert.deepStrictEqual(yield* refusal(nameless), [400, -32602])
    })
  )
})
