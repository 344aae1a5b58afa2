/**
 * A task: work that outlives the request that began it. Its life is a state machine that knows neither
 * a wire nor a store; what is done to a task gives the next one, or `undefined` where it may not be done.
 *
 * ```
 * working ⇄ input_required      both → completed | failed | cancelled, which are final
 * ```
 *
 * Times are milliseconds since 1970, durations are milliseconds.
 *
 * @spec 2025-11-25/basic/utilities/tasks#task-status-lifecycle
 * @since 0.1.0
 */
import type { Interaction } from "@effect-mcp/protocol"

/**
 * Where a task is in its life.
 *
 * @spec 2025-11-25/schema#taskstatus
 * @since 0.1.0
 */
export type Status = "working" | "input_required" | "completed" | "failed" | "cancelled"

/**
 * A question that waits for its answer. `digest` is of all that is asked.
 *
 * @since 0.1.0
 */
export interface Question extends Interaction.InputRequest {
  readonly digest: string
}

/**
 * What the call came to: the result it would have been answered with, which says itself whether the tool
 * failed, or a JSON-RPC error.
 *
 * @since 0.1.0
 */
export type Outcome =
  | { readonly _tag: "Result"; readonly result: { readonly [member: string]: unknown } }
  | {
      readonly _tag: "Error"
      readonly error: { readonly code: number; readonly message: string; readonly data?: unknown }
    }

/**
 * Who works on a task, and until when that may be believed.
 *
 * @since 0.1.0
 */
export interface Lease {
  readonly runner: string
  readonly until: number
}

/**
 * @since 0.1.0
 */
export interface Task {
  readonly id: string
  /** Rises by one with each change. */
  readonly version: number
  /** The key of the principal it belongs to. */
  readonly owner: string
  readonly status: Status
  /** For people. */
  readonly statusMessage: string | undefined
  readonly createdAt: number
  readonly updatedAt: number
  /** From its creation; `null` is for ever. */
  readonly ttl: number | null
  /** How long to wait between two looks at it. */
  readonly pollInterval: number
  /** Open questions by key, in the order in which they were asked. Empty unless `input_required`. */
  readonly questions: ReadonlyMap<string, Question>
  /** There once it has completed or failed. */
  readonly outcome: Outcome | undefined
  /** It has completed with a result in which the tool says that it failed. Beside the outcome, which may be long and is looked at less often. */
  readonly toolFailed: boolean
  /** `undefined` while nobody works on it. */
  readonly lease: Lease | undefined
  /** An outside system does the work: no runner takes it up. */
  readonly external: boolean
}

/**
 * Whether it will never change again.
 *
 * @since 0.1.0
 */
export const isFinal = ({ status }: Pick<Task, "status">): boolean =>
  status === "completed" || status === "failed" || status === "cancelled"

/**
 * When it may be deleted; `undefined` for never.
 *
 * @since 0.1.0
 */
export const expiresAt = ({
  createdAt,
  ttl
}: Pick<Task, "createdAt" | "ttl">): number | undefined =>
  ttl === null ? undefined : createdAt + ttl

/**
 * Whether its time is over.
 *
 * @since 0.1.0
 */
export const isExpired = (task: Pick<Task, "createdAt" | "ttl">, now: number): boolean => {
  const end = expiresAt(task)
  return end !== undefined && end <= now
}

/**
 * Whether both are the task at the same moment.
 *
 * @since 0.1.0
 */
export const isSame = (a: Versioned, b: Versioned): boolean => versionOf(a) === versionOf(b)

/**
 * Whether `after` was made from `before`, and nothing happened in between.
 *
 * @since 0.1.0
 */
export const isNext = (before: Versioned, after: Versioned): boolean =>
  versionOf(after) === versionOf(before) + 1

type Versioned = Pick<Task, "version">

const versionOf = ({ version }: Versioned): number => version

/**
 * What a new task is made of.
 *
 * @since 0.1.0
 */
export interface New extends Pick<Task, "id" | "owner" | "ttl" | "pollInterval"> {
  readonly lease?: Lease | undefined
}

/**
 * A task that has just begun.
 *
 * @since 0.1.0
 */
export const make = ({ id, lease, owner, pollInterval, ttl }: New, now: number): Task => ({
  id,
  version: 1,
  owner,
  status: "working",
  statusMessage: undefined,
  createdAt: now,
  updatedAt: now,
  ttl,
  pollInterval,
  questions: none,
  outcome: undefined,
  toolFailed: false,
  lease,
  external: false
})

const none: ReadonlyMap<string, Question> = new Map()

type Next = Partial<Omit<Task, "id" | "owner" | "version" | "createdAt" | "updatedAt">>

/** Every change goes through here, so none touches what is final. Two of one millisecond can be told apart: clients go by the time. */
const next = (task: Task, now: number, change: Next): Task | undefined =>
  isFinal(task)
    ? undefined
    : {
        ...task,
        ...change,
        version: task.version + 1,
        updatedAt: Math.max(now, task.updatedAt + 1)
      }

const withQuestions = (
  task: Task,
  now: number,
  questions: ReadonlyMap<string, Question>
): Task | undefined =>
  next(task, now, { questions, status: questions.size === 0 ? "working" : "input_required" })

/**
 * It waits for one answer more.
 *
 * @spec 2025-11-25/basic/utilities/tasks#input-required-status
 * @since 0.1.0
 */
export const ask = (task: Task, key: string, question: Question, now: number): Task | undefined =>
  withQuestions(task, now, new Map([...task.questions, [key, question]]))

/**
 * These questions are answered, or no longer asked. It works again when none is left.
 *
 * @since 0.1.0
 */
export const close = (task: Task, keys: Iterable<string>, now: number): Task | undefined => {
  const questions = new Map(task.questions)
  for (const key of keys) questions.delete(key)
  return questions.size === task.questions.size ? undefined : withQuestions(task, now, questions)
}

/**
 * It says how it is doing.
 *
 * @since 0.1.0
 */
export const say = (task: Task, statusMessage: string, now: number): Task | undefined =>
  next(task, now, { statusMessage })

/**
 * Nobody works on it for now; whoever can may take it up.
 *
 * @since 0.1.0
 */
export const release = (task: Task, now: number): Task | undefined =>
  next(task, now, { lease: undefined })

/**
 * From here on an outside system works on it.
 *
 * @since 0.1.0
 */
export const handOver = (task: Task, now: number): Task | undefined =>
  next(task, now, { external: true, lease: undefined })

/**
 * How a task can end well or badly.
 *
 * @since 0.1.0
 */
export interface End {
  readonly status: "completed" | "failed"
  readonly outcome: Outcome
  readonly statusMessage?: string | undefined
}

/**
 * It has ended. What it said on the way is no longer true.
 *
 * @since 0.1.0
 */
export const settle = (task: Task, end: End, now: number): Task | undefined =>
  next(task, now, {
    status: end.status,
    outcome: end.outcome,
    toolFailed: end.outcome._tag === "Result" && end.outcome.result["isError"] === true,
    statusMessage: end.statusMessage,
    questions: none,
    lease: undefined
  })

/**
 * It was told to stop, and is over for whoever looks.
 *
 * @spec 2025-11-25/basic/utilities/tasks#task-cancellation
 * @since 0.1.0
 */
export const cancel = (task: Task, now: number, statusMessage?: string): Task | undefined =>
  next(task, now, {
    status: "cancelled",
    statusMessage,
    questions: none,
    lease: undefined
  })
