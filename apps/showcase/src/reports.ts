/**
 * The reports of this server's migrations, by id.
 *
 * An id is random, since knowing it is all it takes to read the report. The oldest is forgotten when there are many.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Option } from "effect"

import type { Migration } from "./migration/index.ts"

const kept = 20

export class Reports extends Context.Service<
  Reports,
  {
    readonly keep: (report: Migration.Report) => Effect.Effect<string>
    readonly find: (id: string) => Effect.Effect<Option.Option<Migration.Report>>
  }
>()("@effect-mcp/showcase/Reports") {
  static readonly layer = Layer.sync(Reports, () => {
    const reports = new Map<string, Migration.Report>()
    return Reports.of({
      keep: (report) =>
        Effect.sync(() => {
          const id = crypto.randomUUID()
          reports.set(id, report)
          for (const oldest of reports.keys()) {
            if (reports.size <= kept) break
            reports.delete(oldest)
          }
          return id
        }),
      find: (id) => Effect.sync(() => Option.fromUndefinedOr(reports.get(id)))
    })
  })
}

/** The report as a page for people. */
export const markdown = (report: Migration.Report): string => {
  const { changed, changes, failed, files, followUps } = report.summary
  return [
    `# Effect 3 to ${report.effectVersion}`,
    "",
    `${report.written ? "Written" : "Dry run"}: ${changed} of ${files} files, ${changes.import} imports, ${changes.name} names, ${changes.shape} rewritten expressions.`,
    ...section(
      "Could not be migrated",
      report.failures.map(({ place, reason }) => `${place.file}:${place.line} ${reason}`)
    ),
    ...section(
      "Left to do by hand",
      report.followUps.map(
        ({ name, note, place }) => `${place.file}:${place.line} \`${name}\` ${note}`
      )
    ),
    "",
    `${failed} files failed, ${followUps} places are left.`,
    ""
  ].join("\n")
}

const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : ["", `## ${title}`, "", ...lines.map((line) => `- ${line}`)]

/** The report as a patch. */
export const diff = (report: Migration.Report): string =>
  report.changed.map((file) => file.diff).join("")
