/** Resources of 2024-11-05. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import { Uri, UriTemplate } from "../internal/text.ts"
import { Annotations, ResourceContents } from "./Content.ts"
import { notificationFields, pageFields, requestFields, resultFields } from "./Payload.ts"

const definitionFields = {
  name: Schema.String,
  description: Schema.optionalKey(Schema.String),
  mimeType: Schema.optionalKey(Schema.String),
  annotations: Schema.optionalKey(Annotations)
}

export const Resource = open({
  ...definitionFields,
  uri: Uri,
  size: Schema.optionalKey(Schema.Int)
})

export const ResourceTemplate = open({ ...definitionFields, uriTemplate: UriTemplate })

export const ListResourcesResult = open({ ...pageFields, resources: Schema.Array(Resource) })

export const ListResourceTemplatesResult = open({
  ...pageFields,
  resourceTemplates: Schema.Array(ResourceTemplate)
})

export const ResourceRequestParams = open({ ...requestFields, uri: Uri })

export const ReadResourceResult = open({
  ...resultFields,
  contents: Schema.Array(ResourceContents)
})

export const ResourceUpdatedNotificationParams = open({ ...notificationFields, uri: Uri })
