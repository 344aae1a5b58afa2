import { Tool } from "@effect-mcp/server"
import { Schema } from "effect"

/** `task` is the word that lets a call be a task. */
export const Deploy = Tool.make("deploy", {
  description: "Plans a deployment, asks before applying it, and applies it once.",
  input: Schema.Struct({ env: Schema.String }),
  output: Schema.Struct({ plan: Schema.String, plannedBy: Schema.Int, appliedBy: Schema.Int }),
  task: "optional"
})
