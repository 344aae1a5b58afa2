/** 2025-03-26 adds audio to every kind of content. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import { Base64 } from "../internal/text.ts"
import { Annotations, EmbeddedResource, ImageContent, TextContent } from "../v2024_11_05/Content.ts"

export const AudioContent = open({
  type: Schema.Literal("audio"),
  data: Base64,
  mimeType: Schema.String,
  annotations: Schema.optionalKey(Annotations)
})

export const ContentBlock = Schema.Union([
  TextContent,
  ImageContent,
  AudioContent,
  EmbeddedResource
])
export const SamplingContent = Schema.Union([TextContent, ImageContent, AudioContent])
