/**
 * The task of one file: look, ask, rewrite, check, write. Each stage is a step, so a process that takes the task up goes
 * on after the last one that was done.
 *
 * @since 0.1.0
 */
import { Progress, Step } from "@effect-mcp/server"
import { Effect, Schema } from "effect"

import { Module, Question } from "../codemod/index.ts"
import { StepLog } from "../stepLog.ts"
import { answers, decide } from "./decisions.ts"
import { FolderFailed, MigrateModule } from "./definitions.ts"
import * as Standing from "./standing.ts"

const failed = (error: { readonly message: string }) => new FolderFailed({ reason: error.message })

const options = { error: FolderFailed }

/** Serves `migrate_module` for the files of a folder. */
export const layer = (root: string) =>
  MigrateModule.handle(
    Effect.fnUntraced(function* ({ answers: given, file, write }) {
      const { noting } = yield* StepLog
      const total = write ? 4 : 3
      const reached = (stage: number, message: string) => Progress.report(stage, { total, message })

      const questions = yield* Step.once(
        "look",
        Schema.Array(Question.Question),
        Module.look(root, file).pipe(Effect.mapError(failed), noting(file, "look")),
        options
      )
      const open = questions.filter(({ id }) => !Object.hasOwn(given, id))
      if (open.length === 0) yield* reached(1, "read")
      let answered = 0
      const asked = (question: Question.Question) =>
        Effect.tap(decide(question), () =>
          reached(1, `read, ${Standing.answered(++answered, open.length)}`)
        )
      const decisions = yield* Effect.forEach(open, asked, { concurrency: "unbounded" })

      const rewritten = yield* Step.once(
        "rewrite",
        Module.Rewritten,
        Module.rewrite(root, file, { ...given, ...answers(decisions) }).pipe(
          Effect.mapError(failed),
          noting(file, "rewrite")
        ),
        options
      )
      yield* reached(2, "rewritten")
      yield* Step.once(
        "check",
        Schema.Void,
        Module.check(root, rewritten).pipe(Effect.mapError(failed), noting(file, "check")),
        options
      )
      yield* reached(3, "checked")
      if (!write) return { rewritten, decisions }
      yield* Step.once(
        "write",
        Schema.Void,
        Module.write(root, rewritten).pipe(Effect.mapError(failed), noting(file, "write")),
        options
      )
      yield* reached(4, "written")
      return { rewritten, decisions }
    })
  )
