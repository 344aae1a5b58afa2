/** What parameters and results have in common in 2024-11-05: `_meta`, and pages. */
import * as Schema from "effect/Schema"

import { open, openRecord } from "../internal/open.ts"
import { MetaObject, ProgressToken } from "../Meta.ts"
import { Cursor } from "../Payload.ts"

export const requestFields = {
  _meta: Schema.optionalKey(openRecord({ progressToken: Schema.optionalKey(ProgressToken) }))
}
export const notificationFields = { _meta: Schema.optionalKey(MetaObject) }
export const resultFields = { _meta: Schema.optionalKey(MetaObject) }
export const pageFields = { ...resultFields, nextCursor: Schema.optionalKey(Cursor) }

export const RequestParams = open(requestFields)
export const NotificationParams = open(notificationFields)
export const PaginatedRequestParams = open({ ...requestFields, cursor: Schema.optionalKey(Cursor) })
export const EmptyResult = open(resultFields)
