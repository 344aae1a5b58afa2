/**
 * A store of which one use fails, whichever it is: the task ends as it would have, and no step is done twice.
 */
import { Endpoint } from "@effect-mcp/protocol"
import { Elicitation, Step, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"

import type { Json } from "../support/Caller.ts"
import { connect, process } from "./support/Bench.ts"
import { failing, random, type When } from "./support/Disturbed.ts"

const deploying = (log: Array<string>) => {
  const note = (what: string) =>
    Step.once(
      what,
      Schema.String,
      Effect.sync(() => {
        log.push(what)
        return what
      })
    )
  return Tool.make("deploy", { task: "required" }).handle(
    Effect.fnUntraced(function* () {
      yield* note("plan")
      const { ok } = yield* Elicitation.form({
        key: "apply",
        message: "Apply?",
        schema: Schema.Struct({ ok: Schema.Boolean })
      })
      yield* note("apply")
      return String(ok)
    })
  )
}

/** A client that tries again what failed. */
const patient = (request: Effect.Effect<Json>): Effect.Effect<Json> =>
  Effect.gen(function* () {
    for (let left = 20; left > 0; left--) {
      const answer = yield* request
      if (answer["code"] !== -32603) return answer
      yield* Effect.sleep("1 second")
    }
    return yield* Effect.die(new Error("The server fails for ever"))
  })

const letTime = <A>(work: Effect.Effect<A>): Effect.Effect<A> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(work)
    for (let turn = 0; turn < 120 && fiber.pollUnsafe() === undefined; turn++) {
      yield* TestClock.adjust("500 millis")
    }
    if (fiber.pollUnsafe() === undefined) {
      yield* Fiber.interrupt(fiber)
      return yield* Effect.die(new Error("It hangs"))
    }
    return yield* Fiber.join(fiber)
  })

type Is = Parameters<typeof failing>[0]

const extension = Effect.fnUntraced(function* (is: Is) {
  const log: Array<string> = []
  const { store, uses } = failing(is)
  const { caller } = yield* process(store, deploying(log))
  const answered = yield* letTime(
    Effect.gen(function* () {
      const { taskId } = yield* patient(
        caller.request("tools/call", { name: "deploy", arguments: {} })
      )
      const id = String(taskId)
      for (;;) {
        const task = yield* patient(caller.get(id))
        if (task["status"] === "input_required") {
          for (const key of Object.keys(task["inputRequests"] as Json)) {
            yield* patient(caller.answer(id, key, { ok: true }))
          }
        } else if (task["status"] !== "working") return task
        yield* Effect.sleep("1 second")
      }
    })
  )
  // A task that was made although its client was told otherwise would be taken up by now.
  yield* TestClock.adjust("30 seconds")
  return { answered: (answered["result"] as Json | undefined)?.["content"], log, uses }
})

const core = Effect.fnUntraced(function* (is: Is) {
  const log: Array<string> = []
  const { store, uses } = failing(is)
  const { context } = yield* process(store, deploying(log))
  const client = yield* connect(Context.get(context, Endpoint.Endpoint))
  let questions = 0
  client.onRequest = ({ id }) => {
    questions++
    client.send({ id, result: { action: "accept", content: { ok: true } } })
  }
  const answered = yield* letTime(
    Effect.gen(function* () {
      const created = yield* patient(
        client.request("tools/call", { name: "deploy", arguments: {}, task: {} })
      )
      const { taskId } = created["task"] as Json
      return yield* patient(client.request("tasks/result", { taskId }))
    })
  )
  yield* TestClock.adjust("30 seconds")
  return { answered: answered["content"], log, uses, questions }
})

const expected = [{ type: "text", text: "true" }]

for (const [dialect, run] of [
  ["2026-07-28", extension],
  ["2025-11-25", core]
] as const) {
  describe(`a store that fails under ${dialect}`, () => {
    for (const when of ["before", "after"] as ReadonlyArray<When>) {
      it.effect(`store.failure: once, ${when} it has written, whichever use it is`, () =>
        Effect.gen(function* () {
          const { uses } = yield* Effect.scoped(run(() => undefined))
          for (let nth = 0; nth < uses.count + 2; nth++) {
            const where: Array<string> = []
            const { answered, log } = yield* Effect.scoped(
              run((use, operation) => {
                if (use !== nth) return undefined
                where.push(operation)
                return when
              })
            )
            assert.deepStrictEqual({ nth, where, answered }, { nth, where, answered: expected })
            assert.deepStrictEqual({ nth, where, log }, { nth, where, log: ["plan", "apply"] })
          }
        })
      )
    }

    it.effect("store.failures: again and again, wherever", () =>
      Effect.gen(function* () {
        for (let seed = 1; seed <= 60; seed++) {
          const next = random(seed)
          const { answered, log } = yield* Effect.scoped(
            run((_, operation) =>
              operation === "create" || next() > 0.1 ? undefined : next() > 0.5 ? "before" : "after"
            )
          )
          assert.deepStrictEqual({ seed, answered }, { seed, answered: expected })
          assert.deepStrictEqual({ seed, log }, { seed, log: ["plan", "apply"] })
        }
      })
    )
  })
}
