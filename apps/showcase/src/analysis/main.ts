import { fileURLToPath } from "node:url"

/**
 * `npm run start:analysis -- [--revision 2025-11-25] [--from day] [--until day] [--resamples n] [--out folder]`: starts the
 * server of the flights, and drives it in every revision that has tasks.
 *
 * @since 0.1.0
 */
import { Revisions } from "@effect-mcp/schema"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, FileSystem, Option, Path } from "effect"
import { Command, Flag } from "effect/cli"

import * as Listening from "../listening.ts"
import * as Terminal from "../terminal.ts"
import { drive } from "./driver.ts"
import { Report } from "./flights/index.ts"
import * as Meanwhile from "./meanwhile.ts"
import * as Calculation from "./verify/calculation.ts"
import { demand, type Wrong } from "./wrong.ts"

const serverFile = fileURLToPath(new URL("./server.ts", import.meta.url))

const revisions = Revisions.all.filter(({ tasks }) => tasks !== "None")

/** The driver draws days for itself, for one hour: late in the evening, when delays have piled up. */
const own = { hour: 22, draws: 100 }

/** Made if it is not there; without a name it is a new one. */
const outOf = Effect.fnUntraced(function* (out: Option.Option<string>) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  if (Option.isNone(out)) return yield* fs.makeTempDirectory({ prefix: "effect-mcp-analysis-" })
  yield* fs.makeDirectory(out.value, { recursive: true })
  return path.resolve(out.value)
})

/** A figure that is another, or a silence: for people, and for whoever reads the exit code. */
const complain = ({ problems }: Wrong) =>
  Effect.andThen(
    Effect.forEach(problems, (problem) => Terminal.note("✗", "wrong", problem)),
    Effect.sync(() => {
      process.exitCode = 1
    })
  )

const command = Command.make(
  "analysis",
  {
    revision: Flag.Literals(
      "revision",
      revisions.map(({ version }) => version)
    ).pipe(Flag.withDescription("Only this revision; default: each that has tasks"), Flag.optional),
    from: Flag.String("from").pipe(
      Flag.withDescription("The first day"),
      Flag.withDefault("2001-01-01")
    ),
    until: Flag.String("until").pipe(
      Flag.withDescription("The first day that no longer counts"),
      Flag.withDefault("2001-03-01")
    ),
    resamples: Flag.Int("resamples").pipe(
      Flag.withDescription("How often days are drawn anew"),
      Flag.withDefault(2000)
    ),
    out: Flag.Directory("out").pipe(
      Flag.withDescription("Where the charts go; default: a new folder for temporary files"),
      Flag.optional
    )
  },
  Effect.fnUntraced(
    function* ({ from, out, resamples, revision, until }) {
      const folder = yield* outOf(out)
      const url = yield* Listening.start(serverFile, [])
      yield* Console.log(`Serving ${url}`)
      const departures = Meanwhile.questions
      const expected = yield* Calculation.start({ from, until, departures, ...own })
      const chosen = revisions.filter(
        ({ version }) => Option.isNone(revision) || revision.value === version
      )
      const reports = new Set<string>()
      for (const revision of chosen) {
        yield* Console.log("")
        const { hour } = own
        const run = { url, revision, from, until, resamples, folder, expected, hour }
        reports.add(Report.text(yield* drive(run)))
      }
      yield* demand(reports.size === 1, "the revisions differ in their reports")
      yield* Console.log(`\n${[...reports].join("\n\n")}`)
    },
    Effect.scoped,
    Effect.catchTag("Wrong", complain)
  )
).pipe(Command.withDescription("Analyses flights in a task, and does other things meanwhile."))

Command.run(command, { version: "1.0.0" }).pipe(
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)
