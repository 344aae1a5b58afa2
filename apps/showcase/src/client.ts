/**
 * What the terminal client does with a connected migration server.
 *
 * @since 0.1.0
 */
import type { Client, ClientError } from "@effect-mcp/client"
import type { Resource } from "@effect-mcp/schema"
import { Console, Effect } from "effect"

import { type Decision, DiffPage, MigrateFolder, ReportPage, SurveyFolder } from "./definitions.ts"
import * as Terminal from "./terminal.ts"

export interface Options {
  readonly write: boolean
  readonly full: boolean
}

const excerpt = 40

const text = (result: Resource.ReadResourceResult): string =>
  result.contents.flatMap((part) => ("text" in part ? [part.text] : [])).join("\n")

const settled = ({ answer, because, question }: Decision): string =>
  `  ${question.place.file}:${question.place.line} ${answer}${because === undefined ? "" : ` (the default: ${because})`}`

const read = (client: Client.Client, uri: string): Effect.Effect<string, ClientError.ClientError> =>
  Effect.map(client.readResource(uri), text)

/** Lists, surveys, migrates and reads the report, one timed step after the other. */
export const drive = Effect.fnUntraced(function* (client: Client.Client, options: Options) {
  yield* Terminal.step("list", client.listTools(), (tools) =>
    tools.map(({ name }) => name).join(", ")
  )
  const survey = yield* Terminal.step(
    "survey",
    client.call(SurveyFolder, {}, { onProgress: Terminal.progressBar }),
    ({ failures, files, followUps, questions }) =>
      `${files.length + failures.length} files, ${files.filter((file) => file.needsMigration).length} to migrate, ${questions.length} questions, ${followUps.length} places for a person`
  )
  for (const { place, reason } of survey.failures) {
    yield* Console.log(`  ${place.file}:${place.line} cannot be parsed: ${reason}`)
  }
  const migrated = yield* Terminal.step(
    "migrate",
    client.call(MigrateFolder, { write: options.write }, { timeout: "10 minutes" }),
    ({ summary, written }) =>
      `${summary.changed} of ${summary.files} files ${written ? "written" : "would change"} (${summary.changes.import} imports, ${summary.changes.name} names, ${summary.changes.shape} expressions)`
  )
  for (const decision of migrated.decisions) yield* Console.log(settled(decision))
  const { id } = migrated
  const reportUri = yield* ReportPage.uri({ id })
  const report = yield* Terminal.step("report", read(client, reportUri), () => reportUri)
  const patch = yield* read(client, yield* DiffPage.uri({ id }))
  yield* Console.log(`\n${Terminal.diff(patch, options.full ? Infinity : excerpt)}\n`)
  const lines = report.trimEnd().split("\n")
  yield* Console.log((options.full ? lines : lines.slice(0, 3)).join("\n"))
  return migrated
})
