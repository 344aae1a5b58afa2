/** 2026-07-28: every request says who asks in what, every result says what kind it is. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

import { Implementation } from "../Implementation.ts"
import { open, openRecord } from "../internal/open.ts"
import { LenientNatural } from "../internal/text.ts"
import { LoggingLevel } from "../Logging.ts"
import * as Meta from "../Meta.ts"
import { CacheScope, Cursor } from "../Payload.ts"
import { ClientCapabilities } from "./Capabilities.ts"

export const RequestMetaObject = openRecord({
  [Meta.protocolVersion]: Schema.String,
  [Meta.clientCapabilities]: ClientCapabilities,
  [Meta.clientInfo]: Schema.optionalKey(Implementation),
  [Meta.logLevel]: Schema.optionalKey(LoggingLevel),
  [Meta.progressToken]: Schema.optionalKey(Meta.ProgressToken)
})

export const requestFields = { _meta: RequestMetaObject }
export const notificationFields = { _meta: Schema.optionalKey(Meta.NotificationMetaObject) }

// Any other value is of an extension, or makes the response invalid; absent is an older server's way.
const ResultType = Schema.Literal("complete").pipe(
  Schema.withDecodingDefaultKey(Effect.succeed("complete" as const))
)

export const resultFields = {
  _meta: Schema.optionalKey(Meta.ResultMetaObject),
  resultType: ResultType
}

// What is not said is not kept: no time, and for nobody else.
export const cacheFields = {
  ttlMs: LenientNatural.pipe(Schema.withDecodingDefaultKey(Effect.succeed(0))),
  cacheScope: CacheScope.pipe(Schema.withDecodingDefaultKey(Effect.succeed("private" as const)))
}

export const pageFields = {
  ...resultFields,
  ...cacheFields,
  nextCursor: Schema.optionalKey(Cursor)
}

export const RequestParams = open(requestFields)
export const NotificationParams = open(notificationFields)
export const PaginatedRequestParams = open({ ...requestFields, cursor: Schema.optionalKey(Cursor) })
