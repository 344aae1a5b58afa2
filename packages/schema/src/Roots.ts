/**
 * Roots: the folders a client lets a server know of.
 *
 * @spec 2026-07-28/client/roots#protocol-messages
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { FileUri } from "./internal/text.ts"
import { MetaObject } from "./Meta.ts"
import { RequestParams } from "./Payload.ts"

/**
 * One folder or file; its URI begins with `file://`.
 *
 * @spec 2026-07-28/schema#root
 * @since 0.1.0
 */
export class Root extends Schema.Opaque<Root>()(
  open({
    uri: FileUri,
    name: Schema.optionalKey(Schema.String),
    _meta: Schema.optionalKey(MetaObject)
  })
) {}

/**
 * Parameters of `roots/list`.
 *
 * @spec 2026-07-28/schema#listrootsrequest
 * @since 0.1.0
 */
export const ListRootsRequestParams = RequestParams
export type ListRootsRequestParams = typeof ListRootsRequestParams.Type

/**
 * The client's answer.
 *
 * @spec 2026-07-28/schema#listrootsresult
 * @since 0.1.0
 */
export class ListRootsResult extends Schema.Opaque<ListRootsResult>()(
  open({
    roots: Schema.Array(Root),
    _meta: Schema.optionalKey(MetaObject)
  })
) {}
