import {
  type Caller,
  Extension,
  type Outgoing,
  RequestError,
  TransportError
} from "@effect-mcp/protocol"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"

import { ToolApproval, TypedCall } from "../src/index.ts"
import { connected, envelope, everything, greet, page } from "./support/Connected.ts"
import { forms } from "./support/handlers.ts"
import type { Frame, Line } from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]

const id = "com.example/jobs"

const forgotten = new TransportError.SessionLost({})

const willing = { ...everything, extensions: { [id]: {} } }

interface Made {
  readonly late?: Caller.Prepared["late"]
  /** Waits for this before the job is asked for. */
  readonly gate?: Effect.Effect<unknown>
}

/** Calls become jobs that are asked for by their id. */
const jobs = ({ gate = Effect.void, late }: Made = {}) => {
  const resolve = <E extends Caller.Failure>(
    { jobId }: Outgoing.JsonObject,
    caller: Caller.Caller<E>
  ): Effect.Effect<Outgoing.JsonObject, E | Caller.Unresolved> =>
    Effect.andThen(gate, caller.send("jobs/get", { jobId }))
  const client: Extension.ClientExtension = {
    resultTypes: {
      job: {
        methods: ["tools/call"],
        is: (result, params) => "jobId" in result && params["name"] === "slow",
        resolve
      }
    },
    heard: ["notifications/jobs"],
    prepare: {
      "tools/call": (params, { peer, tool }) =>
        Effect.map(tool(String(params["name"])), (tool) => {
          const marks = { listed: tool?.title, server: peer.extensions?.[id], ...params }
          return { params: marks, ...(late === undefined ? {} : { late }) }
        })
    }
  }
  return Extension.layer({ id, settings: {}, client: () => client })
}

const job = (revision: Revision.Revision): Frame =>
  revision.resultEnvelope ? { resultType: "job", jobId: "j1" } : { jobId: "j1" }

const text = (text: string): Frame => ({ content: [{ type: "text", text }] })

const brought = (n: unknown) => Effect.succeed({ ...text("x"), structuredContent: { n } })

const slow = { name: "slow", title: "Slow", inputSchema: { type: "object" } }

/** A client whose server has listed its tool. */
const listed = Effect.fnUntraced(function* (
  revision: Revision.Revision,
  made: Made = {},
  more: { readonly tool?: Frame; readonly layer?: Layer.Layer<never> } = {}
) {
  const layer = Layer.merge(jobs(made), more.layer ?? Layer.empty)
  const both = yield* connected(revision, { layer, capabilities: willing })
  const listing = yield* Effect.forkChild(both.client.listTools())
  const asked = yield* both.line.next
  both.line.answer(asked["id"], { ...page(revision), tools: [{ ...slow, ...more.tool }] })
  yield* Fiber.join(listing)
  return both
})

const parameters = (frame: Frame): Frame => {
  const { _meta: _, ...params } = frame["params"] as Frame
  return params
}

describe("what an extension adds to a call before it is sent", () => {
  it.effect("extension.prepare: it sees what would be sent, the tool and the server", () =>
    Effect.gen(function* () {
      const { client, line } = yield* listed(modern)
      yield* Effect.forkChild(client.callTool("slow", { a: 1 }, { params: { wish: 7 } }))
      assert.deepStrictEqual(parameters(yield* line.next), {
        listed: "Slow",
        server: {},
        wish: 7,
        name: "slow",
        arguments: { a: 1 }
      })
    })
  )

  it.effect("extension.prepare: nothing with a server that does not take part", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: jobs() })
      yield* Effect.forkChild(client.callTool("slow"))
      assert.deepStrictEqual(parameters(yield* line.next), { name: "slow" })
    })
  )

  it.effect("extension.tool: a tool that was never listed is asked for once, with all others", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: jobs(), capabilities: willing })
      yield* Effect.forkChild(client.callTool("slow"))
      yield* Effect.forkChild(client.callTool("other"))
      const list = yield* line.next
      assert.strictEqual(list["method"], "tools/list")
      line.answer(list["id"], { ...page(modern), tools: [slow] })
      const one = parameters(yield* line.next)
      const other = parameters(yield* line.next)
      assert.deepStrictEqual([one["listed"], other["listed"]], ["Slow", undefined])
      yield* Effect.forkChild(client.callTool("third"))
      assert.strictEqual(parameters(yield* line.next)["name"], "third")
    })
  )

  it.effect(
    "extension.late: a call that is not cancelled is handed over when nobody waits any more",
    () =>
      Effect.gen(function* () {
        const came = yield* Deferred.make<unknown>()
        const late: Caller.Prepared["late"] = (raw) =>
          Effect.asVoid(Deferred.succeed(came, raw["jobId"]))
        const { client, line } = yield* listed(modern, { late })
        const calling = yield* Effect.forkChild(client.callTool("slow"))
        const call = yield* line.next
        yield* Fiber.interrupt(calling)
        assert.deepStrictEqual(yield* line.rest, [])
        line.answer(call["id"], job(modern))
        assert.strictEqual(yield* Deferred.await(came), "j1")
      })
  )

  it.effect("extension.late: a call without it is cancelled", () =>
    Effect.gen(function* () {
      const { client, line } = yield* listed(modern)
      const calling = yield* Effect.forkChild(client.callTool("slow"))
      yield* line.next
      yield* Fiber.interrupt(calling)
      assert.strictEqual((yield* line.next)["method"], "notifications/cancelled")
    })
  )

  it.effect("extension.late: progress comes under the call's token until it has ended", () =>
    Effect.gen(function* () {
      const { client, line } = yield* listed(newest, { late: () => Effect.void })
      const told: Array<number> = []
      const onProgress = ({ progress }: Outgoing.ProgressReport) => void told.push(progress)
      const calling = yield* Effect.forkChild(client.callTool("slow", {}, { onProgress }))
      const call = yield* line.next
      const { progressToken } = (call["params"] as Frame)["_meta"] as Frame
      const report = (progress: number) =>
        line.notify("notifications/progress", { progressToken, progress })
      line.answer(call["id"], job(newest))
      report(1)
      const get = yield* line.next
      report(2)
      line.answer(get["id"], text("done"))
      yield* Fiber.join(calling)
      report(3)
      assert.deepStrictEqual(told, [1, 2])
    })
  )
})

/** A call with progress in a revision where requests outlive their callers. */
const reporting = Effect.fnUntraced(function* () {
  const both = yield* listed(newest, { late: () => Effect.void })
  const told: Array<number> = []
  const onProgress = ({ progress }: Outgoing.ProgressReport) => void told.push(progress)
  const calling = yield* Effect.forkChild(
    Effect.exit(both.client.callTool("slow", {}, { onProgress }))
  )
  const call = yield* both.line.next
  const { progressToken } = (call["params"] as Frame)["_meta"] as Frame
  const report = (progress: number) =>
    both.line.notify("notifications/progress", { progressToken, progress })
  return { ...both, calling, call, told, report }
})

describe("progress of a call that is over with its answer", () => {
  it.effect("extension.late: is not told after a refusal", () =>
    Effect.gen(function* () {
      const { call, calling, line, report, told } = yield* reporting()
      report(1)
      line.refuse(call["id"], { code: -32602, message: "no" })
      yield* Fiber.join(calling)
      report(2)
      assert.deepStrictEqual(told, [1])
    })
  )

  it.effect("extension.late: is told of a call that was sent again in another session", () =>
    Effect.gen(function* () {
      const lost = new Set<Line>()
      const refuses = (frame: Frame, line: Line) =>
        lost.has(line) && frame["method"] !== "initialize" ? forgotten : undefined
      const { client, line, peer } = yield* connected(newest, {
        layer: jobs({ late: () => Effect.void }),
        capabilities: willing,
        peer: { refuses }
      })
      const listing = yield* Effect.forkChild(client.listTools())
      line.answer((yield* line.next)["id"], { tools: [slow] })
      yield* Fiber.join(listing)
      lost.add(line)
      const told: Array<number> = []
      const onProgress = ({ progress }: Outgoing.ProgressReport) => void told.push(progress)
      const calling = yield* Effect.forkChild(client.callTool("slow", {}, { onProgress }))
      const second = yield* peer.line
      yield* greet(second, newest, willing)
      const call = yield* second.next
      const { progressToken } = (call["params"] as Frame)["_meta"] as Frame
      second.answer(call["id"], job(newest))
      const get = yield* second.next
      second.notify("notifications/progress", { progressToken, progress: 1 })
      second.answer(get["id"], text("done"))
      yield* Fiber.join(calling)
      second.notify("notifications/progress", { progressToken, progress: 2 })
      assert.deepStrictEqual(told, [1])
    })
  )

  it.effect("extension.late: nor after a result that came at once", () =>
    Effect.gen(function* () {
      const { call, calling, line, report, told } = yield* reporting()
      report(1)
      line.answer(call["id"], text("done"))
      yield* Fiber.join(calling)
      report(2)
      assert.deepStrictEqual(told, [1])
    })
  )
})

describe("an answer that an extension goes on from", () => {
  it.effect("extension.ceiling: the time of one call does not end it", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const { client, line } = yield* listed(modern, { gate: Deferred.await(gate) })
      const options = { timeout: "1 second", ceiling: "2 seconds" } as const
      const calling = yield* Effect.forkChild(client.callTool("slow", {}, options))
      line.answer((yield* line.next)["id"], job(modern))
      yield* TestClock.adjust("5 hours")
      yield* Deferred.succeed(gate, undefined)
      line.answer((yield* line.next)["id"], { ...envelope(modern), ...text("done") })
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "done" }])
    })
  )

  it.effect("extension.rounds: it may come after questions, by the handlers or by hand", () =>
    Effect.gen(function* () {
      const user = forms({ action: "decline" })
      const { client, line } = yield* listed(modern, {}, { layer: user.layer })
      const params = { message: "m", requestedSchema: { type: "object", properties: {} } }
      const inputRequests = { k: { method: "elicitation/create", params } }
      const asking = { resultType: "input_required", inputRequests }

      const calling = yield* Effect.forkChild(client.callTool("slow"))
      line.answer((yield* line.next)["id"], asking)
      line.answer((yield* line.next)["id"], job(modern))
      line.answer((yield* line.next)["id"], { ...envelope(modern), ...text("one") })
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "one" }])

      const beginning = yield* Effect.forkChild(client.beginTool("slow"))
      line.answer((yield* line.next)["id"], asking)
      const round = yield* Fiber.join(beginning)
      assert.strictEqual(round._tag, "InputRequired")
      const answered =
        round._tag === "Complete" ? Effect.never : round.answer({ k: { action: "decline" } })
      const answering = yield* Effect.forkChild(answered)
      line.answer((yield* line.next)["id"], job(modern))
      line.answer((yield* line.next)["id"], { ...envelope(modern), ...text("two") })
      const last = yield* Fiber.join(answering)
      assert.deepStrictEqual(last._tag === "Complete" && last.result.content, [
        { type: "text", text: "two" }
      ])
    })
  )

  it.effect("extension.start: it can be handed over as it is", () =>
    Effect.gen(function* () {
      const { client, line } = yield* listed(modern)
      const starting = yield* Effect.forkChild(client.startTool("slow"))
      line.answer((yield* line.next)["id"], job(modern))
      assert.deepStrictEqual(yield* Fiber.join(starting), {
        _tag: "Further",
        raw: { resultType: "job", jobId: "j1" }
      })
      assert.deepStrictEqual(yield* line.rest, [])
      const again = yield* Effect.forkChild(client.startTool("slow"))
      line.answer((yield* line.next)["id"], { ...envelope(modern), ...text("at once") })
      const started = yield* Fiber.join(again)
      assert.deepStrictEqual(started._tag === "Complete" && started.result.validation, {
        _tag: "NotDeclared"
      })
    })
  )

  it.effect("2026-07-28/SV-24: a call that is started wants its yes too", () =>
    Effect.gen(function* () {
      const layer = ToolApproval.layer(() => Effect.succeed(false)) as Layer.Layer<never>
      const { client, line } = yield* listed(modern, {}, { layer })
      const { reason } = yield* Effect.flip(client.startTool("slow"))
      assert.strictEqual(reason._tag, "NotApproved")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("extension.read: what it brings is checked as an answer is", () =>
    Effect.gen(function* () {
      const outputSchema = {
        type: "object",
        properties: { n: { type: "number" } },
        required: ["n"]
      }
      const { client } = yield* listed(modern, {}, { tool: { outputSchema } })
      const good = yield* client.readTool("slow", brought(1))
      const bad = yield* Effect.flip(client.readTool("slow", brought("1")))
      const none = yield* Effect.flip(client.readTool("slow", Effect.succeed({ content: 7 })))
      assert.deepStrictEqual(
        [good.validation._tag, bad.reason._tag, none.reason._tag],
        ["Valid", "InvalidResult", "InvalidResult"]
      )
    })
  )

  it.effect("extension.read: and what it fails with is the call's error", () =>
    Effect.gen(function* () {
      const { client } = yield* listed(modern)
      const refused = new RequestError.Refused({ code: -32050, message: "no" })
      const error = yield* Effect.flip(client.readTool("slow", Effect.fail(refused)))
      assert.deepStrictEqual(
        [error.method, error.reason._tag, error.message],
        ["tools/call", "Refused", 'tools/call: the peer refused with -32050 "no"']
      )
    })
  )

  it.effect("call.typed: what is sent and what is made of it are to be had by themselves", () =>
    Effect.gen(function* () {
      const Pay = {
        name: "pay",
        input: Schema.Struct({ on: Schema.Date }),
        output: Schema.Struct({ at: Schema.Date })
      }
      const on = new Date(0)
      assert.deepStrictEqual(yield* TypedCall.encode(Pay, { on }), {
        on: "1970-01-01T00:00:00.000Z"
      })
      const { reason } = yield* Effect.flip(TypedCall.encode(Pay, { on: 7 } as never))
      assert.strictEqual(reason._tag, "InvalidArguments")
      const validation = { _tag: "NotDeclared" as const }
      const structuredContent = { at: "1970-01-01T00:00:00.000Z" }
      assert.deepStrictEqual(
        yield* TypedCall.read(Pay, { content: [], structuredContent, validation }),
        { at: on }
      )
    })
  )
})

describe("the client as an extension meets it", () => {
  it.effect("extension.fulfil: a question without an answer is an error that says why", () =>
    Effect.gen(function* () {
      const { client } = yield* connected(modern, { layer: forms({ action: "decline" }).layer })
      const requestedSchema = { type: "object", properties: {} } as const
      const form = {
        method: "elicitation/create",
        params: { mode: "form", message: "m", requestedSchema }
      } as const
      assert.deepStrictEqual(yield* client.fulfil("k", form), { action: "decline" })
      const { reason } = yield* Effect.flip(client.fulfil("k", { method: "roots/list" }))
      assert.deepStrictEqual(
        reason._tag === "NotAnswered" && [reason.key, reason.request, reason.because],
        ["k", "roots/list", "Unhandled"]
      )
    })
  )

  it.effect("extension.over: it knows when there will be no other connection", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      assert.isFalse(client.over)
      line.cut()
      assert.isTrue(client.over)
    })
  )

  it.effect("extension.heard: notifications reach who listens on their stream", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: jobs(), capabilities: willing })
      const listening = yield* Effect.forkChild(client.listen({ jobIds: ["j1"] }))
      const listen = yield* line.next
      const _meta = { "io.modelcontextprotocol/subscriptionId": listen["id"] }
      line.notify("notifications/subscriptions/acknowledged", {
        _meta,
        notifications: { jobIds: ["j1"] }
      })
      const { acknowledged, notices } = yield* Fiber.join(listening)
      assert.deepStrictEqual({ ...acknowledged }, { jobIds: ["j1"] })
      const heard = yield* Effect.forkChild(Stream.runCollect(Stream.take(notices, 1)), {
        startImmediately: true
      })
      const elsewhere = { "io.modelcontextprotocol/subscriptionId": 999 }
      line.notify("notifications/jobs", { _meta: elsewhere, jobId: "j0" })
      line.notify("notifications/others", { _meta, jobId: "j0" })
      line.notify("notifications/jobs", { _meta, jobId: "j1" })
      assert.deepStrictEqual(
        (yield* Fiber.join(heard)).map(({ method, params }) => [method, params["jobId"]]),
        [["notifications/jobs", "j1"]]
      )
    })
  )

  it.effect("extension.heard: and on the connection where there are no streams", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest, { layer: jobs(), capabilities: willing })
      const { notices } = yield* client.listen({})
      const heard = yield* Effect.forkChild(Stream.runCollect(Stream.take(notices, 1)), {
        startImmediately: true
      })
      line.notify("notifications/jobs", { jobId: "j1" })
      assert.deepStrictEqual(yield* Fiber.join(heard), [
        { method: "notifications/jobs", params: { jobId: "j1" } }
      ])
    })
  )
})
