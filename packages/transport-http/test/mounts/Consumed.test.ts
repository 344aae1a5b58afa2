/**
 * What somebody has read before us cannot be read again.
 */
import { createServer } from "node:http"

import { FetchHandler } from "@effect-mcp/transport-http"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { listening } from "../support/listening.ts"
import { Server } from "./tools.ts"

const init = {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" })
}

const refused = {
  jsonrpc: "2.0",
  error: {
    code: -32600,
    message:
      "The body was read before it came here: the endpoint has to stand before whatever parses bodies",
    data: { reason: "BodyConsumed" }
  }
}

describe("a body that was read before", () => {
  it.effect("body.consumed: behind a parser of node's requests it is refused at once", () =>
    Effect.gen(function* () {
      const handler = yield* NodeServer.handler()
      const server = createServer((request, response) => {
        request.resume().on("end", () => handler(request, response))
      })
      const port = yield* listening(server)
      const response = yield* Effect.promise(() => fetch(`http://127.0.0.1:${port}/mcp`, init))
      assert.strictEqual(response.status, 500)
      assert.deepStrictEqual(yield* Effect.promise(() => response.json()), refused)
    }).pipe(Effect.provide(Server))
  )

  it.effect("body.consumed: and so is a Request of fetch", () =>
    Effect.gen(function* () {
      const handler = yield* FetchHandler.handler()
      const request = new Request("http://127.0.0.1/mcp", init)
      yield* Effect.promise(() => request.text())
      const response = yield* Effect.promise(() => handler(request))
      assert.strictEqual(response.status, 500)
      assert.deepStrictEqual(yield* Effect.promise(() => response.json()), refused)
    }).pipe(Effect.provide(Server))
  )
})
