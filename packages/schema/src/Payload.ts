/**
 * What parameters and results have in common: `_meta`, pages, caching, the kind of result.
 *
 * @spec 2026-07-28/schema#common-types
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

import { open } from "./internal/open.ts"
import { isObject, type JsonObject } from "./Json.ts"
import { NotificationMetaObject, RequestMetaObject, ResultMetaObject } from "./Meta.ts"

/**
 * Which of a method's results this is. Absent means `"complete"`; a value that neither the
 * specification nor an agreed extension defines makes the response invalid.
 *
 * @spec 2026-07-28/schema#resulttype
 * @since 0.1.0
 */
export const ResultType = Schema.String
export type ResultType = typeof ResultType.Type

/**
 * Who may keep a result: `public` for anybody, `private` for the caller it was made for.
 *
 * @spec 2026-07-28/server/utilities/caching#cache-scope-field
 * @since 0.1.0
 */
export const CacheScope = Schema.Literals(["public", "private"])
export type CacheScope = typeof CacheScope.Type

/**
 * Where a list goes on. Opaque; the empty string is one too.
 *
 * @spec 2026-07-28/schema#cursor
 * @since 0.1.0
 */
export const Cursor = Schema.String
export type Cursor = typeof Cursor.Type

/**
 * Members of every request's parameters.
 *
 * @since 0.1.0
 */
export const requestFields = { _meta: Schema.optionalKey(RequestMetaObject) }

/**
 * Members of every notification's parameters.
 *
 * @since 0.1.0
 */
export const notificationFields = { _meta: Schema.optionalKey(NotificationMetaObject) }

/**
 * Members of every result.
 *
 * @since 0.1.0
 */
export const resultFields = {
  _meta: Schema.optionalKey(ResultMetaObject),
  resultType: Schema.optionalKey(ResultType)
}

/** Answers to questions, by the question's key. One that is wrong is asked again, so none is read here. */
const AnsweredQuestions = Schema.declare<JsonObject>(isObject, {
  expected: "an object of answers",
  toCodecArbitrary: () =>
    Schema.link<JsonObject>()(
      Schema.Record(
        Schema.String,
        Schema.Struct({ action: Schema.Literals(["accept", "decline", "cancel"]) })
      ),
      {
        decode: SchemaGetter.transform((answers): JsonObject => ({ ...answers })),
        encode: SchemaGetter.transform(() => ({}))
      }
    )
})

/**
 * Members of a request that may be the retry of one that ended in questions.
 *
 * @since 0.1.0
 */
export const inputResponseFields = {
  inputResponses: Schema.optionalKey(AnsweredQuestions),
  requestState: Schema.optionalKey(Schema.String)
}

/**
 * Members of a result that may be kept: `ttlMs` milliseconds from receipt, by whom `cacheScope` says.
 *
 * @since 0.1.0
 */
export const cacheFields = {
  ttlMs: Schema.optionalKey(Schema.Natural),
  cacheScope: Schema.optionalKey(CacheScope)
}

/**
 * Parameters of a request that has none of its own.
 *
 * @spec 2026-07-28/schema#requestparams
 * @since 0.1.0
 */
export class RequestParams extends Schema.Opaque<RequestParams>()(open(requestFields)) {}

/**
 * Parameters of a notification that has none of its own.
 *
 * @spec 2026-07-28/schema#notificationparams
 * @since 0.1.0
 */
export class NotificationParams extends Schema.Opaque<NotificationParams>()(
  open(notificationFields)
) {}

/**
 * Parameters of a list request.
 *
 * @spec 2026-07-28/schema#paginatedrequestparams
 * @since 0.1.0
 */
export class PaginatedRequestParams extends Schema.Opaque<PaginatedRequestParams>()(
  open({ ...requestFields, cursor: Schema.optionalKey(Cursor) })
) {}

/**
 * A result with nothing in it.
 *
 * @spec 2026-07-28/schema#emptyresult
 * @since 0.1.0
 */
export class EmptyResult extends Schema.Opaque<EmptyResult>()(open(resultFields)) {}
