/**
 * What a schema found wrong with a value, as people and models read it: every place as a JSON pointer.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { StandardSchemaV1 } from "effect/StandardSchema"

import type { Issue } from "./JsonSchemaValidator.ts"

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const escape = (segment: string): string => segment.replaceAll("~", "~0").replaceAll("/", "~1")

/**
 * The place of a Standard Schema issue; empty for the whole value.
 *
 * @since 0.1.0
 */
export const pointer = (path: StandardSchemaV1.Issue["path"]): string =>
  (path ?? [])
    .map((segment) => `/${escape(String(typeof segment === "object" ? segment.key : segment))}`)
    .join("")

/**
 * The issues of another library's schema.
 *
 * @since 0.1.0
 */
export const ofStandard = (issues: ReadonlyArray<StandardSchemaV1.Issue>): ReadonlyArray<Issue> =>
  issues.map((issue) => ({ path: pointer(issue.path), message: issue.message }))

/**
 * The issues of an Effect schema.
 *
 * @since 0.1.0
 */
export const of = (error: Schema.SchemaError): ReadonlyArray<Issue> =>
  ofStandard(format(error.issue).issues)

const maxIssues = 16
const maxLength = 1000

/**
 * All of them on one line, `/a: Expected number; /b: Missing key`, cut where it would be too long to read.
 *
 * @since 0.1.0
 */
export const describe = (issues: ReadonlyArray<Issue>): string =>
  issues
    .slice(0, maxIssues)
    .map(({ message, path }) => (path === "" ? message : `${path}: ${message}`))
    .join("; ")
    .replaceAll(/\s*\n\s*/g, " ")
    .slice(0, maxLength)
