/**
 * What a tool can answer with: text, images, sounds, resources, all of them, and a failure.
 *
 * @since 0.1.0
 */
import { Content, Tool } from "@effect-mcp/server"
import { Effect, Layer } from "effect"

import { png, wav } from "./media.ts"

const Text = Tool.make("test_simple_text", { description: "Answers with a text." })

const TextLive = Text.handle(() => Effect.succeed("This is a simple text response for testing."))

const Image = Tool.make("test_image_content", { description: "Answers with an image." })

const ImageLive = Image.handle(() => Effect.succeed(Content.image(png, "image/png")))

const Audio = Tool.make("test_audio_content", { description: "Answers with a sound." })

const AudioLive = Audio.handle(() => Effect.succeed(Content.audio(wav, "audio/wav")))

const Embedded = Tool.make("test_embedded_resource", {
  description: "Answers with a resource inside the result."
})

const EmbeddedLive = Embedded.handle(() =>
  Effect.succeed(
    Content.embedded(
      Content.contents("test://embedded-resource", "This is an embedded resource content.", {
        mimeType: "text/plain"
      })
    )
  )
)

const Mixed = Tool.make("test_multiple_content_types", {
  description: "Answers with a text, an image and a resource."
})

const MixedLive = Mixed.handle(() =>
  Effect.succeed([
    Content.text("Multiple content types test:"),
    Content.image(png, "image/png"),
    Content.embedded(
      Content.contents("test://mixed-content-resource", '{"test":"data","value":123}', {
        mimeType: "application/json"
      })
    )
  ])
)

const Failing = Tool.make("test_error_handling", {
  description: "Fails, and says why to the model."
})

const FailingLive = Failing.handle(() =>
  Tool.fail("This tool intentionally returns an error for testing")
)

/** The tools of this page. */
export const ContentTools = Layer.mergeAll(
  TextLive,
  ImageLive,
  AudioLive,
  EmbeddedLive,
  MixedLive,
  FailingLive
)
