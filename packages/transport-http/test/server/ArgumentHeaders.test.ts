import { Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

import { initialize, modern, post, refusal, resultOf } from "../support/peer.ts"
import type { Headers } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"
import { verdicts } from "../support/verdicts.ts"

const sentinel = (text: string) => `=?base64?${Buffer.from(text).toString("base64")}?=`

const mismatch = [400, -32020]

const calling = (
  url: string,
  args: { readonly [key: string]: unknown },
  sent: ReadonlyArray<Headers>
) => verdicts(url, "tools/call", { name: "query", arguments: args }, sent)

describe("headers that repeat arguments", () => {
  const Query = Tool.make("query", {
    input: Schema.Struct({
      region: Schema.optionalKey(Schema.String).pipe(Tool.header("Region")),
      limit: Schema.optionalKey(Schema.Int).pipe(Tool.header("Limit")),
      dry: Schema.optionalKey(Schema.Boolean).pipe(Tool.header("Dry-Run")),
      sql: Schema.optionalKey(Schema.String)
    })
  }).handle((input) => Effect.succeed(JSON.stringify(input)))

  const Queries = mcp(Query)
  const all = { region: "eu", limit: 42, dry: true, sql: "select" }
  const good = { "mcp-param-region": "eu", "mcp-param-limit": "42", "mcp-param-dry-run": "true" }

  it.effect("2026-07-28/T-37: the list says which arguments are", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Queries)
      const { tools } = resultOf(yield* (yield* modern(url, "tools/list")).json)
      const [query] = tools as ReadonlyArray<{
        readonly inputSchema: { readonly properties: { readonly [name: string]: object } }
      }>
      const properties = Object.entries(query?.inputSchema.properties ?? {}).map(
        ([name, schema]) => [name, (schema as Headers)["x-mcp-header"]]
      )
      assert.deepStrictEqual(properties, [
        ["region", "Region"],
        ["limit", "Limit"],
        ["dry", "Dry-Run"],
        ["sql", undefined]
      ])
    })
  )

  it.effect(
    "2026-07-28/T-55: each has to be there and to say the same, before the handler is asked",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Queries)
        assert.deepStrictEqual<unknown>(
          yield* calling(url, all, [
            good,
            { ...good, "mcp-param-region": undefined },
            { ...good, "mcp-param-region": "us" },
            { ...good, "mcp-param-region": "EU" },
            { ...good, "mcp-param-region": "=?base64?!!?=" },
            { ...good, "mcp-param-region": "e\u00fc" },
            { ...good, "mcp-param-limit": "43" },
            { ...good, "mcp-param-limit": "0x2a" },
            { ...good, "mcp-param-dry-run": "false" },
            { ...good, "mcp-param-dry-run": "TRUE" },
            { ...good, "mcp-param-region": sentinel("eu") },
            { ...good, "mcp-param-other": "ignored" }
          ]),
          [200, -32020, -32020, -32020, -32020, -32020, -32020, -32020, -32020, -32020, 200, 200]
        )
        const wrong = { region: 5, limit: "many" }
        const sent = yield* modern(
          url,
          "tools/call",
          { name: "query", arguments: wrong },
          { headers: { "mcp-param-limit": "few" } }
        )
        assert.deepStrictEqual(yield* refusal(sent), mismatch)
      })
  )

  it.effect("2026-07-28/T-56: integers are compared as numbers", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Queries)
      const limits = (args: object, ...values: ReadonlyArray<string>) =>
        calling(
          url,
          { ...args },
          values.map((value) => ({ "mcp-param-limit": value }))
        )
      assert.deepStrictEqual<unknown>(
        yield* limits({ limit: 42 }, "42", "42.0", "42.00", "42.5"),
        [200, 200, 200, -32020]
      )
      assert.deepStrictEqual<unknown>(
        yield* limits({ limit: -7 }, "-7", "-7.0", "7"),
        [200, 200, -32020]
      )
    })
  )

  it.effect("2026-07-28/T-52: none is expected for an argument that is null or not there", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Queries)
      for (const args of [{}, { region: null }, { sql: "select" }]) {
        assert.deepStrictEqual(yield* calling(url, args, [{}]), [200])
      }
      assert.deepStrictEqual(
        yield* calling(url, { region: "" }, [{ "mcp-param-region": "" }]),
        [200]
      )
    })
  )

  it.effect("headers.older: a session's calls have none of it", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Queries)
      const session = yield* initialize(url)
      const response = yield* session.call(1, "query", { arguments: all })
      const { content } = resultOf(yield* response.json)
      assert.deepStrictEqual(content, [{ type: "text", text: JSON.stringify(all) }])
      const without = yield* post(url, "{}", {})
      assert.strictEqual(without.status, 400)
    })
  )
})
