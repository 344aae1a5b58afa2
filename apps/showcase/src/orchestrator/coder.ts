/**
 * An agent that writes a module. The search for its tables is cut into steps, so that one who goes on with it searches
 * only what is left.
 *
 * @since 0.1.0
 */
import { Progress, Sampling, Step } from "@effect-mcp/server"
import { Effect, Schema } from "effect"

import { StepLog } from "../stepLog.ts"
import * as FinderSource from "./finderSource.ts"
import * as PerfectHash from "./perfectHash.ts"
import * as Prompt from "./prompt.ts"
import { WorkFailed, WriteFinder } from "./work.ts"

const Placed = Schema.Array(Schema.Struct({ bucket: Schema.Int, seed: Schema.Int }))

/** Into how many steps the search is cut. */
const parts = 4

const placeAll = Effect.fnUntraced(function* (area: string, names: ReadonlyArray<string>) {
  const { noting } = yield* StepLog
  const size = Math.ceil(PerfectHash.buckets(names).length / parts)
  const placed: Array<PerfectHash.Placed> = []
  for (let part = 1; part <= parts; part++) {
    const more = yield* Step.once(
      `place ${part}`,
      Placed,
      noting(
        area,
        `place ${part}`
      )(
        Effect.andThen(
          Effect.yieldNow,
          Effect.sync(() => PerfectHash.place(names, placed, size))
        )
      )
    )
    placed.push(...more)
    yield* Progress.report(part, { total: parts + 1, message: `${placed.length} buckets placed` })
  }
  return placed
})

export const layer = WriteFinder.handle(
  Effect.fnUntraced(function* ({ area, exported }) {
    const { noting } = yield* StepLog
    const names = exported.map(({ name }) => name)
    if (names.length === 0 || new Set(names).size < names.length) {
      return yield* new WorkFailed({ reason: "There have to be names, each of them once" })
    }
    const placed = yield* placeAll(area, names)
    const answer = yield* Sampling.createMessage({
      key: "description",
      ...Prompt.describe(area, names)
    })
    const source = yield* Step.once(
      "write",
      Schema.String,
      noting(
        area,
        "write"
      )(
        Effect.sync(() =>
          FinderSource.write({
            description: Prompt.text(answer),
            exported,
            ...PerfectHash.finish(names, placed)
          })
        )
      )
    )
    yield* Progress.report(parts + 1, { total: parts + 1, message: "written" })
    return { source, names: names.length }
  })
)
