/**
 * A file in which a server writes down what it did: outside of anything a protocol could repeat or undo.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Effect, type Scope } from "effect"

export interface Journal {
  readonly path: string
  /** How often each word was written. */
  readonly counts: Effect.Effect<Readonly<Record<string, number>>>
}

const count = (text: string): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const word of text.split("\n")) {
    if (word !== "") counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}

/** An empty one, for as long as the scope is open. */
export const make: Effect.Effect<Journal, never, Scope.Scope> = Effect.gen(function* () {
  const folder = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "journal-"))),
    (folder) => Effect.promise(() => rm(folder, { recursive: true }))
  )
  const path = join(folder, "journal.txt")
  yield* Effect.promise(() => writeFile(path, ""))
  return {
    path,
    counts: Effect.map(
      Effect.promise(() => readFile(path, "utf8")),
      count
    )
  }
})
