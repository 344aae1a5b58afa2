/**
 * One run: starts the agents, declares the jobs, and watches until the last one is done.
 *
 * @since 0.1.0
 */
import type { Revision } from "@effect-mcp/schema"
import { Effect } from "effect"

import * as StepLog from "../stepLog.ts"
import * as Accidents from "./accidents.ts"
import * as Agents from "./agents.ts"
import * as Board from "./board.ts"
import * as Jobs from "./jobs.ts"
import * as Plan from "./plan.ts"
import * as Proof from "./proof.ts"
import * as Table from "./table.ts"

const crew: ReadonlyArray<Agents.Options> = [
  { name: "researcher", role: "researcher", restarts: false },
  { name: "coder", role: "coder", restarts: true },
  { name: "reviewer-1", role: "reviewer", restarts: false },
  { name: "reviewer-2", role: "reviewer", restarts: false }
]

/** What a run is told. */
export interface Options {
  /** Where agents keep their tasks. */
  readonly folder: string
  readonly pin: Revision.Revision | undefined
  /** Whether agents are killed. */
  readonly kills: boolean
}

/** What is wrong, and what can be told, about those who died. */
const proofs = Effect.fnUntraced(function* (
  folder: string,
  accidents: ReadonlyArray<Accidents.Accident>
) {
  const logOf = (name: string) => StepLog.read(`${folder}/${name}.log`)
  const found = yield* Effect.forEach(
    accidents,
    Effect.fnUntraced(function* (accident) {
      const log = yield* logOf(accident.agent)
      const restarts = crew.some(({ name, restarts }) => name === accident.agent && restarts)
      const problems = restarts
        ? Proof.restarted(accident, log)
        : Proof.replaced(accident, log, yield* logOf("reviewer-2"))
      return { problems, told: Proof.describe(accident, log, restarts) }
    })
  )
  return {
    problems: found.flatMap(({ problems }) => problems),
    told: found.map(({ told }) => told)
  }
})

/** Gives the source of the finder for all areas, with how often it was right. */
export const orchestrate = Effect.fnUntraced(function* ({ folder, kills, pin }: Options) {
  const screen = Table.screen(process.stdout)
  const board = Board.make((row) => screen.changed(board.rows(), row))
  const victims = kills ? ["coder", "reviewer-1"] : []
  const { accidents, asked } = Accidents.make(victims, (line) => screen.say(board.rows(), line))

  const agents = yield* Effect.forEach(
    crew,
    (options) => Agents.start(options, { folder, pin, asked }),
    { concurrency: "unbounded" }
  )
  const jobs = yield* Jobs.make(agents, board)
  const { code, reviews } = yield* Plan.declare(jobs, Plan.areas)
  const { names, source } = yield* code.done
  const reviewed = (yield* reviews.done).flat()

  const dead = yield* proofs(folder, accidents)
  const problems = [
    ...(accidents.length === victims.length ? [] : ["not everybody died who was to"]),
    ...dead.problems,
    ...(yield* Proof.finderProblems(source)),
    ...reviewed.flatMap(({ approved, wrong }) =>
      approved ? [] : [`a review came to ${wrong.join(", ")}`]
    )
  ]
  if (problems.length > 0) return yield* new Proof.NotAsPromised({ problems })
  const revision = agents[0]?.client().revision.version
  return { names, source, revision, told: dead.told }
}, Effect.scoped)
