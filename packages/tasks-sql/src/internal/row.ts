/**
 * A task as a row. What is asked for by value has a column of its own; everything else, and the exact text of
 * what has a column, is JSON in columns of text, so that nothing is lost to a type of the database.
 *
 * @since 0.1.0
 */
import { Task } from "@effect-mcp/tasks"
import type { TaskJournal, TaskStore } from "@effect-mcp/tasks"

import type { Row, Value } from "./Database.ts"
import { isHash, key } from "./key.ts"

/** What `toTask` reads. */
export const taskColumns = "version, runner, lease_until, task, outcome"

/** What `toId` reads: the text itself where the column has only a hash. */
export const idColumns = "id, CASE WHEN substr(id, 1, 1) = '#' THEN task END"

/** The columns that a change writes, in the order of `changed`. */
export const changedColumns = [
  "version",
  "open",
  "external",
  "expires_at",
  "runner",
  "lease_until",
  "task",
  "outcome"
]

/** The columns that are written once, in the order of `made`. */
export const madeColumns = ["id", "owner", "tool", "created_at", "call"]

/** The name of a runner as its column has it. */
export const runner = (name: string): string => JSON.stringify(name)

const body = (task: Task.Task): string =>
  JSON.stringify({
    id: task.id,
    owner: task.owner,
    status: task.status,
    statusMessage: task.statusMessage,
    createdAt: task.createdAt,
    updatedAt: task.updatedAt,
    ttl: task.ttl,
    pollInterval: task.pollInterval,
    questions: [...task.questions],
    external: task.external,
    toolFailed: task.toolFailed
  })

export const changed = (task: Task.Task): ReadonlyArray<Value> => [
  task.version,
  Task.isFinal(task) ? 0 : 1,
  task.external ? 1 : 0,
  Task.expiresAt(task) ?? null,
  task.lease === undefined ? null : runner(task.lease.runner),
  task.lease === undefined ? null : task.lease.until,
  body(task),
  task.outcome === undefined ? null : JSON.stringify(task.outcome)
]

export const made = ({ call, task }: TaskStore.Kept): ReadonlyArray<Value> => [
  key(task.id),
  key(task.owner),
  key(call.tool),
  task.createdAt,
  JSON.stringify(call)
]

/** Entries one after the other, so that those of several rows can be joined by a comma. */
export const entriesText = (entries: TaskJournal.Entries): string =>
  JSON.stringify(entries).slice(1, -1)

export const toEntries = (text: unknown): TaskJournal.Entries =>
  typeof text === "string" ? JSON.parse(`[${text}]`) : []

type Body = Omit<Task.Task, "version" | "questions" | "lease" | "outcome"> & {
  readonly questions: ReadonlyArray<[string, Task.Question]>
}

const toLease = (runner: unknown, until: unknown): Task.Lease | undefined =>
  typeof runner === "string" ? { runner: JSON.parse(runner), until: Number(until) } : undefined

/** The outcome is parsed when it is asked for: a status is looked at more often, and is shorter. */
export const toTask = ([version, runner, until, text, outcome]: Row): Task.Task => {
  const body: Body = JSON.parse(String(text))
  let parsed: Task.Outcome | undefined
  return {
    id: body.id,
    version: Number(version),
    owner: body.owner,
    status: body.status,
    statusMessage: body.statusMessage,
    createdAt: body.createdAt,
    updatedAt: body.updatedAt,
    ttl: body.ttl,
    pollInterval: body.pollInterval,
    questions: new Map(body.questions),
    get outcome() {
      return typeof outcome === "string" ? (parsed ??= JSON.parse(outcome)) : undefined
    },
    lease: toLease(runner, until),
    external: body.external,
    toolFailed: body.toolFailed
  }
}

export const toCall = (text: unknown): TaskStore.Call => {
  const call: TaskStore.Call = JSON.parse(String(text))
  return { ...call, info: call.info }
}

/** The id in the columns of `idColumns`; `undefined` where only its hash is left. */
export const toId = ([id, task]: Row): string | undefined => {
  const stored = String(id)
  if (!isHash(stored)) return stored
  return typeof task === "string" ? (JSON.parse(task) as Body).id : undefined
}
