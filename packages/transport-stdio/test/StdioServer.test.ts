import { PassThrough, Writable } from "node:stream"

import { Connection, Deadlines, Endpoint, Principal } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"
import { StdioServer } from "@effect-mcp/transport-stdio"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"

/** An output that takes its time: nothing is written before `take` is called. */
class SlowOutput extends Writable {
  readonly texts: Array<string> = []
  #taken: (() => void) | undefined = undefined

  constructor() {
    super({ highWaterMark: 16, decodeStrings: false })
  }

  override _write(text: string, _encoding: string, taken: () => void): void {
    this.texts.push(text)
    this.#taken = taken
  }

  take(): void {
    const taken = this.#taken
    this.#taken = undefined
    taken?.()
  }
}

/** Answers each request with its id; `hold` waits to be told. */
const recording = () => {
  const received: Array<JsonRpc.Parsed> = []
  const connections: Array<Connection.Connection> = []
  const release: Array<() => void> = []
  const deadlines = Deadlines.make(Context.empty())
  const endpoint = Endpoint.Endpoint.of({
    revisions: [],
    nameOf: () => undefined,
    open: ({ principal, send }) => {
      const connection = new Connection.Connection({ principal, send, deadlines })
      connections.push(connection)
      return connection
    },
    receive: (message, exchange) => {
      received.push(message)
      if (message._tag !== "Request") return exchange.silent()
      const answer = (): void => exchange.answer(JsonRpc.encodeResult(message.id, "{}"))
      if (message.method !== "hold") return answer()
      const inFlight = exchange.connection?.inFlight
      const end = (): void => inFlight?.remove(message.id)
      inFlight?.add(message.id, { method: "hold", cancel: end })
      release.push(() => {
        answer()
        end()
      })
    },
    drain: Effect.void
  })
  return { connections, layer: Layer.succeed(Endpoint.Endpoint, endpoint), received, release }
}

const start = (options: Partial<StdioServer.Pipes> = {}) =>
  Effect.gen(function* () {
    const server = recording()
    const input = new PassThrough()
    const output = new PassThrough({ encoding: "utf8" })
    const scope = yield* Scope.make()
    const { ended, stop } = yield* StdioServer.make({ input, output, ...options }).pipe(
      Effect.provide(server.layer),
      Scope.provide(scope)
    )
    return { ...server, ended, stop, input, output, scope }
  })

const ask = (id: number, method = "ping"): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"${method}"}\n`
const answered = (id: number): string => `{"jsonrpc":"2.0","id":${id},"result":{}}\n`
const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

describe("StdioServer, over given pipes", () => {
  it.effect(
    "2026-07-28/S-18, 2026-07-28/S-19: any pair of byte streams carries the same frames",
    () =>
      Effect.gen(function* () {
        const { input, output, received } = yield* start()
        input.write(ask(1) + ask(2).slice(0, 10))
        yield* turn
        input.write(ask(2).slice(10))
        yield* turn
        assert.deepStrictEqual(
          received.map((message) => message._tag === "Request" && message.id),
          [1, 2]
        )
        assert.strictEqual(output.read(), answered(1) + answered(2))
      })
  )

  it.effect("principal: whoever holds the pipes is local, or who the caller says", () =>
    Effect.gen(function* () {
      const local = yield* start()
      assert.deepStrictEqual(local.connections[0]?.principal, { kind: "local", id: "local" })
      const named = yield* start({ principal: Principal.user("ada") })
      assert.deepStrictEqual(named.connections[0]?.principal, { kind: "user", id: "ada" })
    })
  )

  it.effect("write.pressure: nothing is worked on while the host does not read", () =>
    Effect.gen(function* () {
      const output = new SlowOutput()
      const { input, received } = yield* start({ output })
      input.write(ask(1))
      yield* turn
      assert.deepStrictEqual(output.texts, [answered(1)])
      for (const id of [2, 3]) {
        input.write(ask(id))
        yield* turn
      }
      assert.strictEqual(received.length, 1)
      for (const seen of [2, 3]) {
        output.take()
        yield* turn
        assert.strictEqual(received.length, seen)
      }
      assert.deepStrictEqual(output.texts, [answered(1), answered(2), answered(3)])
    })
  )

  it.effect("write.pressure: nor is more than a little taken in", () =>
    Effect.gen(function* () {
      const output = new SlowOutput()
      const { input } = yield* start({ output })
      input.write(ask(1))
      yield* turn
      const chunk = Buffer.alloc(65_536, " ")
      for (let at = 0; at < 16; at++) {
        assert.isFalse(input.isPaused())
        input.write(chunk)
        yield* turn
      }
      assert.isTrue(input.isPaused())
      output.take()
      yield* turn
      assert.isFalse(input.isPaused())
    })
  )

  it.effect(
    "2026-07-28/S-15: the end of the input is noticed also while the host does not read",
    () =>
      Effect.gen(function* () {
        const { ended, input, received } = yield* start({ output: new SlowOutput() })
        input.write(ask(1))
        yield* turn
        input.write(ask(2))
        input.end(ask(3))
        assert.strictEqual(yield* ended, "InputClosed")
        assert.strictEqual(received.length, 3)
      })
  )

  it.effect("stop.drain: no more is read, what is in flight is answered, and then it is over", () =>
    Effect.gen(function* () {
      const { connections, input, output, received, release, scope } = yield* start()
      input.write(ask(1, "hold"))
      yield* turn
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* turn
      input.write(ask(2))
      yield* turn
      assert.strictEqual(received.length, 1)
      release[0]?.()
      yield* Fiber.join(closing)
      assert.strictEqual(output.read(), answered(1))
      assert.isTrue(connections[0]?.closed)
    })
  )

  it.effect("stop.drain: what takes longer than it may is cancelled", () =>
    Effect.gen(function* () {
      const { connections, input, output, stop } = yield* start({ drainWithin: "3 seconds" })
      input.write(ask(1, "hold"))
      yield* turn
      const stopping = yield* Effect.forkChild(stop)
      yield* TestClock.adjust("2999 millis")
      assert.isUndefined(stopping.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(stopping)
      assert.isTrue(connections[0]?.closed)
      assert.isNull(output.read())
    })
  )

  it.effect(
    "2025-11-25/L-17, 2026-07-28/S-15: the end is noticed by either pipe, or wanted by the endpoint",
    () =>
      Effect.gen(function* () {
        const first = yield* start()
        first.input.end(ask(1).trimEnd())
        assert.strictEqual(yield* first.ended, "InputClosed")
        assert.strictEqual(first.received.length, 1)

        const second = yield* start()
        second.output.destroy(new Error("EPIPE"))
        assert.strictEqual(yield* second.ended, "OutputClosed")

        const third = yield* start()
        third.connections[0]?.close()
        assert.strictEqual(yield* third.ended, "EndpointClosed")
      })
  )

  it.effect("stop.pipes: the pipes stay open, and nobody listens to them any more", () =>
    Effect.gen(function* () {
      const { input, output, received, scope } = yield* start()
      yield* Scope.close(scope, Exit.void)
      input.write(ask(1))
      yield* turn
      assert.strictEqual(received.length, 0)
      assert.isFalse(output.writableEnded)
      assert.deepStrictEqual(
        [input.listenerCount("data"), input.listenerCount("error"), output.listenerCount("error")],
        [0, 0, 0]
      )
    })
  )
})
