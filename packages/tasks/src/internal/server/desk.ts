/**
 * Where callers come to: tasks are begun, looked at, answered and cancelled for the principal they belong
 * to, and for nobody else.
 */
import { Cursor, type Handler, Principal, RpcError } from "@effect-mcp/protocol"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"

import * as Task from "../../Task.ts"
import type { Entries } from "../../TaskJournal.ts"
import type { Limits } from "../../TaskLimits.ts"
import type { Running } from "../../TaskRunner.ts"
import type { TaskStore, TaskStoreError } from "../../TaskStore.ts"
import { patiently } from "../patiently.ts"
import { noTaskId, unknownTask } from "../refusals.ts"
import { audit } from "./audit.ts"
import type { Connections } from "./connections.ts"
import type { Hub } from "./hub.ts"
import * as Keeping from "./keeping.ts"
import { PollRate } from "./pollRate.ts"
import type { Count, Quotas } from "./quotas.ts"
import type { TaskHost } from "./taskHost.ts"

export interface Parts {
  readonly store: TaskStore["Service"]
  readonly host: TaskHost
  readonly running: Running
  readonly limits: Limits
  readonly quotas: Quotas
  readonly hub: Hub
  readonly connections: Connections
}

type Of<A> = Effect.Effect<A, RpcError.RpcError>

export interface Page {
  readonly tasks: ReadonlyArray<Task.Task>
  readonly nextCursor: string | undefined
}

/** No id that is given out has as many characters. */
const longestId = 256

/** How many tasks a page of a list has. */
const pageSize = 100

export class Desk {
  private readonly parts: Parts
  private readonly polls: PollRate

  constructor(parts: Parts) {
    this.parts = parts
    this.polls = new PollRate(parts.limits.pollsPerSecond)
  }

  /**
   * Makes the call a task, unless it is refused as it would be without. Once this is done, everybody finds the
   * task, and it will be worked on.
   */
  readonly begin = (
    what: Keeping.Begin,
    answer: (task: Task.Task) => Handler.Answer
  ): Handler.Outcome<Handler.RequestServices> => {
    const begun = Effect.map(this.create(what), answer)
    // A call that remembers something was admitted as a call.
    if (what.journal !== undefined) return begun
    return what.tool.admit(what.request, (refused) =>
      refused === undefined || what.isPromised ? begun : Effect.succeed(refused)
    )
  }

  /** Another's task, and one whose time is over, are as unknown as one that never was. */
  readonly find = (caller: Principal.Identity, id: unknown): Of<Task.Task> =>
    this.answering(this.read(caller, id))

  /** As `find`, no oftener than allowed. */
  readonly poll = (caller: Principal.Identity, id: unknown): Of<Task.Task> =>
    Clock.clockWith((clock) => {
      // What cannot be an id of ours is not remembered either.
      const refused =
        typeof id === "string" && id.length <= longestId
          ? this.polls.refusal(`${Principal.key(caller)}\n${id}`, clock.currentTimeMillisUnsafe())
          : undefined
      if (refused !== undefined) return Effect.fail(refused)
      return Effect.tap(this.find(caller, id), (task) => audit("A task was looked at", whose(task)))
    })

  /** Takes the answers to what is open; all other keys are passed over. */
  readonly answer = (
    caller: Principal.Identity,
    id: unknown,
    responses: { readonly [key: string]: unknown }
  ): Of<void> =>
    this.close(caller, id, (key, { digest }) =>
      Object.hasOwn(responses, key)
        ? // `JSON.parse` has made it
          [{ _tag: "Answered", key, digest, raw: responses[key] as Schema.Json }]
        : []
    )

  /** The client answered with an error. */
  readonly refuse = (
    caller: Principal.Identity,
    id: unknown,
    refused: string,
    error: RpcError.RpcError
  ): Of<void> =>
    this.close(caller, id, (key, { digest }) =>
      key === refused
        ? [{ _tag: "Refused", key, digest, code: error.code, message: error.message }]
        : []
    )

  /** It is over when this is done; `undefined` if it was before. */
  readonly cancel = (caller: Principal.Identity, id: unknown): Of<Task.Task | undefined> =>
    Effect.flatMap(this.find(caller, id), (task) =>
      this.answering(this.parts.host.changeFrom(task, (now, at) => Task.cancel(now, at)))
    )

  /** Those of this principal, oldest first. */
  readonly list = (caller: Principal.Identity, cursor: unknown): Of<Page> =>
    Effect.suspend(() => {
      const owner = Principal.key(caller)
      const list = `tasks/list\n${owner}`
      const after = typeof cursor === "string" ? Cursor.decode(list, cursor) : undefined
      if (cursor !== undefined && after === undefined) {
        return Effect.fail(RpcError.invalidParams("Invalid cursor"))
      }
      return this.answering(
        Effect.flatMap(this.parts.store.list({ owner, limit: pageSize, after }), (page) =>
          Clock.clockWith((clock) =>
            Effect.succeed({
              tasks: page.tasks.filter((task) =>
                isFor(task, caller, clock.currentTimeMillisUnsafe())
              ),
              nextCursor: page.next === undefined ? undefined : Cursor.encode(list, page.next)
            })
          )
        )
      )
    })

  /** Is called when something about the task may have changed. Gives what ends it. */
  listen(id: string, listener: () => void): () => void {
    return this.parts.hub.listen(id, listener)
  }

  /** Has all who listen look again. */
  wake(id: string): void {
    this.parts.hub.tell(id)
  }

  /**
   * Is called with each later version of the task, but those that were skipped, and `gone` if its time is over.
   * Gives what ends it.
   */
  follow(
    caller: Principal.Identity,
    known: Task.Task,
    seen: (task: Task.Task) => void,
    gone?: () => void
  ): () => void {
    return this.parts.hub.follow(known, () => this.find(caller, known.id), seen, gone)
  }

  private create(what: Keeping.Begin): Of<Task.Task> {
    const owner = Principal.key(what.request.principal)
    const { connections, limits, quotas, running, store } = this.parts
    const refused = Keeping.refusal(what, limits)
    if (refused !== undefined) return Effect.fail(refused)
    const created = (place: Count) =>
      Clock.clockWith((clock) => {
        const now = clock.currentTimeMillisUnsafe()
        const kept = Keeping.keep(what, { limits, lease: running.lease(now), now })
        return store.create(kept).pipe(
          Effect.onError(() =>
            Effect.forkDetach(this.undo(kept.task, place), { startImmediately: true })
          ),
          Effect.tap(() => Effect.sync(() => connections.began(kept.task, what.request))),
          Effect.andThen(running.start(kept)),
          Effect.andThen(audit("A task was created", whose(kept.task))),
          Effect.as(kept.task)
        )
      })
    let made: Task.Task | undefined
    const creating = Effect.uninterruptible(
      Effect.map(
        Effect.flatMap(Effect.interruptible(quotas.admit(owner)), created),
        (task) => (made = task)
      )
    )
    // Who went away meanwhile will never know its id.
    const unknown = Effect.suspend(() =>
      made === undefined ? Effect.void : Effect.ignore(this.parts.host.change(made.id, Task.cancel))
    )
    return this.answering(Effect.onInterrupt(creating, () => unknown))
  }

  /** The client is told that there is no task: if there is one all the same, nobody is to work on it. */
  private undo({ id }: Task.Task, place: Count): Effect.Effect<void> {
    const cancelled = patiently(this.parts.host.change(id, (task, now) => Task.cancel(task, now)))
    return Effect.map(
      Effect.catch(cancelled, () => Effect.undefined),
      (task) => {
        if (task === undefined) this.parts.quotas.giveBack(place)
      }
    )
  }

  private read(
    caller: Principal.Identity,
    id: unknown
  ): Effect.Effect<Task.Task, RpcError.RpcError | TaskStoreError> {
    if (typeof id !== "string") {
      return Effect.fail(noTaskId)
    }
    return Effect.flatMap(this.parts.store.get(id), (task) =>
      Clock.clockWith((clock) =>
        task === undefined || !isFor(task, caller, clock.currentTimeMillisUnsafe())
          ? unknown(id, caller)
          : Effect.succeed(task)
      )
    )
  }

  /** Somebody has thought about an answer: it is not lost to a store that fails for a moment. */
  private close(
    caller: Principal.Identity,
    id: unknown,
    answers: (key: string, question: Task.Question) => Entries
  ): Of<void> {
    const { host } = this.parts
    const entriesOf = (now: Task.Task): Entries =>
      [...now.questions].flatMap(([key, question]) => answers(key, question))
    const closed = (now: Task.Task, at: number) => Task.close(now, keysOf(entriesOf(now)), at)
    const taken = Effect.flatMap(this.read(caller, id), (task) =>
      host.changeFrom(task, closed, entriesOf)
    )
    return this.answering(Effect.asVoid(patiently(taken)))
  }

  /** What went wrong with the store is ours, and nothing of it the caller's. */
  private answering<A>(work: Effect.Effect<A, RpcError.RpcError | TaskStoreError>): Of<A> {
    return Effect.catchTag(work, "TaskStoreError", (error) => Effect.die(error))
  }
}

const isFor = (task: Task.Task, caller: Principal.Identity, now: number): boolean =>
  task.owner === Principal.key(caller) && !Task.isExpired(task, now)

const keysOf = (entries: Entries): ReadonlyArray<string> =>
  entries.flatMap((entry) => (entry._tag === "Step" ? [] : [entry.key]))

const whose = ({ id, owner }: Task.Task) => ({ taskId: id, principal: owner })

const unknown = (id: string, caller: Principal.Identity): Of<never> =>
  Effect.andThen(
    audit("A task was looked for that is not there", {
      taskId: id.slice(0, 64),
      principal: Principal.key(caller)
    }),
    Effect.fail(unknownTask(id))
  )
