import { appendFileSync, readFileSync } from "node:fs"

/**
 * A record, outside of the journal, of each step that is run: one line when it begins, whichever process runs it. It is
 * what shows that a step which was done is not done again.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Schema } from "effect"

/** One run of a step. */
export const Line = Schema.Struct({ pid: Schema.Int, what: Schema.String, step: Schema.String })
export interface Line extends Schema.Schema.Type<typeof Line> {}

export class StepLog extends Context.Service<
  StepLog,
  {
    /** Notes that this step of `what` begins here and now, then does it. */
    readonly noting: (
      what: string,
      step: string
    ) => <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  }
>()("@effect-mcp/showcase/StepLog") {}

const encode = Schema.encodeSync(Schema.fromJsonString(Line))
const decode = Schema.decodeEffect(Schema.fromJsonString(Line))

/** Appends to this file. */
export const layer = (file: string): Layer.Layer<StepLog> =>
  Layer.succeed(
    StepLog,
    StepLog.of({
      noting: (what, step) => (work) =>
        Effect.andThen(
          Effect.sync(() => appendFileSync(file, `${encode({ pid: process.pid, what, step })}\n`)),
          work
        )
    })
  )

/** All lines of the file, oldest first. */
export const read = (file: string): Effect.Effect<ReadonlyArray<Line>, Schema.SchemaError> =>
  Effect.sync(() => readFileSync(file, "utf8")).pipe(
    Effect.flatMap((text) =>
      Effect.forEach(
        text.split("\n").filter((line) => line !== ""),
        (line) => decode(line)
      )
    )
  )

/** What a log comes to: how many steps there were, how many runs each process did, which ran again. */
export interface Tally {
  readonly steps: number
  readonly runs: ReadonlyMap<number, number>
  readonly again: ReadonlyArray<string>
}

/** Counts the lines of a log. */
export const tally = (lines: ReadonlyArray<Line>): Tally => {
  const runs = new Map<number, number>()
  for (const { pid } of lines) runs.set(pid, (runs.get(pid) ?? 0) + 1)
  const byStep = Map.groupBy(lines, ({ step, what }) => `${what}: ${step}`)
  const again = Array.from(byStep).flatMap(([step, runs]) => (runs.length > 1 ? [step] : []))
  return { steps: byStep.size, runs, again }
}
