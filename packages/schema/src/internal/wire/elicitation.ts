/** Elicitation, as a revision has it. */
import type {
  ElicitRequestFormParams,
  ElicitRequestParams,
  PrimitiveSchemaDefinition
} from "../../Elicitation.ts"
import type { Revision } from "../../Revision.ts"
import type { Name } from "../../Shapes.ts"
import { lacksOf, without } from "../lacks.ts"

/**
 * A question to the person, or `undefined` when the revision has no way to ask it: no elicitation at all,
 * no pages, or a form with a field of several values before there were any. Titles of a choice move to
 * `enumNames` where that is how they are said.
 *
 * @spec 2026-07-28/client/elicitation#elicitation-requests
 * @since 0.1.0
 */
export const elicitRequest = (
  revision: Revision,
  params: ElicitRequestParams
): ElicitRequestParams | undefined => {
  const lacks = lacksOf(revision)
  if (params.mode === "url") {
    return revision.urlElicitation === "None"
      ? undefined
      : without(params, lacks.ElicitRequestURLParams)
  }
  return revision.elicitation
    ? form(revision, without(params, lacks.ElicitRequestFormParams))
    : undefined
}

const form = (
  revision: Revision,
  params: ElicitRequestFormParams
): ElicitRequestFormParams | undefined => {
  const schema = params.requestedSchema
  const fields: Array<readonly [string, PrimitiveSchemaDefinition]> = []
  let changed = false
  for (const [name, field] of Object.entries(schema.properties)) {
    const next = formField(revision, field)
    if (next === undefined) return undefined
    if (next !== field) changed = true
    fields.push([name, next])
  }
  return changed
    ? { ...params, requestedSchema: { ...schema, properties: Object.fromEntries(fields) } }
    : params
}

const formField = (
  revision: Revision,
  field: PrimitiveSchemaDefinition
): PrimitiveSchemaDefinition | undefined => {
  const shape = shapeOf(field)
  if (revision.shapes[shape] !== undefined) return without(field, lacksOf(revision)[shape])
  if (field.type !== "string" || !("oneOf" in field)) return undefined
  const { oneOf, ...rest } = field
  const legacy = {
    ...rest,
    enum: oneOf.map((choice) => choice.const),
    enumNames: oneOf.map((choice) => choice.title)
  }
  return without(legacy, lacksOf(revision).LegacyTitledEnumSchema)
}

const shapeOf = (field: PrimitiveSchemaDefinition): Name => {
  if (field.type === "boolean") return "BooleanSchema"
  if (field.type === "array") {
    return "enum" in field.items ? "UntitledMultiSelectEnumSchema" : "TitledMultiSelectEnumSchema"
  }
  if (field.type !== "string") return "NumberSchema"
  if ("oneOf" in field) return "TitledSingleSelectEnumSchema"
  return "enum" in field ? "LegacyTitledEnumSchema" : "StringSchema"
}
