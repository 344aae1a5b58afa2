/** Where this machine has the programs of Postgres, and who may run them. */
import { execFileSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { delimiter, join } from "node:path"

import { Effect } from "effect"

import { Missing } from "./Missing.ts"

const debian = "/usr/lib/postgresql"

/** Debian keeps the versions apart and out of the path; the newest first, then whatever the path has. */
const folders = (): ReadonlyArray<string> => {
  const versions = existsSync(debian) ? readdirSync(debian) : []
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))
  return [
    ...newest.map((version) => join(debian, version, "bin")),
    ...(process.env["PATH"] ?? "").split(delimiter)
  ]
}

/** The first of these folders that can make a database and serve it. */
export const folderIn = (candidates: ReadonlyArray<string>): Effect.Effect<string, Missing> => {
  const found = candidates.find(
    (folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres"))
  )
  return found === undefined
    ? Effect.fail(new Missing({ what: "There is no Postgres here" }))
    : Effect.succeed(found)
}

/** The folder of `initdb` and `postgres`. */
export const folder: Effect.Effect<string, Missing> = Effect.suspend(() => folderIn(folders()))

/** A user and its group, by number. */
export interface User {
  readonly uid: number
  readonly gid: number
}

const numberOf = (option: "-u" | "-g"): number =>
  Number(execFileSync("id", [option, "postgres"], { encoding: "utf8", stdio: "pipe" }))

/** Postgres refuses to be run by root: then it is Debian's `postgres` who runs it. */
export const user: Effect.Effect<User | undefined, Missing> = Effect.suspend(() => {
  if (process.getuid?.() !== 0) return Effect.succeed(undefined)
  return Effect.try({
    try: () => ({ uid: numberOf("-u"), gid: numberOf("-g") }),
    catch: () => new Missing({ what: "Root may not run Postgres, and there is no user postgres" })
  })
})
