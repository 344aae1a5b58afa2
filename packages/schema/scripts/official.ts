/** The official JSON Schemas of one revision, ready to ask: which definition is a method's, is a value valid. */
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { Ajv, type ValidateFunction } from "ajv"
import formats from "ajv-formats"
import { Ajv2020 } from "ajv/dist/2020.js"

interface Definition {
  readonly properties?: { readonly method?: { readonly const?: string } }
}

/** One revision's official schema. */
export interface Official {
  readonly has: (definition: string) => boolean
  /** The definition of the message with this method. */
  readonly ofMethod: (method: string, kind: "Request" | "Notification") => string | undefined
  /** What is wrong with `value`, or `undefined`. */
  readonly check: (definition: string, value: unknown) => string | undefined
}

/**
 * Where the JSON Schema says less than the schema.ts it is generated from: JSON has `null` and fractions,
 * and so has `JSONValue`.
 */
const repair = (definitions: Record<string, unknown>): Record<string, unknown> =>
  "JSONValue" in definitions ? { ...definitions, JSONValue: {} } : definitions

/** Loads `<folder>/<version>.schema.json`. */
export const load = (folder: string, version: string): Official => {
  const file = JSON.parse(readFileSync(join(folder, `${version}.schema.json`), "utf8"))
  const key = "$defs" in file ? "$defs" : "definitions"
  const definitions: Record<string, Definition> = file[key]
  const options = { strict: false, validateFormats: true } as const
  const ajv = key === "$defs" ? new Ajv2020(options) : new Ajv(options)
  formats.default(ajv)
  ajv.addSchema({ $schema: file.$schema, $id: "official", [key]: repair(definitions) })
  const compiled = new Map<string, ValidateFunction>()
  const validator = (definition: string): ValidateFunction => {
    const known = compiled.get(definition)
    if (known !== undefined) return known
    const made = ajv.compile({ $ref: `official#/${key}/${definition}` })
    compiled.set(definition, made)
    return made
  }
  return {
    has: (definition) => definition in definitions,
    ofMethod: (method, kind) =>
      Object.keys(definitions).find(
        (name) => name.endsWith(kind) && definitions[name]?.properties?.method?.const === method
      ),
    check: (definition, value) => {
      const validate = validator(definition)
      return validate(value) ? undefined : ajv.errorsText(validate.errors)
    }
  }
}
