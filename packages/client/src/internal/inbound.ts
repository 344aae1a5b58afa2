/**
 * What a server may ask of this client as requests of its own, in one revision: the handlers that were provided, `ping`,
 * and what extensions add.
 *
 * @spec 2025-11-25/basic/lifecycle#operation
 * @since 0.1.0
 */
import { type Deadlines, Dispatcher, Handler, type McpRequest } from "@effect-mcp/protocol"
import { Elicitation, type InputRequired, type Methods, type Revision } from "@effect-mcp/schema"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

import type { Answers } from "./answers.ts"
import type { Extended } from "./extended.ts"

/** What the asking side of a server meets. @since 0.1.0 */
export interface Options {
  readonly answers: Answers
  readonly extended: Extended
  readonly notices: (revision: Revision.Revision) => Handler.Notifications
  readonly context: Context.Context<never>
  readonly deadlines: Deadlines.Deadlines
}

/**
 * The dispatcher of one revision. A kind of question without handler is not in it: -32601.
 *
 * @since 0.1.0
 */
export const dispatcher = (revision: Revision.Revision, options: Options): Dispatcher.Dispatcher =>
  Dispatcher.make({
    revision,
    handlers: revision.lifecycle === "Handshake" ? handlers(revision, options.answers) : {},
    notifications: options.notices(revision),
    extensions: options.extended.of(revision),
    context: options.context,
    deadlines: options.deadlines
  })

const pong = Exit.succeed({})

const handlers = (revision: Revision.Revision, answers: Answers): Handler.Handlers<never> => {
  const { elicitation, roots, sampling } = answers
  return {
    ping: { run: () => pong },
    ...(elicitation && asked(revision, "elicitation/create", answers)),
    ...(sampling && asked(revision, "sampling/createMessage", answers)),
    ...(roots && asked(revision, "roots/list", answers))
  }
}

const asked = (
  revision: Revision.Revision,
  method: keyof Methods.InputRequests,
  answers: Answers
): Handler.Handlers<never> => {
  const payloads = revision.inputRequests[method]
  if (payloads === undefined) return {}
  const run = (params: unknown, request: McpRequest.Request) => {
    // The schema is that of the method, so the two belong together.
    const question = { method, params } as InputRequired.InputRequest
    const asker = { revision, server: request.peer.info, waits: false }
    const answer = Effect.map(answers.answer(question, asker), (answer) => ({ ...answer }))
    return unhurried(answer, request)
  }
  return { [method]: Handler.decoded(takenFrom(method, payloads.params), run) }
}

/** Official servers put the newest kinds of fields into the forms of every revision that has forms. */
const takenFrom = (
  method: keyof Methods.InputRequests,
  params: Revision.RequestPayloads["params"]
) =>
  method === "elicitation/create"
    ? Schema.Union([params, Elicitation.ElicitRequestFormParams])
    : params

/** The server waits for somebody here: what we wait for from it is not late meanwhile. */
const unhurried = <A, E>(
  answer: Effect.Effect<A, E>,
  { exchange }: McpRequest.Request
): Effect.Effect<A, E> =>
  Effect.acquireUseRelease(
    Effect.sync(() => exchange.connection?.outgoing.pause()),
    () => answer,
    (resume) => Effect.sync(() => resume?.())
  )
