/**
 * One run of the program, from the first connection to the proof.
 *
 * @since 0.1.0
 */
import { Revisions } from "@effect-mcp/schema"
import { Effect, Option } from "effect"

import * as StepLog from "../stepLog.ts"
import * as Terminal from "../terminal.ts"
import { connect, drive, type Options } from "./driver.ts"
import * as Hosting from "./hosting.ts"
import * as Outcome from "./outcome.ts"
import * as Person from "./person.ts"
import * as Proof from "./proof.ts"
import * as StateFolder from "./stateFolder.ts"

/** What the command line says. */
export interface Flags {
  readonly revision: Option.Option<string>
  readonly http: boolean
  readonly write: boolean
  readonly full: boolean
  readonly unharmed: boolean
}

const epilogue = Effect.fnUntraced(function* (
  options: Options,
  task: string | undefined,
  result: Outcome.Migrated,
  full: boolean
) {
  const other = Outcome.otherKind(options.pin ?? Revisions.latest)
  const client = yield* connect({
    ...options,
    pin: task === undefined ? options.pin : other
  })
  if (task !== undefined) yield* Outcome.tasks(client, task, result)
  yield* Outcome.pages(client, result, full)
}, Effect.scoped)

/** Migrates `root`, and fails if anything that was done or said before a kill was lost. */
export const run = Effect.fnUntraced(function* (
  root: string,
  state: StateFolder.StateFolder,
  { full, http, revision, unharmed, write }: Flags
) {
  const pin = Option.getOrUndefined(Option.flatMapNullishOr(revision, Revisions.byVersion))
  const hosting = yield* Hosting.make(root, state, { http })
  const person = Person.make()
  const options = { root, state, hosting, person, pin, write, kills: !unharmed }

  const { killed, result, task } = yield* drive(options)
  yield* Outcome.figures(result)
  const evidence = {
    log: yield* StepLog.read(state.steps),
    killed,
    person,
    decisions: result.decisions
  }
  yield* Terminal.note("✓", "steps", Proof.describe(evidence))
  const problems = Proof.problems(evidence)
  if (problems.length > 0) return yield* new Proof.NotDurable({ problems })
  yield* epilogue(options, task, result, full)
  return yield* StateFolder.forget(state)
})
