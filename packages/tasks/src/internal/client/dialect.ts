/**
 * What a client says and hears of a task in the two ways there are to speak of one.
 */
import { type Caller, type JsonObject, RequestError } from "@effect-mcp/protocol"
import { InputRequired, type Revision } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import { TaskLost, unresolved } from "../../TaskError.ts"
import { changed } from "../extension/wireTask.ts"
import { insist } from "./insist.ts"
import * as Seen from "./seen.ts"

export interface Dialect {
  readonly tasks: Revision.Revision["tasks"]
  /** The answer that began a task. */
  readonly created: (raw: JsonObject.JsonObject) => Seen.Read
  /** The answer of `tasks/get`. */
  readonly got: (raw: JsonObject.JsonObject) => Seen.Read
  /** The notification that says what `tasks/get` would. */
  readonly notification: string
  /** Whether the server has agreed to tell of a task. In the core it may, and nobody relies on it. */
  readonly tells: (acknowledged: { readonly [member: string]: unknown }, id: string) => boolean
}

export const core: Dialect = {
  tasks: "Core",
  created: (raw) => Seen.core(raw["task"]),
  got: Seen.core,
  notification: "notifications/tasks/status",
  tells: () => false
}

export const extension: Dialect = {
  tasks: "Extension",
  created: Seen.plain,
  got: (raw) => {
    const type = raw["resultType"]
    // The draft's own examples say "task" here.
    return type === undefined || type === InputRequired.complete || type === "task"
      ? Seen.detailed(raw)
      : new RequestError.InvalidResult({ issue: "the answer of tasks/get is not complete" })
  },
  notification: changed,
  tells: ({ taskIds }, id) => Array.isArray(taskIds) && taskIds.includes(id)
}

const dialects = { Core: core, Extension: extension, None: undefined }

/** That of a revision; `undefined` where there are no tasks. */
export const of = ({ tasks }: Revision.Revision): Dialect | undefined => dialects[tasks]

/** What everything about one task needs. */
export interface About<E extends Caller.Failure> {
  readonly caller: Caller.Caller<E>
  readonly dialect: Dialect
  readonly id: string
}

type Failed<E> = E | Caller.Unresolved

/** A request about the task, unless another kind of tasks is spoken of by now, or once it was sent. */
export const ask = <E extends Caller.Failure>(
  about: About<E>,
  method: string,
  params?: JsonObject.JsonObject,
  options?: Parameters<Caller.Caller<E>["send"]>[2]
): Effect.Effect<JsonObject.JsonObject, Failed<E>> => {
  const { caller, id } = about
  const sent = Effect.suspend(() => caller.send(method, { taskId: id, ...params }, options))
  return known(about).pipe(
    Effect.andThen(Effect.exit(sent)),
    Effect.flatMap((exit) => Effect.andThen(known(about), exit))
  )
}

const known = <E extends Caller.Failure>({ caller, dialect, id }: About<E>) =>
  Effect.suspend(() => {
    const { tasks, version } = caller.revision
    return tasks === dialect.tasks
      ? Effect.void
      : Effect.fail(unresolved(new TaskLost({ id, revision: version })))
  })

/** How the task is now. */
export const look = <E extends Caller.Failure>(
  about: About<E>
): Effect.Effect<Seen.Seen, Failed<E> | RequestError.InvalidResult> =>
  Effect.flatMap(ask(about, "tasks/get"), (raw) => believed(about, about.dialect.got(raw)))

/** As `look`, however often it takes. */
export const insistentLook = <E extends Caller.Failure>(
  about: About<E>
): Effect.Effect<Seen.Seen, Failed<E> | RequestError.InvalidResult> =>
  Effect.flatMap(insist(about.caller, ask(about, "tasks/get")), (raw) =>
    believed(about, about.dialect.got(raw))
  )

/** Only what is of this task. */
export const believed = (
  { id }: { readonly id: string },
  read: Seen.Read
): Effect.Effect<Seen.Seen, RequestError.InvalidResult> => {
  if (read instanceof RequestError.InvalidResult) return Effect.fail(read)
  return read.id === id
    ? Effect.succeed(read)
    : Effect.fail(new RequestError.InvalidResult({ issue: "the server tells of another task" }))
}
