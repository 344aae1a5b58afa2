/**
 * The person at the terminal, as far as this run has to know who was asked what.
 *
 * @since 0.1.0
 */
import { ElicitationHandler } from "@effect-mcp/client"
import { Effect } from "effect"

import * as Terminal from "../terminal.ts"

const atOnce = (_message: string): Effect.Effect<void> => Effect.void

/** Notes what was answered, over all connections of a run; may keep further questions waiting. */
export const make = () => {
  const answered = new Set<string>()
  const repeated: Array<string> = []
  /** Called with each question before it is put; what it waits for, the question waits for. */
  let before = atOnce

  return {
    answered,
    /** Questions that came again though they had been answered. */
    repeated,
    holdBack: (gate: (message: string) => Effect.Effect<void>) => {
      before = gate
    },
    layer: ElicitationHandler.layer({
      form: (request) =>
        Effect.gen(function* () {
          const { message } = request
          if (answered.has(message)) repeated.push(message)
          yield* before(message)
          const answer = yield* Terminal.ask(request)
          answered.add(message)
          return answer
        })
    })
  }
}

export type Person = ReturnType<typeof make>
