/** A server as a process of its own, to be called and to be killed. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { Readable } from "node:stream"
import { fileURLToPath } from "node:url"

import { Deferred, Effect, type Scope } from "effect"

import * as Moment from "./Moment.ts"
import * as Report from "./Report.ts"
import { type Settings, variable } from "./settings.ts"

export interface Server {
  readonly name: string
  /** Where it can be called; it may be dead by then. */
  readonly url: Effect.Effect<string>
  readonly isAlive: () => boolean
  /** All it has said so far. */
  readonly reports: ReadonlyArray<Report.Report>
  /** The first report of this kind, past or to come. */
  readonly heard: (isIt: (report: Report.Report) => boolean) => Effect.Effect<Report.Report>
  /** Waits until it has ended. */
  readonly ended: Effect.Effect<void>
  /** Sends the signal, and waits for the end. */
  readonly end: (signal: NodeJS.Signals) => Effect.Effect<void>
}

const program = fileURLToPath(new URL("serve.ts", import.meta.url))

const launch = (settings: Settings): ChildProcess =>
  spawn(process.execPath, ["--conditions=@effect-mcp/source", program], {
    env: { ...process.env, NODE_NO_WARNINGS: "1", [variable]: JSON.stringify(settings) },
    stdio: ["ignore", "ignore", "inherit", "pipe"]
  })

const isAlive = (child: ChildProcess): boolean =>
  child.exitCode === null && child.signalCode === null

const end = (child: ChildProcess, signal: NodeJS.Signals): Effect.Effect<void> =>
  Effect.promise(async () => {
    if (!isAlive(child)) return
    const ended = once(child, "exit")
    child.kill(signal)
    await ended
  })

const urlOf = (report: Report.Report): string =>
  `http://127.0.0.1:${report.what === "up" ? report.port : 0}/mcp`

/** Killed when the scope closes, or at its moment: before anything else is made of what it said. */
export const start = (settings: Settings): Effect.Effect<Server, never, Scope.Scope> =>
  Effect.gen(function* () {
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => launch(settings)),
      (child) => end(child, "SIGKILL")
    )
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
    const reports: Array<Report.Report> = []
    const listeners = new Set<(report: Report.Report) => void>()
    const pipe = child.stdio[Report.descriptor]
    if (!(pipe instanceof Readable)) throw new Error("The server has no pipe to report through")
    const isMoment = settings.moment === undefined ? () => false : Moment.watch(settings.moment)
    const read = Report.reader((report) => {
      if (isMoment(report)) child.kill("SIGKILL")
      reports.push(report)
      for (const listener of listeners) listener(report)
    })
    pipe.setEncoding("utf8").on("data", read)
    const heard: Server["heard"] = (isIt) =>
      Effect.suspend(() => {
        const past = reports.find(isIt)
        if (past !== undefined) return Effect.succeed(past)
        const found = Deferred.makeUnsafe<Report.Report>()
        listeners.add((report) => {
          if (isIt(report)) Deferred.doneUnsafe(found, Effect.succeed(report))
        })
        return Deferred.await(found)
      })
    return {
      name: settings.name,
      url: Effect.map(
        heard(({ what }) => what === "up"),
        urlOf
      ),
      isAlive: () => isAlive(child),
      reports,
      heard,
      ended: Effect.promise(() => ended),
      end: (signal) => end(child, signal)
    }
  })
