/**
 * The calls that a client goes on with while its task runs.
 *
 * @since 0.1.0
 */
import type { Client } from "@effect-mcp/client"
import { Effect } from "effect"

import { type Departed, Departures } from "./definitions.ts"
import type { Departure } from "./verify/Expected.ts"

/** What is asked, one after the other and over again. */
export const questions: ReadonlyArray<Departure> = [
  { airport: "SFO", day: "2001-01-05" },
  { airport: "ORD", day: "2001-01-13" },
  { airport: "ATL", day: "2001-01-21" },
  { airport: "JFK", day: "2001-01-27" },
  { airport: "ANC", day: "2001-01-17" },
  { airport: "HNL", day: "2001-01-30" }
]

/** An answer that came while the task was not over. */
export interface Answered {
  readonly question: Departure
  readonly answer: typeof Departed.Type
  readonly millis: number
}

/** Asks until the task is over. An answer counts if nobody had heard of its end by then. */
export const ask = (client: Client.Client, isOver: () => boolean) =>
  Effect.gen(function* () {
    const answered: Array<Answered> = []
    while (!isOver()) {
      const question = questions[answered.length % questions.length]
      if (question === undefined) break
      const began = performance.now()
      const answer = yield* client.call(Departures, question)
      if (!isOver()) answered.push({ question, answer, millis: performance.now() - began })
    }
    return answered
  })
