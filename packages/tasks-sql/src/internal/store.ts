/**
 * The store over a database whose tables are there.
 *
 * @since 0.1.0
 */
import { TaskStore } from "@effect-mcp/tasks"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"

import type { Database, Row, Rows, Value, Work } from "./Database.ts"
import { key } from "./key.ts"
import type { Listeners } from "./Listeners.ts"
import * as row from "./row.ts"
import type { Statements } from "./statements.ts"

type Store = TaskStore.TaskStore["Service"]
type Of<A> = Effect.Effect<A, TaskStore.TaskStoreError>

export interface Parts {
  readonly database: Database
  readonly statements: Statements
  readonly listeners: Listeners
}

const failed =
  (operation: string) =>
  (cause: SqlError): TaskStore.TaskStoreError =>
    new TaskStore.TaskStoreError({ operation, cause })

/** One statement, and what its rows mean. */
const runs =
  ({ database }: Parts) =>
  <A>(
    operation: string,
    text: string,
    values: ReadonlyArray<Value>,
    read: (rows: Rows) => A
  ): Of<A> =>
    Effect.mapBoth(database.run(text, values), { onFailure: failed(operation), onSuccess: read })

const isSome = (rows: Rows): boolean => rows.length > 0

const ignore = (): void => {}

const toKept = (columns: Row, journal: unknown): TaskStore.Kept => ({
  task: row.toTask(columns),
  call: row.toCall(columns[5]),
  journal: row.toEntries(journal)
})

/** What a list begins after: before all others, if not said. */
const start = (after: string | undefined): ReadonlyArray<Value> => {
  if (after === undefined) return [-Number.MAX_VALUE, ""]
  const { createdAt, id } = TaskStore.placeOf(after)
  return [createdAt, key(id)]
}

const reading = (parts: Parts): Pick<Store, "get" | "load" | "list" | "count"> => {
  const run = runs(parts)
  const { count, get, list, load } = parts.statements
  return {
    get: (id) =>
      run("read a task", get, [key(id)], ([found]) => (found ? row.toTask(found) : undefined)),
    load: (id) =>
      run("read a task", load, [key(id)], ([found]) =>
        found ? toKept(found, found[6]) : undefined
      ),
    list: ({ after, limit, owner }) =>
      run("list tasks", list, [key(owner), ...start(after), limit + 1], (rows) =>
        TaskStore.page(rows.map(row.toTask), limit)
      ),
    count: (owner) =>
      run("count tasks", count, [key(owner)], ([found]) => ({
        kept: Number(found?.[0] ?? 0),
        open: Number(found?.[1] ?? 0)
      }))
  }
}

const writing = (parts: Parts): Pick<Store, "create" | "save" | "append"> => {
  const { database, listeners, statements } = parts
  const { append, create, save, write } = statements
  const run = runs(parts)

  /** `values` go to `text`; if that finds a row, the entries are written too. */
  const both = (
    operation: string,
    text: string,
    values: ReadonlyArray<Value>,
    id: string,
    entries: TaskStore.Kept["journal"]
  ): Of<boolean> => {
    const work: Work<boolean> = function* () {
      if (!isSome(yield { text, values })) return false
      yield { text: write, values: [key(id), row.entriesText(entries)] }
      return true
    }
    const done =
      entries.length === 0
        ? run(operation, text, values, isSome)
        : Effect.mapError(database.atomically(work), failed(operation))
    return Effect.tap(done, (isDone) =>
      isDone ? database.committed(() => listeners.tell(id)) : Effect.void
    )
  }

  return {
    create: (kept) =>
      Effect.suspend(() => {
        const values = [...row.made(kept), ...row.changed(kept.task)]
        return Effect.map(both("create a task", create, values, kept.task.id, kept.journal), ignore)
      }),
    save: (task, entries = []) =>
      Effect.suspend(() => {
        const values = [...row.changed(task), key(task.id), task.version - 1]
        return both("save a task", save, values, task.id, entries)
      }),
    append: (id, runner, entries) =>
      Effect.suspend(() => {
        const values = [row.entriesText(entries), key(id), row.runner(runner)]
        return run("write a journal", append, values, isSome)
      })
  }
}

/** A row that somebody else has written. */
class Unreadable {
  readonly id: unknown
  readonly cause: unknown
  constructor(id: unknown, cause: unknown) {
    this.id = id
    this.cause = cause
  }
}

const readable = (columns: Row, journal: unknown): TaskStore.Kept | Unreadable => {
  try {
    return toKept(columns, journal)
  } catch (cause) {
    return new Unreadable(columns[6], cause)
  }
}

/** One that cannot be read must not keep the others from being taken up. */
const leaveUnreadable = (
  claimed: ReadonlyArray<TaskStore.Kept | Unreadable>
): Effect.Effect<ReadonlyArray<TaskStore.Kept>> =>
  Effect.map(
    Effect.forEach(claimed, (kept) =>
      kept instanceof Unreadable
        ? Effect.as(
            Effect.logError(`The kept task ${String(kept.id)} cannot be read`, kept.cause),
            []
          )
        : Effect.succeed([kept])
    ),
    (kept) => kept.flat()
  )

type Claim = Parameters<Store["claim"]>[0]

/** Another's entries are all written once the tasks are this runner's, so journals are read after that. */
const claiming = (
  { claim, journals }: Statements,
  query: Claim
): Work<ReadonlyArray<TaskStore.Kept | Unreadable>> =>
  function* () {
    const { lease, limit, now, tools } = query
    const among = JSON.stringify(tools.map(key))
    const values = [now, among, limit, row.runner(lease.runner), lease.until]
    const claimed = yield { text: claim, values }
    if (claimed.length === 0) return []
    const ids = JSON.stringify(claimed.map((columns) => columns[6]))
    const found = new Map((yield { text: journals, values: [ids] }).map(([id, text]) => [id, text]))
    return claimed.map((columns) => readable(columns, found.get(columns[6])))
  }

const leasing = (parts: Parts): Pick<Store, "claim" | "renew" | "release"> => {
  const { database, listeners, statements } = parts
  const run = runs(parts)
  return {
    claim: (query) =>
      database.atomically(claiming(statements, query)).pipe(
        Effect.mapError(failed("claim tasks")),
        Effect.flatMap(leaveUnreadable),
        Effect.map((claimed) => claimed.toSorted((a, b) => TaskStore.byAge(a.task, b.task))),
        Effect.tap((claimed) =>
          database.committed(() => claimed.forEach(({ task }) => listeners.tell(task.id)))
        )
      ),
    renew: ({ runner, until }) =>
      run("renew leases", statements.renew, [until, row.runner(runner)], (rows) => {
        const held = rows.map((columns) => [row.toId(columns), Number(columns[2])] as const)
        return new Map(held.flatMap(([id, version]) => (id === undefined ? [] : [[id, version]])))
      }),
    release: (runner) => run("release leases", statements.release, [row.runner(runner)], ignore)
  }
}

/** How many tasks one statement deletes: it must not hold up everything else. */
const swept = 500

const sweeping = (parts: Parts): Pick<Store, "sweep" | "watch"> => {
  const { database, listeners, statements } = parts
  const run = runs(parts)
  const some = (now: number) =>
    Effect.tap(
      run("sweep tasks", statements.sweep, [now, swept], (rows) => rows.map(row.toId)),
      (ids) => database.committed(() => known(ids).forEach(listeners.tell))
    )
  return {
    sweep: Effect.fnUntraced(function* (now) {
      const ids: Array<string | undefined> = []
      while (true) {
        const more = yield* some(now)
        ids.push(...more)
        if (more.length < swept) return known(ids)
        yield* Effect.yieldNow
      }
    }),
    watch: (listener) => listeners.watch(listener)
  }
}

const known = (ids: ReadonlyArray<string | undefined>): ReadonlyArray<string> =>
  ids.filter((id) => id !== undefined)

export const make = (parts: Parts): Store => ({
  ...reading(parts),
  ...writing(parts),
  ...leasing(parts),
  ...sweeping(parts)
})
