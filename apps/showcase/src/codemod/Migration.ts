/**
 * Migrates a folder of TypeScript from Effect 3 to Effect 4.
 *
 * A dry run unless told to write. What the rules cannot decide is asked, what they cannot do is listed, and a file
 * whose result would not parse is reported and left as it is.
 *
 * @since 0.1.0
 */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff"
import { Effect, Result, Schema } from "effect"

import * as Draft from "./Draft.ts"
import type { Effect4 } from "./Effect4.ts"
import * as Folder from "./Folder.ts"
import { type Answers, check, Question } from "./Question.ts"
import { rewrite, type Rewritten } from "./Rewrite.ts"
import type { Source } from "./Source.ts"
import { distinct, Failure, type OnProgress, type Parsed, parseFolder } from "./Survey.ts"

/** How much was changed, by kind. */
export const Changes = Schema.Struct({ import: Schema.Int, name: Schema.Int, shape: Schema.Int })
export interface Changes extends Schema.Schema.Type<typeof Changes> {}

/** A file that changed: how much, and the unified diff. */
export const Changed = Schema.Struct({ file: Schema.String, changes: Changes, diff: Schema.String })
export interface Changed extends Schema.Schema.Type<typeof Changed> {}

/** What a migration did, or in a dry run would do. */
export const Report = Schema.Struct({
  root: Schema.String,
  effectVersion: Schema.String,
  written: Schema.Boolean,
  summary: Schema.Struct({
    files: Schema.Int,
    changed: Schema.Int,
    failed: Schema.Int,
    changes: Changes,
    followUps: Schema.Int
  }),
  changed: Schema.Array(Changed),
  failures: Schema.Array(Failure),
  followUps: Schema.Array(Draft.FollowUp),
  questions: Schema.Array(Question)
})
export interface Report extends Schema.Schema.Type<typeof Report> {}

/** How to run a migration. */
export interface Options {
  /** By question id; what is missing is taken from the question's default. */
  readonly answers?: Answers
  /** @default false */
  readonly write?: boolean
  readonly onProgress?: OnProgress
}

/** The outcome for a set of sources, before anything is written. */
export interface Outcome {
  readonly done: ReadonlyArray<{ readonly source: Source; readonly rewritten: Rewritten }>
  readonly failures: ReadonlyArray<Failure>
  readonly questions: ReadonlyArray<Question>
}

/** Migrates sources that are in memory. Pure. */
export const migrate = (
  sources: ReadonlyArray<Source>,
  effect4: Effect4,
  answers: Answers
): Outcome => {
  const done: Array<Outcome["done"][number]> = []
  const failures: Array<Failure> = []
  for (const source of sources) {
    const result = rewrite(source, effect4, answers)
    if (Result.isSuccess(result)) done.push({ source, rewritten: result.success })
    else failures.push({ place: result.failure.place, reason: result.failure.reason })
  }
  return {
    done,
    failures,
    questions: distinct(done.flatMap(({ rewritten }) => rewritten.questions))
  }
}

/** Migrates a folder. Fails with `BadAnswer` before anything is written when an answer is none of the options. */
export const run = Effect.fnUntraced(function* (root: string, options: Options = {}) {
  const parsed = yield* parseFolder(root, options.onProgress)
  const outcome = migrate(parsed.sources, parsed.effect4, options.answers ?? {})
  for (const question of outcome.questions) {
    const bad = check(question, options.answers ?? {})
    if (bad !== undefined) return yield* bad
  }
  const changed = outcome.done.filter(({ rewritten }) => rewritten.changed)
  if (options.write === true) {
    for (const { rewritten, source } of changed) yield* Folder.replace(root, source, rewritten.text)
  }
  return report(parsed, outcome, options.write === true)
})

/** Follow-ups that say the same about the same name, with all their places; the most frequent first. */
export const grouped = (followUps: ReadonlyArray<Draft.FollowUp>) => {
  const groups = Map.groupBy(followUps, ({ name, note }) => `${name}\n${note}`)
  return Array.from(groups.values(), (group) => ({
    name: group[0]?.name ?? "",
    note: group[0]?.note ?? "",
    places: group.map(({ place }) => place)
  })).toSorted((a, b) => b.places.length - a.places.length)
}

const report = (parsed: Parsed, outcome: Outcome, written: boolean): Report => {
  const failures = [...parsed.failures, ...outcome.failures]
  const changed = outcome.done.filter(({ rewritten }) => rewritten.changed)
  const followUps = outcome.done.flatMap(({ rewritten }) => rewritten.followUps)
  const total = (kind: Draft.Kind) =>
    changed.reduce((sum, { rewritten }) => sum + rewritten.changes[kind], 0)
  return {
    root: parsed.root,
    effectVersion: parsed.effect4.version,
    written,
    summary: {
      files: parsed.sources.length + parsed.failures.length,
      changed: changed.length,
      failed: failures.length,
      changes: { import: total("import"), name: total("name"), shape: total("shape") },
      followUps: followUps.length
    },
    changed: changed.map(({ rewritten, source }) => ({
      file: source.file,
      changes: rewritten.changes,
      diff: unified(source.file, source.text, rewritten.text)
    })),
    failures,
    followUps,
    questions: outcome.questions
  }
}

/** A unified diff with the usual `a/` and `b/`, as `patch -p1` takes it. */
export const unified = (file: string, before: string, after: string): string =>
  createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY
  })
