/** Calls that are given up: cancelled, hung up on, or their session ended, singly and by the hundred. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue } from "effect"

import {
  calling,
  inSession,
  isFree,
  keys,
  serve,
  shuffled,
  sorted,
  stateless,
  textOf
} from "./Held.ts"
import * as Request from "./Request.ts"

const cancel = (requestId: unknown): string =>
  JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } })

describe("Stopping", () => {
  it.effect("2025-11-25/U-03: of 300 calls cancelled at once all stop, and none is answered", () =>
    Effect.gen(function* () {
      const held = yield* serve({ maxRequests: 300 })
      const all = keys(300)
      const first = yield* inSession(held)
      const callers = yield* Effect.forEach(all, () => inSession(held, {}, first.session), {
        concurrency: 32
      })
      for (const [id, key] of all.entries())
        callers[id]?.send("tools/call", calling("hold", key), id)
      yield* Queue.takeN(held.gates.begun, 300)
      for (const id of shuffled([...all.keys()], 1)) first.post(cancel(id))
      for (let taken = 0; taken < 300; taken++)
        assert.strictEqual((yield* first.wire.answer)?.status, 202)
      assert.deepStrictEqual(sorted(yield* Queue.takeN(held.gates.stopped, 300)), sorted(all))
      for (const { wire } of callers) {
        const answer = yield* wire.answer
        assert.deepStrictEqual(
          [answer?.status, answer?.headers.get("content-type"), answer?.body],
          [200, "text/event-stream", ""]
        )
      }
      yield* isFree(held, 300)
    })
  )

  it.effect(
    "2025-11-25/U-06, 2025-11-25/U-08: cancels that are late, doubled or malformed do nothing",
    () =>
      Effect.gen(function* () {
        const held = yield* serve()
        const caller = yield* inSession(held)
        const other = yield* inSession(held, {}, caller.session)
        caller.send("tools/call", calling("hold", "one"), 1)
        yield* Queue.take(held.gates.begun)
        for (const id of ["1", 2, null, {}, [1], 1.5, true, "__proto__"]) {
          other.post(cancel(id))
          assert.strictEqual((yield* other.wire.answer)?.status, 202)
        }
        yield* held.gates.release("one")
        assert.strictEqual(textOf((yield* caller.wire.answer)?.body), "one")
        for (let time = 0; time < 100; time++) {
          other.post(cancel(1))
          assert.strictEqual((yield* other.wire.answer)?.status, 202)
        }
        assert.strictEqual(yield* Queue.size(held.gates.stopped), 0)
      })
  )

  for (const tool of ["hold", "chat"]) {
    it.effect(
      `2026-07-28/T-22, 2026-07-28/T-23: of 200 callers of ${tool} that hang up at once every call stops`,
      () =>
        Effect.gen(function* () {
          const held = yield* serve({ maxRequests: 200 })
          const all = keys(200)
          const callers = yield* Effect.forEach(all, () => stateless(held), { concurrency: 32 })
          for (const [index, key] of all.entries())
            callers[index]?.send("tools/call", calling(tool, key), 1)
          yield* Queue.takeN(held.gates.begun, 200)
          for (const { wire } of shuffled(callers, 1)) wire.socket.resetAndDestroy()
          assert.deepStrictEqual(sorted(yield* Queue.takeN(held.gates.stopped, 200)), sorted(all))
          yield* isFree(held, 200)
        })
    )
  }

  it.effect(
    "2026-07-28/T-22: whoever ends only their own half of the connection has hung up too",
    () =>
      Effect.gen(function* () {
        const held = yield* serve()
        const caller = yield* stateless(held)
        caller.send("tools/call", calling("hold", "one"), 1)
        yield* Queue.take(held.gates.begun)
        caller.wire.socket.end()
        assert.strictEqual(yield* Queue.take(held.gates.stopped), "one")
      })
  )

  it.effect(
    "2025-11-25/T-22: whoever hangs up has not cancelled, and finds the answer where it left",
    () =>
      Effect.gen(function* () {
        const held = yield* serve()
        const caller = yield* inSession(held)
        caller.send("tools/call", calling("chat", "one"), 1)
        yield* caller.wire.head
        const primed = yield* caller.wire.event
        caller.wire.socket.resetAndDestroy()
        yield* Queue.take(held.gates.begun)
        const back = yield* held.wire()
        const resume = Request.listen({ "last-event-id": primed?.id })
        back.send(Request.bytes(resume, { port: held.port, session: caller.session }))
        assert.strictEqual((yield* back.head)?.status, 200)
        assert.match((yield* back.event)?.data ?? "", /before one/)
        yield* held.gates.release("one")
        assert.match((yield* back.event)?.data ?? "", /after one/)
        assert.strictEqual(textOf((yield* back.event)?.data), "one")
        assert.strictEqual(yield* back.event, undefined)
      })
  )

  it.effect(
    "2025-11-25/T-41: a session that is ended in mid-call stops its calls and ends its streams",
    () =>
      Effect.gen(function* () {
        const held = yield* serve({ maxRequests: 4 })
        const owner = yield* inSession(held)
        const places = { port: held.port, session: owner.session }
        const held_ = yield* inSession(held, {}, owner.session)
        const chatting = yield* inSession(held, {}, owner.session)
        const listening = yield* held.wire()
        listening.send(Request.bytes(Request.listen(), places))
        yield* listening.head
        held_.send("tools/call", calling("hold", "silent"), 1)
        chatting.send("tools/call", calling("chat", "talking"), 2)
        yield* Queue.takeN(held.gates.begun, 2)
        owner.wire.send(
          Request.bytes(
            Request.plain("DELETE", "/mcp", { "mcp-session-id": owner.session }),
            places
          )
        )
        assert.strictEqual((yield* owner.wire.answer)?.status, 204)
        assert.deepStrictEqual(sorted(yield* Queue.takeN(held.gates.stopped, 2)), [
          "silent",
          "talking"
        ])
        assert.strictEqual((yield* held_.wire.answer)?.body, "")
        yield* chatting.wire.head
        while ((yield* chatting.wire.event) !== undefined);
        while ((yield* listening.event) !== undefined);
        for (const request of [
          Request.inSession(Request.rpc("ping")),
          Request.listen(),
          Request.plain("DELETE", "/mcp", { "mcp-session-id": owner.session })
        ]) {
          owner.wire.send(Request.bytes(request, places))
          assert.strictEqual((yield* owner.wire.answer)?.status, 404)
        }
        yield* isFree(held, 4)
      })
  )

  it.effect("2025-11-25/T-41: of many that end one session one has ended it", () =>
    Effect.gen(function* () {
      const held = yield* serve()
      const { session } = yield* inSession(held)
      const wires = yield* Effect.forEach(keys(50), () => held.wire())
      const ending = Request.bytes(Request.plain("DELETE", "/mcp", { "mcp-session-id": session }), {
        port: held.port,
        session
      })
      for (const wire of wires) wire.send(ending)
      const statuses = yield* Effect.forEach(wires, (wire) =>
        Effect.map(wire.answer, (answer) => answer?.status)
      )
      assert.deepStrictEqual(
        statuses.sort((one, other) => Number(one) - Number(other)),
        [204, ...Array.from({ length: 49 }, () => 404)]
      )
    })
  )

  it.effect("2025-11-25/B-05: a POST that is played again while it is worked on is refused", () =>
    Effect.gen(function* () {
      const held = yield* serve()
      const caller = yield* inSession(held)
      const replay = yield* inSession(held, {}, caller.session)
      caller.send("tools/call", calling("hold", "one"), 1)
      yield* Queue.take(held.gates.begun)
      for (let time = 0; time < 20; time++) {
        replay.send("tools/call", calling("hold", "one"), 1)
        const refused = yield* replay.wire.answer
        assert.strictEqual(refused?.status, 400)
        assert.match(refused?.body ?? "", /"code":-32600.*"reason":"IdInUse"/u)
      }
      yield* held.gates.release("one")
      assert.strictEqual(textOf((yield* caller.wire.answer)?.body), "one")
      assert.strictEqual(yield* Queue.size(held.gates.begun), 0)
    })
  )

  it.effect("2026-07-28/B-23: a POST that is played again elsewhere is another call", () =>
    Effect.gen(function* () {
      const held = yield* serve()
      const callers = yield* Effect.forEach(keys(2), () => stateless(held))
      for (const [index, { send }] of callers.entries())
        send("tools/call", calling("hold", `call-${index}`), 1)
      yield* Queue.takeN(held.gates.begun, 2)
      callers[0]?.wire.socket.destroy()
      assert.strictEqual(yield* Queue.take(held.gates.stopped), "call-0")
      yield* held.gates.release("call-1")
      assert.strictEqual(
        textOf((yield* callers[1]?.wire.answer ?? Effect.undefined)?.body),
        "call-1"
      )
    })
  )
})
