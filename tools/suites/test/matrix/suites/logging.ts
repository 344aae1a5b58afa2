import type { Logging } from "@effect-mcp/schema"
/**
 * What a server writes into its log reaches the client from the level on that it asked for.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Peer } from "../../../src/Peer.ts"
import { textOf } from "../../../src/Results.ts"
import type { It } from "./It.ts"

/** A whisper at `debug`, then a warning, then an error. */
const talk = (level: Logging.LoggingLevel) =>
  Effect.gen(function* () {
    const { client } = yield* Peer
    yield* client.setLogLevel(level)
    assert.strictEqual(textOf(yield* client.callTool("talk")), "talked")
  })

/** Messages arrive in order, so the next one says what was left out before it. */
const next = Effect.gen(function* () {
  const { until } = yield* Peer
  const event = yield* until(({ _tag }) => _tag === "LogMessage")
  return event._tag === "LogMessage" ? [event.level, event.data] : []
})

export const logging = (it: It): void => {
  it.effect(
    "2025-11-25/SV-47, 2026-07-28/SV-62: from the level on that was asked for, and a new level replaces it",
    () =>
      Effect.gen(function* () {
        yield* talk("warning")
        assert.deepStrictEqual(yield* next, ["warning", "be careful"])
        assert.deepStrictEqual(yield* next, ["error", "too late"])
        yield* talk("error")
        assert.deepStrictEqual(yield* next, ["error", "too late"])
        yield* talk("emergency")
        yield* talk("debug")
        assert.deepStrictEqual(yield* next, ["debug", "a whisper"])
        assert.deepStrictEqual(yield* next, ["warning", "be careful"])
        assert.deepStrictEqual(yield* next, ["error", "too late"])
        yield* talk("emergency")
      })
  )
}
