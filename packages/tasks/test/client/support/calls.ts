/** Calls that have become tasks of the extension, and how they are looked at. */
import { assert } from "@effect/vitest"
import { Effect, Random } from "effect"
import { TestClock } from "effect/testing"

import { type Asked, connected, type Frame, type Line, modern, text } from "./Scripted.ts"
import { created, flat } from "./tasks.ts"

/** With nothing left to chance. */
export const unhurried = Effect.provideService(Random.Random, {
  nextIntUnsafe: () => 0,
  nextDoubleUnsafe: () => 0
})

/** A call that has become a task. */
export const begun = Effect.fnUntraced(function* (
  options: Parameters<typeof connected>[1] = {},
  first: Frame = {}
) {
  const { client, line, nextLine } = yield* connected(modern, {
    ...options,
    tasks: { listen: false, ...options?.tasks }
  })
  const calling = yield* Effect.forkChild(unhurried(client.callTool("slow")))
  const call = yield* line.expect("tools/call")
  call.answer(created(first))
  return { client, line, nextLine, calling, call }
})

/** The next look, after this time and not earlier. */
export const lookAfter = Effect.fnUntraced(function* (line: Line, millis: number) {
  yield* TestClock.adjust(millis - 1)
  assert.deepStrictEqual(yield* line.rest, [])
  yield* TestClock.adjust(1)
  return yield* line.expect("tasks/get")
})

export const look = Effect.fnUntraced(function* (line: Line) {
  yield* TestClock.adjust("1 minute")
  return yield* line.expect("tasks/get")
})

export const complete = (asked: Asked) => {
  asked.answer(flat("completed", { result: { resultType: "complete", ...text("done") } }))
}
