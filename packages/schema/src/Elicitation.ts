/**
 * Elicitation: a server asks the person, by a form or by a page elsewhere.
 *
 * @spec 2026-07-28/client/elicitation#elicitation-requests
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { AnyNumber, Uri } from "./internal/text.ts"
import { MetaObject } from "./Meta.ts"
import { notificationFields, requestFields } from "./Payload.ts"

const optionalString = Schema.optionalKey(Schema.String)
const optionalNatural = Schema.optionalKey(Schema.Natural)
const about = { title: optionalString, description: optionalString }

/**
 * A field for text.
 *
 * @spec 2026-07-28/schema#stringschema
 * @since 0.1.0
 */
export class StringSchema extends Schema.Opaque<StringSchema>()(
  open({
    ...about,
    type: Schema.Literal("string"),
    minLength: optionalNatural,
    maxLength: optionalNatural,
    pattern: optionalString,
    format: Schema.optionalKey(Schema.Literals(["email", "uri", "date", "date-time"])),
    default: optionalString
  })
) {}

/**
 * A field for a number.
 *
 * @spec 2026-07-28/schema#numberschema
 * @since 0.1.0
 */
export class NumberSchema extends Schema.Opaque<NumberSchema>()(
  open({
    ...about,
    type: Schema.Literals(["number", "integer"]),
    minimum: Schema.optionalKey(Schema.Finite),
    maximum: Schema.optionalKey(Schema.Finite),
    default: Schema.optionalKey(Schema.Finite)
  })
) {}

/**
 * A field for yes or no.
 *
 * @spec 2026-07-28/schema#booleanschema
 * @since 0.1.0
 */
export class BooleanSchema extends Schema.Opaque<BooleanSchema>()(
  open({
    ...about,
    type: Schema.Literal("boolean"),
    default: Schema.optionalKey(Schema.Boolean)
  })
) {}

const titled = Schema.Array(open({ const: Schema.String, title: Schema.String }))

/**
 * One of several values.
 *
 * @spec 2026-07-28/schema#untitledsingleselectenumschema
 * @since 0.1.0
 */
export class UntitledSingleSelectEnumSchema extends Schema.Opaque<UntitledSingleSelectEnumSchema>()(
  open({
    ...about,
    type: Schema.Literal("string"),
    enum: Schema.Array(Schema.String),
    default: optionalString
  })
) {}

/**
 * One of several values, each with a title.
 *
 * @spec 2026-07-28/schema#titledsingleselectenumschema
 * @since 0.1.0
 */
export class TitledSingleSelectEnumSchema extends Schema.Opaque<TitledSingleSelectEnumSchema>()(
  open({
    ...about,
    type: Schema.Literal("string"),
    oneOf: titled,
    default: optionalString
  })
) {}

const several = {
  ...about,
  type: Schema.Literal("array"),
  minItems: optionalNatural,
  maxItems: optionalNatural,
  default: Schema.optionalKey(Schema.Array(Schema.String))
}

/**
 * Some of several values.
 *
 * @spec 2026-07-28/schema#untitledmultiselectenumschema
 * @since 0.1.0
 */
export class UntitledMultiSelectEnumSchema extends Schema.Opaque<UntitledMultiSelectEnumSchema>()(
  open({
    ...several,
    items: open({ type: Schema.Literal("string"), enum: Schema.Array(Schema.String) })
  })
) {}

/**
 * Some of several values, each with a title.
 *
 * @spec 2026-07-28/schema#titledmultiselectenumschema
 * @since 0.1.0
 */
export class TitledMultiSelectEnumSchema extends Schema.Opaque<TitledMultiSelectEnumSchema>()(
  open({ ...several, items: open({ anyOf: titled }) })
) {}

/**
 * One of several values, with titles in a list beside it: the form of 2025-06-18.
 *
 * @spec 2026-07-28/schema#legacytitledenumschema
 * @since 0.1.0
 */
export class LegacyTitledEnumSchema extends Schema.Opaque<LegacyTitledEnumSchema>()(
  open({
    ...about,
    type: Schema.Literal("string"),
    enum: Schema.Array(Schema.String),
    enumNames: Schema.optionalKey(Schema.Array(Schema.String)),
    default: optionalString
  })
) {}

/**
 * A field with a fixed set of values, in any of its five forms.
 *
 * @spec 2026-07-28/schema#enumschema
 * @since 0.1.0
 */
export const EnumSchema = Schema.Union([
  LegacyTitledEnumSchema,
  UntitledSingleSelectEnumSchema,
  TitledSingleSelectEnumSchema,
  UntitledMultiSelectEnumSchema,
  TitledMultiSelectEnumSchema
])
export type EnumSchema = typeof EnumSchema.Type

/**
 * One field of a form.
 *
 * @spec 2026-07-28/schema#primitiveschemadefinition
 * @since 0.1.0
 */
export const PrimitiveSchemaDefinition = Schema.Union([
  EnumSchema,
  StringSchema,
  NumberSchema,
  BooleanSchema
])
export type PrimitiveSchemaDefinition = typeof PrimitiveSchemaDefinition.Type

/**
 * A form: a flat object, each property one field.
 *
 * @spec 2026-07-28/client/elicitation#requested-schema
 * @since 0.1.0
 */
export class RequestedSchema extends Schema.Opaque<RequestedSchema>()(
  open({
    $schema: optionalString,
    type: Schema.Literal("object"),
    properties: Schema.Record(Schema.String, PrimitiveSchemaDefinition),
    required: Schema.optionalKey(Schema.Array(Schema.String))
  })
) {}

/**
 * Parameters of `elicitation/create` for a form. Without `mode` it is a form.
 *
 * @spec 2026-07-28/schema#elicitrequestformparams
 * @since 0.1.0
 */
export class ElicitRequestFormParams extends Schema.Opaque<ElicitRequestFormParams>()(
  open({
    ...requestFields,
    mode: Schema.optionalKey(Schema.Literal("form")),
    message: Schema.String,
    requestedSchema: RequestedSchema
  })
) {}

/**
 * Parameters of `elicitation/create` for a page elsewhere. `elicitationId` is 2025-11-25's.
 *
 * @spec 2026-07-28/schema#elicitrequesturlparams
 * @since 0.1.0
 */
export class ElicitRequestURLParams extends Schema.Opaque<ElicitRequestURLParams>()(
  open({
    ...requestFields,
    mode: Schema.Literal("url"),
    message: Schema.String,
    url: Uri,
    elicitationId: optionalString
  })
) {}

/**
 * Parameters of `elicitation/create`.
 *
 * @spec 2026-07-28/schema#elicitrequestparams
 * @since 0.1.0
 */
export const ElicitRequestParams = Schema.Union([ElicitRequestURLParams, ElicitRequestFormParams])
export type ElicitRequestParams = typeof ElicitRequestParams.Type

/**
 * What a field can hold.
 *
 * @spec 2026-07-28/client/elicitation#response-actions
 * @since 0.1.0
 */
export const ElicitValue = Schema.Union([
  Schema.String,
  AnyNumber,
  Schema.Boolean,
  Schema.Array(Schema.String)
])
export type ElicitValue = typeof ElicitValue.Type

/**
 * What the person did. `content` is there only when a form was accepted.
 *
 * @spec 2026-07-28/schema#elicitresult
 * @since 0.1.0
 */
export class ElicitResult extends Schema.Opaque<ElicitResult>()(
  open({
    action: Schema.Literals(["accept", "decline", "cancel"]),
    content: Schema.optionalKey(Schema.Record(Schema.String, ElicitValue)),
    _meta: Schema.optionalKey(MetaObject)
  })
) {}

/**
 * Parameters of `notifications/elicitation/complete`, in 2025-11-25.
 *
 * @spec 2025-11-25/schema#elicitationcompletenotification
 * @since 0.1.0
 */
export class ElicitationCompleteNotificationParams extends Schema.Opaque<ElicitationCompleteNotificationParams>()(
  open({
    ...notificationFields,
    elicitationId: Schema.String
  })
) {}

/**
 * `data` of the error -32042, in 2025-11-25: what to visit before asking again.
 *
 * @spec 2025-11-25/client/elicitation#url-elicitation-required-error
 * @since 0.1.0
 */
export class URLElicitationRequiredData extends Schema.Opaque<URLElicitationRequiredData>()(
  open({
    elicitations: Schema.Array(ElicitRequestURLParams)
  })
) {}
