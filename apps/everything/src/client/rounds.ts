/**
 * Calls of several rounds: answered by the client itself, and by hand.
 *
 * @since 0.1.0
 */
import type { Client } from "@effect-mcp/client"
import type { InputRequired } from "@effect-mcp/schema"
import { Effect } from "effect"

import type { Scenario } from "./Scenario.ts"

/** What the handlers of this host say to each of the questions. */
const answersTo = (client: Client.Client, questions: InputRequired.InputRequests) =>
  Effect.map(
    Effect.forEach(Object.entries(questions), ([key, question]) =>
      Effect.map(client.answer(question), (answer) => [key, answer] as const)
    ),
    (answers): InputRequired.InputResponses => Object.fromEntries(answers)
  )

/** Another call is made while the first waits for its answers; they have nothing to do with each other. */
export const interleaved: Scenario = Effect.fnUntraced(function* (client) {
  yield* client.listTools()
  const round = yield* client.beginTool("test_mrtr_echo_state")
  yield* client.callTool("test_mrtr_unrelated")
  if (round._tag === "InputRequired") {
    yield* round.answer(yield* answersTo(client, round.requests))
  }
  yield* client.callTool("test_mrtr_no_state")
  yield* client.callTool("test_mrtr_no_result_type")
})
