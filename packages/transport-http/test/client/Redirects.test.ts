import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"

import * as Scripted from "./support/scripted.ts"
import {
  newest,
  open,
  overBoth,
  reasonOf,
  request,
  resultOf,
  scripted,
  sending
} from "./support/wire.ts"

overBoth("Redirects", (connecting) => {
  for (const status of [307, 308]) {
    it.effect(
      `redirect.same: a ${status} within the origin is followed, with method and body`,
      () =>
        Effect.gen(function* () {
          const { server, wire } = yield* scripted(connecting, { bearer: Redacted.make("t") })
          const sent = yield* sending(wire, request(1, "tools/call", newest))
          const first = yield* server.post
          first.send(status, { location: "/moved?to=here" })
          const second = yield* server.post
          assert.strictEqual(second.path, "/moved?to=here")
          assert.strictEqual(second.text, first.text)
          assert.strictEqual(second.headers.authorization, "Bearer t")
          second.result({})
          yield* Fiber.join(sent)
          assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1 })
        })
    )
  }

  it.effect("redirect.elsewhere: another origin is never told anything", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const other = yield* Scripted.make()
      const wire = yield* open(connecting, server)
      for (const location of [
        other.url,
        `//127.0.0.1:${other.port}/mcp`,
        server.url.replace("http:", "https:"),
        server.url.replace("127.0.0.1", "localhost"),
        "file:///etc/passwd",
        "http://["
      ]) {
        const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
        ;(yield* server.post).send(307, { location })
        assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status: 307 })
      }
      assert.strictEqual(other.waiting("POST") + other.waiting("GET"), 0)
      assert.strictEqual(server.waiting("POST"), 0)
    })
  )

  for (const status of [300, 301, 302, 303, 304]) {
    it.effect(`redirect.changing: a ${status} would make another request of it`, () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
        ;(yield* server.post).send(status, { location: "/moved" })
        assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status })
        assert.strictEqual(server.waiting("POST") + server.waiting("GET"), 0)
      })
    )
  }

  it.effect("redirect.loop: three are followed, and no more", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      for (let turn = 0; turn < 4; turn++) {
        ;(yield* server.post).send(307, { location: "/mcp" })
      }
      assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status: 307 })
      assert.strictEqual(server.waiting("POST"), 0)
    })
  )

  it.effect("redirect.nowhere: a redirect without a location is a refusal", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      ;(yield* server.post).send(307)
      assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status: 307 })
    })
  )
})
