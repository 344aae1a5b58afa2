/**
 * What the agents can do, as the orchestrator calls it: one tool each, always a task.
 *
 * @since 0.1.0
 */
import { Tool } from "@effect-mcp/server"
import { Schema } from "effect"

/** The agents, by what they do. */
export const Role = Schema.Literals(["researcher", "coder", "reviewer"])
export type Role = typeof Role.Type

/** The work came to nothing. */
export class WorkFailed extends Schema.TaggedError<WorkFailed>()("WorkFailed", {
  reason: Schema.String
}) {
  override get message() {
    return this.reason
  }
}

const Exported = Schema.Struct({ name: Schema.String, modules: Schema.Array(Schema.String) })

/** The researcher's: reads the sources of modules. */
export const Research = Tool.make("research", {
  description: "Finds out which names each of these installed modules exports, by its source.",
  input: Schema.Struct({ area: Schema.String, modules: Schema.Array(Schema.String) }),
  output: Schema.Struct({ exported: Schema.Array(Exported) }),
  error: WorkFailed,
  annotations: { readOnlyHint: true, openWorldHint: false },
  task: "required"
})

/** The coder's: writes a module. Asks for a sentence to put above it. */
export const WriteFinder = Tool.make("write_finder", {
  description: "Writes a TypeScript module that finds the modules of a name by perfect hashing.",
  input: Schema.Struct({ area: Schema.String, exported: Schema.Array(Exported) }),
  output: Schema.Struct({ source: Schema.String, names: Schema.Int }),
  error: WorkFailed,
  task: "required"
})

/** The reviewer's: loads a module and tries it. Asks for the verdict. */
export const Review = Tool.make("review", {
  description:
    "Loads a finder and compares all that it says with what the modules really export, and with names nobody exports.",
  input: Schema.Struct({
    area: Schema.String,
    modules: Schema.Array(Schema.String),
    source: Schema.String
  }),
  output: Schema.Struct({
    names: Schema.Int,
    wrong: Schema.Array(Schema.String),
    strangers: Schema.Int,
    approved: Schema.Boolean
  }),
  error: WorkFailed,
  task: "required"
})
