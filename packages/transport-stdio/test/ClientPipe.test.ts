import { PassThrough, Writable } from "node:stream"

import type { ClientTransport } from "@effect-mcp/protocol"
import { TransportError } from "@effect-mcp/protocol"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"

import { AnswersNotRead, ClientPipe } from "../src/internal/clientPipe.ts"

/** A server that never reads. */
const deaf = () => new Writable({ highWaterMark: 1, write: () => {} })

const answer: ClientTransport.Outbound = {
  frame: '{"jsonrpc":"2.0","id":1,"result":{}}',
  message: { kind: "response", id: 1 },
  revision: undefined
}

describe("ClientPipe", () => {
  it.effect("read.stalled: a server that never reads its answers is given up", () =>
    Effect.gen(function* () {
      const closed = yield* Deferred.make<TransportError.TransportError>()
      const stdout = new PassThrough()
      const pipe = new ClientPipe({
        child: { pid: 1, stdin: deaf(), stdout, onLost: () => {} },
        sink: {
          receive: () => {},
          closed: (reason) => Deferred.doneUnsafe(closed, Effect.succeed(reason))
        },
        maxFrameBytes: undefined,
        patience: 20,
        lost: (cause) =>
          new TransportError.TransportError({
            transport: "pipe",
            reason: new TransportError.ConnectionLost({ cause })
          })
      })
      yield* pipe.send(answer)
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      assert.isFalse(stdout.isPaused())
      const waiting = yield* Effect.forkChild(
        Effect.forEach(
          Array.from({ length: 1024 }, () => answer),
          (out) => pipe.send(out),
          { concurrency: "unbounded", discard: true }
        ),
        { startImmediately: true }
      )
      const { reason } = yield* Deferred.await(closed)
      assert.isTrue(reason._tag === "ConnectionLost" && reason.cause instanceof AnswersNotRead)
      assert.strictEqual((yield* Effect.flip(Fiber.join(waiting))).reason._tag, "ConnectionLost")
    })
  )
})
