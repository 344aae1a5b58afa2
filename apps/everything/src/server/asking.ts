/**
 * Questions in the middle of a call: to the person, and to the client's model.
 *
 * In revisions with a handshake each is a request on the stream of the call. In the others the call ends with
 * it and is made again with the answer. The handlers are the same.
 *
 * @since 0.1.0
 */
import { Elicitation, Sampling, Tool } from "@effect-mcp/server"
import { Effect, Layer, Schema } from "effect"

import { said } from "./said.ts"

const Ask = Tool.make("test_elicitation", {
  description: "Asks the person who they are.",
  input: Schema.Struct({
    message: Schema.String.annotate({ description: "What the person reads" })
  })
})

const Contact = Schema.Struct({
  username: Schema.String.annotate({ description: "User's response" }),
  email: Schema.String.annotate({ description: "User's email address" })
})

const AskLive = Ask.handle(({ message }) =>
  Effect.map(
    Elicitation.formResult({ message, schema: Contact }),
    (outcome) => `User response: ${JSON.stringify(outcome)}`
  )
)

const AskModel = Tool.make("test_sampling", {
  description: "Has the client's model answer a prompt.",
  input: Schema.Struct({
    prompt: Schema.String.annotate({ description: "What the model is asked" })
  })
})

const AskModelLive = AskModel.handle(({ prompt }) =>
  Effect.map(
    Sampling.createMessage({
      messages: [{ role: "user", content: { type: "text", text: prompt } }],
      maxTokens: 100
    }),
    (result) => `LLM response: ${said(result)}`
  )
)

const NeedsModel = Tool.make("test_missing_capability", {
  description: "Needs a client with a model; others are refused, and told what is missing."
})

const NeedsModelLive = NeedsModel.handle(() =>
  Effect.map(
    Sampling.createMessage({
      messages: [{ role: "user", content: { type: "text", text: "Are you there?" } }],
      maxTokens: 10
    }),
    said
  )
)

const AskOnStream = Tool.make("test_streaming_elicitation", {
  description: "Asks, and sends no request of its own where the revision has none."
})

const AskOnStreamLive = AskOnStream.handle(() =>
  Effect.map(
    Elicitation.form({
      message: "Shall the stream go on?",
      schema: Schema.Struct({ proceed: Schema.Boolean })
    }),
    ({ proceed }) => (proceed ? "The stream went on." : "The stream ended here.")
  )
)

/** The tools of this page. */
export const AskingTools = Layer.mergeAll(AskLive, AskModelLive, NeedsModelLive, AskOnStreamLive)
