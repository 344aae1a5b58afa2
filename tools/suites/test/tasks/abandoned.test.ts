/** A client of the core whose stream of `tasks/result` is gone while it is asked something on it. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Core from "../../src/raw/Core.ts"
import { fresh } from "../../src/raw/fresh.ts"
import * as Places from "../../src/raw/Places.ts"
import { textOf } from "../../src/raw/RawClient.ts"

it.live("tasks.abandoned: who lost the stream of tasks/result is asked on the next one", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const wire = yield* Places.http.open
      const tasks = yield* Core.enter(wire, Core.capabilities)
      const { taskId } = yield* tasks.create("again", { name: fresh("again") })
      const first = yield* tasks.awaits(taskId)
      yield* tasks.question(taskId)
      yield* tasks.client.leave(first)
      const second = yield* tasks.awaits(taskId)
      const again = yield* Effect.timeout(tasks.question(taskId, 1), "3 seconds")
      yield* tasks.answer(again, "Ada")
      const next = yield* Effect.timeout(tasks.question(taskId, 2), "3 seconds")
      yield* tasks.answer(next, "Bob")
      assert.match(textOf(yield* tasks.client.resultOf(second)), /^Ada, Bob/u)
    })
  )
)
