import { Tool } from "@effect-mcp/server"
import { Schema } from "effect"

/** One definition: the server handles it, the client calls it with types. */
export const Deploy = Tool.make("deploy", {
  description: "Plans a deployment, asks before applying it, and applies it once.",
  input: Schema.Struct({ env: Schema.String }),
  output: Schema.Struct({ applied: Schema.String, by: Schema.String })
})
