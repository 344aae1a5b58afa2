import { Elicitation, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

import { answer, errorOf, initialize, modern, post, request } from "../support/peer.ts"
import { mcp, serve } from "../support/server.ts"

const Broken = Tool.make("broken", {}).handle(() => Effect.die(new Error("/srv/secret")))

const Server = mcp(Broken)

describe("the status of an error", () => {
  it.effect(
    "status.session: is 200 where the request was read, and 400 where there was none to read",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url)
        const cases = [
          [request(1, "no/such"), 200, -32601],
          [request(1, "tools/call", { name: "none" }), 200, -32602],
          [request(1, "tools/call", { name: "broken" }), 200, -32603],
          [request(1, "resources/read", { uri: "x://none" }), 200, -32002],
          [{ jsonrpc: "2.0", id: 1 }, 400, -32600],
          ["{", 400, -32700]
        ] as const
        for (const [body, status, code] of cases) {
          const response = yield* session.post(body)
          const error = errorOf(yield* answer(response))
          assert.deepStrictEqual([response.status, error["code"]], [status, code])
          assert.notInclude(JSON.stringify(error), "secret")
        }
      })
  )

  it.effect(
    "2026-07-28/T-28, 2026-07-28/B-47: is that of its code, and the body says which request it was",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const stated = "io.modelcontextprotocol/protocolVersion"
        const able = "io.modelcontextprotocol/clientCapabilities"
        const cases = [
          [yield* modern(url, "no/such", {}, { id: "a" }), 404, -32601],
          [yield* modern(url, "ping", {}, { id: "a" }), 404, -32601],
          [yield* modern(url, "resources/subscribe", { uri: "x://y" }, { id: "a" }), 404, -32601],
          [yield* modern(url, "tools/call", { name: "none" }, { id: "a" }), 400, -32602],
          [
            yield* modern(url, "tools/list", {}, { id: "a", meta: { [able]: undefined } }),
            400,
            -32602
          ],
          [yield* modern(url, "tools/list", {}, { id: "a", meta: { [able]: "all" } }), 400, -32602],
          [
            yield* modern(url, "tools/list", {}, { id: "a", meta: { [stated]: 20260728 } }),
            400,
            -32602
          ],
          [
            yield* modern(url, "tools/list", {}, { id: "a", meta: { [stated]: undefined } }),
            400,
            -32602
          ],
          [yield* modern(url, "tools/call", { name: "broken" }, { id: "a" }), 200, -32603]
        ] as const
        for (const [response, status, code] of cases) {
          const body = yield* response.json
          assert.deepStrictEqual(
            [response.status, errorOf(body)["code"], body["id"]],
            [status, code, "a"]
          )
        }
        for (const [body, code] of [
          ["{", -32700],
          ["[]", -32600],
          ['"text"', -32600],
          [JSON.stringify([request(1, "tools/list")]), -32600]
        ] as const) {
          const response = yield* post(url, body, { "mcp-protocol-version": "2026-07-28" })
          const message = yield* response.json
          assert.deepStrictEqual([response.status, errorOf(message)["code"]], [400, code])
          assert.notProperty(message, "id")
        }
      })
  )

  it.effect(
    "2026-07-28/B-50: a call that needs what the client did not declare is 400, and says what that is",
    () =>
      Effect.gen(function* () {
        const Ask = Tool.make("ask", {}).handle(() =>
          Effect.as(
            Elicitation.form({ message: "Well?", schema: Schema.Struct({ yes: Schema.Boolean }) }),
            "done"
          )
        )
        const { url } = yield* serve(mcp(Ask))
        const response = yield* modern(url, "tools/call", { name: "ask" })
        assert.strictEqual(response.status, 400)
        const error = errorOf(yield* response.json)
        assert.strictEqual(error["code"], -32021)
        assert.deepStrictEqual(error["data"], {
          requiredCapabilities: { elicitation: { form: {} } }
        })
      })
  )
})
