/**
 * The migration of one folder as an MCP server; which transport serves it is its caller's choice.
 *
 * @since 0.1.0
 */
import { McpRequest } from "@effect-mcp/protocol"
import { McpServer, Progress, Resource } from "@effect-mcp/server"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Option } from "effect"

import { type Migration, Survey } from "../codemod/index.ts"
import * as Durable from "../durable.ts"
import * as StepLog from "../stepLog.ts"
import { DiffPage, FolderFailed, ReportPage, SurveyFolder } from "./definitions.ts"
import * as FolderTask from "./folderTask.ts"
import * as ModuleTask from "./moduleTask.ts"
import * as Reports from "./reports.ts"
import type { StateFolder } from "./stateFolder.ts"

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
      return yield* Effect.mapError(
        Survey.survey(root, report),
        ({ message }) => new FolderFailed({ reason: message })
      )
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
 * A server that surveys and migrates one folder, and keeps what it does in another.
 *
 * @since 0.1.0
 */
export const layer = (root: string, state: StateFolder) =>
  McpServer.layer({
    name: "migration",
    version: "1.0.0",
    title: "Effect 3 to 4",
    instructions: "Call survey first, then migrate; read the report it names."
  }).pipe(
    McpServer.provide(
      surveying(root),
      FolderTask.layer(root),
      ModuleTask.layer(root),
      ReportPage.handle(({ id }, uri) => page(id, uri, Reports.markdown)),
      DiffPage.handle(({ id }, uri) => page(id, uri, Reports.diff))
    ),
    Layer.provide(Durable.tasks(state.database)),
    Layer.provide([Reports.layer(state.reports), StepLog.layer(state.steps)]),
    Layer.provide(NodeServices.layer)
  )
