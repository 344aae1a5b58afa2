/**
 * The interpreting validator: `@cfworker/json-schema` within bounds.
 *
 * Without references a check costs at most schema × value, which is much where both are large; with them it can double
 * at each level. So each time a schema meets a value is paid for, and a check that costs too much is given up.
 */
import { dereference, format, type OutputUnit, type Schema, validate } from "@cfworker/json-schema"

import type { Checker, Issue, JsonSchema, Refused, Verdict } from "../JsonSchemaValidator.ts"
import { OverBudget } from "./meter.ts"
import { type Prepared, prepare, refused } from "./schemaShape.ts"

const maxIssues = 16
const manyNodes = 10_000
const manyToCompare = 2_000

const formats: Record<string, (text: string) => boolean> = format

const valid: Verdict = { _tag: "Valid" }

type Lookup = Record<string, Schema | boolean>

/** Reads a place that the library keeps its resolved references at. */
const resolved = (schema: Schema): string | undefined => schema.__absolute_ref__

const unresolved = (table: Lookup): Refused | undefined => {
  for (const schema of Object.values(table)) {
    const target = typeof schema === "object" ? resolved(schema) : undefined
    if (target === undefined || table[target] !== undefined) continue
    const written = String((schema as Schema).$ref)
    return /^https?:/.test(written)
      ? refused("NetworkReference", `a reference to the network is not followed: ${written}`)
      : refused("NotASchema", `a reference leads nowhere: ${written}`)
  }
  return undefined
}

const decodePointer = (location: string): string => decodeURI(location.replace(/^#/, ""))

const inner =
  /^(?:A subschema had errors|Items did not match|Property ".*" does not match (?:schema|additional|unevaluated))/

/** The innermost complaints: what wraps them says nothing a reader could act on. */
const toIssues = (errors: ReadonlyArray<OutputUnit>): ReadonlyArray<Issue> => {
  const leaves = errors.filter((error) => !inner.test(error.error))
  return (leaves.length === 0 ? errors : leaves).slice(0, maxIssues).map((error) => ({
    path: decodePointer(error.instanceLocation),
    message: error.error.replace(
      /^String does not match format "pattern:(.*)"\.$/s,
      "String does not match pattern $1"
    )
  }))
}

/** Whether a JSON value has more nodes than it is wise to do anything twice with. */
const isLarge = (value: unknown, most: number): boolean => {
  let left = most
  const open: Array<unknown> = [value]
  while (open.length > 0) {
    const node = open.pop()
    if (--left < 0) return true
    if (typeof node === "object" && node !== null)
      open.push(...Object.values(node).slice(0, left + 1))
  }
  return false
}

const longestText = (value: unknown): number => {
  let longest = 0
  const open: Array<unknown> = [value]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node === "string") longest = Math.max(longest, node.length)
    else if (typeof node === "object" && node !== null)
      for (const member of Object.values(node)) open.push(member)
  }
  return longest
}

const costly: Verdict = {
  _tag: "Unvalidated",
  detail: "the schema makes checking this value too costly"
}

const broken: Verdict = {
  _tag: "Unvalidated",
  detail: "the checker cannot read this value, or not by this schema"
}

class Interpreter implements Checker {
  readonly _tag = "Checker"
  private readonly prepared: Prepared
  private readonly table: Lookup

  constructor(prepared: Prepared, table: Lookup) {
    this.prepared = prepared
    this.table = table
  }

  check(value: unknown): Verdict {
    const { meter, patterns } = this.prepared
    meter.refill()
    meter.longest = longestText(value)
    // The library's formats are global; ours are there only while this check runs.
    for (const [name, matcher] of patterns) formats[name] = matcher.test
    try {
      return this.run(value)
    } catch (error) {
      // The library is not made for strangers: what it breaks on says nothing about the value.
      return error instanceof OverBudget || error instanceof RangeError ? costly : broken
    } finally {
      for (const name of patterns.keys()) delete formats[name]
    }
  }

  private run(value: unknown): Verdict {
    const { schema, draft, isQuadratic } = this.prepared
    if (isQuadratic && isLarge(value, manyToCompare)) return costly
    const first = validate(value, schema, draft, this.table, true)
    if (first.valid) return valid
    return { _tag: "Invalid", issues: toIssues(this.all(value) ?? first.errors) }
  }

  /** All that is wrong is worth a second look, if that is cheap. */
  private all(value: unknown): ReadonlyArray<OutputUnit> | undefined {
    const { schema, draft, meter } = this.prepared
    if (isLarge(value, manyNodes)) return undefined
    meter.refill()
    try {
      return validate(value, schema, draft, this.table, false).errors
    } catch {
      return undefined
    }
  }
}

export const compile = (schema: JsonSchema): Checker | Refused => {
  const prepared = prepare(schema)
  if ("_tag" in prepared) return prepared
  let table: Lookup
  try {
    table = dereference(prepared.schema)
  } catch (error) {
    return refused("NotASchema", error instanceof Error ? error.message : "not a JSON Schema")
  }
  return unresolved(table) ?? new Interpreter(prepared, table)
}
