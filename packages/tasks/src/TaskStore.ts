import type { JsonObject, Principal } from "@effect-mcp/protocol"
/**
 * Where tasks are kept. One contract, and one suite of tests that each implementation passes.
 *
 * A store decides nothing: it writes a change if the task is still the one the change was made from
 * (`save`), and a runner's journal if the runner still holds the task (`append`). Whoever is told `false`
 * reads again.
 *
 * @since 0.1.0
 */
import type { Capabilities, Implementation } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

import type { Lease, Task } from "./Task.ts"
import type { Entries } from "./TaskJournal.ts"

/**
 * The call that a task does, as its handler has to see it again in another process. Plain JSON.
 *
 * @since 0.1.0
 */
export interface Call {
  /** Minted with the call: what idempotency keys are made of. */
  readonly callId: string
  /** `server/tool`, the names of both: what claims go by. */
  readonly tool: string
  /** Of `tools/call`, as sent. */
  readonly params: JsonObject.JsonObject
  /** The version of the revision it came in. */
  readonly revision: string
  readonly principal: Principal.Identity
  readonly info: Implementation.Implementation | undefined
  readonly capabilities: Capabilities.ClientCapabilities
}

/**
 * All there is of a task.
 *
 * @since 0.1.0
 */
export interface Kept {
  readonly task: Task
  readonly call: Call
  /** Oldest first. */
  readonly journal: Entries
}

/**
 * The store could not be read or written. Nothing is known of whether the write happened.
 *
 * @since 0.1.0
 */
export class TaskStoreError extends Schema.TaggedError<TaskStoreError>()("TaskStoreError", {
  operation: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `The task store failed to ${this.operation}.`
  }
}

/**
 * @since 0.1.0
 */
export interface Page {
  readonly tasks: ReadonlyArray<Task>
  /** To be passed as `after` for what follows; `undefined` on the last page. */
  readonly next: string | undefined
}

/**
 * Is told which task has changed; with `undefined`, that the store cannot say which, and any may have: look at all that
 * you follow.
 *
 * @since 0.1.0
 */
export type Listener = (id: string | undefined) => void

/**
 * Where a task stands in a list.
 *
 * @since 0.1.0
 */
export type Place = Pick<Task, "createdAt" | "id">

/**
 * The order of lists and claims: the oldest first, tasks of one moment by id.
 *
 * @since 0.1.0
 */
export const byAge = (self: Place, that: Place): number =>
  self.createdAt - that.createdAt || (self.id < that.id ? -1 : self.id > that.id ? 1 : 0)

/**
 * The first `limit` of the tasks that were found, which are one more where there are more.
 *
 * @since 0.1.0
 */
export const page = (found: ReadonlyArray<Task>, limit: number): Page => {
  const last = found[limit - 1]
  return {
    tasks: found.slice(0, limit),
    next: found.length > limit && last !== undefined ? `${last.createdAt}:${last.id}` : undefined
  }
}

/**
 * The place of the last task of the page whose `next` this is. A moment has no colon.
 *
 * @since 0.1.0
 */
export const placeOf = (next: string): Place => {
  const colon = next.indexOf(":")
  return { createdAt: Number(next.slice(0, colon)), id: next.slice(colon + 1) }
}

type Of<A> = Effect.Effect<A, TaskStoreError>

/**
 * @since 0.1.0
 */
export class TaskStore extends Context.Service<
  TaskStore,
  {
    /** Keeps a new task. Once this is done, everybody finds it. Its id is new. */
    readonly create: (kept: Kept) => Of<void>
    readonly get: (id: string) => Of<Task | undefined>
    readonly load: (id: string) => Of<Kept | undefined>
    /**
     * Writes `task` and appends to its journal, at once or not at all, if what is kept has the version
     * before `task.version`. `false` if not, or if there is no such task.
     *
     * The lease is written as `task` has it, though `renew` or `release` may have changed it since that version was read:
     * for a moment it is shorter than its runner believes, or that of a runner that gave it back. Whoever wants
     * the task waits until that one has run out.
     */
    readonly save: (task: Task, entries?: Entries) => Of<boolean>
    /**
     * Appends to the journal while `runner` holds the task and it is not final; `false` otherwise. The task
     * itself stays as it is, its version too.
     */
    readonly append: (id: string, runner: string, entries: Entries) => Of<boolean>
    /** The tasks of one owner, oldest first, tasks of one moment by id. `after` is a `next` from before. */
    readonly list: (query: {
      readonly owner: string
      readonly limit: number
      readonly after?: string | undefined
    }) => Of<Page>
    /** How many tasks of this owner are kept, and how many of them are not final. */
    readonly count: (owner: string) => Of<{ readonly kept: number; readonly open: number }>
    /**
     * Gives up to `limit` tasks to `lease.runner` that are not final, not external, of one of these tools,
     * and held by nobody at `now`: without a lease, or with one that has run out. Each is given to one
     * runner only, with a new version. The oldest first.
     */
    readonly claim: (query: {
      readonly lease: Lease
      readonly now: number
      readonly tools: ReadonlyArray<string>
      readonly limit: number
    }) => Of<ReadonlyArray<Kept>>
    /** Moves the end of this runner's leases. Gives the versions of all it still holds; versions stay. */
    readonly renew: (lease: Lease) => Of<ReadonlyMap<string, number>>
    /** Ends all leases of this runner, so that others need not wait. Versions stay. */
    readonly release: (runner: string) => Of<void>
    /** Deletes what has expired, with its journal; gives the ids. */
    readonly sweep: (now: number) => Of<ReadonlyArray<string>>
    /**
     * Tells of tasks that were created, saved, claimed or swept, by whomever: what happens here at once, what other
     * processes do as soon as the store learns of it. May tell too often; never with a write half done.
     */
    readonly watch: (listener: Listener) => Effect.Effect<void, never, Scope.Scope>
  }
>()("@effect-mcp/tasks/TaskStore") {}
