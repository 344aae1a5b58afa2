import { type Caller, Extension, type Outgoing } from "@effect-mcp/protocol"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer } from "effect"

import { connected, everything } from "./support/Connected.ts"
import { forms } from "./support/handlers.ts"
import type { Frame } from "./support/Peer.ts"

const [modern, newest, older] = Revisions.all as [
  Revision.Revision,
  Revision.Revision,
  Revision.Revision
]

const id = "com.example/jobs"

const resolve = <E extends Caller.Failure>(result: Outgoing.JsonObject, caller: Caller.Caller<E>) =>
  Effect.map(
    caller.send("jobs/get", { jobId: result["jobId"] }),
    (job) => job["result"] as Outgoing.JsonObject
  )

/** Jobs: a capability of the core in one revision, an extension in the next, nothing before. */
const jobs = (seen: Array<string>) => {
  const shared: Extension.ClientExtension = {
    around: (next, request) => {
      seen.push(`around ${request.method}`)
      return next
    },
    requests: { "jobs/ask": { run: () => Exit.succeed({ yes: true }) } },
    notifications: {
      "notifications/jobs": (params) => void seen.push(`told ${String(params?.["jobId"])}`)
    }
  }
  return Extension.layer({
    id,
    settings: { polls: true },
    client: (revision) => {
      if (revision.lifecycle === "PerRequest") {
        return { ...shared, resultTypes: { job: { methods: ["tools/call"], resolve } } }
      }
      if (revision !== newest) return undefined
      return {
        ...shared,
        capabilities: { tasks: { list: {} } },
        agreed: (server) => server.tasks !== undefined,
        resultTypes: {
          job: {
            methods: ["tools/call"],
            is: (result) => "job" in result,
            resolve: (result, caller) => resolve(result["job"] as Outgoing.JsonObject, caller)
          }
        }
      }
    }
  })
}

const willing = { ...everything, extensions: { [id]: {} }, tasks: { list: {} } }

const done = (revision: Revision.Revision): Frame => ({
  ...(revision.resultEnvelope ? { resultType: "complete" } : {}),
  content: [{ type: "text", text: "done" }]
})

const declared = (revision: Revision.Revision, hello: Frame) => {
  const params = hello["params"] as Frame
  return revision.lifecycle === "Handshake"
    ? params["capabilities"]
    : (params["_meta"] as Frame)["io.modelcontextprotocol/clientCapabilities"]
}

describe("extensions", () => {
  it.effect("extension.declared: under its id, or as the core capability it once was", () =>
    Effect.gen(function* () {
      const found: Array<unknown> = []
      for (const revision of [modern, newest, older]) {
        const { hello } = yield* connected(revision, { layer: jobs([]) })
        found.push(declared(revision, hello))
      }
      assert.deepStrictEqual(found, [
        { extensions: { [id]: { polls: true } } },
        { tasks: { list: {} } },
        {}
      ])
    })
  )

  for (const revision of [modern, newest]) {
    it.effect(
      `extension.result: a further kind of result leads to the one that was asked for (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision, {
            layer: jobs([]),
            capabilities: willing
          })
          const options = { params: { job: { ttl: 1 } }, meta: { "com.example/trace": "x" } }
          const calling = yield* Effect.forkChild(client.callTool("t", { a: 1 }, options))
          const first = yield* line.next
          const { _meta, ...params } = first["params"] as Frame
          assert.deepStrictEqual(params, { job: { ttl: 1 }, name: "t", arguments: { a: 1 } })
          assert.strictEqual((_meta as Frame)["com.example/trace"], "x")
          line.answer(
            first["id"],
            revision.resultEnvelope
              ? { resultType: "job", jobId: "j1" }
              : { content: [], job: { jobId: "j1" } }
          )
          const second = yield* line.next
          assert.strictEqual(second["method"], "jobs/get")
          assert.strictEqual((second["params"] as Frame)["jobId"], "j1")
          line.answer(second["id"], { result: done(revision) })
          assert.deepStrictEqual((yield* Fiber.join(calling)).content, [
            { type: "text", text: "done" }
          ])
        })
    )
  }

  it.effect(
    "2026-07-28/V-10: with a server that does not take part it is a result nobody knows",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern, { layer: jobs([]) })
        const calling = yield* Effect.forkChild(client.callTool("t"))
        line.answer((yield* line.next)["id"], { resultType: "job", jobId: "j1" })
        assert.strictEqual(
          (yield* Effect.flip(Fiber.join(calling))).reason._tag,
          "UnknownResultType"
        )
      })
  )

  it.effect("extension.method: and so on a method it was not made for", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: jobs([]), capabilities: willing })
      const calling = yield* Effect.forkChild(client.getPrompt("p"))
      line.answer((yield* line.next)["id"], { resultType: "job", jobId: "j1" })
      assert.strictEqual((yield* Effect.flip(Fiber.join(calling))).reason._tag, "UnknownResultType")
    })
  )

  it.effect(
    "extension.around: it wraps what the server asks, answers methods of its own, and hears its notifications",
    () =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        const user = forms({ action: "decline" })
        const { line } = yield* connected(newest, {
          layer: [jobs(seen), user.layer].reduce(
            (all, layer) => Layer.merge(all, layer as never),
            Layer.empty
          ),
          capabilities: willing
        })
        const requestedSchema = { type: "object", properties: {} }
        const question = { message: "m", requestedSchema }
        line.say({ jsonrpc: "2.0", id: 1, method: "elicitation/create", params: question })
        assert.deepStrictEqual((yield* line.next)["result"], { action: "decline" })
        line.say({ jsonrpc: "2.0", id: 2, method: "jobs/ask" })
        assert.deepStrictEqual((yield* line.next)["result"], { yes: true })
        line.notify("notifications/jobs", { jobId: "j7" })
        assert.deepStrictEqual(seen, ["around elicitation/create", "around jobs/ask", "told j7"])
      })
  )

  it.effect("extension.off: without its layer nothing is declared or answered", () =>
    Effect.gen(function* () {
      const { hello, line } = yield* connected(newest, { capabilities: willing })
      assert.deepStrictEqual(declared(newest, hello), {})
      line.say({ jsonrpc: "2.0", id: 2, method: "jobs/ask" })
      assert.strictEqual(((yield* line.next)["error"] as Frame)["code"], -32601)
    })
  )

  it.effect("extension.send: methods and notifications of its own are sent as they are", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest, { layer: jobs([]), capabilities: willing })
      const sending = yield* Effect.forkChild(client.send("jobs/cancel", { jobId: "j1" }))
      const sent = yield* line.next
      assert.deepStrictEqual([sent["method"], sent["params"]], ["jobs/cancel", { jobId: "j1" }])
      line.answer(sent["id"], { odd: [1] })
      assert.deepStrictEqual(yield* Fiber.join(sending), { odd: [1] })
      yield* client.notify("notifications/jobs/seen", { jobId: "j1" })
      assert.deepStrictEqual(yield* line.next, {
        jsonrpc: "2.0",
        method: "notifications/jobs/seen",
        params: { jobId: "j1" }
      })
    })
  )
})
