/**
 * The folder that is migrated: its TypeScript files, and nothing outside of it.
 *
 * @since 0.1.0
 */
import { Effect, FileSystem, Path, type PlatformError, Schema } from "effect"

/** A file of the folder: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  readonly file: string
  readonly text: string
}

/** The path leads out of the folder: upwards, absolute, or through a link. Nothing was read or written. */
export class OutsideFolder extends Schema.TaggedError<OutsideFolder>()("OutsideFolder", {
  file: Schema.String
}) {
  override get message() {
    return `${this.file} is not inside the folder`
  }
}

/** The file is not what was read any more; it was left as it is. */
export class ChangedMeanwhile extends Schema.TaggedError<ChangedMeanwhile>()("ChangedMeanwhile", {
  file: Schema.String
}) {}

/** Lists the TypeScript sources below a folder in a stable order: no declarations, no `node_modules`, no links. */
export const list = Effect.fnUntraced(function* (root: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const top = yield* fs.realPath(root)
  const found: Array<string> = []
  const walk: (folder: string) => Effect.Effect<void, PlatformError.PlatformError> =
    Effect.fnUntraced(function* (folder) {
      const names = yield* fs.readDirectory(path.join(top, folder))
      for (const name of names.toSorted()) {
        const file = folder === "" ? name : `${folder}/${name}`
        const full = path.join(top, file)
        if ((yield* fs.realPath(full).pipe(Effect.orElseSucceed(() => ""))) !== full) continue
        const { type } = yield* fs.stat(full)
        if (type === "Directory" && !skipped.has(name)) yield* walk(file)
        if (type === "File" && isSource(name)) found.push(file)
      }
    })
  yield* walk("")
  return found
})

/** Reads one file of a folder. */
export const read = Effect.fnUntraced(function* (root: string, file: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* fs.readFileString(yield* within(root, file))
  return { file, text } satisfies SourceFile
})

/**
 * Puts `text` in the place of a file: written beside it and renamed over it, so that a reader sees one or the other.
 * Fails with `ChangedMeanwhile` when the file no longer says `before`.
 */
export const replace = Effect.fnUntraced(function* (
  root: string,
  { file, text: before }: SourceFile,
  text: string
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const full = yield* within(root, file)
  yield* Effect.filterOrFail(
    fs.readFileString(full),
    (now) => now === before,
    () => new ChangedMeanwhile({ file })
  )
  const { mode } = yield* fs.stat(full)
  const beside = yield* fs.makeTempDirectory({
    directory: path.dirname(full),
    prefix: ".migrating-"
  })
  const draft = path.join(beside, path.basename(full))
  yield* fs
    .writeFileString(draft, text, { mode: mode & 0o777 })
    .pipe(
      Effect.andThen(fs.rename(draft, full)),
      Effect.ensuring(Effect.ignore(fs.remove(beside, { recursive: true })))
    )
})

/** The real path of a file of the folder; fails for one that leads out of it. */
const within = Effect.fnUntraced(function* (root: string, file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const top = yield* fs.realPath(root)
  const full = path.resolve(top, file)
  const below = path.relative(top, full)
  const outside = below === "" || below.startsWith("..") || path.isAbsolute(below)
  if (outside || path.isAbsolute(file)) return yield* new OutsideFolder({ file })
  const real = yield* fs.realPath(full)
  if (real !== full) return yield* new OutsideFolder({ file })
  return full
})

const skipped = new Set(["node_modules", ".git"])

const isSource = (name: string): boolean =>
  extensions.some((extension) => name.endsWith(extension)) &&
  !extensions.some((extension) => name.endsWith(`.d${extension}`))

const extensions = [".ts", ".mts", ".cts"]
