/** 2025-06-18 brings elicitation: forms only, one kind of enum, a default for booleans only. */
import * as Schema from "effect/Schema"

import { BooleanSchema } from "../Elicitation.ts"
import { open } from "../internal/open.ts"
import { AnyNumber } from "../internal/text.ts"
import { requestFields, resultFields } from "../v2024_11_05/Payload.ts"

const optionalString = Schema.optionalKey(Schema.String)
const about = { title: optionalString, description: optionalString }

export const StringSchema = open({
  ...about,
  type: Schema.Literal("string"),
  minLength: Schema.optionalKey(Schema.Natural),
  maxLength: Schema.optionalKey(Schema.Natural),
  format: Schema.optionalKey(Schema.Literals(["email", "uri", "date", "date-time"]))
})

export const NumberSchema = open({
  ...about,
  type: Schema.Literals(["number", "integer"]),
  minimum: Schema.optionalKey(AnyNumber),
  maximum: Schema.optionalKey(AnyNumber)
})

export const EnumSchema = open({
  ...about,
  type: Schema.Literal("string"),
  enum: Schema.Array(Schema.String),
  enumNames: Schema.optionalKey(Schema.Array(Schema.String))
})

export const PrimitiveSchemaDefinition = Schema.Union([
  EnumSchema,
  StringSchema,
  NumberSchema,
  BooleanSchema
])

export const ElicitRequestParams = open({
  ...requestFields,
  message: Schema.String,
  requestedSchema: open({
    type: Schema.Literal("object"),
    properties: Schema.Record(Schema.String, PrimitiveSchemaDefinition),
    required: Schema.optionalKey(Schema.Array(Schema.String))
  })
})

export const ElicitResult = open({
  ...resultFields,
  action: Schema.Literals(["accept", "decline", "cancel"]),
  content: Schema.optionalKey(
    Schema.Record(Schema.String, Schema.Union([Schema.String, AnyNumber, Schema.Boolean]))
  )
})
