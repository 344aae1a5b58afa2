/**
 * The reports of this server's migrations, by id, as files: whoever serves the folder next finds them.
 *
 * An id is random, since knowing it is all it takes to read the report. The oldest is deleted when there are many.
 *
 * @since 0.1.0
 */
import { Context, Effect, FileSystem, Layer, Option, Order, Path, Schema } from "effect"

import { Migration } from "../codemod/index.ts"

const kept = 20

const Page = Schema.fromJsonString(Migration.Report)
const encode = Schema.encodeEffect(Page)
const decode = Schema.decodeEffect(Page)

/** What `crypto.randomUUID` makes, and nothing that leads elsewhere. */
const isId = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)

/** The report was not written. */
export class ReportLost extends Schema.TaggedError<ReportLost>()("ReportLost", {
  cause: Schema.Defect()
}) {
  override get message() {
    return "The report could not be written"
  }
}

export class Reports extends Context.Service<
  Reports,
  {
    readonly keep: (report: Migration.Report) => Effect.Effect<string, ReportLost>
    readonly find: (id: string) => Effect.Effect<Option.Option<Migration.Report>>
  }
>()("@effect-mcp/showcase/Reports") {}

const make = Effect.fnUntraced(function* (folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* fs.makeDirectory(folder, { recursive: true })
  const fileOf = (id: string) => path.join(folder, `${id}.json`)

  const sweep = Effect.gen(function* () {
    const names = yield* fs.readDirectory(folder)
    const dated = yield* Effect.forEach(names, (name) =>
      Effect.map(fs.stat(path.join(folder, name)), ({ mtime }) => ({
        name,
        at: Option.match(mtime, { onNone: () => 0, onSome: (date) => date.getTime() })
      }))
    )
    const oldestFirst = dated.toSorted(Order.mapInput(Order.Number, ({ at }) => at))
    const old = oldestFirst.slice(0, Math.max(0, oldestFirst.length - kept))
    yield* Effect.forEach(old, ({ name }) => fs.remove(path.join(folder, name)))
  })

  return Reports.of({
    keep: Effect.fnUntraced(
      function* (report) {
        const id = crypto.randomUUID()
        yield* fs.writeFileString(fileOf(id), yield* encode(report))
        yield* Effect.ignore(sweep)
        return id
      },
      Effect.mapError((cause) => new ReportLost({ cause }))
    ),
    find: (id) =>
      isId(id)
        ? Effect.option(Effect.flatMap(fs.readFileString(fileOf(id)), (text) => decode(text)))
        : Effect.succeedNone
  })
})

/** Keeps them in this folder, which is made. */
export const layer = (folder: string) => Layer.effect(Reports, make(folder))

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
