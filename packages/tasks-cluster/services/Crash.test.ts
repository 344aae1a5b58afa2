import { TaskStore } from "@effect-mcp/tasks"
import { TaskStorePostgres } from "@effect-mcp/tasks-sql/postgres"
import { assert, it } from "@effect/vitest"
import { Effect, Redacted, Schedule } from "effect"

import * as Cluster from "./Cluster.ts"
import * as Dice from "./Dice.ts"
import * as Errand from "./Errand.ts"
import { Kills } from "./Kills.ts"
import type { Report } from "./Report.ts"
import type { Server } from "./Server.ts"
import * as Wire from "./Wire.ts"

const tasks = 50
const kills = 20
const seed = Dice.seed(process.env["CRASH_SEED"])

const plan = (index: number): Errand.Plan => ({
  steps: 8,
  asks: index % 6 === 0 ? [2, 6] : index % 3 === 0 ? [4] : []
})

const runAll = (url: string): Effect.Effect<ReadonlyArray<Errand.Errand>> =>
  Effect.forEach(
    Array.from({ length: tasks }, (_, index) => index),
    (index) => Errand.run(url, `task-${index}`, plan(index)),
    { concurrency: "unbounded" }
  )

/** What the tool must have answered, but for who did which step. */
const expected = ({ asks, task }: Errand.Errand): ReadonlyArray<string> =>
  asks.map((step) => `after-${step} of ${task}, after step ${step}?`)

const stepsOf = ({ steps }: Errand.Plan): ReadonlyArray<string> =>
  Array.from({ length: steps }, (_, index) => `step-${index + 1}`)

/** The states of all tasks there are, once they work no more: also of those whose call was never answered. */
const settled = (url: string): Effect.Effect<ReadonlyArray<string>> =>
  TaskStore.TaskStore.pipe(
    Effect.flatMap((store) => store.list({ owner: "anonymous:anonymous", limit: 10_000 })),
    Effect.map((page) => page.tasks.map(({ status }) => status)),
    Effect.repeat({
      schedule: Schedule.spaced("200 millis"),
      until: (states) => !states.includes("working")
    }),
    Effect.provide(TaskStorePostgres.layer({ url: Redacted.make(url) })),
    Effect.orDie
  )

const isRecorded =
  ({ step, task }: Cluster.Line) =>
  (report: Report): boolean =>
    report.what === "recorded" && report.task === task && report.step === step

/** A step is done once more only if whoever did it before was killed before it was recorded. */
const unexplained = (
  lines: ReadonlyArray<Cluster.Line>,
  servers: ReadonlyArray<Server>
): ReadonlyArray<Cluster.Line> => {
  const byName = new Map(servers.map((server) => [server.name, server]))
  return lines.slice(0, -1).filter((line) => {
    const server = byName.get(line.by)
    return server === undefined || server.isAlive() || server.reports.some(isRecorded(line))
  })
}

const checkLines = (
  lines: ReadonlyArray<Cluster.Line>,
  errands: ReadonlyArray<Errand.Errand>,
  servers: ReadonlyArray<Server>
): void => {
  const done = Map.groupBy(lines, ({ step, task }) => `${task} ${step}`)
  for (const errand of errands) {
    for (const step of stepsOf(errand)) assert.isTrue(done.has(`${errand.task} ${step}`))
  }
  for (const same of done.values()) {
    assert.strictEqual(new Set(same.map(({ key }) => key)).size, 1)
    assert.deepStrictEqual(unexplained(same, servers), [])
  }
  const twice = [...done.values()].filter(({ length }) => length > 1)
  console.log(`${twice.length} of ${done.size} steps were in flight at a kill and done again`)
}

it.live(`cluster.crash: ${kills} kills lose no task and repeat no recorded step (${seed})`, () =>
  Effect.gen(function* () {
    console.log(`CRASH_SEED=${seed}`)
    const cluster = yield* Cluster.make(20)
    const killing = new Kills(cluster, Dice.make(seed), kills)
    yield* Effect.forkScoped(killing.slot("a"))
    yield* Effect.forkScoped(killing.slot("b"))
    const errands = yield* runAll(cluster.proxy.url)
    assert.strictEqual(killing.servers.filter((server) => !server.isAlive()).length, kills)
    const caller = Wire.caller(cluster.proxy.url)
    for (const errand of errands) {
      assert.strictEqual(errand.end["status"], "completed")
      assert.deepStrictEqual(Cluster.answerOf(errand.end).answers, expected(errand))
      assert.deepStrictEqual(yield* caller.get(errand.id), errand.end)
    }
    checkLines(cluster.lines(), errands, killing.servers)
    const states = yield* settled(cluster.database)
    assert.isAtLeast(states.length, tasks)
    // Those of which nobody was told have nobody to answer them.
    assert.deepStrictEqual(
      [...new Set(states)].filter((state) => !isFine.has(state)),
      []
    )
    yield* Effect.forEach(killing.servers, (server) => server.end("SIGTERM"), {
      concurrency: "unbounded"
    })
  })
)

const isFine = new Set(["completed", "input_required"])
