import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"

import { type ClientEvent, McpClient } from "../src/index.ts"
import { connected, greet, info } from "./support/Connected.ts"
import * as Peer from "./support/Peer.ts"
import type { Frame } from "./support/Peer.ts"

const [modern] = Revisions.all as [Revision.Revision]
const handshake = Revisions.handshake
const [newest] = handshake as [Revision.Revision]

const level = (frame: Frame) =>
  ((frame["params"] as Frame)["_meta"] as Frame)["io.modelcontextprotocol/logLevel"]

describe("log messages", () => {
  for (const revision of Revisions.all) {
    it.effect(`log.stream: what the server writes is a stream (${revision.version})`, () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(revision)
        const seen: Array<ClientEvent.LogMessage> = []
        yield* Effect.forkScoped(
          Stream.runForEach(client.logs, (message) => Effect.sync(() => seen.push(message)))
        )
        yield* Effect.yieldNow
        line.notify("notifications/message", { level: "error", logger: "db", data: { code: 7 } })
        line.notify("notifications/message", { level: "debug", data: "text" })
        yield* Effect.yieldNow
        assert.deepStrictEqual(seen, [
          { _tag: "LogMessage", level: "error", logger: "db", data: { code: 7 } },
          { _tag: "LogMessage", level: "debug", logger: undefined, data: "text" }
        ])
      })
    )
  }

  it.effect("log.slow: a reader that does not read does not hold up the others", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const stuck = yield* Effect.forkScoped(Stream.runForEach(client.logs, () => Effect.never))
      yield* Effect.yieldNow
      for (let at = 0; at < 3000; at++) {
        line.notify("notifications/message", { level: "info", data: at })
      }
      const pinging = yield* Effect.forkChild(client.ping())
      line.answer((yield* line.next)["id"], {})
      yield* Fiber.join(pinging)
      yield* Fiber.interrupt(stuck)
    })
  )
})

describe("the level", () => {
  for (const revision of handshake) {
    it.effect(`log.session: is said once for the session (${revision.version})`, () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(revision)
        const setting = yield* Effect.forkChild(client.setLogLevel("warning"))
        const sent = yield* line.next
        assert.deepStrictEqual(
          [sent["method"], sent["params"]],
          ["logging/setLevel", { level: "warning" }]
        )
        line.answer(sent["id"], {})
        yield* Fiber.join(setting)
        yield* Effect.forkChild(client.callTool("t", {}, { logLevel: "debug" }))
        assert.isUndefined(((yield* line.next)["params"] as Frame)["_meta"])
      })
    )
  }

  it.effect("log.undeclared: a server that writes none is not asked to", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest, { capabilities: {} })
      const { reason } = yield* Effect.flip(client.setLogLevel("info"))
      assert.deepStrictEqual(reason._tag === "Unsupported" && reason.what, "logging")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("2026-07-28/B-46: or with each request, all of them or one", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      yield* Effect.forkChild(client.callTool("t"))
      assert.isUndefined(level(yield* line.next))
      yield* client.setLogLevel("warning")
      assert.deepStrictEqual(yield* line.rest, [])
      yield* Effect.forkChild(client.callTool("t"))
      assert.strictEqual(level(yield* line.next), "warning")
      yield* Effect.forkChild(client.callTool("t", {}, { logLevel: "debug" }))
      assert.strictEqual(level(yield* line.next), "debug")
    })
  )

  it.effect("log.from the start: a level in the settings is told at once", () =>
    Effect.gen(function* () {
      const settings = { logLevel: "notice" } as const
      const fiber = yield* Effect.forkScoped(
        Effect.gen(function* () {
          const { client, line } = yield* connected(modern, { settings })
          yield* Effect.forkChild(client.callTool("t"))
          return level(yield* line.next)
        })
      )
      assert.strictEqual(yield* Fiber.join(fiber), "notice")
    })
  )
})

describe("before there is a client", () => {
  it.effect("event.early: what a server says before anything is agreed is told afterwards", () =>
    Effect.gen(function* () {
      const seen: Array<ClientEvent.ClientEvent> = []
      const peer = yield* Peer.make()
      const settings = {
        ...info,
        pin: newest,
        onEvent: (event: ClientEvent.ClientEvent) => void seen.push(event)
      }
      const connecting = yield* Effect.forkScoped(
        McpClient.connect(settings).pipe(Effect.provide(peer.layer))
      )
      const line = yield* peer.line
      line.notify("notifications/message", { level: "info", data: "starting" })
      yield* greet(line, newest)
      yield* Fiber.join(connecting)
      assert.deepStrictEqual(seen, [
        { _tag: "LogMessage", level: "info", logger: undefined, data: "starting" }
      ])
    })
  )
})
