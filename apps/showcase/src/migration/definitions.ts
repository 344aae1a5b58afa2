/**
 * What the server offers and the client calls: one definition for both, so the compiler checks one against the other.
 *
 * @since 0.1.0
 */
import { ResourceTemplate, Tool } from "@effect-mcp/server"
import { Schema } from "effect"

import { Migration, Module, Question, Survey } from "../codemod/index.ts"

/** The folder cannot be read or written as it should. */
export class FolderFailed extends Schema.TaggedError<FolderFailed>()("FolderFailed", {
  reason: Schema.String
}) {
  override get message() {
    return this.reason
  }
}

/** Looks at the folder; changes nothing. */
export const SurveyFolder = Tool.make("survey", {
  title: "Survey",
  description:
    "Parses every TypeScript file of the folder and says what moving to Effect 4 involves.",
  output: Survey.Survey,
  error: FolderFailed,
  annotations: { readOnlyHint: true, openWorldHint: false }
})

/** How a question was settled. */
export const Decision = Schema.Struct({
  question: Question.Question,
  answer: Schema.String,
  /** Why the default was taken; absent where the client answered. */
  because: Schema.optionalKey(Schema.String)
})
export interface Decision extends Schema.Schema.Type<typeof Decision> {}

/** Migrates the folder, and asks where the source leaves a choice. A task where the client knows of tasks. */
export const MigrateFolder = Tool.make("migrate", {
  title: "Migrate",
  description:
    "Rewrites the folder from Effect 3 to Effect 4, each file as a task of its own. A dry run unless `write` is true: nothing is changed, the diff is in the report.",
  input: Schema.Struct({ write: Schema.Boolean }),
  output: Schema.Struct({
    /** Names the report; `migration://reports/{id}` and `migration://diffs/{id}` hold it. */
    id: Schema.String,
    written: Schema.Boolean,
    summary: Migration.Report.fields.summary,
    decisions: Schema.Array(Decision),
    /** The tasks that did it, file by file. */
    modules: Schema.Array(Schema.Struct({ file: Schema.String, task: Schema.String }))
  }),
  error: FolderFailed,
  annotations: { destructiveHint: true, idempotentHint: true, openWorldHint: false },
  task: { support: "optional", ttl: "1 day", pollInterval: "100 millis" }
})

/** Migrates one file. Always a task. */
export const MigrateModule = Tool.make("migrate_module", {
  title: "Migrate one file",
  description:
    "Rewrites one file of the folder from Effect 3 to Effect 4. Asks what `answers` does not answer.",
  input: Schema.Struct({
    file: Schema.String,
    answers: Schema.Record(Schema.String, Schema.String),
    write: Schema.Boolean
  }),
  output: Schema.Struct({ rewritten: Module.Rewritten, decisions: Schema.Array(Decision) }),
  error: FolderFailed,
  annotations: { destructiveHint: true, idempotentHint: true, openWorldHint: false },
  task: { support: "required", ttl: "1 day", pollInterval: "100 millis" }
})

const params = Schema.Struct({ id: Schema.String })

/** What a migration did, for people. */
export const ReportPage = ResourceTemplate.make("migration://reports/{id}", {
  name: "report",
  description: "What a migration did, and what is left to do by hand.",
  mimeType: "text/markdown",
  params
})

/** The same as a patch. */
export const DiffPage = ResourceTemplate.make("migration://diffs/{id}", {
  name: "diff",
  description: "The unified diff of a migration.",
  mimeType: "text/x-diff",
  params
})
