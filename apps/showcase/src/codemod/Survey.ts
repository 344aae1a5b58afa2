/**
 * Reads a folder and says what a migration would meet: imports, files to change, open questions.
 *
 * @since 0.1.0
 */
import { Effect, Result, Schema } from "effect"

import * as Draft from "./Draft.ts"
import * as Effect4 from "./Effect4.ts"
import * as Folder from "./Folder.ts"
import { isBarrel, isModuleName } from "./Plan.ts"
import { Question } from "./Question.ts"
import { homeOf, isEffect } from "./Resolve.ts"
import { rewrite } from "./Rewrite.ts"
import { homes } from "./rules/homes.ts"
import { row } from "./rules/Table.ts"
import { nodes, parse, Place, type Source } from "./Source.ts"

/** Called after each file; `done` counts to `total`. */
export type OnProgress = (done: number, total: number, file: string) => Effect.Effect<void>

/** A file that could not be migrated, and why. */
export const Failure = Schema.Struct({ place: Place, reason: Schema.String })
export interface Failure extends Schema.Schema.Type<typeof Failure> {}

/** What a folder holds. */
export const Survey = Schema.Struct({
  root: Schema.String,
  effectVersion: Schema.String,
  files: Schema.Array(
    Schema.Struct({
      file: Schema.String,
      lines: Schema.Int,
      imports: Schema.Array(Schema.String),
      needsMigration: Schema.Boolean,
      followUps: Schema.Int
    })
  ),
  /** How many files import each of Effect's modules, and where it lives in Effect 4, if it does. */
  modules: Schema.Array(
    Schema.Struct({
      module: Schema.String,
      files: Schema.Int,
      home: Schema.optionalKey(Schema.String)
    })
  ),
  questions: Schema.Array(Question),
  followUps: Schema.Array(Draft.FollowUp),
  failures: Schema.Array(Failure)
})
export interface Survey extends Schema.Schema.Type<typeof Survey> {}

/** A folder that was read and parsed. */
export interface Parsed {
  readonly root: string
  readonly effect4: Effect4.Effect4
  readonly sources: ReadonlyArray<Source>
  readonly failures: ReadonlyArray<Failure>
}

/** Surveys a folder. Nothing is written. */
export const survey = Effect.fnUntraced(function* (root: string, onProgress: OnProgress = silent) {
  const parsed = yield* parseFolder(root, onProgress)
  return summarize(parsed)
})

/** Reads and parses the sources of a folder; a file that does not parse is listed, not fatal. */
export const parseFolder = Effect.fnUntraced(function* (
  root: string,
  onProgress: OnProgress = silent
) {
  const files = yield* Folder.list(root)
  const sources: Array<Source> = []
  const failures: Array<Failure> = []
  for (const [index, file] of files.entries()) {
    const { text } = yield* Folder.read(root, file)
    const parsed = parse(file, text)
    if (Result.isSuccess(parsed)) sources.push(parsed.success)
    else failures.push({ place: parsed.failure.place, reason: parsed.failure.reason })
    yield* onProgress(index + 1, files.length, file)
    yield* Effect.yieldNow
  }
  const effect4 = yield* Effect4.load(sources.flatMap(modulesIn))
  return { root, effect4, sources, failures } satisfies Parsed
})

/** The modules of Effect, old and new, that migrating a file may have to look into. */
export const modulesIn = (source: Source): Array<string> => {
  const written = Array.from(nodes(source.program), (node) =>
    node.type === "Literal" && typeof node.value === "string" ? node.value : ""
  ).filter(isEffect)
  const named = Array.from(source.identifiers.values(), ({ name }) => name).filter(isModuleName)
  const reached = Array.from(new Set(written)).flatMap((module) =>
    isBarrel(module) ? Array.from(new Set(named), (name) => `${module}/${name}`) : [module]
  )
  return reached.flatMap((module) => [module, row(homes, module) ?? module])
}

/** Module specifiers that a file imports or exports from. */
export const importsOf = (source: Source): Array<string> => {
  const specifiers = source.program.body.flatMap((statement) =>
    "source" in statement && statement.source !== null && typeof statement.source === "object"
      ? [statement.source.value]
      : []
  )
  return Array.from(new Set(specifiers))
}

/** The survey of what was parsed. */
export const summarize = ({ effect4, failures, root, sources }: Parsed): Survey => {
  const rewritten = sources.map((source) => ({ source, result: rewrite(source, effect4, {}) }))
  const done = rewritten.flatMap(({ result, source }) =>
    Result.isSuccess(result) ? [{ source, ...result.success }] : []
  )
  const broken = rewritten.flatMap(({ result }) =>
    Result.isFailure(result) ? [result.failure] : []
  )
  return {
    root,
    effectVersion: effect4.version,
    files: done.map(({ changed, followUps, source }) => ({
      file: source.file,
      lines: source.text.split("\n").length,
      imports: importsOf(source),
      needsMigration: changed || followUps.length > 0,
      followUps: followUps.length
    })),
    modules: modulesOf(effect4, sources),
    questions: distinct(done.flatMap(({ questions }) => questions)),
    followUps: done.flatMap(({ followUps }) => followUps),
    failures: [...failures, ...broken.map(({ place, reason }) => ({ place, reason }))]
  }
}

/** Questions by id; those asked once for the whole run come from the first file that raised them. */
export const distinct = (questions: ReadonlyArray<Question>): Array<Question> =>
  Array.from(
    new Map(questions.toReversed().map((question) => [question.id, question])).values()
  ).toReversed()

const modulesOf = (effect4: Effect4.Effect4, sources: ReadonlyArray<Source>) => {
  const counts = new Map<string, number>()
  for (const module of sources.flatMap(importsOf).filter(isEffect)) {
    counts.set(module, (counts.get(module) ?? 0) + 1)
  }
  return Array.from(counts, ([module, files]) => {
    const home = homeOf(effect4, module)
    return home === undefined ? { module, files } : { module, files, home }
  }).toSorted((a, b) => (a.module < b.module ? -1 : 1))
}

const silent: OnProgress = () => Effect.void
