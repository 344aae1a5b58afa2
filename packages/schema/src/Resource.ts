/**
 * Resources: what a server lets be read.
 *
 * @spec 2026-07-28/server/resources#protocol-messages
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { Annotations } from "./Annotations.ts"
import { ResourceContents } from "./Content.ts"
import { Icon } from "./Icon.ts"
import { open } from "./internal/open.ts"
import { Uri, UriTemplate } from "./internal/text.ts"
import { MetaObject } from "./Meta.ts"
import {
  cacheFields,
  Cursor,
  inputResponseFields,
  notificationFields,
  PaginatedRequestParams,
  requestFields,
  resultFields
} from "./Payload.ts"

const optionalString = Schema.optionalKey(Schema.String)

const definitionFields = {
  name: Schema.String,
  title: optionalString,
  description: optionalString,
  mimeType: optionalString,
  annotations: Schema.optionalKey(Annotations),
  icons: Schema.optionalKey(Schema.Array(Icon)),
  _meta: Schema.optionalKey(MetaObject)
}

/**
 * The definition of a resource; `size` in bytes.
 *
 * @spec 2026-07-28/schema#resource
 * @since 0.1.0
 */
export class Resource extends Schema.Opaque<Resource>()(
  open({
    ...definitionFields,
    uri: Uri,
    size: Schema.optionalKey(Schema.Int)
  })
) {}

/**
 * The definition of a family of resources, by RFC 6570 template.
 *
 * @spec 2026-07-28/schema#resourcetemplate
 * @since 0.1.0
 */
export class ResourceTemplate extends Schema.Opaque<ResourceTemplate>()(
  open({ ...definitionFields, uriTemplate: UriTemplate })
) {}

/**
 * Parameters of `resources/list`.
 *
 * @spec 2026-07-28/schema#listresourcesrequest
 * @since 0.1.0
 */
export const ListResourcesRequestParams = PaginatedRequestParams
export type ListResourcesRequestParams = typeof ListResourcesRequestParams.Type

/**
 * One page of a server's resources.
 *
 * @spec 2026-07-28/schema#listresourcesresult
 * @since 0.1.0
 */
export class ListResourcesResult extends Schema.Opaque<ListResourcesResult>()(
  open({
    ...resultFields,
    ...cacheFields,
    resources: Schema.Array(Resource),
    nextCursor: Schema.optionalKey(Cursor)
  })
) {}

/**
 * Parameters of `resources/templates/list`.
 *
 * @spec 2026-07-28/schema#listresourcetemplatesrequest
 * @since 0.1.0
 */
export const ListResourceTemplatesRequestParams = PaginatedRequestParams
export type ListResourceTemplatesRequestParams = typeof ListResourceTemplatesRequestParams.Type

/**
 * One page of a server's resource templates.
 *
 * @spec 2026-07-28/schema#listresourcetemplatesresult
 * @since 0.1.0
 */
export class ListResourceTemplatesResult extends Schema.Opaque<ListResourceTemplatesResult>()(
  open({
    ...resultFields,
    ...cacheFields,
    resourceTemplates: Schema.Array(ResourceTemplate),
    nextCursor: Schema.optionalKey(Cursor)
  })
) {}

/**
 * Parameters of `resources/read`.
 *
 * @spec 2026-07-28/schema#readresourcerequestparams
 * @since 0.1.0
 */
export class ReadResourceRequestParams extends Schema.Opaque<ReadResourceRequestParams>()(
  open({
    ...requestFields,
    ...inputResponseFields,
    uri: Uri
  })
) {}

/**
 * What was read. One URI may have several contents, a directory for example.
 *
 * @spec 2026-07-28/schema#readresourceresult
 * @since 0.1.0
 */
export class ReadResourceResult extends Schema.Opaque<ReadResourceResult>()(
  open({
    ...resultFields,
    ...cacheFields,
    contents: Schema.Array(ResourceContents)
  })
) {}

/**
 * Parameters of `notifications/resources/updated`; `uri` may be below the one that is watched.
 *
 * @spec 2026-07-28/schema#resourceupdatednotificationparams
 * @since 0.1.0
 */
export class ResourceUpdatedNotificationParams extends Schema.Opaque<ResourceUpdatedNotificationParams>()(
  open({ ...notificationFields, uri: Uri })
) {}
