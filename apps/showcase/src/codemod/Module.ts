import { createHash } from "node:crypto"

/**
 * One file of the folder, migrated on its own in stages that can each be remembered: look at it, rewrite it, check the
 * patch, write it. What a stage gives is plain data, so that another process can go on with the next one.
 *
 * @since 0.1.0
 */
import { applyPatch } from "diff"
import { Effect, Result, Schema } from "effect"

import { FollowUp } from "./Draft.ts"
import * as Effect4 from "./Effect4.ts"
import * as Folder from "./Folder.ts"
import { Changed, type Changes, type Report, unified } from "./Migration.ts"
import { type Answers, check as checkAnswer } from "./Question.ts"
import { rewrite as rewriteSource } from "./Rewrite.ts"
import { parse } from "./Source.ts"
import { Failure, modulesIn } from "./Survey.ts"

/** What rewriting a file comes to. `before` and `after` are the digests of its text. */
export const Rewritten = Schema.Struct({
  file: Schema.String,
  before: Schema.String,
  after: Schema.String,
  changed: Schema.optionalKey(Changed),
  followUps: Schema.Array(FollowUp),
  failures: Schema.Array(Failure)
})
export interface Rewritten extends Schema.Schema.Type<typeof Rewritten> {}

/** The patch does not make the new text out of the old one, so nothing was written. */
export class BadPatch extends Schema.TaggedError<BadPatch>()("BadPatch", { file: Schema.String }) {
  override get message() {
    return `The patch does not fit ${this.file}`
  }
}

/** Names a text, so that it is known again. */
export const digest = (text: string): string => createHash("sha256").update(text).digest("hex")

const open = Effect.fnUntraced(function* (root: string, file: string) {
  const { text } = yield* Folder.read(root, file)
  const parsed = parse(file, text)
  if (Result.isFailure(parsed)) return { text, failure: parsed.failure }
  const effect4 = yield* Effect4.load(modulesIn(parsed.success))
  return { text, source: parsed.success, effect4 }
})

/** The questions that a file raises; none for one that cannot be parsed. */
export const look = Effect.fnUntraced(function* (root: string, file: string) {
  const opened = yield* open(root, file)
  if (opened.source === undefined) return []
  const rewritten = rewriteSource(opened.source, opened.effect4, {})
  return Result.isSuccess(rewritten) ? rewritten.success.questions : []
})

const failed = (file: string, text: string, failure: Failure): Rewritten => {
  const { place, reason } = failure
  const same = digest(text)
  return {
    file,
    before: same,
    after: same,
    followUps: [],
    failures: [{ place, reason }]
  }
}

/** Rewrites a file in memory. Fails with `BadAnswer` when an answer is none of the question's options. */
export const rewrite = Effect.fnUntraced(function* (root: string, file: string, answers: Answers) {
  const opened = yield* open(root, file)
  const { text } = opened
  if (opened.source === undefined) return failed(file, text, opened.failure)
  const result = rewriteSource(opened.source, opened.effect4, answers)
  if (Result.isFailure(result)) return failed(file, text, result.failure)
  const { changed, changes, followUps, questions, text: after } = result.success
  for (const question of questions) {
    const bad = checkAnswer(question, answers)
    if (bad !== undefined) return yield* bad
  }
  const rewritten: Rewritten = {
    file,
    before: digest(text),
    after: digest(after),
    followUps,
    failures: [],
    ...(changed ? { changed: { file, changes, diff: unified(file, text, after) } } : {})
  }
  return rewritten
})

const patched = Effect.fnUntraced(function* ({ after, changed, file }: Rewritten, before: string) {
  const text = applyPatch(before, changed?.diff ?? "")
  if (text === false || digest(text) !== after) return yield* new BadPatch({ file })
  return text
})

/** Whether the patch, applied to the file as it is now, makes what was to be made; the file is left alone. */
export const check = Effect.fnUntraced(function* (root: string, rewritten: Rewritten) {
  if (rewritten.changed === undefined) return
  const { text } = yield* Folder.read(root, rewritten.file)
  if (digest(text) !== rewritten.after) yield* patched(rewritten, text)
})

/**
 * Writes the file. Does nothing if that was done already, and fails with `ChangedMeanwhile` if the file is not what was
 * read.
 */
export const write = Effect.fnUntraced(function* (root: string, rewritten: Rewritten) {
  const source = yield* Folder.read(root, rewritten.file)
  const now = digest(source.text)
  if (now === rewritten.after) return undefined
  if (now !== rewritten.before) {
    return yield* new Folder.ChangedMeanwhile({ file: rewritten.file })
  }
  return yield* Folder.replace(root, source, yield* patched(rewritten, source.text))
})

/** What is the same for all files of a run. */
export interface Whole extends Pick<Report, "root" | "effectVersion" | "written" | "questions"> {
  /** How many files were looked at, those without a change and those that failed included. */
  readonly files: number
  /** Of files that could not even be looked at. */
  readonly failures: ReadonlyArray<Failure>
}

/** The report of a folder, put together from its files. */
export const combine = (whole: Whole, modules: ReadonlyArray<Rewritten>): Report => {
  const { files, ...rest } = whole
  const changed = modules.flatMap((module) => module.changed ?? [])
  const failures = [...whole.failures, ...modules.flatMap((module) => module.failures)]
  const followUps = modules.flatMap((module) => module.followUps)
  const total = (kind: keyof Changes) =>
    changed.reduce((sum, { changes }) => sum + changes[kind], 0)
  const changes = { import: total("import"), name: total("name"), shape: total("shape") }
  return {
    ...rest,
    summary: {
      files,
      changed: changed.length,
      failed: failures.length,
      changes,
      followUps: followUps.length
    },
    changed,
    failures,
    followUps
  }
}
