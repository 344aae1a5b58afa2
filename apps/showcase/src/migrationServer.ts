/**
 * The migration of one folder as an MCP server; which transport serves it is its caller's choice.
 *
 * @since 0.1.0
 */
import { McpRequest } from "@effect-mcp/protocol"
import { Elicitation, McpServer, Progress, Resource, Step } from "@effect-mcp/server"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Option, Schema } from "effect"

import {
  type Decision,
  DiffPage,
  FolderFailed,
  MigrateFolder,
  ReportPage,
  SurveyFolder
} from "./definitions.ts"
import { Migration, Question, Survey } from "./migration/index.ts"
import * as Reports from "./reports.ts"

const failed = (error: { readonly message: string }) => new FolderFailed({ reason: error.message })

const surveying = (root: string) =>
  SurveyFolder.handle(() =>
    Effect.gen(function* () {
      const request = yield* McpRequest.McpRequest
      const report: Survey.OnProgress = (done, total, file) =>
        Effect.provideService(
          Progress.report(done, { total, message: file }),
          McpRequest.McpRequest,
          request
        )
      return yield* Effect.mapError(Survey.survey(root, report), failed)
    })
  )

const choice = ({ options, ...question }: Question.Question) =>
  Schema.Struct({
    answer: Schema.Union(
      options.map(({ label, value }) => Schema.Literal(value).annotate({ title: label }))
    ).annotate({ default: question.default })
  })

const byDefault = (question: Question.Question, because: string): Decision => ({
  question,
  answer: question.default,
  because
})

/** Asks the person; a client that cannot be asked, and one that will not answer, get the default. */
const decide = (question: Question.Question) =>
  Elicitation.form({
    key: question.id,
    message: `${question.place.file}:${question.place.line}  ${question.snippet.trim()}\n${question.text}`,
    schema: choice(question)
  }).pipe(
    Effect.map(({ answer }): Decision => ({ question, answer })),
    Effect.catchTags({
      Unsupported: () => Effect.succeed(byDefault(question, "the client cannot be asked")),
      Declined: () => Effect.succeed(byDefault(question, "the question was declined")),
      Cancelled: () => Effect.succeed(byDefault(question, "the question was dismissed"))
    })
  )

const Done = Schema.Struct({ id: Schema.String, summary: Migration.Report.fields.summary })

/** Asks all questions of the moment together, then migrates once, however often the call is replayed. */
const migrating = (root: string) =>
  MigrateFolder.handle(
    Effect.fnUntraced(function* ({ write }) {
      const reports = yield* Reports.Reports
      const questions = yield* Step.once(
        "questions",
        Schema.Array(Question.Question),
        Survey.survey(root).pipe(
          Effect.map((survey) => survey.questions),
          Effect.mapError(failed)
        ),
        { error: FolderFailed }
      )
      const decisions = yield* Effect.forEach(questions, decide, { concurrency: "unbounded" })
      const answers = Object.fromEntries(
        decisions.map(({ answer, question }) => [question.id, answer])
      )
      const done = yield* Step.once(
        "migrate",
        Done,
        Migration.run(root, { answers, write }).pipe(
          Effect.mapError(failed),
          Effect.flatMap((report) =>
            Effect.map(reports.keep(report), (id) => ({ id, summary: report.summary }))
          )
        ),
        { error: FolderFailed }
      )
      return { ...done, written: write, decisions }
    })
  )

const page = (id: string, uri: string, render: (report: Migration.Report) => string) =>
  Effect.gen(function* () {
    const reports = yield* Reports.Reports
    const report = yield* reports.find(id)
    return yield* Option.match(report, {
      onNone: () => Effect.fail(new Resource.NotFound({ uri })),
      onSome: (found) => Effect.succeed(render(found))
    })
  })

/**
 * A server that surveys and migrates one folder.
 *
 * @since 0.1.0
 */
export const layer = (root: string) =>
  McpServer.layer({
    name: "migration",
    version: "1.0.0",
    title: "Effect 3 to 4",
    instructions: "Call survey first, then migrate; read the report it names."
  }).pipe(
    McpServer.provide(
      surveying(root),
      migrating(root),
      ReportPage.handle(({ id }, uri) => page(id, uri, Reports.markdown)),
      DiffPage.handle(({ id }, uri) => page(id, uri, Reports.diff))
    ),
    Layer.provide([Reports.Reports.layer, NodeServices.layer])
  )
