/**
 * Content blocks: what tools answer with and prompts are made of.
 *
 * Bytes are encoded here, so a block made by these functions is what the specification wants; a MIME type
 * or base64 text that is none throws, since it is the author's mistake.
 *
 * @spec 2026-07-28/server/tools#tool-result
 * @since 0.1.0
 */
import type { Content as Wire, Meta, Resource } from "@effect-mcp/schema"
import * as Base64 from "effect/encoding/Base64"

type Annotated = Pick<Wire.TextContent, "annotations" | "_meta">

const mimePattern = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(?:\s*;.*)?$/
const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const checkedMime = (mimeType: string): string => {
  if (!mimePattern.test(mimeType)) throw new TypeError(`Not a MIME type: ${mimeType}`)
  return mimeType
}

/**
 * Base64 of bytes; text is taken for base64 already and checked.
 *
 * @since 0.1.0
 */
export const base64 = (data: Uint8Array | string): string => {
  if (typeof data !== "string") return Base64.encode(data)
  if (!base64Pattern.test(data)) throw new TypeError("Not base64: pass bytes to have them encoded")
  return data
}

/**
 * @spec 2026-07-28/server/tools#text-content
 * @since 0.1.0
 */
export const text = (text: string, options?: Annotated): Wire.TextContent => ({
  type: "text",
  text,
  ...options
})

/**
 * @spec 2026-07-28/server/tools#image-content
 * @since 0.1.0
 */
export const image = (
  data: Uint8Array | string,
  mimeType: string,
  options?: Annotated
): Wire.ImageContent => ({
  type: "image",
  data: base64(data),
  mimeType: checkedMime(mimeType),
  ...options
})

/**
 * @spec 2026-07-28/server/tools#audio-content
 * @since 0.1.0
 */
export const audio = (
  data: Uint8Array | string,
  mimeType: string,
  options?: Annotated
): Wire.AudioContent => ({
  type: "audio",
  data: base64(data),
  mimeType: checkedMime(mimeType),
  ...options
})

/**
 * A resource the client may read if it wants to. Where a revision has no links it becomes text.
 *
 * @spec 2026-07-28/server/tools#resource-links
 * @since 0.1.0
 */
export const resourceLink = (resource: Omit<Wire.ResourceLink, "type">): Wire.ResourceLink => ({
  ...resource,
  type: "resource_link"
})

/**
 * The contents of a resource, by text or by bytes.
 *
 * @spec 2026-07-28/server/resources#resource-contents
 * @since 0.1.0
 */
export const contents = (
  uri: string,
  body: string | Uint8Array,
  options?: { readonly mimeType?: string | undefined; readonly _meta?: Meta.MetaObject | undefined }
): Wire.ResourceContents => ({
  uri,
  ...(options?.mimeType === undefined ? undefined : { mimeType: checkedMime(options.mimeType) }),
  ...(typeof body === "string" ? { text: body } : { blob: Base64.encode(body) }),
  ...(options?._meta === undefined ? undefined : { _meta: options._meta })
})

/**
 * A resource inside the result. A server that does this should serve resources too.
 *
 * @spec 2026-07-28/server/tools#embedded-resources
 * @since 0.1.0
 */
export const embedded = (
  resource: Wire.ResourceContents,
  options?: Annotated
): Wire.EmbeddedResource => ({ type: "resource", resource, ...options })

/**
 * The link to a resource that this server has defined.
 *
 * @since 0.1.0
 */
export const linkTo = (resource: Resource.Resource): Wire.ResourceLink => resourceLink(resource)
