/** The server under test: one process after another on the same file. */
import { type ChildProcess, spawn } from "node:child_process"
import { Readable } from "node:stream"
import { fileURLToPath } from "node:url"

import { Data, Deferred, Effect, Exit, Queue, type Scope } from "effect"

import * as Moment from "./Moment.ts"
import * as Report from "./Report.ts"

/** What the program is told, as JSON in its environment. */
export interface Settings {
  /** Where the file of the store and the world outside are. */
  readonly folder: string
  /** Which of the processes this is. */
  readonly run: number
  readonly leaseMillis: number
  /** Handlers wait between two steps, until the process ends. */
  readonly hold?: boolean | undefined
  /** When it is to die. */
  readonly moment?: Moment.Moment | undefined
}

/** The variable that holds them. */
export const variable = "CRASH_SETTINGS"

/** What became of a process. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** It has ended, so it says no more. */
export class Gone extends Data.TaggedError("Gone")<Ended> {}

export interface Server {
  /** What it has said so far; goes on growing. */
  readonly reports: ReadonlyArray<Report.Report>
  /** Where it can be called, once it can. */
  readonly url: Effect.Effect<string, Gone>
  /** As many more of its reports as this is true of. */
  readonly until: (
    matches: (report: Report.Report) => boolean,
    times?: number
  ) => Effect.Effect<void, Gone>
  readonly signal: (signal: NodeJS.Signals) => Effect.Effect<void>
  /** Waits until nothing is left of it, and all that it has said was read. */
  readonly ended: Effect.Effect<Ended>
}

const program = fileURLToPath(new URL("../server/main.ts", import.meta.url))

const launch = (settings: Settings): ChildProcess =>
  spawn(process.execPath, ["--conditions=@effect-mcp/source", program], {
    env: { ...process.env, NODE_NO_WARNINGS: "1", [variable]: JSON.stringify(settings) },
    stdio: ["ignore", "ignore", "inherit", "pipe"]
  })

const ends = (child: ChildProcess): Deferred.Deferred<Ended> => {
  const ended = Deferred.makeUnsafe<Ended>()
  child.once("close", (code, signal) => Deferred.doneUnsafe(ended, Exit.succeed({ code, signal })))
  return ended
}

const listen = (child: ChildProcess, hear: (report: Report.Report) => void): void => {
  const pipe = child.stdio[Report.descriptor]
  if (!(pipe instanceof Readable)) throw new Error("the server has no pipe to report through")
  const reader = new Report.Reader()
  pipe.setEncoding("utf8").on("data", (chunk: string) => reader.take(chunk).forEach(hear))
}

/** Those who wait for reports, and what they wait for. */
const makeUntil = (
  heard: Queue.Queue<Report.Report>,
  gone: Effect.Effect<never, Gone>
): Server["until"] => {
  const next = Effect.raceFirst(Queue.take(heard), gone)
  const until: Server["until"] = (matches, times = 1) =>
    times === 0
      ? Effect.void
      : Effect.flatMap(next, (report) => until(matches, matches(report) ? times - 1 : times))
  return until
}

/**
 * Starts one, which is killed when the scope closes. At its moment it is killed before anything else is made of
 * what it said.
 */
export const start = (settings: Settings): Effect.Effect<Server, never, Scope.Scope> =>
  Effect.gen(function* () {
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => launch(settings)),
      (child) => Effect.sync(() => void child.kill("SIGKILL"))
    )
    const ended = Deferred.await(ends(child))
    const gone = Effect.flatMap(ended, (ended) => Effect.fail(new Gone(ended)))
    const up = yield* Deferred.make<string>()
    const reports: Array<Report.Report> = []
    const heard = yield* Queue.unbounded<Report.Report>()
    const isMoment = settings.moment === undefined ? () => false : Moment.watch(settings.moment)
    listen(child, (report) => {
      if (isMoment(report)) child.kill("SIGKILL")
      reports.push(report)
      if (report.what === "up") Deferred.doneUnsafe(up, Exit.succeed(urlOf(report)))
      else Queue.offerUnsafe(heard, report)
    })
    return {
      reports,
      url: Effect.raceFirst(Deferred.await(up), gone),
      until: makeUntil(heard, gone),
      signal: (signal) => Effect.sync(() => void child.kill(signal)),
      ended
    }
  })

const urlOf = ({ port }: Report.Up): string => `http://127.0.0.1:${port}/mcp`
