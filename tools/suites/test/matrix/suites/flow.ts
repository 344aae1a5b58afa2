/**
 * Calls on their way: how far they are, and that they can be stopped.
 */
import { assert } from "@effect/vitest"
import { Deferred, Effect, Fiber, Stream } from "effect"

import { Peer } from "../../../src/Peer.ts"
import { textOf } from "../../../src/Results.ts"
import { expectedOf, type It } from "./It.ts"

/** Whether a report may come with words. */
const worded: { readonly [version: string]: boolean } = {
  "2024-11-05": false,
  "2025-03-26": true,
  "2025-06-18": true,
  "2025-11-25": true,
  "2026-07-28": true
}

export const flow = (it: It, version: string): void => {
  const words = expectedOf(worded, version)

  it.effect("matrix.progress: it rises, its last report is sent, and it precedes the result", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const events = yield* Stream.runCollect(client.watchTool("count", { to: 100 }))
      const last = events.at(-1)
      assert.strictEqual(last?._tag === "Result" ? textOf(last.result) : "", "counted to 100")
      const reports = events.flatMap((event) => (event._tag === "Progress" ? [event.progress] : []))
      const done = reports.map(({ progress }) => progress)
      assert.deepStrictEqual(
        done,
        done.toSorted((a, b) => a - b)
      )
      assert.isBelow(done.length, 100)
      assert.deepInclude(reports.at(-1), { progress: 100, total: 100 })
      assert.strictEqual(reports.at(-1)?.message, words ? "at 100" : undefined)
    })
  )

  it.effect("matrix.cancellation: an interrupted call is interrupted at the server", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const begun = yield* Deferred.make<void>()
      const onProgress = () => Deferred.doneUnsafe(begun, Effect.void)
      const name = `in ${version}`
      const call = yield* Effect.forkChild(client.callTool("wait", { name }, { onProgress }))
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(call)
      assert.strictEqual(textOf(yield* client.callTool("interrupted", { name })), "yes")
    })
  )

  it.effect("matrix.timeout: a call that lasts too long is cancelled at the server", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const name = `late in ${version}`
      const error = yield* Effect.flip(client.callTool("wait", { name }, { timeout: "20 millis" }))
      assert.strictEqual(error.reason._tag, "TimedOut")
      assert.strictEqual(textOf(yield* client.callTool("interrupted", { name })), "yes")
    })
  )
}
