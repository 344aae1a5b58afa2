/**
 * The task of a folder: survey it, ask what is asked once for the whole of it, have each file migrated by a task of its
 * own, and put the report together.
 *
 * The ids of those tasks are steps, so a process that takes this task up waits for the ones there are.
 *
 * @since 0.1.0
 */
import type { Client } from "@effect-mcp/client"
import { Interaction } from "@effect-mcp/protocol"
import { Step } from "@effect-mcp/server"
import { type Task, TaskHandle } from "@effect-mcp/tasks"
import { Effect, Exit, Schema, Stream } from "effect"

import { Migration, Module, Question, Survey } from "../codemod/index.ts"
import { StepLog } from "../stepLog.ts"
import * as Board from "./board.ts"
import { answers, decide } from "./decisions.ts"
import { type Decision, FolderFailed, MigrateFolder, MigrateModule } from "./definitions.ts"
import * as Itself from "./itself.ts"
import * as Relay from "./relay.ts"
import { Reports } from "./reports.ts"

const failed = (error: { readonly message: string }) => new FolderFailed({ reason: error.message })

const options = { error: FolderFailed }

/** Files at a time, below what one caller may have running. */
const atOnce = 16

/** What the survey found, as far as the task goes by it. */
const Plan = Schema.Struct({
  effectVersion: Schema.String,
  files: Schema.Int,
  migrate: Schema.Array(Schema.String),
  questions: Schema.Array(Question.Question),
  failures: Schema.Array(Survey.Failure)
})
type Plan = typeof Plan.Type

const plan = (root: string) =>
  Survey.survey(root).pipe(
    Effect.map(({ effectVersion, failures, files, questions }): Plan => ({
      effectVersion,
      files: files.length + failures.length,
      migrate: files.flatMap(({ file, needsMigration }) => (needsMigration ? [file] : [])),
      questions,
      failures
    })),
    Effect.mapError(failed)
  )

/** What is said of a file whose task has said nothing yet. */
const stages: Readonly<Record<Task.Status, string>> = {
  working: "begun",
  input_required: "with a question",
  completed: "done",
  failed: "failed",
  cancelled: "cancelled"
}

interface Job {
  readonly itself: Client.Client
  readonly board: Board.Board
  readonly answers: Readonly<Record<string, string>>
  readonly write: boolean
}

/** Waits for the task of a file, which is started unless it was before. */
const migrateFile = ({ answers, board, itself, write }: Job) =>
  Effect.fnUntraced(function* (file: string) {
    const { noting } = yield* StepLog
    board.begin(file)
    const task = yield* Step.once(
      `start ${file}`,
      Schema.String,
      TaskHandle.start(itself, MigrateModule, { file, answers, write }).pipe(
        Effect.flatMap(({ id }) =>
          id === undefined
            ? Effect.fail(new FolderFailed({ reason: `${file} did not become a task` }))
            : Effect.succeed(id)
        ),
        Effect.mapError(failed),
        noting(file, "start")
      ),
      options
    )
    const handle = yield* Effect.mapError(TaskHandle.resume(itself, task, MigrateModule), failed)
    const watching = Stream.runForEach(handle.status, ({ status, statusMessage }) =>
      board.reached(file, statusMessage ?? stages[status])
    )
    const { decisions, rewritten } = yield* handle.result.pipe(
      Effect.raceFirst(Effect.andThen(Effect.ignore(watching), Effect.never)),
      Effect.mapError(failed),
      // A folder that is cancelled has its files cancelled; one that only waits, or moves house, has not.
      Effect.onExit((exit) =>
        Exit.isFailure(exit) && Exit.hasInterrupts(exit) && !Interaction.isSuspension(exit.cause)
          ? Effect.ignore(handle.cancel)
          : Effect.void
      )
    )
    yield* board.done(file)
    return { file, task, decisions, rewritten }
  })

const Done = Schema.Struct({ id: Schema.String, summary: Migration.Report.fields.summary })

/** Serves `migrate` for a folder. */
export const layer = (root: string) =>
  MigrateFolder.handle(
    Effect.fnUntraced(function* ({ write }) {
      const { noting } = yield* StepLog
      const reports = yield* Reports
      const { migrate, questions, ...found } = yield* Step.once(
        "survey",
        Plan,
        noting("folder", "survey")(plan(root)),
        options
      )
      const common = questions.filter(Question.isShared)
      const shared = yield* Effect.forEach(common, decide, { concurrency: "unbounded" })

      const { ask, settled } = yield* Relay.make(questions)
      const itself = yield* Effect.mapError(Itself.connect(ask), failed)
      const board = Board.make(migrate.length)
      const job: Job = { itself, board, answers: answers(shared), write }
      const modules = yield* Effect.forEach(migrate, migrateFile(job), { concurrency: atOnce })

      const whole = { root, written: write, questions, ...found }
      const keep = Effect.suspend(() => {
        const report = Module.combine(
          whole,
          modules.map(({ rewritten }) => rewritten)
        )
        return Effect.map(reports.keep(report), (id) => ({ id, summary: report.summary }))
      })
      const done = yield* Step.once(
        "report",
        Done,
        keep.pipe(Effect.mapError(failed), noting("folder", "report")),
        options
      )
      const decisions: ReadonlyArray<Decision> = [
        ...shared,
        ...modules
          .flatMap(({ decisions }) => decisions)
          .map((decision) => settled.get(decision.question.id) ?? decision)
      ]
      return {
        ...done,
        written: write,
        decisions,
        modules: modules.map(({ file, task }) => ({ file, task }))
      }
    }, Effect.scoped)
  )
