/**
 * Streams that official clients lose, and come back for.
 */
import { NodeServer } from "@effect-mcp/transport-http/node"
import { assert, describe, it } from "@effect/vitest"
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js"
import { Context, Deferred, Effect, Fiber, Layer, Option } from "effect"

import { Arrivals } from "../../src/Arrivals.ts"
import * as CuttingProxy from "../../src/CuttingProxy.ts"
import * as OfficialClient from "../../src/OfficialClient.ts"
import * as Serving from "../../src/Serving.ts"
import * as V1Session from "../../src/V1Session.ts"

const modes = OfficialClient.modes.filter(({ expects }) => expects === "2025-11-25")

const listening = (options: Partial<NodeServer.Options> = {}) =>
  Effect.map(
    Layer.build(Serving.http(Serving.interop, { retry: "20 millis", ...options })),
    (context) => Context.get(context, NodeServer.NodeServer).url
  )

const connected = (
  { connect }: OfficialClient.Mode,
  url: string,
  notified: OfficialClient.Host["notified"] = () => undefined
) =>
  Effect.acquireRelease(
    Effect.promise(() =>
      connect(
        { url, transport: "http" },
        { elicit: () => ({}), sample: () => ({}), roots: () => ({ roots: [] }), notified }
      )
    ),
    (client) => Effect.promise(() => client.close())
  )

/** A client over a line that can be cut, and another one that is at the same server. */
const apart = (mode: OfficialClient.Mode, notified?: OfficialClient.Host["notified"]) =>
  Effect.gen(function* () {
    const url = yield* listening()
    const line = yield* CuttingProxy.make(url)
    const client = yield* connected(mode, line.url, notified)
    return { line, client, beside: yield* connected(mode, url) }
  })

const call = (
  client: OfficialClient.OfficialClient,
  name: string,
  args: OfficialClient.Json,
  options?: OfficialClient.CallOptions
) => Effect.promise(() => client.callTool(name, args, options))

const counted = { content: [{ type: "text" as const, text: "counted to 2" }] }

describe.each(modes)("$name", (mode) => {
  it.live("interop.resumption: a call whose stream was cut is answered on another one", () =>
    Effect.gen(function* () {
      const { beside, client, line } = yield* apart(mode)
      const name = `cut, ${mode.name}`
      const begun = yield* Deferred.make<void>()
      const tokens: Array<string> = []
      const answer = yield* Effect.forkChild(
        call(
          client,
          "count",
          { name, to: 2 },
          {
            onProgress: () => Deferred.doneUnsafe(begun, Effect.void),
            onToken: (token) => tokens.push(token)
          }
        )
      )
      yield* Deferred.await(begun)
      const [last] = tokens.slice(-1)
      yield* line.cut
      yield* call(beside, "seen", { name })
      yield* call(beside, "seen", { name })
      yield* line.mend
      assert.deepStrictEqual(yield* Fiber.join(answer), counted)
      while ((yield* line.asked("last-event-id")) !== last);
    }).pipe(Effect.scoped)
  )

  it.live("interop.polling: a stream that the server gives back in mid-call is fetched again", () =>
    Effect.gen(function* () {
      const url = yield* listening({ closeAfter: "20 millis" })
      const line = yield* CuttingProxy.make(url)
      const client = yield* connected(mode, line.url)
      const beside = yield* connected(mode, url)
      const name = `polled, ${mode.name}`
      const answer = yield* Effect.forkChild(call(client, "count", { name, to: 2 }))
      yield* line.asked("last-event-id")
      yield* call(beside, "seen", { name })
      yield* call(beside, "seen", { name })
      assert.deepStrictEqual(yield* Fiber.join(answer), counted)
    }).pipe(Effect.scoped)
  )

  it.live("interop.resumption: nobody comes back for more of a stream that ended in an error", () =>
    Effect.gen(function* () {
      const line = yield* CuttingProxy.make(yield* listening())
      const client = yield* connected(mode, line.url)
      const broken = client.callTool("break", {}, { onProgress: () => undefined })
      const error = yield* Effect.promise(() => broken.catch((error: unknown) => String(error)))
      assert.include(error, "Internal error")
      const again = Effect.andThen(line.asked("last-event-id"), line.asked("last-event-id"))
      assert.isTrue(Option.isNone(yield* Effect.timeoutOption(again, "200 millis")))
    }).pipe(Effect.scoped)
  )

  it.live("interop.missed: what was said while the line was cut arrives once it is back", () =>
    Effect.gen(function* () {
      const arrivals = new Arrivals()
      const { beside, client, line } = yield* apart(mode, (method, params) =>
        arrivals.add(method, params)
      )
      const updated = (uri: string) =>
        Effect.promise(() => arrivals.until((_, params) => params["uri"] === uri))
      yield* Effect.promise(() => client.subscribe("memo://first"))
      yield* call(beside, "touch", { uri: "memo://first" })
      yield* updated("memo://first")
      yield* Effect.promise(() => client.subscribe("memo://numbers/1"))
      yield* line.cut
      yield* call(beside, "touch", { uri: "memo://numbers/1" })
      yield* line.mend
      yield* updated("memo://numbers/1")
      assert.strictEqual(arrivals.all.length, 2)
    }).pipe(Effect.scoped)
  )
})

const counting = (name: string) => ({
  method: "tools/call" as const,
  params: { name: "count", arguments: { name, to: 2 }, _meta: { progressToken: name } }
})

it.live("interop.resumption: another client of the session goes on by the token of the first", () =>
  Effect.gen(function* () {
    const url = yield* listening()
    const token = yield* Deferred.make<string>()
    const beside = yield* connected(OfficialClient.v1, url)
    const name = "handed over"
    const first = yield* V1Session.enter(url)
    void first.client
      .request(counting(name), CallToolResultSchema, {
        onresumptiontoken: (given) => Deferred.doneUnsafe(token, Effect.succeed(given))
      })
      .catch(() => undefined)
    const resumptionToken = yield* Deferred.await(token)
    yield* Effect.promise(() => first.client.close())
    const second = yield* V1Session.enter(url, { sessionId: first.transport.sessionId })
    const answer = second.client.request(counting(name), CallToolResultSchema, { resumptionToken })
    yield* call(beside, "seen", { name })
    yield* call(beside, "seen", { name })
    assert.deepStrictEqual(yield* Effect.promise(() => answer), counted)
  }).pipe(Effect.scoped)
)
