import { Endpoint, type Exchange, Principal } from "@effect-mcp/protocol"
import { JsonRpc, type Revision } from "@effect-mcp/schema"
import { McpServer, Middleware, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Layer, Logger, Schema } from "effect"
import { z } from "zod"

import * as Eras from "./eras.ts"
import { type Answer, type Json, withServer } from "./RawClient.ts"

type Feature = Layer.Layer<never, never, McpServer.McpServer>

const modern = Eras.at("2026-07-28")

const server = (feature: Feature) =>
  McpServer.layer({ name: "headers", version: "1.0.0" }).pipe(McpServer.provide(feature))

const Query = Tool.make("query", {
  input: Schema.Struct({
    region: Schema.String.pipe(Tool.header("Region")),
    limit: Schema.optionalKey(Schema.Int).pipe(Tool.header("Limit")),
    where: Schema.optionalKey(Schema.Struct({ dry: Schema.Boolean.pipe(Tool.header("Dry-Run")) })),
    sql: Schema.String
  })
})

const described = (name: unknown, type = "string") =>
  Tool.fromJsonSchema("raw", {
    inputSchema: { type: "object", properties: { a: { type, "x-mcp-header": name } } }
  })

/** One request over a transport that has headers. */
const over = Effect.fnUntraced(function* (
  feature: Feature,
  headers: Exchange.Exchange["headers"],
  revision: Revision.Revision = modern
) {
  const context = yield* Layer.build(server(feature))
  const endpoint = Context.get(context, Endpoint.Endpoint)
  const stated = {
    "io.modelcontextprotocol/protocolVersion": revision.version,
    "io.modelcontextprotocol/clientCapabilities": {}
  }
  return (name: string, args: Json) =>
    Effect.gen(function* () {
      const answered = yield* Deferred.make<Answer>()
      const params = { name, arguments: args, ...(revision === modern && { _meta: stated }) }
      const frame = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params })
      endpoint.receive(JsonRpc.parse(frame), {
        principal: Principal.local,
        connection: undefined,
        revision,
        ...(headers === undefined ? {} : { headers }),
        send: () => undefined,
        answer: (text) => Deferred.doneUnsafe(answered, Exit.succeed(JSON.parse(text) as Answer)),
        silent: () => undefined
      })
      return yield* Deferred.await(answered)
    })
})

/** Serves the query, and counts what reaches its handler. */
const counted = () => {
  const seen: Array<Json> = []
  const feature = Query.handle((input) => {
    seen.push(input)
    return Effect.succeed("done")
  })
  return { seen, feature }
}

const args = { region: "eu", limit: 3, where: { dry: true }, sql: "select 1" }

const agreeing = {
  "mcp-param-region": "eu",
  "mcp-param-limit": "3",
  "mcp-param-dry-run": "true"
}

/** What building the server dies of. */
const refused = Effect.fnUntraced(function* (feature: Feature) {
  const exit = yield* Effect.exit(Layer.build(server(feature)))
  return String(Exit.isFailure(exit) ? exit.cause : exit)
})

const recording = () => {
  const lines: Array<string> = []
  return {
    lines,
    layer: Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
  }
}

const done = Effect.succeed("done")

const on = (input: Schema.Struct<Schema.Struct.Fields>): Feature =>
  // Its fields are any, but none of them needs a service.
  Tool.make("t", { input }).handle(() => done) as Feature

describe("arguments that have headers", () => {
  it.effect("2026-07-28/T-37, 2026-07-28/T-42: are said in the schema that is listed", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(counted().feature), { revision: modern })
      const { tools } = yield* client.result("tools/list")
      const [{ inputSchema }] = tools as readonly [{ readonly inputSchema: Json }]
      const { limit, region, sql, where } = inputSchema["properties"] as {
        readonly [name: string]: Json
      }
      assert.deepStrictEqual(region, { type: "string", "x-mcp-header": "Region" })
      assert.deepStrictEqual([limit?.["type"], limit?.["x-mcp-header"]], ["integer", "Limit"])
      assert.deepStrictEqual(where?.["properties"], {
        dry: { type: "boolean", "x-mcp-header": "Dry-Run" }
      })
      assert.deepStrictEqual(sql, { type: "string" })
    })
  )

  it.effect("argument-headers.decoded: whatever the wire's value becomes", () =>
    Effect.gen(function* () {
      const Typed = Tool.make("typed", {
        input: Schema.Struct({
          at: Schema.Date.pipe(Tool.header("At")),
          count: Schema.NumberFromString.pipe(Tool.header("Count")),
          kind: Schema.Literals(["a", "b"]).pipe(Tool.header("Kind")),
          big: Schema.optionalKey(Schema.BigInt).pipe(Tool.header("Big"))
        })
      })
      const seen: Array<unknown> = []
      const feature = Typed.handle((input) => {
        seen.push(input)
        return done
      })
      const call = yield* over(feature, {
        "mcp-param-at": "2026-07-28T00:00:00.000Z",
        "mcp-param-count": "042",
        "mcp-param-kind": "b",
        "mcp-param-big": "9007199254740993"
      })
      const { result } = yield* call("typed", {
        at: "2026-07-28T00:00:00.000Z",
        count: "042",
        kind: "b",
        big: "9007199254740993"
      })
      assert.isUndefined(result?.["isError"])
      assert.deepStrictEqual(seen, [
        { at: new Date("2026-07-28"), count: 42, kind: "b", big: 9007199254740993n }
      ])
    })
  )
})

describe("arguments whose type the wire never sees", () => {
  it.effect("argument-headers.encoded: are found by what they are encoded to", () =>
    Effect.gen(function* () {
      const Counted = Tool.make("counted", {
        input: Schema.Struct({ count: Schema.NumberFromString.pipe(Tool.header("Count")) })
      })
      const call = yield* over(
        Counted.handle(() => done),
        {}
      )
      assert.strictEqual((yield* call("counted", { count: "1" })).error?.code, -32020)
    })
  )
})

describe("a call with headers", () => {
  it.effect("2026-07-28/T-55, 2026-07-28/T-56: runs if they say what its arguments say", () =>
    Effect.gen(function* () {
      for (const headers of [
        agreeing,
        { ...agreeing, "mcp-param-region": "=?base64?ZXU=?=" },
        { ...agreeing, "mcp-param-limit": "3.0" },
        { ...agreeing, "mcp-param-region": " eu " },
        { ...agreeing, "mcp-param-other": "x" }
      ]) {
        const { feature, seen } = counted()
        const call = yield* over(feature, headers)
        assert.deepStrictEqual((yield* call("query", args)).result?.["content"], [
          { type: "text", text: "done" }
        ])
        assert.deepStrictEqual(seen, [args])
      }
    })
  )

  it.effect("2026-07-28/T-55: is refused with -32020 if not, and nothing has run", () =>
    Effect.gen(function* () {
      const other = "Mcp-Param-Region is not what the argument region says"
      const rows = [
        [undefined, "Mcp-Param-Region is missing, and the argument region is there"],
        ["us", other],
        ["EU", other],
        ["=?base64?ZXU?=", "Mcp-Param-Region cannot be decoded"]
      ] as const
      for (const [region, message] of rows) {
        const { feature, seen } = counted()
        const call = yield* over(feature, { ...agreeing, "mcp-param-region": region })
        assert.deepStrictEqual((yield* call("query", args)).error, { code: -32020, message })
        assert.deepStrictEqual(seen, [])
      }
    })
  )

  it.effect("2026-07-28/T-55: is refused for its headers before it is for its arguments", () =>
    Effect.gen(function* () {
      const call = yield* over(counted().feature, { "mcp-param-region": "us" })
      assert.strictEqual((yield* call("query", { region: "eu", sql: 1 })).error?.code, -32020)
      const invalid = yield* over(counted().feature, { "mcp-param-region": "eu" })
      assert.isTrue((yield* invalid("query", { region: "eu", sql: 1 })).result?.["isError"])
    })
  )

  it.effect("2026-07-28/T-52: needs none for null and what is absent", () =>
    Effect.gen(function* () {
      const { feature, seen } = counted()
      const call = yield* over(feature, { "mcp-param-region": "eu" })
      yield* call("query", { region: "eu", sql: "" })
      assert.deepStrictEqual(seen, [{ region: "eu", sql: "" }])
    })
  )

  it.effect(
    "argument-headers.elsewhere: is not looked at where the transport has none, or the revision",
    () =>
      Effect.gen(function* () {
        const { feature, seen } = counted()
        const bare = yield* over(feature, undefined)
        yield* bare("query", args)
        for (const [, revision] of Eras.every) {
          if (revision === modern) continue
          const call = yield* over(feature, {}, revision)
          yield* call("query", args)
        }
        assert.strictEqual(seen.length, 5)
      })
  )

  it.effect(
    "argument-headers.hidden: says nothing of a tool that the caller does not see, nor of one there is not",
    () =>
      Effect.gen(function* () {
        const call = yield* over(counted().feature, {})
        assert.strictEqual((yield* call("other", args)).error?.code, -32602)
        assert.strictEqual((yield* call("query", args)).error?.code, -32020)
      })
  )

  it.effect("argument-headers.middleware: is refused inside of a middleware too", () =>
    Effect.gen(function* () {
      const { feature, seen } = counted()
      const around = Middleware.layer((next) => next)
      const call = yield* over(Layer.merge(feature, around), { "mcp-param-region": "us" })
      assert.strictEqual((yield* call("query", args)).error?.code, -32020)
      assert.deepStrictEqual(seen, [])
    })
  )
})

describe("a tool whose headers cannot be", () => {
  it.effect(
    "2026-07-28/T-38, 2026-07-28/T-39: is refused when it is served, if a name is none",
    () =>
      Effect.gen(function* () {
        const Empty = Tool.make("t", {
          input: Schema.Struct({ a: Schema.String.pipe(Tool.header("")) })
        })
        assert.include(
          yield* refused(Empty.handle(() => done)),
          `The headers of tool "t" cannot be: a: the name of the header is empty`
        )
        for (const name of ["", "a b", "é", 3]) {
          assert.include(
            yield* refused(described(name).handle(() => done)),
            `The headers of tool "raw" cannot be: a: `
          )
        }
      })
  )

  it.effect("2026-07-28/T-40: or two have the same", () =>
    Effect.gen(function* () {
      const Twice = Tool.make("t", {
        input: Schema.Struct({
          a: Schema.String.pipe(Tool.header("Region")),
          b: Schema.Int.pipe(Tool.header("REGION"))
        })
      })
      assert.include(yield* refused(Twice.handle(() => done)), "b: a has the same header")
    })
  )

  it.effect("2026-07-28/T-41, 2026-07-28/T-43: or it is not on a plain argument", () =>
    Effect.gen(function* () {
      const text = Schema.String.pipe(Tool.header("A"))
      const Shared = Schema.Struct({ a: text }).annotate({ identifier: "Shared" })
      const all = [
        on(Schema.Struct({ a: Schema.Finite.pipe(Tool.header("A")) })),
        on(Schema.Struct({ a: Schema.Array(text) })),
        on(Schema.Struct({ a: Schema.Array(Schema.String).pipe(Tool.header("A")) })),
        on(Schema.Struct({ a: Schema.optional(Schema.String).pipe(Tool.header("A")) })),
        on(Schema.Struct({ a: Schema.NullOr(text) })),
        on(Schema.Struct({ a: Schema.Union([Schema.Struct({ b: text }), Schema.Null]) })),
        on(Schema.Struct({ a: Schema.Record(Schema.String, text) })),
        on(Schema.Struct({ a: Shared })),
        on(Schema.Struct({ a: Schema.Date.annotate({ "x-mcp-header": "A" }) }))
      ]
      for (const feature of all) {
        assert.include(yield* refused(feature), `The headers of tool "t" cannot be`)
      }
    })
  )

  it.effect("2026-07-28/T-41: or another library's schema says so", () =>
    Effect.gen(function* () {
      const header = { "x-mcp-header": "A" }
      const Number = Tool.make("zod", { input: z.object({ a: z.number().meta(header) }) })
      const Int = Tool.make("zod", { input: z.object({ a: z.int().meta(header) }) })
      assert.include(
        yield* refused(Number.handle(() => done)),
        `The headers of tool "zod" cannot be: a: only a string, an integer or a boolean`
      )
      const call = yield* over(
        Int.handle(() => done),
        { "mcp-param-a": "2" }
      )
      assert.strictEqual((yield* call("zod", { a: 1 })).error?.code, -32020)
      assert.isUndefined((yield* call("zod", { a: 2 })).error)
    })
  )
})

describe("a header that looks like a secret's", () => {
  it.effect("2026-07-28/T-44: is warned about, by its name or the argument's", () =>
    Effect.gen(function* () {
      const log = recording()
      const Login = Tool.make("login", {
        input: Schema.Struct({
          password: Schema.String.pipe(Tool.header("P")),
          key: Schema.String.pipe(Tool.header("Api-Key")),
          region: Schema.String.pipe(Tool.header("Region"))
        })
      })
      yield* Effect.provide(Layer.build(server(Login.handle(() => done))), log.layer)
      assert.deepStrictEqual(log.lines, [
        "Tool login repeats an argument in the header Mcp-Param-P, which looks like a secret",
        "Tool login repeats an argument in the header Mcp-Param-Api-Key, which looks like a secret"
      ])
    })
  )
})
