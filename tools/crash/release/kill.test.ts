import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Campaign from "../src/Campaign.ts"
import * as Dice from "../src/Dice.ts"
import * as Endings from "../src/judge/Endings.ts"
import * as Steps from "../src/judge/Steps.ts"

const seed = Dice.seed(process.env["CRASH_SEED"])

it.live("tasks.crash: fifty tasks end once each although their server is killed twenty times", () =>
  Effect.gen(function* () {
    yield* Effect.log(`to have this run again: CRASH_SEED=${seed}`)
    const evidence = yield* Campaign.run(Dice.make(seed), {
      tasks: 50,
      kills: 20,
      leaseMillis: 1000,
      within: "150 seconds"
    })
    const repeats = Steps.repeats(evidence.lines)
    yield* Effect.log(`${evidence.lines.length} steps ran, ${repeats} of them again`)
    const killed = evidence.runs.filter(({ ended }) => ended.signal === "SIGKILL")
    assert.strictEqual(killed.length, 20)
    assert.isAtLeast(evidence.errands.length, 50)
    assert.deepStrictEqual(Steps.complaints(evidence), [])
    assert.deepStrictEqual(Endings.complaints(evidence), [])
  })
)
