import { TransportError } from "@effect-mcp/protocol"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue, Schedule } from "effect"
import { TestClock } from "effect/testing"

import type { ClientEvent } from "../src/index.ts"
import { connected, greet, type Options } from "./support/Connected.ts"
import type { Frame, Line } from "./support/Peer.ts"

const [newest] = Revisions.handshake as [Revision.Revision]

const forgotten = new TransportError.SessionLost({})

const done = { content: [{ type: "text" as const, text: "done" }] }

/** A client of a server that forgets the session of the lines in `lost`. */
const forgetting = Effect.fnUntraced(function* (
  revision: Revision.Revision,
  { peer, ...options }: Options = {}
) {
  const lost = new Set<Line>()
  const refuses = (frame: Frame, line: Line) =>
    lost.has(line) && frame["method"] !== "initialize" ? forgotten : undefined
  return { lost, ...(yield* connected(revision, { ...options, peer: { ...peer, refuses } })) }
})

const methodOf = (frame: Frame) => frame["method"]

describe.each(Revisions.handshake.map((revision) => [revision.version, revision] as const))(
  "a session that the server has forgotten, %s",
  (_, revision) => {
    it.effect("2025-11-25/T-42: is begun anew, and the call that met it is sent again", () =>
      Effect.gen(function* () {
        const { lost, client, line, peer } = yield* forgetting(revision)
        lost.add(line)
        const calling = yield* Effect.forkChild(client.callTool("t", { a: 1 }))
        const first = yield* line.next
        const second = yield* peer.line
        const hello = yield* greet(second, revision)
        assert.strictEqual(methodOf(hello), "initialize")
        const again = yield* second.next
        assert.deepStrictEqual(
          [again["method"], again["params"]],
          [first["method"], first["params"]]
        )
        second.answer(again["id"], done)
        assert.deepStrictEqual((yield* Fiber.join(calling)).content, done.content)
      })
    )
  }
)

describe("a session that the server has forgotten", () => {
  it.effect(
    "session-lost.again: is given up if the next is forgotten before it has answered anything",
    () =>
      Effect.gen(function* () {
        const { lost, client, line, peer } = yield* forgetting(newest)
        lost.add(line)
        const calling = yield* Effect.forkChild(client.callTool("t"))
        const second = yield* peer.line
        lost.add(second)
        yield* greet(second, newest)
        const { method, reason } = yield* Effect.flip(Fiber.join(calling))
        assert.deepStrictEqual([method, reason._tag], ["tools/call", "Disconnected"])
        assert.strictEqual(
          (yield* Effect.flip(client.callTool("t"))).message,
          "tools/call: the connection ended (written: SessionLost)"
        )
        assert.strictEqual(yield* Queue.size(peer.lines), 0)
      })
  )

  it.effect(
    "session-lost.later: is begun anew each time, if something was answered in between",
    () =>
      Effect.gen(function* () {
        const { lost, client, line, peer } = yield* forgetting(newest)
        let current = line
        for (let round = 0; round < 3; round++) {
          lost.add(current)
          const calling = yield* Effect.forkChild(client.callTool("t"))
          current = yield* peer.line
          yield* greet(current, newest)
          current.answer((yield* current.next)["id"], done)
          yield* Fiber.join(calling)
        }
      })
  )

  it.effect("session-lost.policy: a policy goes on where that ends", () =>
    Effect.gen(function* () {
      const settings = { reconnect: Schedule.spaced("1 second") }
      const { lost, client, line, peer } = yield* forgetting(newest, { settings })
      lost.add(line)
      const calling = yield* Effect.forkChild(client.callTool("t"))
      const second = yield* peer.line
      lost.add(second)
      yield* greet(second, newest)
      assert.strictEqual((yield* Effect.flip(Fiber.join(calling))).reason._tag, "Disconnected")
      yield* TestClock.adjust("1 second")
      const third = yield* peer.line
      yield* greet(third, newest)
      const later = yield* Effect.forkChild(client.callTool("t"))
      third.answer((yield* third.next)["id"], done)
      yield* Fiber.join(later)
    })
  )

  it.effect("session-lost.unreachable: ends with the server, if it cannot be begun", () =>
    Effect.gen(function* () {
      const { lost, client, line } = yield* forgetting(newest, { peer: { unreachableFrom: 2 } })
      lost.add(line)
      const { reason } = yield* Effect.flip(client.callTool("t"))
      assert.strictEqual(reason._tag, "Unreachable")
      assert.strictEqual((yield* Effect.flip(client.callTool("t"))).reason._tag, "Disconnected")
    })
  )

  it.effect(
    "session-lost.together: calls that meet it together have one new session, and each its answer",
    () =>
      Effect.gen(function* () {
        const { lost, client, line, peer } = yield* forgetting(newest)
        lost.add(line)
        const calls = yield* Effect.forEach(["a", "b", "c"], (name) =>
          Effect.forkChild(client.callTool(name))
        )
        const second = yield* peer.line
        yield* greet(second, newest)
        for (const _ of calls) second.answer((yield* second.next)["id"], done)
        for (const call of calls) yield* Fiber.join(call)
        assert.strictEqual(yield* Queue.size(peer.lines), 0)
      })
  )

  it.effect(
    "session-lost.running: a call that is under way keeps its stream, and its link until then",
    () =>
      Effect.gen(function* () {
        const { lost, client, line, peer } = yield* forgetting(newest)
        const running = yield* Effect.forkChild(client.callTool("long"))
        const { id } = yield* line.next
        lost.add(line)
        const calling = yield* Effect.forkChild(client.callTool("short"))
        yield* line.next
        const second = yield* peer.line
        yield* greet(second, newest)
        second.answer((yield* second.next)["id"], done)
        yield* Fiber.join(calling)
        assert.isFalse(line.isClosed)
        line.answer(id, done)
        assert.deepStrictEqual((yield* Fiber.join(running)).content, done.content)
        yield* Effect.yieldNow
        assert.isTrue(line.isClosed)
      })
  )

  it.effect(
    "session-lost.closed: is begun anew when the transport itself says so, without a call",
    () =>
      Effect.gen(function* () {
        const events: Array<string> = []
        const onEvent = ({ _tag }: ClientEvent.ClientEvent) => void events.push(_tag)
        const { client, line, peer } = yield* connected(newest, { settings: { onEvent } })
        line.end(forgotten)
        const second = yield* peer.line
        yield* greet(second, newest)
        const calling = yield* Effect.forkChild(client.callTool("t"))
        second.answer((yield* second.next)["id"], done)
        yield* Fiber.join(calling)
        assert.deepStrictEqual(events.slice(0, 2), ["Lost", "Restored"])
      })
  )

  it.effect(
    "session-lost.restored: watched resources and the log level are told again, before the call",
    () =>
      Effect.gen(function* () {
        const { lost, client, line, peer } = yield* forgetting(newest)
        const opening = yield* Effect.forkScoped(
          client.listen({ resourceSubscriptions: ["x://a"] })
        )
        line.answer((yield* line.next)["id"], {})
        yield* Fiber.join(opening)
        const setting = yield* Effect.forkChild(client.setLogLevel("error"))
        line.answer((yield* line.next)["id"], {})
        yield* Fiber.join(setting)
        lost.add(line)
        const calling = yield* Effect.forkChild(client.callTool("t"))
        const second = yield* peer.line
        yield* greet(second, newest)
        const told: Array<unknown> = []
        for (let at = 0; at < 3; at++) {
          const { id, method } = yield* second.next
          told.push(method)
          second.answer(id, method === "tools/call" ? done : {})
        }
        yield* Fiber.join(calling)
        assert.deepStrictEqual(told, ["resources/subscribe", "logging/setLevel", "tools/call"])
      })
  )

  it.effect(
    "session-lost.restoring: one that is forgotten while it is told does not wait for itself",
    () =>
      Effect.gen(function* () {
        const { lost, client, line, peer } = yield* forgetting(newest)
        const opening = yield* Effect.forkScoped(
          client.listen({ resourceSubscriptions: ["x://a"] })
        )
        line.answer((yield* line.next)["id"], {})
        const subscription = yield* Fiber.join(opening)
        lost.add(line)
        const calling = yield* Effect.forkChild(client.callTool("t"))
        const second = yield* peer.line
        lost.add(second)
        yield* greet(second, newest)
        assert.strictEqual((yield* Effect.flip(Fiber.join(calling))).reason._tag, "Disconnected")
        assert.strictEqual((yield* Effect.flip(subscription.ended)).reason._tag, "Disconnected")
      })
  )
})
