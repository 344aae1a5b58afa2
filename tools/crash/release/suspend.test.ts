import { assert, it } from "@effect/vitest"
import { Effect, Latch } from "effect"

import * as Campaign from "../src/Campaign.ts"
import * as Errand from "../src/Errand.ts"
import * as Endings from "../src/judge/Endings.ts"
import type { Evidence, Run } from "../src/judge/Evidence.ts"
import * as Steps from "../src/judge/Steps.ts"
import * as Outside from "../src/Outside.ts"
import * as Server from "../src/Server.ts"

const plans: ReadonlyArray<Errand.Plan> = [
  { dialect: "extension", steps: 4, asks: [1] },
  { dialect: "extension", steps: 4, asks: [] },
  { dialect: "core", steps: 4, asks: [1] },
  { dialect: "core", steps: 4, asks: [3] }
]

/** Nobody waits for a lease of this length: who goes on was let go on. */
const leaseMillis = 3_600_000

const open = Effect.fnUntraced(function* (door: Errand.Door, server: Server.Server) {
  door.url = yield* server.url
  yield* door.up.open
})

it.live("tasks.suspend: what SIGTERM stops goes on at once in the next process", () =>
  Effect.gen(function* () {
    const folder = yield* Campaign.folder
    const door: Errand.Door = { up: yield* Latch.make(), url: "" }
    const runs: Array<Run> = []

    const first = yield* Server.start({ folder, run: 1, leaseMillis, hold: true })
    yield* open(door, first)
    const errands = yield* Effect.forEach(plans, (plan, index) =>
      Errand.begin(door, `task-${index}`, plan)
    )
    yield* Effect.forEach(errands, (errand) => Errand.follow(door, errand), {
      concurrency: "unbounded"
    }).pipe(Effect.raceFirst(first.until(({ what }) => what === "held", 4)))
    yield* first.signal("SIGTERM")
    const ended = yield* first.ended
    runs.push({ run: 1, ended, reports: first.reports })

    const second = yield* Server.start({ folder, run: 2, leaseMillis })
    yield* open(door, second)
    yield* Effect.forEach(errands, (errand) => Errand.follow(door, errand), {
      concurrency: "unbounded"
    })
    yield* Effect.forEach(errands, (errand) => Campaign.lookAgain(door, errand))
    yield* second.signal("SIGTERM")
    runs.push({ run: 2, ended: yield* second.ended, reports: second.reports })

    const evidence: Evidence = {
      runs,
      errands,
      lines: Outside.lines(folder),
      held: Outside.held(folder)
    }
    assert.strictEqual(ended.signal, null)
    assert.deepStrictEqual(
      first.reports.flatMap((report) => (report.what === "stopped" ? [report.because] : [])),
      Array.from({ length: 4 }, () => "suspension" as const)
    )
    assert.strictEqual(Steps.repeats(evidence.lines), 0)
    assert.strictEqual(evidence.lines.length, 16)
    assert.deepStrictEqual(Steps.complaints(evidence), [])
    assert.deepStrictEqual(Endings.complaints(evidence), [])
  })
)
