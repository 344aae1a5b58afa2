import { ElicitationHandler } from "@effect-mcp/client"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"

import { complete, connect, converse, discovered, shaking } from "./support/conversing.ts"
import * as Scripted from "./support/scripted.ts"
import { initialized, modern, newest, oldest } from "./support/wire.ts"

const content = [{ type: "text" as const, text: "done" }]
const called = (received: Scripted.Received): void => received.result(complete({ content }))

const tool = (name: string, properties: Scripted.Json) => ({
  name,
  inputSchema: { type: "object", properties }
})

const listed = (received: Scripted.Received): void =>
  received.result(
    complete({
      tools: [
        tool("query", {
          region: { type: "string", "x-mcp-header": "Region" },
          limit: { type: "integer", "x-mcp-header": "Limit" },
          dry: { type: "boolean", "x-mcp-header": "Dry" },
          note: { type: "string", "x-mcp-header": "Note" },
          secret: { type: "string" }
        }),
        tool("broken", { a: { type: "number", "x-mcp-header": "A" } })
      ],
      ttlMs: 0,
      cacheScope: "private"
    })
  )

const params = ({ headers }: Scripted.Received) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("mcp-param-")))

describe("Connecting", () => {
  it.effect(
    "2026-07-28/V-21, interop/IC-03: the first request is a modern one, and may be all",
    () =>
      Effect.gen(function* () {
        const server = yield* Scripted.make()
        const seen = yield* converse(server, {
          "server/discover": discovered,
          "tools/call": called
        })
        const client = yield* connect(server)
        assert.strictEqual(client.revision.version, "2026-07-28")
        const discover = yield* seen.next
        assert.strictEqual(discover.headers["mcp-protocol-version"], "2026-07-28")
        assert.strictEqual(discover.headers["mcp-method"], "server/discover")
        assert.deepStrictEqual((yield* client.callTool("add", {})).content, content)
        assert.strictEqual((yield* seen.next).message["method"], "tools/call")
        assert.strictEqual(server.waiting("GET"), 0)
      })
  )

  it.effect(
    "2026-07-28/T-25, 2026-07-28/T-31, 2026-07-28/T-32, 2026-07-28/T-33: headers say what the body says",
    () =>
      Effect.gen(function* () {
        const server = yield* Scripted.make()
        const seen = yield* converse(server, {
          "server/discover": discovered,
          "tools/call": called,
          "prompts/get": (received) => received.result(complete({ messages: [] })),
          "resources/read": (received) =>
            received.result(complete({ contents: [], ttlMs: 0, cacheScope: "private" }))
        })
        const client = yield* connect(server)
        yield* seen.next
        yield* client.callTool("größe", {})
        yield* client.getPrompt("greet")
        yield* client.readResource("file:///a b")
        for (const [method, name, said] of [
          ["tools/call", "größe", "=?base64?Z3LDtsOfZQ==?="],
          ["prompts/get", "greet", "greet"],
          ["resources/read", "file:///a b", "file:///a b"]
        ] as const) {
          const { headers, message } = yield* seen.of(method)
          const {
            _meta,
            name: tool,
            uri
          } = message["params"] as {
            readonly [name: string]: string | Scripted.Json
          }
          assert.strictEqual(tool ?? uri, name)
          assert.strictEqual(headers["mcp-method"], method)
          assert.strictEqual(headers["mcp-name"], said)
          assert.strictEqual(headers["mcp-protocol-version"], "2026-07-28")
          assert.propertyVal(_meta, "io.modelcontextprotocol/protocolVersion", "2026-07-28")
        }
      })
  )

  it.effect(
    "2026-07-28/T-45, 2026-07-28/T-49, 2026-07-28/T-50, 2026-07-28/T-51: annotated arguments go into headers, and no others",
    () =>
      Effect.gen(function* () {
        const server = yield* Scripted.make()
        const seen = yield* converse(server, {
          "server/discover": discovered,
          "tools/list": listed,
          "tools/call": called
        })
        const client = yield* connect(server)
        const tools = yield* client.listTools()
        assert.deepStrictEqual(
          tools.map(({ name }) => name),
          ["query"]
        )
        yield* client.callTool("query", {
          region: "größe",
          limit: -7,
          dry: true,
          note: "",
          secret: "s3cr3t"
        })
        yield* client.callTool("query", { region: null, limit: 42 })
        assert.deepStrictEqual(params(yield* seen.of("tools/call")), {
          "mcp-param-region": "=?base64?Z3LDtsOfZQ==?=",
          "mcp-param-limit": "-7",
          "mcp-param-dry": "true",
          "mcp-param-note": ""
        })
        assert.deepStrictEqual(params(yield* seen.of("tools/call")), { "mcp-param-limit": "42" })
      })
  )

  it.effect(
    "2026-07-28/V-22, interop/IC-05: a probe that is refused without a modern error leads to initialize",
    () =>
      Effect.gen(function* () {
        for (const probe of [
          (received: Scripted.Received) => received.send(400),
          (received: Scripted.Received) => received.send(404, {}, "Not found"),
          (received: Scripted.Received) => received.send(405),
          (received: Scripted.Received) => received.error(400, { code: -32600, message: "?" }),
          (received: Scripted.Received) => received.error(404, { code: -32601, message: "?" })
        ]) {
          const server = yield* Scripted.make()
          const seen = yield* converse(server, {
            "server/discover": probe,
            initialize: shaking(),
            "tools/call": called
          })
          const client = yield* connect(server)
          assert.strictEqual(client.revision.version, "2025-11-25")
          assert.strictEqual((yield* seen.next).message["method"], "server/discover")
          const { headers, message } = yield* seen.next
          assert.strictEqual(message["method"], "initialize")
          assert.isUndefined(headers["mcp-method"])
          assert.deepStrictEqual((yield* client.callTool("add", {})).content, content)
        }
      })
  )

  it.effect(
    "2026-07-28/V-22: a modern error says which versions there are, and no initialize",
    () =>
      Effect.gen(function* () {
        const server = yield* Scripted.make()
        const seen = yield* converse(server, {
          "server/discover": (received) =>
            received.error(400, {
              code: -32022,
              message: "Unsupported protocol version",
              data: { supported: ["2031-01-01"], requested: modern.version }
            })
        })
        const error = yield* Effect.flip(connect(server))
        assert.strictEqual(error.reason._tag, "NoCommonRevision")
        yield* seen.next
        assert.strictEqual(server.waiting("POST"), 0)
      })
  )

  it.effect(
    "2025-11-25/T-50, 2026-07-28/V-23, interop/IC-05: and where initialize is refused too, to the first transport",
    () =>
      Effect.gen(function* () {
        const server = yield* Scripted.make()
        const connecting = yield* Effect.forkScoped(connect(server))
        ;(yield* server.post).send(405)
        ;(yield* server.post).send(405)
        const stream = (yield* server.get).events()
        stream.write("event: endpoint\ndata: /messages\n\n")
        const initialize = yield* server.post
        initialize.send(202)
        stream.message({
          jsonrpc: "2.0",
          id: initialize.message["id"],
          result: { ...initialized(oldest), capabilities: { tools: {} } }
        })
        ;(yield* server.post).send(202)
        const client = yield* Fiber.join(connecting)
        assert.strictEqual(client.revision.version, "2024-11-05")
        const calling = yield* Effect.forkScoped(client.callTool("add", {}))
        const call = yield* server.post
        assert.strictEqual(call.path, "/messages")
        call.send(202)
        stream.message({ jsonrpc: "2.0", id: call.message["id"], result: { content } })
        assert.deepStrictEqual((yield* Fiber.join(calling)).content, content)
      })
  )

  it.effect("2025-11-25/T-42: a session that is lost is begun again, and the call goes on", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      let sessions = 0
      const seen = yield* converse(server, {
        initialize: (received) => shaking(`s${++sessions}`)(received),
        "tools/call": (received) => {
          if (received.headers["mcp-session-id"] === "s1") received.send(404)
          else called(received)
        }
      })
      const client = yield* connect(server, { pin: newest })
      assert.deepStrictEqual((yield* client.callTool("add", {})).content, content)
      yield* seen.of("initialize")
      const again = yield* seen.of("initialize")
      assert.isUndefined(again.headers["mcp-session-id"])
      const call = yield* seen.of("tools/call")
      assert.strictEqual(call.headers["mcp-session-id"], "s2")
    })
  )

  it.effect("2025-11-25/T-23: a call that is given up is told by a notification of its own", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const held = yield* Deferred.make<Scripted.Received>()
      const seen = yield* converse(server, {
        initialize: shaking("s1"),
        "tools/call": (received) => void Deferred.doneUnsafe(held, Effect.succeed(received))
      })
      const client = yield* connect(server, { pin: newest })
      const calling = yield* Effect.forkScoped(client.callTool("add", {}))
      const call = yield* Deferred.await(held)
      yield* Fiber.interrupt(calling)
      const cancelled = yield* seen.of("notifications/cancelled")
      assert.propertyVal(cancelled.message["params"], "requestId", call.message["id"])
      assert.isFalse(Deferred.isDoneUnsafe(call.left))
    })
  )

  it.effect(
    "2026-07-28/P-01, 2026-07-28/P-02: a call that is given up is closed, and no more",
    () =>
      Effect.gen(function* () {
        const server = yield* Scripted.make()
        const held = yield* Deferred.make<Scripted.Received>()
        yield* converse(server, {
          "server/discover": discovered,
          "tools/call": (received) => void Deferred.doneUnsafe(held, Effect.succeed(received))
        })
        const client = yield* connect(server)
        const calling = yield* Effect.forkScoped(client.callTool("add", {}))
        const call = yield* Deferred.await(held)
        yield* Fiber.interrupt(calling)
        yield* Deferred.await(call.left)
        assert.strictEqual(server.waiting("POST"), 0)
      })
  )

  it.effect(
    "2026-07-28/T-09, interop/IC-08: a question is answered by a POST, only in revisions that ask so",
    () =>
      Effect.gen(function* () {
        const question = {
          jsonrpc: "2.0",
          id: "q",
          method: "elicitation/create",
          params: { message: "?", requestedSchema: { type: "object", properties: {} } }
        }
        for (const revision of [newest, modern]) {
          const server = yield* Scripted.make()
          const seen = yield* converse(server, {
            "server/discover": discovered,
            initialize: shaking("s1"),
            "tools/call": (received) => {
              const stream = received.events()
              stream.message(question)
              const { id } = received.message
              stream.message({ jsonrpc: "2.0", id, result: complete({ content }) })
              stream.end()
            }
          })
          const client = yield* connect(server, { pin: revision }).pipe(
            Effect.provide(
              ElicitationHandler.layer({ form: () => Effect.succeed({ action: "decline" }) })
            )
          )
          yield* client.callTool("add", {})
          yield* seen.of("tools/call")
          if (revision.lifecycle === "Handshake") {
            const { headers, text } = yield* seen.next
            assert.strictEqual(text, '{"jsonrpc":"2.0","id":"q","result":{"action":"decline"}}')
            assert.strictEqual(headers["mcp-session-id"], "s1")
          } else {
            yield* client.callTool("add", {})
            const next = yield* seen.next
            assert.strictEqual(next.message["method"], "tools/call")
          }
        }
      })
  )

  it.effect("interop/IC-06: a challenge is no verdict about the era", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const seen = yield* converse(server, {
        "server/discover": (received) => received.send(401, { "www-authenticate": "Bearer" })
      })
      yield* Effect.flip(connect(server))
      yield* seen.next
      assert.strictEqual(server.waiting("POST") + server.waiting("GET"), 0)
    })
  )
})
