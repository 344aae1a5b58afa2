/**
 * The folder in which a migration is remembered: the tasks themselves, which is the server's business, and the id of the
 * one to ask for, which is the client's.
 *
 * @since 0.1.0
 */
import { Effect, FileSystem, Option, Path, Schema } from "effect"

/** Where everything is. */
export interface StateFolder {
  readonly folder: string
  /** The server's tasks, in SQLite. */
  readonly database: string
  /** The server's reports. */
  readonly reports: string
  /** Which steps were run, for people. */
  readonly steps: string
  /** The process that serves at the moment. */
  readonly pid: string
  /** What the client has to remember. */
  readonly run: string
}

/** The places in a folder, which need not exist. */
export const at = (folder: string) =>
  Path.Path.useSync((path): StateFolder => ({
    folder,
    database: path.join(folder, "tasks.db"),
    reports: path.join(folder, "reports"),
    steps: path.join(folder, "steps.log"),
    pid: path.join(folder, "server.pid"),
    run: path.join(folder, "run.json")
  }))

/** A migration that was started: of which folder, and the id of its task. */
export const Run = Schema.Struct({ root: Schema.String, task: Schema.String })
export interface Run extends Schema.Schema.Type<typeof Run> {}

/** The folder remembers something else than what is asked for. */
export class OtherRun extends Schema.TaggedError<OtherRun>()("OtherRun", {
  folder: Schema.String,
  root: Schema.String
}) {
  override get message() {
    return `${this.folder} remembers a migration of ${this.root}: choose another folder for --state`
  }
}

/** What the client remembered cannot be read. */
export class NotRemembered extends Schema.TaggedError<NotRemembered>()("NotRemembered", {
  file: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `${this.file} does not say which task was started`
  }
}

/** The server knows nothing of the task that was started earlier. */
export class TaskGone extends Schema.TaggedError<TaskGone>()("TaskGone", {
  folder: Schema.String,
  task: Schema.String
}) {
  override get message() {
    return `The task ${this.task} is not among those kept in ${this.folder}: choose another folder for --state`
  }
}

const Kept = Schema.fromJsonString(Run)
const decode = Schema.decodeEffect(Kept)
const encode = Schema.encodeEffect(Kept)

/** The migration of `root` that was started earlier, if one was. */
export const load = Effect.fnUntraced(function* ({ folder, run }: StateFolder, root: string) {
  const fs = yield* FileSystem.FileSystem
  if (!(yield* fs.exists(run))) return Option.none<Run>()
  const kept = yield* fs.readFileString(run).pipe(
    Effect.flatMap((text) => decode(text)),
    Effect.mapError((cause) => new NotRemembered({ file: run, cause }))
  )
  if (kept.root !== root) return yield* new OtherRun({ folder, root: kept.root })
  return Option.some(kept)
})

/** Remembers the migration, whole or not at all. */
export const save = Effect.fnUntraced(function* ({ run }: StateFolder, kept: Run) {
  const fs = yield* FileSystem.FileSystem
  yield* fs.writeFileString(`${run}.new`, yield* encode(kept))
  yield* fs.rename(`${run}.new`, run)
})

/** Nothing of earlier runs counts from here on. */
export const begin = ({ steps }: StateFolder) =>
  FileSystem.FileSystem.use((fs) => fs.writeFileString(steps, ""))

/** It is over. */
export const forget = ({ run }: StateFolder) =>
  FileSystem.FileSystem.use((fs) => fs.remove(run, { force: true }))
