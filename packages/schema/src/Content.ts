/**
 * What a message, a result or a resource is made of.
 *
 * @spec 2026-07-28/server/tools#tool-result
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { Annotations } from "./Annotations.ts"
import { Icon } from "./Icon.ts"
import { open } from "./internal/open.ts"
import { Base64, Uri } from "./internal/text.ts"
import { MetaObject } from "./Meta.ts"

const meta = Schema.optionalKey(MetaObject)
const annotations = Schema.optionalKey(Annotations)

/**
 * Text.
 *
 * @spec 2026-07-28/schema#textcontent
 * @since 0.1.0
 */
export class TextContent extends Schema.Opaque<TextContent>()(
  open({
    type: Schema.Literal("text"),
    text: Schema.String,
    annotations,
    _meta: meta
  })
) {}

/**
 * A picture, base64.
 *
 * @spec 2026-07-28/schema#imagecontent
 * @since 0.1.0
 */
export class ImageContent extends Schema.Opaque<ImageContent>()(
  open({
    type: Schema.Literal("image"),
    data: Base64,
    mimeType: Schema.String,
    annotations,
    _meta: meta
  })
) {}

/**
 * Sound, base64.
 *
 * @spec 2026-07-28/schema#audiocontent
 * @since 0.1.0
 */
export class AudioContent extends Schema.Opaque<AudioContent>()(
  open({
    type: Schema.Literal("audio"),
    data: Base64,
    mimeType: Schema.String,
    annotations,
    _meta: meta
  })
) {}

/**
 * A resource by reference: the client may read it.
 *
 * @spec 2026-07-28/schema#resourcelink
 * @since 0.1.0
 */
export class ResourceLink extends Schema.Opaque<ResourceLink>()(
  open({
    type: Schema.Literal("resource_link"),
    uri: Uri,
    name: Schema.String,
    title: Schema.optionalKey(Schema.String),
    description: Schema.optionalKey(Schema.String),
    mimeType: Schema.optionalKey(Schema.String),
    size: Schema.optionalKey(Schema.Int),
    icons: Schema.optionalKey(Schema.Array(Icon)),
    annotations,
    _meta: meta
  })
) {}

/**
 * The contents of a resource, as text.
 *
 * @spec 2026-07-28/schema#textresourcecontents
 * @since 0.1.0
 */
export class TextResourceContents extends Schema.Opaque<TextResourceContents>()(
  open({
    uri: Uri,
    mimeType: Schema.optionalKey(Schema.String),
    text: Schema.String,
    _meta: meta
  })
) {}

/**
 * The contents of a resource, base64.
 *
 * @spec 2026-07-28/schema#blobresourcecontents
 * @since 0.1.0
 */
export class BlobResourceContents extends Schema.Opaque<BlobResourceContents>()(
  open({
    uri: Uri,
    mimeType: Schema.optionalKey(Schema.String),
    blob: Base64,
    _meta: meta
  })
) {}

/**
 * The contents of a resource, whichever they are.
 *
 * @spec 2026-07-28/server/resources#resource-contents
 * @since 0.1.0
 */
export const ResourceContents = Schema.Union([TextResourceContents, BlobResourceContents])
export type ResourceContents = typeof ResourceContents.Type

/**
 * A resource, contents and all.
 *
 * @spec 2026-07-28/schema#embeddedresource
 * @since 0.1.0
 */
export class EmbeddedResource extends Schema.Opaque<EmbeddedResource>()(
  open({
    type: Schema.Literal("resource"),
    resource: ResourceContents,
    annotations,
    _meta: meta
  })
) {}

/**
 * One piece of a tool's result or of a prompt's message.
 *
 * @spec 2026-07-28/schema#contentblock
 * @since 0.1.0
 */
export const ContentBlock = Schema.Union([
  TextContent,
  ImageContent,
  AudioContent,
  ResourceLink,
  EmbeddedResource
])
export type ContentBlock = typeof ContentBlock.Type
