/**
 * A tool whose input is described by a JSON Schema from elsewhere: listed key for key, and arguments are checked by it.
 *
 * @since 0.1.0
 */
import { Tool } from "@effect-mcp/server"
import { Effect } from "effect"

/** The tool of this page. */
export const SchemaTools = Tool.fromJsonSchema("json_schema_2020_12_tool", {
  description: "Tool with JSON Schema 2020-12 features",
  inputSchema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    $defs: {
      address: {
        $anchor: "addressDef",
        type: "object",
        properties: { street: { type: "string" }, city: { type: "string" } }
      }
    },
    properties: {
      name: { type: "string" },
      address: { $ref: "#/$defs/address" },
      contactMethod: { type: "string", enum: ["phone", "email"] },
      phone: { type: "string" },
      email: { type: "string" }
    },
    allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
    if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema, never awaited
    then: { required: ["phone"] },
    else: { required: ["email"] },
    additionalProperties: false
  }
}).handle((input) => Effect.succeed(`Received ${JSON.stringify(input)}`))
