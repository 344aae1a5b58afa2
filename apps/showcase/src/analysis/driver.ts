/**
 * What the driver does in one revision: starts the analysis, goes on with other calls, hears that it is over, fetches the
 * report, and believes none of it before it has calculated it too.
 *
 * @since 0.1.0
 */
import { type Client, McpClient, ToolResult } from "@effect-mcp/client"
import { ClientTransport } from "@effect-mcp/protocol"
import type { Content, Revision } from "@effect-mcp/schema"
import { TaskClient, TaskHandle } from "@effect-mcp/tasks"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { Effect, FileSystem, Path, Schema } from "effect"

import * as Terminal from "../terminal.ts"
import { accompany, check as checkCompany } from "./accompany.ts"
import { Analyse } from "./definitions.ts"
import { Report } from "./flights/index.ts"
import * as Meanwhile from "./meanwhile.ts"
import * as Notices from "./notices.ts"
import * as Comparison from "./verify/Comparison.ts"
import type { Expected } from "./verify/Expected.ts"
import { demand, Wrong } from "./wrong.ts"

/** What a run is told. */
export interface Options {
  readonly url: string
  readonly revision: Revision.Revision
  readonly from: string
  readonly until: string
  readonly resamples: number
  /** Where the chart goes. */
  readonly folder: string
  /** The driver's own figures, once they are there. */
  readonly expected: Effect.Effect<Expected>
  /** The hour whose error is among them. */
  readonly hour: number
}

const connect = ({ revision }: Options, notices: Notices.Notices) =>
  Terminal.step(
    "connect",
    McpClient.connect({ name: "showcase", version: "1.0.0", pin: revision }).pipe(
      Effect.provideService(ClientTransport.ClientTransport, notices.transport),
      Effect.provide(TaskClient.layer())
    ),
    ({ revision, server }) => `${server.info?.title ?? "the server"} speaks ${revision.version}`
  )

/** Whether the departures that were asked for in between are right. */
const departed = (
  { answer, question: { airport, day } }: Meanwhile.Answered,
  { departures }: Expected
): ReadonlyArray<string> => {
  const index = Meanwhile.questions.findIndex((one) => one.airport === airport && one.day === day)
  const expected = departures[index]
  const isRight =
    expected !== undefined &&
    answer.flights === expected.flights &&
    Math.abs((answer.meanDelay ?? 0) - (expected.meanDelay ?? 0)) < 1e-9 &&
    (answer.farthest?.distance ?? null) === expected.distance
  return isRight ? [] : [`${airport} on ${day}: ${JSON.stringify(answer)}`]
}

/** The picture among the content, with a point for each figure that is drawn. */
const chart = Effect.fnUntraced(function* (
  content: ReadonlyArray<Content.ContentBlock>,
  { hours, source }: Report.Report
) {
  const image = content.find((block) => block.type === "image")
  if (image === undefined) return yield* new Wrong({ problems: ["the result has no image"] })
  yield* demand(image.mimeType === "image/svg+xml", `the image is ${image.mimeType}`)
  const svg = Buffer.from(image.data, "base64").toString("utf8")
  const drawn = hours.filter(({ flights }) => flights >= source.flights / 1000).length
  const points = svg.split("<circle").length - 1
  yield* demand(svg.startsWith("<svg ") && svg.endsWith("</svg>\n"), "the chart is no SVG")
  yield* demand(points === 2 * drawn, `the chart has ${points} points, not ${2 * drawn}`)
  return svg
})

const decode = Schema.decodeUnknownEffect(Report.Report)

const check = Effect.fnUntraced(function* (
  report: Report.Report,
  answered: ReadonlyArray<Meanwhile.Answered>,
  options: Options
) {
  const expected = yield* options.expected
  const findings = Comparison.compare(report, expected, options.hour)
  const problems = [
    ...findings.filter(({ isRight }) => !isRight).map(Comparison.describe),
    ...answered.flatMap((one) => departed(one, expected))
  ]
  if (problems.length > 0) return yield* new Wrong({ problems })
  return findings.length + answered.length
})

/** Starts the analysis, and stays with it until its report is here. */
const analyse = Effect.fnUntraced(function* (
  client: Client.Client,
  notices: Notices.Notices,
  { from, resamples, until }: Options
) {
  const handle = yield* TaskHandle.start(client, Analyse.name, { from, until, resamples })
  const { id, result, status } = handle
  if (id === undefined) {
    const { content } = yield* result
    return yield* new Wrong({
      problems: ["The call has become no task", ToolResult.text({ content })]
    })
  }
  yield* Terminal.note("✓", "start", `task ${id}`)
  const company = yield* accompany(client, { id, status }, notices)
  const fetched = yield* Terminal.step("fetch", result, ({ content }) =>
    content.map(({ type }) => type).join(", ")
  )
  return fetched.isError === true
    ? yield* new Wrong({ problems: [ToolResult.text(fetched)] })
    : { company, fetched }
})

const keep = Effect.fnUntraced(function* (svg: string, { folder, revision }: Options) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(folder, `delays-${revision.version}.svg`)
  yield* fs.writeFileString(file, svg)
  yield* Terminal.note("✓", "chart", file)
})

/** Runs it all; fails with what is wrong. */
export const drive = Effect.fnUntraced(function* (options: Options) {
  const notices = Notices.make(StreamableHttpClient.make({ url: options.url }))
  const client = yield* connect(options, notices)
  const { company, fetched } = yield* analyse(client, notices, options)
  yield* checkCompany(company, client)
  const report = yield* decode(fetched.structuredContent)
  yield* keep(yield* chart(fetched.content, report), options)
  yield* Terminal.step(
    "check",
    check(report, company.answered, options),
    (figures) => `${figures} figures agree with the driver's own calculation`
  )
  return report
}, Effect.scoped)
