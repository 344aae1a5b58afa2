/**
 * Prompts: with arguments that are completed while they are typed, with images and resources, and one that asks.
 *
 * @since 0.1.0
 */
import { Completion, Content, Elicitation, Prompt } from "@effect-mcp/server"
import { Effect, Layer, Schema } from "effect"

import { png } from "./media.ts"

const Simple = Prompt.make("test_simple_prompt", {
  description: "A prompt without arguments."
}).handle(() => Effect.succeed("This is a simple prompt for testing."))

const WithArguments = Prompt.make("test_prompt_with_arguments", {
  description: "A prompt with two arguments.",
  arguments: Schema.Struct({
    arg1: Schema.String.annotate({ description: "First test argument" }),
    arg2: Schema.String.annotate({ description: "Second test argument" })
  })
}).handle(
  ({ arg1, arg2 }) => Effect.succeed(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
  { complete: { arg1: Completion.among(["hello", "test", "testing", "this"]) } }
)

const WithResource = Prompt.make("test_prompt_with_embedded_resource", {
  description: "A prompt that brings a resource along.",
  arguments: Schema.Struct({
    resourceUri: Schema.String.annotate({ description: "URI of the resource to embed" })
  })
}).handle(({ resourceUri }) =>
  Effect.succeed([
    Prompt.user(
      Content.embedded(
        Content.contents(resourceUri, "Embedded resource content for testing.", {
          mimeType: "text/plain"
        })
      )
    ),
    Prompt.user("Please process the embedded resource above.")
  ])
)

const WithImage = Prompt.make("test_prompt_with_image", {
  description: "A prompt that brings an image along."
}).handle(() =>
  Effect.succeed([
    Prompt.user(Content.image(png, "image/png")),
    Prompt.user("Please analyze the image above.")
  ])
)

const Asking = Prompt.make("test_input_required_result_prompt", {
  description: "A prompt that asks the person before it is made."
}).handle(() =>
  Effect.map(
    Elicitation.form({
      key: "user_context",
      message: "What context should the prompt use?",
      schema: Schema.Struct({ context: Schema.String })
    }),
    ({ context }) => `Use this context: ${context}`
  )
)

/** The prompts of this page. */
export const Prompts = Layer.mergeAll(Simple, WithArguments, WithResource, WithImage, Asking)
