/**
 * What is shown when a migration is done: the figures, the decisions, the diff, and the tasks it was, as a client of the
 * other era sees them.
 *
 * @since 0.1.0
 */
import type { Client, ClientError } from "@effect-mcp/client"
import { type Resource, type Revision, Revisions } from "@effect-mcp/schema"
import { TaskHandle } from "@effect-mcp/tasks"
import { Console, Effect } from "effect"

import * as Terminal from "../terminal.ts"
import { type Decision, DiffPage, type MigrateFolder, ReportPage } from "./definitions.ts"

/** What the tool gave. */
export type Migrated = (typeof MigrateFolder.output)["Type"]

const excerpt = 40

const text = (result: Resource.ReadResourceResult): string =>
  result.contents.flatMap((part) => ("text" in part ? [part.text] : [])).join("\n")

const read = (client: Client.Client, uri: string): Effect.Effect<string, ClientError.ClientError> =>
  Effect.map(client.readResource(uri), text)

const settled = ({ answer, because, question }: Decision): string =>
  `${question.place.file}:${question.place.line} ${answer}${because === undefined ? "" : ` (the default: ${because})`}`

/** The figures, and how each question was settled. */
export const figures = Effect.fnUntraced(function* ({ decisions, summary, written }: Migrated) {
  yield* Terminal.note(
    "✓",
    "migrate",
    `${summary.changed} of ${summary.files} files ${written ? "written" : "would change"} (${summary.changes.import} imports, ${summary.changes.name} names, ${summary.changes.shape} expressions)`
  )
  for (const decision of decisions) yield* Terminal.note(" ", "", settled(decision))
})

/** The same tasks by their ids, in whatever revision this client speaks. */
export const tasks = Effect.fnUntraced(function* (
  client: Client.Client,
  task: string,
  { modules }: Migrated
) {
  const all = [{ file: "the folder", task }, ...modules]
  const width = Math.max(...all.map(({ file }) => file.length))
  yield* Terminal.note("✓", "tasks", `the same ones, as ${client.revision.version} sees them`)
  for (const { file, task } of all) {
    const handle = yield* TaskHandle.resume(client, task)
    const { status, statusMessage } = yield* handle.get
    const message = statusMessage === undefined ? "" : `: ${statusMessage}`
    yield* Terminal.note(" ", "", `${task}  ${file.padEnd(width)}  ${status}${message}`)
  }
})

/** The newest revision that has tasks of the other kind. */
export const otherKind = (revision: Revision.Revision): Revision.Revision | undefined =>
  Revisions.all.find(({ tasks }) => tasks !== "None" && tasks !== revision.tasks)

/** The diff and the report. */
export const pages = Effect.fnUntraced(function* (
  client: Client.Client,
  { id }: Migrated,
  full: boolean
) {
  const reportUri = yield* ReportPage.uri({ id })
  const report = yield* Terminal.step("report", read(client, reportUri), () => reportUri)
  const patch = yield* read(client, yield* DiffPage.uri({ id }))
  yield* Console.log(`\n${Terminal.diff(patch, full ? Infinity : excerpt)}\n`)
  const lines = report.trimEnd().split("\n")
  yield* Console.log((full ? lines : lines.slice(0, 3)).join("\n"))
})
