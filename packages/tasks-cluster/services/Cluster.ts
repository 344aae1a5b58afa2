/** Several servers over one Postgres, and what is around them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Effect, Schedule, type Scope } from "effect"

import type { Caller, Json } from "../test/Caller.ts"
import * as Database from "./Database.ts"
import type { Moment } from "./Moment.ts"
import * as Proxy from "./Proxy.ts"
import * as Server from "./Server.ts"
import type { Settings } from "./settings.ts"

/** What a step leaves outside, in a file. */
export interface Line {
  readonly task: string
  readonly step: string
  readonly key: string
  readonly by: string
}

export interface Cluster {
  readonly database: string
  readonly proxy: Proxy.Proxy
  readonly start: (
    name: string,
    moment?: Moment
  ) => Effect.Effect<Server.Server, never, Scope.Scope>
  /** Those that steps have left so far. */
  readonly lines: () => ReadonlyArray<Line>
}

/** Short, so that others go on soon. */
const timing = { expiry: 3000, lease: 2000, check: 2000 }

const outside: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => {
    const file = join(mkdtempSync(join(tmpdir(), "cluster-")), "lines")
    writeFileSync(file, "")
    return file
  }),
  (file) => Effect.sync(() => rmSync(join(file, ".."), { recursive: true, force: true }))
)

const read = (file: string): ReadonlyArray<Line> =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))

/** `pause` is how long a step takes, in milliseconds. */
export const make = (
  pause: number,
  more: Partial<Settings["cluster"]> = {}
): Effect.Effect<Cluster, never, Scope.Scope> =>
  Effect.gen(function* () {
    const database = yield* Database.make
    const file = yield* outside
    return {
      database,
      proxy: yield* Proxy.start,
      start: (name, moment) =>
        Server.start({
          name,
          url: database,
          file,
          pause,
          moment,
          cluster: { ...timing, ...more }
        }),
      lines: () => read(file)
    }
  })

/** The task, once it is so. */
export const until = (caller: Caller, id: string, status: string): Effect.Effect<Json> =>
  Effect.repeat(caller.get(id), {
    schedule: Schedule.spaced("50 millis"),
    until: (task) => task["status"] === status
  })

/** What the tool has answered. */
export interface Answer {
  readonly by: ReadonlyArray<string>
  readonly answers: ReadonlyArray<string>
}

export const answerOf = (task: Json): Answer =>
  (task["result"] as { readonly structuredContent: Answer }).structuredContent
