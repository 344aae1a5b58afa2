/** Content of 2024-11-05: text, images, embedded resources; no `_meta` on any of them. */
import * as Schema from "effect/Schema"

import { Role } from "../Annotations.ts"
import { open } from "../internal/open.ts"
import { Base64, UnitInterval, Uri } from "../internal/text.ts"

export const Annotations = open({
  audience: Schema.optionalKey(Schema.Array(Role)),
  priority: Schema.optionalKey(UnitInterval)
})

const annotations = Schema.optionalKey(Annotations)

export const TextContent = open({ type: Schema.Literal("text"), text: Schema.String, annotations })

export const ImageContent = open({
  type: Schema.Literal("image"),
  data: Base64,
  mimeType: Schema.String,
  annotations
})

const contentsFields = { uri: Uri, mimeType: Schema.optionalKey(Schema.String) }

export const TextResourceContents = open({ ...contentsFields, text: Schema.String })
export const BlobResourceContents = open({ ...contentsFields, blob: Base64 })
export const ResourceContents = Schema.Union([TextResourceContents, BlobResourceContents])

export const EmbeddedResource = open({
  type: Schema.Literal("resource"),
  resource: ResourceContents,
  annotations
})

export const ContentBlock = Schema.Union([TextContent, ImageContent, EmbeddedResource])
