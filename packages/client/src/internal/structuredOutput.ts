/**
 * Whether what a tool gave is what the server said it would give. The output schemas are those of the last listing.
 *
 * A schema that cannot be checked against (it needs the network, or has a pattern without a linear-time form) is
 * warned about once; the results of its tool are delivered, and marked.
 *
 * @spec 2026-07-28/server/tools#output-schema
 * @since 0.1.0
 */
import { type JsonSchemaValidator, RequestError } from "@effect-mcp/protocol"
import type { Tool } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import type { ToolResult } from "../ToolResult.ts"

type Checker = JsonSchemaValidator.Checker | JsonSchemaValidator.Refused

/** Where in its listing a page is. @since 0.1.0 */
export interface Place {
  readonly isFirst: boolean
  readonly isLast: boolean
}

/** The output schemas of one server. @since 0.1.0 */
export class StructuredOutput {
  private tools = new Map<string, Tool.Tool>()
  /** Those of the listing before, while another is under way. */
  private before = new Map<string, Tool.Tool>()
  private isWhole = false
  private readonly compiled = new WeakMap<Tool.OutputSchema, Checker>()
  private readonly validator: JsonSchemaValidator.JsonSchemaValidator["Service"]

  constructor(validator: JsonSchemaValidator.JsonSchemaValidator["Service"]) {
    this.validator = validator
  }

  /** What a page of `tools/list` says. What is no longer listed is forgotten with the last one. */
  learn(tools: ReadonlyArray<Tool.Tool>, { isFirst, isLast }: Place): void {
    if (isFirst) {
      if (this.isWhole) this.before = this.tools
      this.tools = new Map()
    }
    for (const tool of tools) this.tools.set(tool.name, tool)
    this.isWhole = isLast
    if (isLast) this.before = new Map()
  }

  /** Whether every tool that the server has was listed. */
  get isComplete(): boolean {
    return this.isWhole
  }

  /** The tool as it was last listed. */
  tool(name: string): Tool.Tool | undefined {
    return this.tools.get(name) ?? this.before.get(name)
  }

  /** Another server may be at the other end. */
  forget(): void {
    this.tools.clear()
    this.before.clear()
    this.isWhole = false
  }

  /** Fails if the result breaks the schema, or leaves out what it promises. */
  check(
    name: string,
    result: Tool.CallToolResult
  ): Effect.Effect<ToolResult, RequestError.InvalidResult> {
    const schema = this.tool(name)?.outputSchema
    if (schema === undefined || result.isError === true) {
      return Effect.succeed({ ...result, validation: { _tag: "NotDeclared" } })
    }
    if (result.structuredContent === undefined) {
      return invalid(`tool "${name}" has an output schema and gave no structured content`)
    }
    return Effect.flatMap(this.checker(name, schema), (checker) => judge(name, result, checker))
  }

  private checker(name: string, schema: Tool.OutputSchema): Effect.Effect<Checker> {
    return Effect.suspend(() => {
      const known = this.compiled.get(schema)
      if (known !== undefined) return Effect.succeed(known)
      const made = this.validator.compile(schema)
      this.compiled.set(schema, made)
      if (made._tag === "Checker") return Effect.succeed(made)
      const warning = `The output of tool "${name}" is not validated (${made.reason}): ${made.detail}`
      return Effect.as(Effect.logWarning(warning), made)
    })
  }
}

const judge = (
  name: string,
  result: Tool.CallToolResult,
  checker: Checker
): Effect.Effect<ToolResult, RequestError.InvalidResult> => {
  if (checker._tag === "Refused") {
    const { detail, reason } = checker
    return Effect.succeed({ ...result, validation: { _tag: "Unvalidated", reason, detail } })
  }
  const verdict = checker.check(result.structuredContent)
  switch (verdict._tag) {
    case "Valid":
      return Effect.succeed({ ...result, validation: verdict })
    case "Unvalidated":
      return Effect.succeed({ ...result, validation: { ...verdict, reason: "TooComplex" } })
    default:
      return invalid(`the output of tool "${name}" breaks its schema: ${listed(verdict.issues)}`)
  }
}

const listed = (issues: ReadonlyArray<JsonSchemaValidator.Issue>): string =>
  issues
    .slice(0, 8)
    .map(({ message, path }) => (path === "" ? message : `${path}: ${message}`))
    .join("; ")

const invalid = (issue: string) => Effect.fail(new RequestError.InvalidResult({ issue }))
