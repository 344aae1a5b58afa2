/**
 * Our client against the transport of the official v1 server, as it comes from npm: with streams and without, and when
 * streams and sessions are lost.
 */
import { type Client, McpClient } from "@effect-mcp/client"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Schema } from "effect"

import * as CuttingProxy from "../../src/CuttingProxy.ts"
import * as OfficialProgram from "../../src/OfficialProgram.ts"
import { textOf } from "../../src/Results.ts"

const Add = {
  name: "add",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
}

const connected = (url: string) =>
  Effect.flatMap(
    Layer.build(StreamableHttpClient.layer({ url, resume: { delay: "20 millis" } })),
    (transport) =>
      Effect.provideContext(McpClient.connect({ name: "suites", version: "0.0.0" }), transport)
  )

const say = (client: Client.Client, tool: string, args?: { readonly name: string }) =>
  Effect.map(client.callTool(tool, args), textOf)

/** A client over a line that can be cut, and another one that is at the same server. */
const apart = Effect.gen(function* () {
  const { url } = yield* OfficialProgram.listening(OfficialProgram.v1.streams)
  const line = yield* CuttingProxy.make(url)
  return { url, line, client: yield* connected(line.url), beside: yield* connected(url) }
})

describe.each(["streams", "json"] as const)("official v1 server, %s", (answers) => {
  it.live("interop/IC-05: the handshake is spoken, and a call is answered", () =>
    Effect.gen(function* () {
      const { url } = yield* OfficialProgram.listening(OfficialProgram.v1[answers])
      const client = yield* connected(url)
      assert.strictEqual(client.revision.version, "2025-11-25")
      assert.deepStrictEqual(yield* client.call(Add, { a: 1, b: 2 }), { sum: 3 })
      const { reason } = yield* Effect.flip(client.send("no/such", {}))
      assert.deepInclude(reason, { _tag: "Refused", code: -32601 })
    }).pipe(Effect.scoped)
  )

  it.live("interop.leaving: its session ends with the client", () =>
    Effect.gen(function* () {
      const { url } = yield* OfficialProgram.listening(OfficialProgram.v1[answers])
      const beside = yield* connected(url)
      const seen = yield* Effect.scoped(
        Effect.andThen(
          connected(url),
          Effect.suspend(() => say(beside, "sessions"))
        )
      )
      assert.strictEqual(seen, "2")
      assert.strictEqual(yield* say(beside, "sessions"), "1")
    }).pipe(Effect.scoped)
  )

  it.live("interop.session: one that was forgotten is begun again, and the call is answered", () =>
    Effect.gen(function* () {
      const { url } = yield* OfficialProgram.listening(OfficialProgram.v1[answers])
      const client = yield* connected(url)
      assert.strictEqual(yield* say(client, "forget"), "forgotten")
      assert.strictEqual(yield* say(client, "sessions"), "1")
    }).pipe(Effect.scoped)
  )
})

it.live("interop.polling: a stream that the server gives back in mid-call is fetched again", () =>
  Effect.gen(function* () {
    const { beside, client, line } = yield* apart
    const answer = yield* Effect.forkChild(say(client, "poll", { name: "polled" }))
    yield* line.asked("last-event-id")
    yield* say(beside, "answer", { name: "polled" })
    assert.strictEqual(yield* Fiber.join(answer), "once gave polled back")
  }).pipe(Effect.scoped)
)

it.live("interop.resumption: a call whose stream was cut is answered on another one", () =>
  Effect.gen(function* () {
    const { beside, client, line } = yield* apart
    const begun = yield* Deferred.make<void>()
    const onProgress = () => Deferred.doneUnsafe(begun, Effect.void)
    const answer = yield* Effect.forkChild(client.callTool("wait", { name: "cut" }, { onProgress }))
    yield* Deferred.await(begun)
    yield* line.cut
    yield* say(beside, "answer", { name: "cut" })
    yield* line.mend
    assert.strictEqual(textOf(yield* Fiber.join(answer)), "waited for cut")
  }).pipe(Effect.scoped)
)
