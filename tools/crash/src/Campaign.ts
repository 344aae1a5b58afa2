/** Fifty tasks, twenty kills: one server after another on one file, and clients that do not give up. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { type Duration, Effect, Fiber, Latch } from "effect"

import type * as Dice from "./Dice.ts"
import * as Errand from "./Errand.ts"
import { type Evidence, names, type Run } from "./judge/Evidence.ts"
import * as Moment from "./Moment.ts"
import * as Outside from "./Outside.ts"
import * as Server from "./Server.ts"
import type * as Wire from "./wire/Wire.ts"

export interface Options {
  readonly tasks: number
  readonly kills: number
  readonly leaseMillis: number
  /** The most that it may take. */
  readonly within: Duration.Input
}

/** A folder that is gone with the scope. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => {
    const folder = mkdtempSync(join(tmpdir(), "crash-"))
    Outside.prepare(folder)
    return folder
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** Every third asks once, every sixth twice; every other speaks the older dialect. */
const plan = (index: number): Errand.Plan => ({
  dialect: index % 2 === 0 ? "extension" : "core",
  steps: 8,
  asks: index % 6 === 0 ? [2, 6] : index % 3 === 0 ? [4] : []
})

/** Calls for all, and follows each to its end. */
const workAll = (door: Errand.Door, tasks: number, errands: Array<Errand.Errand>) =>
  Effect.forEach(
    Array.from({ length: tasks }, (_, index) => index),
    Effect.fnUntraced(function* (index) {
      const errand = yield* Errand.begin(door, `task-${index}`, plan(index))
      errands.push(errand)
      yield* Errand.follow(door, errand)
    }),
    { concurrency: "unbounded", discard: true }
  )

/** Lets a server work until its moment. */
const untilKilled = Effect.fnUntraced(function* (door: Errand.Door, settings: Server.Settings) {
  const server = yield* Server.start(settings)
  const opened = Effect.flatMap(server.url, (url) => {
    door.url = url
    return door.up.open
  })
  // some do not live to be called
  yield* Effect.catchTag(opened, "Gone", () => Effect.void)
  const ended = yield* server.ended
  yield* door.up.close
  return { run: settings.run, ended, reports: server.reports } satisfies Run
}, Effect.scoped)

const kills = Effect.fnUntraced(function* (
  door: Errand.Door,
  common: Omit<Server.Settings, "run">,
  moments: ReadonlyArray<Moment.Moment>,
  runs: Array<Run>
) {
  for (const [index, moment] of moments.entries()) {
    runs.push(yield* untilKilled(door, { ...common, run: index + 1, moment }))
  }
})

/**
 * Tasks of calls that nobody answered: somebody set out to keep them, so they are there or not, and if they are,
 * they have to end like any other.
 */
const orphans = (
  door: Errand.Door,
  runs: ReadonlyArray<Run>,
  errands: Array<Errand.Errand>
): Effect.Effect<void, Wire.Refused> => {
  const known = new Set(errands.map(({ id }) => id))
  const unknown = [...names(runs)].filter(([id]) => !known.has(id))
  return Effect.forEach(unknown, ([id, task]) => adopt(door, id, task, errands), {
    concurrency: "unbounded",
    discard: true
  })
}

const adopt = Effect.fnUntraced(function* (
  door: Errand.Door,
  id: string,
  task: string,
  errands: Array<Errand.Errand>
) {
  const errand = Errand.make(task, id, plan(Number(/\d+/.exec(task)?.[0])))
  const there = yield* Effect.catchTag(Errand.look(door, errand), "Refused", (refused) =>
    refused.code === unknownTask ? Effect.void : Effect.fail(refused)
  )
  if (there === undefined) return
  errands.push(errand)
  yield* Errand.follow(door, errand)
})

const unknownTask = -32602

/** How it is when nothing happens any more. */
export const lookAgain = (door: Errand.Door, errand: Errand.Errand) =>
  Effect.map(Errand.look(door, errand), (snapshot) => {
    errand.later = snapshot
  })

/** With the last server, which nobody kills. */
const finish = Effect.fnUntraced(function* (
  door: Errand.Door,
  settings: Server.Settings,
  work: Fiber.Fiber<void, Wire.Refused>,
  evidence: Evidence
) {
  const server = yield* Server.start(settings)
  door.url = yield* server.url
  yield* door.up.open
  yield* Fiber.join(work)
  yield* orphans(door, evidence.runs, evidence.errands)
  yield* Effect.forEach(evidence.errands, (errand) => lookAgain(door, errand), { discard: true })
  yield* server.signal("SIGTERM")
  const ended = yield* server.ended
  evidence.runs.push({ run: settings.run, ended, reports: server.reports })
}, Effect.scoped)

/** Where the kills hit. */
const hits = (moments: ReadonlyArray<Moment.Moment>, { runs }: Evidence): string =>
  moments.flatMap((moment, index) => Moment.describe(moment, runs[index]?.reports ?? [])).join("; ")

const unfinished = ({ errands, runs }: Evidence): Error => {
  const names = errands.filter(({ ending }) => ending === undefined).map(({ task }) => task)
  return new Error(`after ${runs.length} servers these have not ended: ${names.join(", ")}`)
}

/** All of it, in `within` at most. */
export const run = Effect.fnUntraced(function* (dice: Dice.Dice, options: Options) {
  const common = { folder: yield* folder, leaseMillis: options.leaseMillis }
  const evidence: Evidence = { runs: [], lines: [], held: new Map(), errands: [] }
  const door: Errand.Door = { up: yield* Latch.make(), url: "" }
  const moments = Array.from({ length: options.kills }, () => Moment.draw(dice))
  const work = yield* Effect.forkScoped(workAll(door, options.tasks, evidence.errands))
  const killing = kills(door, common, moments, evidence.runs)
  const all = Effect.andThen(
    Effect.raceFirst(
      killing,
      Effect.andThen(
        Fiber.join(work),
        Effect.die(new Error("all tasks ended before the last kill"))
      )
    ),
    finish(door, { ...common, run: options.kills + 1 }, work, evidence)
  )
  yield* all.pipe(
    Effect.timeoutOrElse({
      duration: options.within,
      orElse: () => Effect.die(unfinished(evidence))
    }),
    Effect.ensuring(Effect.suspend(() => Effect.log(`killed ${hits(moments, evidence)}`)))
  )
  return { ...evidence, lines: Outside.lines(common.folder), held: Outside.held(common.folder) }
})
