import { Revisions } from "@effect-mcp/schema"
import { Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import {
  answer,
  errorOf,
  initialize,
  initializing,
  modern,
  notification,
  post,
  refusal,
  request,
  resultOf
} from "../support/peer.ts"
import { open } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"

const Quick = Tool.make("quick", {}).handle(() => Effect.succeed("done"))
const Server = mcp(Quick)

const only = (...versions: ReadonlyArray<string>) =>
  mcp(Quick, { revisions: Revisions.all.filter(({ version }) => versions.includes(version)) })

const newest = "2026-07-28"
const every = [newest, "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
const called = { content: [{ type: "text", text: "done" }] }
const call = request(1, "tools/call", { name: "quick" })

describe("an endpoint of both eras", () => {
  it.effect(
    "interop/IS-04, 2026-07-28/V-13: takes each message for what it says it is, whatever came before",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url, { version: "2025-06-18" })
        const among = (more: { readonly [name: string]: string }) =>
          modern(url, "tools/call", { name: "quick" }, { headers: more })
        for (const response of [
          yield* among({}),
          yield* among({ "mcp-session-id": session.id }),
          yield* among({ "mcp-session-id": "nobody's" })
        ]) {
          assert.strictEqual(response.status, 200)
          assert.isUndefined(response.headers["mcp-session-id"])
          assert.strictEqual(resultOf(yield* response.json)["resultType"], "complete")
        }
        assert.deepStrictEqual(
          resultOf(yield* session.ask("tools/call", { name: "quick" })),
          called
        )
        const unversioned = yield* session.post(call, { "mcp-protocol-version": undefined })
        assert.deepStrictEqual(resultOf(yield* answer(unversioned)), called)
        const second = yield* initialize(url)
        assert.notStrictEqual(second.id, session.id)
      })
  )

  it.effect(
    "interop/IS-05: without a session, a header of the newer era wants its metadata, and others a session",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const response = yield* post(url, request("a", "tools/list"), {
          "mcp-protocol-version": newest,
          "mcp-method": "tools/list"
        })
        const body = yield* response.json
        assert.deepStrictEqual(
          [response.status, errorOf(body)["code"], body["id"]],
          [400, -32602, "a"]
        )
        for (const version of [undefined, "2025-11-25", "2025-06-18"]) {
          const refused = yield* post(url, call, { "mcp-protocol-version": version })
          assert.deepStrictEqual(yield* refusal(refused), [400, -32600, "SessionRequired"])
        }
      })
  )

  it.effect(
    "interop/IS-05, 2025-11-25/T-47, 2026-07-28/T-29: without a header and without sessions it is 2025-03-26, which has batches",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server, { sessions: false })
        const batch = [call, request(2, "ping")]
        const response = yield* post(url, batch)
        assert.strictEqual(response.status, 200)
        assert.deepStrictEqual<unknown>(yield* response.json, [
          { jsonrpc: "2.0", id: 1, result: called },
          { jsonrpc: "2.0", id: 2, result: {} }
        ])
        for (const version of ["2025-06-18", "2025-11-25"]) {
          const refused = yield* post(url, batch, { "mcp-protocol-version": version })
          assert.deepStrictEqual(yield* refusal(refused), [400, -32600])
        }
      })
  )

  it.effect(
    "interop/IS-06: GET and DELETE are for sessions, and no business of the newer era",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url)
        for (const method of ["GET", "DELETE"]) {
          const none = yield* open(url, { method, headers: { accept: "text/event-stream" } })
          assert.deepStrictEqual(yield* refusal(none), [400, -32600, "SessionRequired"])
          const newer = yield* open(url, {
            method,
            headers: { ...session.headers, "mcp-protocol-version": newest }
          })
          assert.strictEqual(newer.headers["allow"], "POST")
          assert.deepStrictEqual(yield* refusal(newer), [405, -32600, "MethodNotAllowed"])
        }
        assert.strictEqual((yield* session.get()).status, 200)
        assert.strictEqual((yield* session.delete).status, 204)
      })
  )

  it.effect(
    "2025-11-25/T-48: a version that is none, or not spoken here, is 400, whatever the method",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(only(newest, "2025-11-25"))
        const session = yield* initialize(url)
        for (const version of ["2025-06-18", "1999-01-01", "latest", "2025-11-25, 2025-11-25"]) {
          const headers = { ...session.headers, "mcp-protocol-version": version }
          for (const response of [
            yield* session.post(call, headers),
            yield* session.post(notification("notifications/initialized"), headers),
            yield* session.get(headers),
            yield* open(url, { method: "DELETE", headers })
          ]) {
            assert.strictEqual(response.status, 400)
            assert.deepStrictEqual(errorOf(yield* response.json), {
              code: -32022,
              message: "Unsupported protocol version",
              data: { supported: [newest, "2025-11-25"], requested: version }
            })
          }
        }
        assert.deepStrictEqual(resultOf(yield* session.ask("ping")), {})
      })
  )

  it.effect(
    "2026-07-28/T-27, 2026-07-28/V-02, interop/IS-07: one that is not served is 400, and says which are",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        for (const version of ["2099-12-31", "2025-11-25", "2024-11-05", "draft"]) {
          const response = yield* modern(url, "tools/list", {}, { id: "a", version })
          assert.strictEqual(response.status, 400)
          assert.deepStrictEqual(yield* response.json, {
            jsonrpc: "2.0",
            id: "a",
            error: {
              code: -32022,
              message: "Unsupported protocol version",
              data: { supported: every, requested: version }
            }
          })
        }
      })
  )

  it.effect(
    "2026-07-28/T-26, interop/IS-07: a header that names another version than the body is 400",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        for (const version of ["2025-11-25", "2099-01-01", "", undefined]) {
          const headers = { "mcp-protocol-version": version }
          const response = yield* modern(url, "tools/list", {}, { id: "a", headers })
          const body = yield* response.json
          assert.deepStrictEqual(
            [response.status, errorOf(body)["code"], body["id"]],
            [400, -32020, "a"]
          )
        }
        const stated = { "io.modelcontextprotocol/protocolVersion": "2099-01-01" }
        const response = yield* modern(url, "tools/list", {}, { meta: stated })
        assert.deepStrictEqual(yield* refusal(response), [400, -32020])
      })
  )

  it.effect.each(["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])(
    "era.session: %s begins with initialize and is spoken to the end",
    (version) =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const opened = yield* post(url, initializing({ version }))
        assert.strictEqual(resultOf(yield* opened.json)["protocolVersion"], version)
        const session = yield* initialize(url, { version })
        assert.deepStrictEqual(
          resultOf(yield* session.ask("tools/call", { name: "quick" })),
          called
        )
        const foreign = yield* session.ask("server/discover")
        assert.strictEqual(errorOf(foreign)["code"], -32601)
      })
  )
})

describe("an endpoint of the newer era alone", () => {
  const Newer = only(newest)

  it.effect("2026-07-28/V-24, interop/IS-06: has no GET and no DELETE", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Newer)
      for (const method of ["GET", "DELETE"]) {
        for (const headers of [{}, { "mcp-session-id": "a", "last-event-id": "a.1.1" }]) {
          const response = yield* open(url, { method, headers })
          assert.strictEqual(response.headers["allow"], "POST")
          assert.deepStrictEqual(yield* refusal(response), [405, -32600, "MethodNotAllowed"])
        }
      }
    })
  )

  it.effect("2026-07-28/V-25: neither gives nor wants nor repeats the id of a session", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Newer)
      const headers = { "mcp-session-id": "11111111-1111", "last-event-id": "a.1.1" }
      for (const response of [
        yield* modern(url, "tools/call", { name: "quick" }, { headers }),
        yield* modern(url, "server/discover", {}, { headers }),
        yield* post(url, initializing(), headers)
      ]) {
        assert.isUndefined(response.headers["mcp-session-id"])
      }
      const response = yield* modern(url, "tools/call", { name: "quick" }, { headers })
      assert.strictEqual(response.status, 200)
    })
  )

  it.effect("2026-07-28/V-16, interop/IS-18: says to initialize which versions there are", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Newer)
      const response = yield* post(url, initializing())
      assert.strictEqual(response.status, 400)
      assert.deepStrictEqual(yield* response.json, {
        jsonrpc: "2.0",
        id: "init",
        error: {
          code: -32022,
          message: "Unsupported protocol version",
          data: { supported: [newest], requested: "2025-11-25" }
        }
      })
    })
  )

  it.effect("2026-07-28/T-30: wants a version in the headers of every message", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Newer)
      const headers = { "mcp-protocol-version": undefined }
      const missing = [400, -32020]
      assert.deepStrictEqual(
        yield* refusal(yield* modern(url, "tools/list", {}, { headers })),
        missing
      )
      assert.deepStrictEqual(yield* refusal(yield* post(url, call)), missing)
      assert.deepStrictEqual(
        yield* refusal(yield* post(url, notification("notifications/cancelled"))),
        missing
      )
    })
  )
})

describe("an endpoint of the older era alone", () => {
  it.effect("era.older: tells a client of the newer one what it speaks, and serves sessions", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(only("2025-11-25", "2025-06-18"))
      const response = yield* modern(url, "tools/list", {}, { id: "a" })
      assert.strictEqual(response.status, 400)
      const { data } = errorOf(yield* response.json)
      assert.deepStrictEqual(data, { supported: ["2025-11-25", "2025-06-18"] })
      const session = yield* initialize(url, { version: newest })
      assert.deepStrictEqual(resultOf(yield* session.ask("tools/call", { name: "quick" })), called)
    })
  )
})
