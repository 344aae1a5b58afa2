/** 2025-06-18: `_meta` on all content, `lastModified`, links to resources. */
import * as Schema from "effect/Schema"

import { Annotations } from "../Annotations.ts"
import { open } from "../internal/open.ts"
import { Uri } from "../internal/text.ts"
import { MetaObject } from "../Meta.ts"
import * as First from "../v2024_11_05/Content.ts"
import * as Previous from "../v2025_03_26/Content.ts"

const added = {
  annotations: Schema.optionalKey(Annotations),
  _meta: Schema.optionalKey(MetaObject)
}
const meta = { _meta: Schema.optionalKey(MetaObject) }

export const TextContent = open({ ...First.TextContent.fields, ...added })
export const ImageContent = open({ ...First.ImageContent.fields, ...added })
export const AudioContent = open({ ...Previous.AudioContent.fields, ...added })
export const TextResourceContents = open({ ...First.TextResourceContents.fields, ...meta })
export const BlobResourceContents = open({ ...First.BlobResourceContents.fields, ...meta })
export const ResourceContents = Schema.Union([TextResourceContents, BlobResourceContents])

export const EmbeddedResource = open({
  ...First.EmbeddedResource.fields,
  ...added,
  resource: ResourceContents
})

export const ResourceLink = open({
  ...added,
  type: Schema.Literal("resource_link"),
  uri: Uri,
  name: Schema.String,
  title: Schema.optionalKey(Schema.String),
  description: Schema.optionalKey(Schema.String),
  mimeType: Schema.optionalKey(Schema.String),
  size: Schema.optionalKey(Schema.Int)
})

export const ContentBlock = Schema.Union([
  TextContent,
  ImageContent,
  AudioContent,
  ResourceLink,
  EmbeddedResource
])
export const SamplingContent = Schema.Union([TextContent, ImageContent, AudioContent])
