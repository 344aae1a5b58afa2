import { ElicitationHandler, McpClient } from "@effect-mcp/client"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { assert, describe, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"

import * as Runtime from "../src/Runtime.ts"
import * as Sent from "./Sent.ts"

/** Where the runtime of these tests serves. */
class Served extends Context.Service<Served, string>()("tools-runtimes/Served") {}

/** Says yes to whatever is asked. */
const sure = ElicitationHandler.layer({
  form: () => Effect.succeed({ action: "accept", content: { sure: true } })
})

const connect = Effect.fnUntraced(function* (pin: Revision.Revision) {
  const transport = StreamableHttpClient.layer({ url: yield* Served })
  const context = yield* Layer.build(Layer.merge(transport, sure))
  const connecting = McpClient.connect({ name: "test", version: "1.0.0", pin })
  return yield* Effect.provideContext(connecting, context)
})

const named = (revisions: ReadonlyArray<Revision.Revision>) =>
  revisions.map((revision) => [revision.version, revision] as const)

const canAsk = ({ hasSessions }: Runtime.Runtime, { elicitation, lifecycle }: Revision.Revision) =>
  elicitation && (hasSessions || lifecycle === "PerRequest")

for (const runtime of [Runtime.workerd, Runtime.bun, Runtime.deno]) {
  layer(Layer.effect(Served, Runtime.serve(runtime)), { excludeTestServices: true })(
    runtime.name,
    (it) => {
      describe.each(named(Revisions.all))("%s", (version, revision) => {
        it.effect(`runtimes.call: a tool is called in ${version}`, () =>
          Effect.gen(function* () {
            const client = yield* connect(revision)
            const { content } = yield* client.callTool("add", { a: 1, b: 2 })
            assert.deepStrictEqual(content, [{ type: "text", text: '{"sum":3}' }])
          })
        )
      })

      describe.each(named(Revisions.all.filter((revision) => canAsk(runtime, revision))))(
        "%s",
        (version, revision) => {
          it.effect(`runtimes.question: a handler asks in mid-call in ${version}`, () =>
            Effect.gen(function* () {
              const client = yield* connect(revision)
              const { content } = yield* client.callTool("confirm")
              assert.deepStrictEqual(content, [{ type: "text", text: "sure" }])
            })
          )
        }
      )

      it.effect("2026-07-28/T-22: whoever goes away cancels the call, on this runtime too", () =>
        Effect.gen(function* () {
          const url = yield* Served
          const before = yield* Sent.stopped(url)
          const { body, headers } = Sent.call("wait", { progressToken: 1 })
          const controller = new AbortController()
          const response = yield* Effect.promise(() =>
            fetch(url, { method: "POST", headers, body, signal: controller.signal })
          )
          assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
          const event = yield* Sent.next(response)
          assert.include(event, "notifications/progress")
          controller.abort()
          yield* Effect.repeat(Sent.stopped(url), { until: (count) => count === before + 1 })
        })
      )

      it.effect("runtimes.refusals: a foreign page and a body that is too long are refused", () =>
        Effect.gen(function* () {
          const url = yield* Served
          const { body, headers } = Sent.call("stopped")
          const foreign = { ...headers, origin: "https://evil.example" }
          assert.strictEqual(yield* Sent.status(url, { headers: foreign, body }), 403)
          const long = JSON.stringify("x".repeat(10_000))
          assert.strictEqual(yield* Sent.status(url, { headers, body: long }), 413)
          const endless = Sent.pieces(["x".repeat(9_000), "x".repeat(9_000)])
          assert.strictEqual(yield* Sent.status(url, { headers, body: endless }), 413)
          assert.strictEqual(yield* Sent.status(url, { headers, body }), 200)
        })
      )

      it.effect(
        "runtimes.timers: a call that is over takes nobody's time limit or keep-alive with it",
        () =>
          Effect.gen(function* () {
            const url = yield* Served
            const nap = (millis: number) =>
              Sent.text(url, Sent.call("nap", { progressToken: 1 }, { millis }))
            assert.include(yield* nap(50), "rested")
            const late = yield* nap(10_000)
            assert.include(late, "\n\n:\n\n")
            assert.include(late, "The request took longer than 2000 ms")
          })
      )

      if (runtime.hasSessions) {
        it.effect("2025-11-25/T-25: the stream to listen on begins at once", () =>
          Effect.gen(function* () {
            const url = yield* Served
            const session = yield* Sent.initialize(url, "2025-06-18")
            const headers = { accept: "text/event-stream", "mcp-session-id": session }
            const stream = yield* Effect.promise(() => fetch(url, { headers }))
            assert.strictEqual(stream.status, 200)
            assert.strictEqual(yield* Sent.status(url, { method: "DELETE", headers }), 204)
            assert.strictEqual(yield* Effect.promise(() => stream.text()), ":\n\n")
          })
        )
      }
    }
  )
}
