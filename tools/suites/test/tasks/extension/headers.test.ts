/**
 * What requests about tasks say outside of themselves over HTTP, and with which status they are refused.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Door from "../../../src/Door.ts"
import * as Extension from "../../../src/raw/Extension.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import * as HttpWire from "../../../src/raw/HttpWire.ts"
import { token } from "../../../src/raw/Places.ts"
import * as RawClient from "../../../src/raw/RawClient.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import * as Serving from "../../../src/Serving.ts"

const { declared, undeclared, version } = Extension

const plain = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": version
}

/** A POST of one request, with these headers: the status, and the error's code. */
const post = (url: string, method: string, params: Json, headers: HttpWire.Headers) =>
  Effect.promise(async () => {
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientCapabilities": declared,
      ...child(params, "_meta")
    }
    const response = await fetch(url, {
      method: "POST",
      headers: { ...plain, ...headers },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta } })
    })
    const body = (await response.json()) as Json
    return [response.status, child(body, "error")["code"]] as const
  })

const open = Effect.gen(function* () {
  const url = yield* Door.listening(Serving.tasks)
  const wire = HttpWire.make(url, token("ada"))
  const client = yield* RawClient.stateless(wire, { version, capabilities: declared })
  return { url, tasks: new Extension.Tasks(client) }
})

const about: ReadonlyArray<readonly [method: string, more: Json]> = [
  ["tasks/get", {}],
  ["tasks/update", { inputResponses: {} }],
  ["tasks/cancel", {}]
]

describe("requests about a task", () => {
  it.live("extensions/TX-48: are refused if they say another one outside, or none", () =>
    Effect.gen(function* () {
      const { tasks, url } = yield* open
      const { name, taskId } = yield* tasks.begun("slow")
      for (const [method, more] of about) {
        const params = { taskId, ...more }
        const said = { ...token("ada"), "mcp-method": method }
        for (const headers of [
          { ...said, "mcp-name": "another" },
          said,
          { ...token("ada"), "mcp-name": taskId },
          { ...said, "mcp-method": "tools/call", "mcp-name": taskId }
        ]) {
          assert.deepStrictEqual(yield* post(url, method, params, headers), [400, -32020], method)
        }
      }
      assert.strictEqual((yield* tasks.get(taskId))["status"], "working")
      yield* tasks.client.tell("go", { name })
    }).pipe(Effect.scoped)
  )

  it.live("extensions/TX-50: are refused to whom nobody vouches for", () =>
    Effect.gen(function* () {
      const { tasks, url } = yield* open
      const { name, taskId } = yield* tasks.begun("slow")
      for (const [method, more] of about) {
        for (const headers of [{}, { authorization: "Bearer eve" }]) {
          const response = yield* Effect.promise(() =>
            fetch(url, {
              method: "POST",
              headers: { ...plain, ...headers, "mcp-method": method, "mcp-name": taskId },
              body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { taskId, ...more } })
            })
          )
          assert.strictEqual(response.status, 401)
        }
      }
      assert.strictEqual((yield* tasks.get(taskId))["status"], "working")
      yield* tasks.client.tell("go", { name })
    }).pipe(Effect.scoped)
  )

  it.live(
    "extensions/TX-05, extensions/TX-41: are refused as bad requests without the extension",
    () =>
      Effect.gen(function* () {
        const { tasks, url } = yield* open
        const { taskId } = yield* tasks.create("fails")
        const _meta = { "io.modelcontextprotocol/clientCapabilities": undeclared }
        for (const [method, more] of about) {
          const headers = { ...token("ada"), "mcp-method": method, "mcp-name": taskId }
          assert.deepStrictEqual(
            yield* post(url, method, { taskId, ...more, _meta }, headers),
            [400, -32021]
          )
        }
        const must = { ...token("ada"), "mcp-method": "tools/call", "mcp-name": "must" }
        const call = { name: "must", arguments: { name: fresh("never") }, _meta }
        assert.deepStrictEqual(yield* post(url, "tools/call", call, must), [400, -32021])
      }).pipe(Effect.scoped)
  )
})
