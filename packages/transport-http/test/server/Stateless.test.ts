import { Elicitation, Log, Progress, Resource, Tool } from "@effect-mcp/server"
import { StreamableHttp } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Queue, Schema } from "effect"

import { Recorded } from "../support/exchange.ts"
import { answer, modern, paramsOf, resultOf } from "../support/peer.ts"
import { type Json, messagesOf, wire } from "../support/raw.ts"
import { mcp, serve, turn } from "../support/server.ts"
import * as Talker from "../support/talker.ts"

const logging = { "io.modelcontextprotocol/logLevel": "info" }

describe("a client that goes away", () => {
  it.effect(
    "2026-07-28/T-22, 2026-07-28/T-23, 2026-07-28/P-06: cancels its request, whether anything was said or not",
    () =>
      Effect.gen(function* () {
        const silent = Talker.make()
        const first = yield* serve(mcp(silent.feature))
        const calling = yield* Effect.forkChild(
          Effect.scoped(modern(first.url, "tools/call", { name: "talk" }))
        )
        yield* silent.begun
        yield* Fiber.interrupt(calling)
        yield* silent.interrupted

        const talking = Talker.make()
        const second = yield* serve(mcp(talking.feature))
        const streaming = yield* Effect.forkChild(
          modern(second.url, "tools/call", { name: "talk" }, { meta: logging })
        )
        yield* talking.begun
        yield* talking.say(1)
        const stream = yield* Fiber.join(streaming)
        assert.strictEqual(paramsOf(yield* stream.message)["data"], 1)
        yield* stream.leave
        yield* talking.interrupted
      })
  )

  it.effect("2026-07-28/T-22: and no request but its own", () =>
    Effect.gen(function* () {
      const talkers = [Talker.make(), Talker.make()] as const
      const { url } = yield* serve(
        mcp(
          Layer.mergeAll(
            talkers[0].feature,
            Tool.make("other", {}).handle(() =>
              Effect.as(Effect.andThen(talkers[0].interrupted, Effect.void), "done")
            )
          )
        )
      )
      const other = yield* Effect.forkChild(modern(url, "tools/call", { name: "other" }, { id: 7 }))
      const calling = yield* Effect.forkChild(
        Effect.scoped(modern(url, "tools/call", { name: "talk" }, { id: 7 }))
      )
      yield* talkers[0].begun
      yield* Fiber.interrupt(calling)
      const response = yield* Fiber.join(other)
      assert.deepStrictEqual(resultOf(yield* response.json)["content"], [
        { type: "text", text: "done" }
      ])
    })
  )

  it.effect("2026-07-28/T-24: nothing more is sent for it, whatever the handler still says", () =>
    Effect.gen(function* () {
      const ended = yield* Deferred.make<void>()
      const Work = Tool.make("work", {}).handle(() =>
        Effect.gen(function* () {
          yield* Log.send("info", "begun")
          return yield* Effect.never
        }).pipe(
          Effect.onInterrupt(() =>
            Effect.gen(function* () {
              yield* Log.send("info", "interrupted")
              yield* Progress.report(1)
              yield* Deferred.succeed(ended, undefined)
            })
          )
        )
      )
      const context = yield* Layer.build(mcp(Work))
      const { handle } = yield* Effect.provideContext(StreamableHttp.make(), context)
      const exchange = Recorded.call("work", { ...logging, progressToken: "p" })
      handle(exchange)
      assert.strictEqual(exchange.done.length, 2)
      assert.include(exchange.done[1], "begun")
      exchange.leave()
      yield* Deferred.await(ended)
      yield* turn
      assert.notInclude(exchange.done.join("\n"), "interrupted")
      assert.deepStrictEqual(
        exchange.done.slice(2).filter((one) => one !== "end"),
        []
      )
    })
  )
})

describe("a request that says everything itself", () => {
  it.effect("2026-07-28/B-23: counts on nothing that came before it on the same connection", () =>
    Effect.gen(function* () {
      const Able = Tool.make("able", {}).handle(() =>
        Effect.as(
          Elicitation.form({ message: "Well?", schema: Schema.Struct({ yes: Schema.Boolean }) }),
          "done"
        )
      )
      const { port } = yield* serve(mcp(Able))
      const line = yield* wire(port)
      const asking = (id: number, capabilities: Json) => {
        const body = JSON.stringify({
          jsonrpc: "2.0",
          id,
          method: "tools/call",
          params: {
            name: "able",
            _meta: {
              "io.modelcontextprotocol/protocolVersion": "2026-07-28",
              "io.modelcontextprotocol/clientCapabilities": capabilities
            }
          }
        })
        return line.write(
          [
            "POST /mcp HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            `Content-Length: ${body.length}`,
            "MCP-Protocol-Version: 2026-07-28",
            "Mcp-Method: tools/call",
            "Mcp-Name: able",
            "",
            body
          ].join("\r\n")
        )
      }
      yield* asking(1, { elicitation: { form: {} } })
      yield* line.hears('"input_required"')
      yield* asking(2, {})
      const heard = yield* line.hears("-32021")
      assert.match(heard, /^HTTP\/1\.1 200 .*HTTP\/1\.1 400 /s)
    })
  )

  it.effect("2026-07-28/SV-61, 2026-07-28/SV-63: hears what it asked for, on its own stream", () =>
    Effect.gen(function* () {
      const Talk = Tool.make("talk", {}).handle(() =>
        Effect.gen(function* () {
          yield* Log.send("debug", "details")
          yield* Log.send("info", "news")
          yield* Log.send("error", "trouble")
          return "done"
        })
      )
      const { url } = yield* serve(mcp(Talk))
      const levels = (level: string | undefined) =>
        Effect.gen(function* () {
          const meta = level === undefined ? {} : { "io.modelcontextprotocol/logLevel": level }
          const response = yield* modern(url, "tools/call", { name: "talk" }, { meta })
          if (response.headers["content-type"] === "application/json") return "json"
          const messages = messagesOf(yield* response.rest)
          return messages.slice(0, -1).map((message) => paramsOf(message)["level"])
        })
      assert.deepStrictEqual(
        yield* Effect.forEach([undefined, "debug", "error", undefined, "emergency"], levels, {
          concurrency: "unbounded"
        }),
        ["json", ["debug", "info", "error"], ["error"], "json", "json"]
      )
    })
  )

  it.effect("2026-07-28/CA-01: its result says how long it may be kept, and by whom", () =>
    Effect.gen(function* () {
      const Doc = Resource.make("x://doc", {
        name: "doc",
        cache: { ttl: "1 minute", scope: "public" }
      }).handle(Effect.succeed("text"))
      const Own = Resource.make("x://own", { name: "own" }).handle(Effect.succeed("text"))
      const Quick = Tool.make("quick", {}).handle(() => Effect.succeed("done"))
      const { url } = yield* serve(
        mcp(Layer.mergeAll(Doc, Own, Quick), { listTtl: "5 minutes", declares: ["prompts"] })
      )
      const hint = (method: string, params: Json = {}) =>
        Effect.gen(function* () {
          const { cacheScope, ttlMs } = resultOf(yield* (yield* modern(url, method, params)).json)
          return [ttlMs, cacheScope]
        })
      for (const method of [
        "server/discover",
        "tools/list",
        "prompts/list",
        "resources/list",
        "resources/templates/list"
      ]) {
        assert.deepStrictEqual(yield* hint(method), [300_000, "public"], method)
      }
      assert.deepStrictEqual(yield* hint("resources/read", { uri: "x://doc" }), [60_000, "public"])
      assert.deepStrictEqual(yield* hint("resources/read", { uri: "x://own" }), [0, "private"])
      assert.deepStrictEqual(yield* hint("tools/call", { name: "quick" }), [undefined, undefined])
    })
  )

  it.effect(
    "2026-07-28/T-16, 2026-07-28/B-21: is answered by a result that asks; no request is ever on its stream",
    () =>
      Effect.gen(function* () {
        const asked = yield* Queue.unbounded<string>()
        const Ask = Tool.make("ask", {}).handle(() =>
          Effect.gen(function* () {
            yield* Log.send("info", "asking")
            const { yes } = yield* Elicitation.form({
              message: "Well?",
              key: "well",
              schema: Schema.Struct({ yes: Schema.Boolean })
            })
            yield* Queue.offer(asked, String(yes))
            return yes ? "yes" : "no"
          })
        )
        const { url } = yield* serve(mcp(Ask))
        const stating = { capabilities: { elicitation: { form: {} } }, meta: logging }
        const response = yield* modern(url, "tools/call", { name: "ask" }, stating)
        const messages = messagesOf(yield* response.rest)
        assert.deepStrictEqual(
          messages.map((message) => message["method"] ?? resultOf(message)["resultType"]),
          ["notifications/message", "input_required"]
        )
        assert.isUndefined(messages[0]?.["id"])
        const { requestState } = resultOf(messages[1] ?? {})
        const again = yield* modern(
          url,
          "tools/call",
          {
            name: "ask",
            requestState,
            inputResponses: { well: { action: "accept", content: { yes: true } } }
          },
          { ...stating, id: 2 }
        )
        const last = yield* answer(again)
        assert.deepStrictEqual(resultOf(last)["content"], [{ type: "text", text: "yes" }])
        assert.deepStrictEqual(yield* Queue.takeAll(asked), ["true"])
      })
  )
})
