import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"

import * as Cluster from "./Cluster.ts"
import * as Database from "./Database.ts"
import type * as Report from "./Report.ts"
import * as Wire from "./Wire.ts"

const isStep =
  (what: Report.Step["what"], step: string) =>
  (report: Report.Report): boolean =>
    report.what === what && "step" in report && report.step === step

describe("cluster", () => {
  it.live("cluster.any: any process answers for any task, and the engine forgets it", () =>
    Effect.gen(function* () {
      const { database, proxy, start } = yield* Cluster.make(0)
      const servers = yield* Effect.all([start("a"), start("b"), start("c")])
      const urls = yield* Effect.forEach(servers, ({ url }) => url)
      yield* Database.shared(database, 3)
      proxy.targets(urls)
      const caller = Wire.caller(proxy.url)
      const names = Array.from({ length: 12 }, (_, index) => `task-${index}`)
      const ids = yield* Effect.forEach(names, (task) =>
        caller.begin("work", { task, steps: 2, asks: [1] })
      )
      const runners = new Set<string>()
      for (const id of ids) {
        for (const url of urls) yield* Cluster.until(Wire.caller(url), id, "input_required")
        yield* caller.answer(id, { "after-1": { said: "yes" } })
        const { answers, by } = Cluster.answerOf(yield* Cluster.until(caller, id, "completed"))
        assert.deepStrictEqual(answers, ["yes"])
        for (const name of by) runners.add(name)
      }
      assert.isAbove(runners.size, 1)
      yield* Database.forgotten(database)
    })
  )

  it.live("cluster.kill: when the process that runs a task is killed, another ends the task", () =>
    Effect.gen(function* () {
      const { lines, proxy, start } = yield* Cluster.make(200)
      const servers = yield* Effect.all([start("a"), start("b")])
      proxy.targets(yield* Effect.forEach(servers, ({ url }) => url))
      const caller = Wire.caller(proxy.url)
      const id = yield* caller.begin("work", { task: "one", steps: 4, asks: [2] })
      yield* Cluster.until(caller, id, "input_required")
      yield* caller.answer(id, { "after-2": { said: "yes" } })
      const runs = yield* Effect.raceAllFirst(
        servers.map((server) => Effect.as(server.heard(isStep("acted", "step-3")), server))
      )
      yield* runs.end("SIGKILL")
      const other = servers.find((server) => server !== runs)
      assert.isDefined(other)
      const direct = Wire.caller(yield* other.url)
      const { answers, by } = Cluster.answerOf(yield* Cluster.until(direct, id, "completed"))
      assert.deepStrictEqual(answers, ["yes"])
      assert.strictEqual(by[3], other.name)
      const keys = Map.groupBy(lines(), ({ key }) => key)
      assert.strictEqual(keys.size, 4)
      const twice = [...keys.values()].filter(({ length }) => length > 1)
      assert.isTrue(twice.flat().every(({ step }) => step === "step-3"))
    })
  )

  it.live("cluster.leave: a process that goes down hands over what it does at once", () =>
    Effect.gen(function* () {
      const { lines, proxy, start } = yield* Cluster.make(100)
      const servers = yield* Effect.all([start("a"), start("b")])
      proxy.targets(yield* Effect.forEach(servers, ({ url }) => url))
      const caller = Wire.caller(proxy.url)
      const id = yield* caller.begin("work", { task: "one", steps: 5, asks: [] })
      const runs = yield* Effect.raceAllFirst(
        servers.map((server) => Effect.as(server.heard(isStep("recorded", "step-2")), server))
      )
      const other = servers.find((server) => server !== runs)
      assert.isDefined(other)
      proxy.targets([yield* other.url])
      yield* runs.end("SIGTERM")
      assert.isTrue(runs.reports.some(({ what }) => what === "suspended"))
      yield* Cluster.until(caller, id, "completed")
      assert.strictEqual(lines().length, 5)
    })
  )

  it.live("cluster.join: what a process that joins takes over is not done twice", () =>
    Effect.gen(function* () {
      const { database, lines, proxy, start } = yield* Cluster.make(20)
      const first = yield* start("a")
      proxy.targets([yield* first.url])
      yield* Database.shared(database, 1)
      const caller = Wire.caller(proxy.url)
      const names = Array.from({ length: 30 }, (_, index) => `task-${index}`)
      const steps = 120
      const work = Effect.forEach(
        names,
        (task) =>
          Effect.flatMap(caller.begin("work", { task, steps, asks: [] }), (id) =>
            Cluster.until(caller, id, "completed")
          ),
        { concurrency: "unbounded" }
      )
      const working = yield* Effect.forkScoped(work)
      yield* first.heard(isStep("recorded", "step-3"))
      const others = yield* Effect.all([start("b"), start("c")])
      yield* Effect.forEach(others, ({ url }) => url)
      yield* Database.shared(database, 3)
      const ends = yield* Fiber.join(working)
      const runners = new Set(ends.flatMap((end) => Cluster.answerOf(end).by))
      assert.isAbove(runners.size, 1)
      assert.strictEqual(lines().length, names.length * steps)
    })
  )

  it.live("cluster.woken: an answered task is woken, whoever has put it to rest", () =>
    Effect.gen(function* () {
      const { database, proxy, start } = yield* Cluster.make(0, { idle: 200 })
      const servers = yield* Effect.all([start("a"), start("b")])
      proxy.targets(yield* Effect.forEach(servers, ({ url }) => url))
      yield* Database.shared(database, 2)
      const caller = Wire.caller(proxy.url)
      const begin = (task: string) => caller.begin("work", { task, steps: 2, asks: [1] })
      const resting = yield* begin("rests")
      const rest = yield* Effect.raceAllFirst(
        servers.map((server) =>
          Effect.as(
            server.heard(({ what }) => what === "suspended"),
            server
          )
        )
      )
      yield* rest.end("SIGKILL")
      yield* caller.answer(resting, { "after-1": { said: "yes" } })
      const { answers } = Cluster.answerOf(yield* Cluster.until(caller, resting, "completed"))
      assert.deepStrictEqual(answers, ["yes"])
    })
  )
})
