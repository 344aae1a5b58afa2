import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"

import * as Step from "../src/Step.ts"
import {
  accept,
  approve,
  drive,
  form,
  messageOf,
  Name,
  name,
  request,
  roots,
  sample,
  sampled,
  yes
} from "./InteractionFixture.ts"

const together = { concurrency: "unbounded" } as const

/** Asks one question for each, behind a step that takes so many turns. */
const read = (delays: ReadonlyArray<number>) =>
  Effect.forEach(
    delays,
    Effect.fnUntraced(function* (delay, i) {
      const turns = Effect.repeat(Effect.yieldNow, { times: delay })
      yield* Step.once(`read ${i}`, Schema.Void, Effect.asVoid(turns))
      return (yield* form({ message: `file ${i}?`, schema: Name })).name
    }),
    together
  )

describe("Replay, questions of one moment", () => {
  it.effect(
    "2026-07-28/MR-04: three kinds go out together, under the author's keys or stable derived ones",
    () =>
      Effect.gen(function* () {
        const handler = Effect.all(
          [name("user_name", "What is your name?"), sample("Hi"), roots("client_roots")],
          together
        )
        const first = yield* request(handler)
        assert.deepStrictEqual(
          first.keys.map((key) => first.asked[key]?.method),
          ["elicitation/create", "sampling/createMessage", "roots/list"]
        )
        assert.strictEqual(first.keys[0], "user_name")
        assert.match(first.keys[1] ?? "", /^sample_[\w-]{8}$/)
        assert.deepStrictEqual((yield* request(handler)).keys, first.keys)
        const answers = {
          user_name: accept({ name: "Ann" }),
          [first.keys[1] ?? ""]: sampled("hello"),
          client_roots: { roots: [] }
        }
        const second = yield* request(handler, { responses: answers, state: first.state })
        assert.deepStrictEqual(second.exit, Exit.succeed([{ name: "Ann" }, "hello", { roots: [] }]))
      })
  )

  it.effect(
    "replay.batch: a sibling that needs yields, forks, thousands of operations or microtasks is waited for",
    () =>
      Effect.gen(function* () {
        const busy = Effect.andThen(
          Effect.repeat(Effect.yieldNow, { times: 5 }),
          Effect.repeat(Effect.void, { times: 5000 })
        )
        const forked = (depth: number): typeof asked =>
          depth === 0 ? asked : Effect.flatMap(Effect.forkChild(forked(depth - 1)), Fiber.join)
        const asked = Effect.andThen(Effect.yieldNow, approve("forked"))
        const handler = Effect.all(
          [
            approve("now"),
            Effect.andThen(busy, approve("busy")),
            forked(4),
            Effect.andThen(
              Effect.promise(() => Promise.resolve().then(() => undefined)),
              approve("microtask")
            )
          ],
          together
        )
        const reply = yield* request(handler)
        assert.deepStrictEqual([...reply.keys].toSorted(), ["busy", "forked", "microtask", "now"])
      })
  )

  it.effect("replay.batch: what comes within a turn of a new question goes out with it", () =>
    Effect.gen(function* () {
      const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
      const microtask = Effect.promise(() => Promise.resolve())
      const handler = Effect.all(
        [
          approve("now"),
          Effect.andThen(microtask, approve("new")),
          Effect.andThen(turn, approve("a turn later"))
        ],
        together
      )
      assert.deepStrictEqual((yield* request(handler)).keys, ["now", "new", "a turn later"])
    })
  )

  it.effect(
    "replay.batch: a sibling behind a step is waited for; one behind a timer comes a round later",
    () =>
      Effect.gen(function* () {
        const inStep = yield* Deferred.make<void>()
        const go = yield* Deferred.make<void>()
        const slow = Step.once(
          "slow",
          Schema.Void,
          Effect.andThen(Deferred.succeed(inStep, undefined), Deferred.await(go))
        )
        const handler = Effect.all(
          [
            approve("now"),
            Effect.andThen(slow, approve("behind a step")),
            Effect.andThen(Effect.sleep(1), approve("behind a timer"))
          ],
          together
        )
        const call = yield* Effect.forkChild(request(handler))
        yield* Deferred.await(inStep)
        yield* Deferred.succeed(go, undefined)
        const first = yield* Fiber.join(call)
        assert.deepStrictEqual(first.keys, ["now", "behind a step"])
        const retry = yield* Effect.forkChild(
          request(handler, {
            responses: { now: yes, "behind a step": yes },
            state: first.state
          })
        )
        yield* TestClock.adjust(1)
        assert.deepStrictEqual((yield* Fiber.join(retry)).keys, ["behind a timer"])
      })
  )

  it.effect("2026-07-28/MR-11: two at a time over three questions asks two, then one", () =>
    Effect.gen(function* () {
      const handler = Effect.forEach(["a", "b", "c"], (key) => name(key), { concurrency: 2 })
      const { asked, exit } = yield* drive(handler, (key) => accept({ name: key }))
      assert.deepStrictEqual(asked, [["a", "b"], ["c"]])
      assert.deepStrictEqual(exit, Exit.succeed([{ name: "a" }, { name: "b" }, { name: "c" }]))
    })
  )

  it.effect("replay.race: a question that lost its race is no longer asked", () =>
    Effect.gen(function* () {
      const handler = Effect.gen(function* () {
        const won = yield* Effect.race(
          Effect.as(approve("lost"), "person"),
          Step.once("rule", Schema.String, Effect.as(Effect.yieldNow, "rule"))
        )
        yield* approve("next")
        return won
      })
      const { asked, exit } = yield* drive(handler, () => yes)
      assert.deepStrictEqual(asked, [["next"]])
      assert.deepStrictEqual(exit, Exit.succeed("rule"))
    })
  )

  it.effect("replay.keys: the same question three times has three keys, in order", () =>
    Effect.gen(function* () {
      const handler = Effect.gen(function* () {
        const names: Array<string> = []
        for (let i = 0; i < 3; i++) names.push((yield* name("item", "Next item?")).name)
        return names
      })
      const { asked, exit } = yield* drive(handler, (key) => accept({ name: key }))
      assert.deepStrictEqual(asked, [["item"], ["item#2"], ["item#3"]])
      assert.deepStrictEqual(exit, Exit.succeed(["item", "item#2", "item#3"]))
    })
  )

  it.effect("2026-07-28/MR-04: an author's key that looks like a numbered one stays unique", () =>
    Effect.gen(function* () {
      const handler = Effect.all([name("a"), name("a"), name("a#2")], together)
      const reply = yield* request(handler)
      assert.deepStrictEqual(reply.keys, ["a", "a#2", "a#2#2"])
    })
  )

  it.effect(
    "replay.keys: behind steps of varying speed, keys do not follow the order of arrival",
    () =>
      Effect.gen(function* () {
        const first = yield* request(read([30, 20, 10]))
        const other = yield* request(read([10, 20, 30]))
        assert.notDeepEqual(first.keys, other.keys)
        assert.deepStrictEqual([...first.keys].toSorted(), [...other.keys].toSorted())
        const responses = Object.fromEntries(
          first.keys.map((key) => [key, accept({ name: messageOf(first.asked[key]) })])
        )
        const second = yield* request(read([0, 0, 0]), { responses, state: first.state })
        assert.deepStrictEqual(second.exit, Exit.succeed(["file 0?", "file 1?", "file 2?"]))
      })
  )
})
