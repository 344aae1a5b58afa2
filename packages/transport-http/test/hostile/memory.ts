/**
 * What attackers leave behind, measured in a process of its own: `node --expose-gc memory.ts` prints the heap in
 * use, collected, before and after everything that the other suites do, over and over.
 */
import { EventStore } from "@effect-mcp/transport-http"
import { Effect, Queue } from "effect"

import { calling, type Held, inSession, mount, stateless, turn, until } from "./Held.ts"
import * as Request from "./Request.ts"

const collected = Effect.gen(function* () {
  // what a finalizer lets go of is free only in the next round
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.()
    yield* turn
  }
  return process.memoryUsage().heapUsed
})

const times = (count: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, index) => index)

const all = { concurrency: 16 }

const sessionsThatEnd = (held: Held) =>
  Effect.forEach(
    times(100),
    () =>
      Effect.scoped(
        Effect.gen(function* () {
          const { session, wire } = yield* inSession(held)
          const places = { port: held.port, session }
          const stream = yield* held.wire()
          stream.send(Request.bytes(Request.listen(), places))
          yield* stream.head
          wire.send(
            Request.bytes(Request.plain("DELETE", "/mcp", { "mcp-session-id": session }), places)
          )
          yield* wire.answer
        })
      ),
    all
  )

const callsThatAreLeft = (held: Held) =>
  Effect.scoped(
    Effect.gen(function* () {
      const callers = yield* Effect.forEach(times(100), () => stateless(held), all)
      for (const { send } of callers) send("tools/call", calling("chat", "left"), 1)
      yield* Queue.takeN(held.gates.begun, callers.length)
      for (const { wire } of callers) wire.socket.resetAndDestroy()
      yield* Queue.takeN(held.gates.stopped, callers.length)
    })
  )

const callsThatAreCancelled = (held: Held) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { post, session, wire } = yield* inSession(held)
      const callers = yield* Effect.forEach(times(100), () => inSession(held, {}, session), all)
      for (const [id, { send }] of callers.entries())
        send("tools/call", calling("chat", "cancelled"), id)
      yield* Queue.takeN(held.gates.begun, callers.length)
      for (const id of callers.keys()) {
        post(
          JSON.stringify({
            jsonrpc: "2.0",
            method: "notifications/cancelled",
            params: { requestId: id }
          })
        )
        yield* wire.answer
      }
      yield* Queue.takeN(held.gates.stopped, callers.length)
      const ending = Request.plain("DELETE", "/mcp", { "mcp-session-id": session })
      wire.send(Request.bytes(ending, { port: held.port, session }))
      yield* wire.answer
    })
  )

const streamsThatNobodyReads = (held: Held) =>
  Effect.forEach(times(8), () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { session, wire } = yield* inSession(held)
        const places = { port: held.port, session }
        const deaf = yield* held.wire({ deaf: true })
        const flood = { name: "flood", arguments: { key: "much", pieces: 150, size: 65_536 } }
        deaf.send(Request.bytes(Request.inSession(Request.rpc("tools/call", flood)), places))
        yield* Queue.take(held.gates.begun)
        wire.send(
          Request.bytes(Request.plain("DELETE", "/mcp", { "mcp-session-id": session }), places)
        )
        yield* wire.answer
        yield* Queue.take(held.gates.stopped)
      })
    )
  )

const garbage = (held: Held) =>
  Effect.forEach(
    times(200),
    (index) =>
      Effect.scoped(
        Effect.gen(function* () {
          const wire = yield* held.wire()
          const body =
            index % 2 === 0 ? "[".repeat(50_000) : `{"jsonrpc":"2.0","id":${"9".repeat(50_000)}}`
          const request = Request.bytes(Request.post(body), { port: held.port, session: "" })
          wire.send(index % 3 === 0 ? request.subarray(0, 30_000) : request)
          if (index % 3 === 0) wire.socket.destroy()
          else yield* wire.answer
        })
      ),
    all
  )

const attack = (held: Held) =>
  Effect.gen(function* () {
    yield* sessionsThatEnd(held)
    yield* callsThatAreLeft(held)
    yield* callsThatAreCancelled(held)
    yield* streamsThatNobodyReads(held)
    yield* garbage(held)
    yield* until(() => held.sockets.size === 0)
  })

/** Text that is really there, and not a promise of it. */
const text = (size: number): string => Buffer.alloc(size, "x").toString("latin1")

/** What a store keeps that was given a hundred times what it may. */
const exhausted = Effect.gen(function* () {
  const store = EventStore.make({ sizePerStream: 1_000_000, size: 8_000_000 })
  const before = yield* collected
  for (const stream of times(16)) {
    for (const number of times(60)) {
      yield* store.append(
        { session: `s${stream % 4}`, stream },
        { number: number + 1, frame: text(900_000) }
      )
    }
  }
  const kept = (yield* collected) - before
  for (const session of times(4)) yield* store.forget(`s${session}`)
  return { kept, left: (yield* collected) - before }
})

const program = Effect.gen(function* () {
  const held = yield* mount({ maxUnsent: 1_000_000 })
  yield* attack(held)
  const before = yield* collected
  for (let round = 0; round < 2; round++) yield* attack(held)
  const after = yield* collected
  const store = yield* exhausted
  yield* Effect.sync(() => process.stdout.write(JSON.stringify({ before, after, store })))
})

await Effect.runPromise(Effect.scoped(program))
process.exit(0)
