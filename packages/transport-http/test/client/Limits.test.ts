import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"

import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"

import * as UndiciConnector from "../../src/node/UndiciConnector.ts"
import type * as Scripted from "./support/scripted.ts"
import {
  modern,
  newest,
  notification,
  overBoth,
  reasonOf,
  request,
  response,
  resultOf,
  scripted,
  sending,
  shaken
} from "./support/wire.ts"

const maxBytes = 64 * 1024
const large = "x".repeat(maxBytes)
/** It takes many pieces even when it is compressed. */
const various = Array.from({ length: 20_000 }, (_, index) => Math.sin(index)).join()
const answer = (id: number, text: string) => ({ jsonrpc: "2.0", id, result: { text } })
const gzip = { "content-type": "application/json", "content-encoding": "gzip" }

overBoth("Limits", (connecting) => {
  it.effect("limit.json: an answer that is too long is an error, and the next call works", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting, { maxBytes })
      const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      const call = yield* server.post
      call.json(answer(1, large))
      assert.deepInclude(yield* Fiber.join(sent), { _tag: "FrameTooLarge", limit: maxBytes })
      const next = yield* sending(wire, request(2, "tools/call", newest))
      ;(yield* server.post).json(answer(2, "short"))
      yield* Fiber.join(next)
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 2, text: "short" })
    })
  )

  it.effect("limit.exact: an answer may be as long as the limit", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting, { maxBytes })
      const sent = yield* sending(wire, request(1, "tools/call", newest))
      const call = yield* server.post
      const frame = JSON.stringify(answer(1, ""))
      call.json(answer(1, "x".repeat(maxBytes - frame.length)))
      yield* Fiber.join(sent)
      assert.strictEqual((yield* wire.next)._tag, "Result")
    })
  )

  it.effect("limit.compressed: what counts is how long it is once it is inflated", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting, { maxBytes })
      const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, " "))
      const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      ;(yield* server.post).send(200, gzip, bomb)
      assert.deepInclude(yield* Fiber.join(sent), { _tag: "FrameTooLarge", limit: maxBytes })
    })
  )

  for (const [encoding, compress] of [
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync]
  ] as const) {
    it.effect(`compressed.${encoding}: an answer is inflated`, () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        const sent = yield* sending(wire, request(1, "tools/call", newest))
        const body = compress(JSON.stringify(answer(1, various)))
        ;(yield* server.post).send(200, { ...gzip, "content-encoding": encoding }, body)
        yield* Fiber.join(sent)
        assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1, text: various })
      })
    )
  }

  it.effect("compressed.broken: what does not inflate is an error", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const whole = gzipSync(JSON.stringify(answer(1, large)))
      for (const body of ["no gzip", whole.subarray(0, 40)]) {
        const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", modern)))
        ;(yield* server.post).send(200, gzip, body)
        // A `fetch` may hand over what it has of a body that breaks off.
        assert.include(["ConnectionLost", "Rejected"], (yield* Fiber.join(sent))._tag)
      }
    })
  )

  for (const [what, text] of [
    ["line", `data: ${large}`],
    ["event", `data: ${"x".repeat(1000)}\n`.repeat(100)],
    ["name", `event: ${large}`],
    ["id", `id: ${large}`]
  ] as const) {
    it.effect(`limit.${what}: ${what} of an event that never ends is an error`, () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting, { maxBytes })
        const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
        const call = yield* server.post
        const stream = call.events()
        stream.prime("1-0")
        stream.write(text + "x")
        assert.deepInclude(yield* Fiber.join(sent), { _tag: "FrameTooLarge", limit: maxBytes })
        yield* Deferred.await(call.left)
        assert.strictEqual(server.waiting("GET"), 0)
      })
    )
  }

  it.effect("comments.endless: comments are not kept, however many there are", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting, { maxBytes })
      const sent = yield* sending(wire, request(1, "tools/call", newest))
      const stream = (yield* server.post).events()
      for (let line = 0; line < 1000; line++) stream.write(`: ${"x".repeat(1000)}\n\n`)
      stream.write(`:${large}${large}\n\n`)
      stream.message(answer(1, "still"))
      yield* Fiber.join(sent)
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1, text: "still" })
    })
  )

  it.effect("refused.long: of a refusal the beginning is kept", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      ;(yield* server.post).send(500, { "content-type": "text/html" }, large)
      const reason = yield* Fiber.join(sent)
      assert.deepInclude(reason, { _tag: "Rejected", body: large.slice(0, 4096) })
    })
  )

  it.effect("streams.left: a server keeps only so many streams open that have answered", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const calls: Array<Scripted.Received> = []
      for (let id = 1; id <= 18; id++) {
        const sent = yield* sending(wire, request(id, "tools/call", newest))
        const call = yield* server.post
        call.events().message(answer(id, "there is more, or so it seems"))
        yield* Fiber.join(sent)
        calls.push(call)
      }
      const [first, second, third] = calls as [
        Scripted.Received,
        Scripted.Received,
        Scripted.Received
      ]
      yield* Deferred.await(first.left)
      yield* Deferred.await(second.left)
      assert.isFalse(Deferred.isDoneUnsafe(third.left))
    })
  )

  it.effect("streams.unasked: nor streams in answer to what wants no answer", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const told: Array<Scripted.Received> = []
      for (let count = 0; count < 17; count++) {
        const sent = yield* sending(wire, notification("notifications/x", newest))
        const received = yield* server.post
        received.events()
        yield* Fiber.join(sent)
        told.push(received)
      }
      yield* Deferred.await((told[0] as Scripted.Received).left)
    })
  )

  it.effect("requests.abandoned: what is given up unanswered is not held for ever", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const calls: Array<Scripted.Received> = []
      for (let id = 1; id <= 17; id++) {
        yield* sending(wire, request(id, "tools/call", newest))
        calls.push(yield* server.post)
        assert.isFalse(wire.channel.abandon(id))
      }
      yield* Deferred.await((calls[0] as Scripted.Received).left)
    })
  )

  it.effect("answers.flood: a server that does not take answers is not read any further", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const { listening } = yield* shaken(wire, server)
      const stream = listening.events()
      const answers = 256
      for (let id = 0; id < answers; id++) stream.message({ jsonrpc: "2.0", id, method: "ping" })
      const held: Array<Scripted.Received> = []
      for (let id = 0; id < answers; id++) {
        yield* wire.next
        yield* sending(wire, response(id, newest))
        held.push(yield* server.post)
      }
      // What is on its way already may still come.
      stream.message({ jsonrpc: "2.0", method: "notifications/early" })
      assert.deepInclude(yield* wire.next, { method: "notifications/early" })
      stream.message({ jsonrpc: "2.0", method: "notifications/late" })
      const other = yield* sending(wire, request(1, "tools/list", newest))
      ;(yield* server.post).result({})
      yield* Fiber.join(other)
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1 })
      assert.deepStrictEqual(yield* wire.rest, [])
      held[0]?.send(202)
      assert.deepInclude(yield* wire.next, { method: "notifications/late" })
    })
  )
})

describe("Limits, undici", () => {
  it.effect("limit.headers: headers without end are an error", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(UndiciConnector.make())
      const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      const headers = Object.fromEntries(
        Array.from({ length: 100 }, (_, index) => [`x-${index}`, "x".repeat(1000)])
      )
      ;(yield* server.post).send(200, headers)
      assert.strictEqual((yield* Fiber.join(sent))._tag, "ConnectionLost")
    })
  )

  it.effect("compressed.unknown: an encoding nobody asked for is an error", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(UndiciConnector.make())
      for (const encoding of ["compress", "constructor", "gzip, gzip"]) {
        const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
        ;(yield* server.post).send(200, { ...gzip, "content-encoding": encoding }, "{}")
        assert.strictEqual((yield* Fiber.join(sent))._tag, "ConnectionLost")
      }
    })
  )

  it.effect("compressed.stream: events of a compressed stream come as they are sent", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(UndiciConnector.make())
      const sent = yield* sending(wire, request(1, "tools/call", newest))
      const call = yield* server.post
      const stream = call.compressed()
      stream.write('data: {"jsonrpc":"2.0","method":"notifications/message"}\n\n')
      yield* Effect.promise(() => stream.flushed())
      assert.strictEqual((yield* wire.next)._tag, "Notification")
      stream.write(`data: ${JSON.stringify(answer(1, "end"))}\n\n`)
      yield* Effect.promise(() => stream.flushed())
      yield* Fiber.join(sent)
      stream.end()
    })
  )
})
