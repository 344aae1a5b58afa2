/**
 * What all runners share: how a task's handler is run, and how a task changes.
 */
import {
  Answering,
  Deadlines,
  Handler,
  Interpreter,
  McpRequest,
  PeerCapabilities,
  Principal,
  RpcError
} from "@effect-mcp/protocol"
import { type Revision, Revisions } from "@effect-mcp/schema"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import { CurrentTask } from "../../CurrentTask.ts"
import * as Task from "../../Task.ts"
import type { Entries } from "../../TaskJournal.ts"
import type { Limits } from "../../TaskLimits.ts"
import type { Host } from "../../TaskRunner.ts"
import type { Call, Kept, TaskStore, TaskStoreError } from "../../TaskStore.ts"
import { completed, failed } from "../ending.ts"
import { patiently } from "../patiently.ts"
import { audit } from "./audit.ts"
import type { Connections } from "./connections.ts"
import type { Quotas } from "./quotas.ts"
import type { Runnable } from "./runnable.ts"
import { TaskRequest } from "./taskRequest.ts"

export interface Parts {
  readonly store: TaskStore["Service"]
  readonly runnable: Runnable
  readonly limits: Limits
  readonly quotas: Quotas
  readonly connections: Connections
  readonly context: Context.Context<never>
}

type Change = (task: Task.Task, now: number) => Task.Task | undefined

type Ended = Exit.Exit<Handler.Answer, Handler.Failure>

export class TaskHost implements Host {
  readonly store: TaskStore["Service"]
  private readonly parts: Parts
  private readonly deadlines: Deadlines.Deadlines

  constructor(parts: Parts) {
    this.parts = parts
    this.store = parts.store
    this.deadlines = Deadlines.make(parts.context)
  }

  readonly tools = (): ReadonlyArray<string> => this.parts.runnable.keys

  readonly onTools: Host["onTools"] = (listener) => this.parts.runnable.onChange(listener)

  readonly supports = (call: Call, capability: string): boolean =>
    PeerCapabilities.supports(revisionOf(call), call.capabilities, capability)

  readonly work = (
    { call, task }: Kept,
    interpreter: Interpreter.Interpreter
  ): Effect.Effect<Handler.Answer, Handler.Failure> =>
    Effect.suspend(() => {
      const tool = this.parts.runnable.get(call.tool)
      if (tool === undefined) return Effect.die(new Error(`No tool "${call.tool}" is served here`))
      // Who has lost the task in between has nothing more to say of it.
      const change = (change: Change) =>
        this.change(task.id, (now, at) =>
          now.lease?.runner === task.lease?.runner ? change(now, at) : undefined
        )
      const request = this.request(task.id, call, change)
      const services = Interpreter.addTo(this.parts.context, interpreter).pipe(
        Context.add(McpRequest.McpRequest, request),
        Context.add(Principal.Principal, call.principal),
        Context.add(CurrentTask, {
          id: task.id,
          handOver: Effect.asVoid(Effect.orDie(patiently(change(Task.handOver))))
        })
      )
      return Effect.provideContext(tool.call(request), services).pipe(
        Effect.ensuring(Effect.sync(() => request.end()))
      )
    })

  readonly change = (
    id: string,
    change: Change,
    entries?: Entries
  ): Effect.Effect<Task.Task | undefined, TaskStoreError> =>
    Effect.flatMap(this.store.get(id), (task) => this.changeFrom(task, change, entries))

  /** As `change`, beginning with what is known of the task. `entries` may go by what it was before the change. */
  changeFrom(
    task: Task.Task | undefined,
    change: Change,
    entries?: Entries | ((before: Task.Task) => Entries)
  ): Effect.Effect<Task.Task | undefined, TaskStoreError> {
    if (task === undefined) return Effect.undefined
    return Clock.clockWith((clock) => {
      const next = change(task, clock.currentTimeMillisUnsafe())
      if (next === undefined || next === task) return Effect.succeed(next)
      const written = typeof entries === "function" ? entries(task) : entries
      return Effect.flatMap(this.store.save(next, written), (isSaved) => {
        if (!isSaved) {
          return Effect.flatMap(this.store.get(task.id), (now) =>
            this.changeFrom(now, change, entries)
          )
        }
        if (!Task.isFinal(next)) return Effect.succeed(next)
        this.parts.quotas.over(next.owner)
        return Effect.as(
          audit(`A task is ${next.status}`, { taskId: next.id, principal: next.owner }),
          next
        )
      })
    })
  }

  readonly settle = (
    id: string,
    exit: Ended,
    runner: string | undefined
  ): Effect.Effect<void, TaskStoreError> =>
    Effect.flatMap(this.endOf(id, exit), (end) =>
      this.change(id, (task, now) => {
        if (task.lease?.runner !== runner) return undefined
        return end === "cancelled" ? Task.cancel(task, now) : Task.settle(task, end, now)
      })
    )

  /** How a task ends that came to this. */
  endOfResult(answer: Handler.Answer): Task.End {
    return resultEnd(answer, this.parts.limits)
  }

  private request(
    taskId: string,
    call: Call,
    change: (change: Change) => Effect.Effect<unknown, TaskStoreError>
  ): TaskRequest {
    return new TaskRequest({
      taskId,
      call,
      revision: revisionOf(call),
      deadlines: this.deadlines,
      connection: this.parts.connections.of(taskId),
      say: (message, said) =>
        void Effect.runForkWith(this.parts.context)(
          Effect.exit(change((task, now) => Task.say(task, message, now)))
        ).addObserver(said)
    })
  }

  private endOf(id: string, exit: Ended): Effect.Effect<Task.End | "cancelled"> {
    if (Exit.isSuccess(exit)) return Effect.succeed(this.endOfResult(exit.value))
    if (Cause.hasInterruptsOnly(exit.cause)) return Effect.succeed("cancelled")
    return Effect.flatMap(
      this.store.load(id).pipe(Effect.orElseSucceed(() => undefined)),
      (kept) => {
        const revision = kept && knownRevision(kept.call)
        const error = revision === undefined ? undefined : Answering.errorOf(revision, exit.cause)
        if (error !== undefined) return Effect.succeed(failed(error))
        return Effect.as(
          Effect.annotateLogs(Effect.logError("A task failed", exit.cause), { taskId: id }),
          failed(RpcError.internal)
        )
      }
    )
  }
}

const knownRevision = ({ revision }: Call): Revision.Revision | undefined =>
  Revisions.all.find(({ version }) => version === revision)

/** One that is not known, as after a downgrade, is a defect of the task's run, and so its end. */
const revisionOf = (call: Call): Revision.Revision => {
  const found = knownRevision(call)
  if (found !== undefined) return found
  throw new Error(`A task was kept in the unknown revision ${call.revision}`)
}

const resultEnd = (answer: Handler.Answer, { maxResult }: Limits): Task.End => {
  const text = answer instanceof Handler.Encoded ? answer.text : JSON.stringify(answer)
  return text.length > maxResult ? failed(tooLong(maxResult)) : completed(answer)
}

const tooLong = (limit: number): RpcError.RpcError =>
  RpcError.make(
    RpcError.internal.code,
    `The result is longer than the ${limit} that are kept of it`
  )
