/** 2025-06-18: titles and `_meta` on resources. */
import * as Schema from "effect/Schema"

import { Annotations } from "../Annotations.ts"
import { open } from "../internal/open.ts"
import { MetaObject } from "../Meta.ts"
import * as Previous from "../v2024_11_05/Resource.ts"
import { ResourceContents } from "./Content.ts"

const added = {
  title: Schema.optionalKey(Schema.String),
  annotations: Schema.optionalKey(Annotations),
  _meta: Schema.optionalKey(MetaObject)
}

export const Resource = open({ ...Previous.Resource.fields, ...added })
export const ResourceTemplate = open({ ...Previous.ResourceTemplate.fields, ...added })

export const ListResourcesResult = open({
  ...Previous.ListResourcesResult.fields,
  resources: Schema.Array(Resource)
})

export const ListResourceTemplatesResult = open({
  ...Previous.ListResourceTemplatesResult.fields,
  resourceTemplates: Schema.Array(ResourceTemplate)
})

export const ReadResourceResult = open({
  ...Previous.ReadResourceResult.fields,
  contents: Schema.Array(ResourceContents)
})
