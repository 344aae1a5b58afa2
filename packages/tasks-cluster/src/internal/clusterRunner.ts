/**
 * Tasks as workflows. The engine says in which process a task runs, and where it goes on when that one is gone;
 * in that process it is run by the runner of tasks, under a lease which the workflow takes for it.
 *
 * The engine is told to run a task when the task begins, and to wake it when somebody answers. What is lost
 * between the store and the engine, because a process ended between two writes, is found by looking after tasks
 * whose lease has run out.
 */
import { type Task, TaskRunner, TaskStore } from "@effect-mcp/tasks"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { WorkflowEngine, WorkflowInstance } from "effect/workflow/WorkflowEngine"

import type { Placement } from "../Placement.ts"
import * as TaskWorkflow from "../TaskWorkflow.ts"
import { execute } from "./execution.ts"
import type { Grounds } from "./grounds.ts"
import { InnerHost } from "./innerHost.ts"
import * as Nobody from "./nobody.ts"
import { isOver, Resting } from "./resting.ts"

type Host = TaskRunner.Host
type Kept = TaskStore.Kept
type Of<A> = Effect.Effect<A, TaskStore.TaskStoreError>

/** Durations in milliseconds. */
export interface Settings {
  readonly lease: number
  readonly idle: number
  readonly check: number
  readonly grace: number
  readonly maxOpen: number
}

/** What it runs on. */
export interface Around {
  readonly engine: WorkflowEngine["Service"]
  readonly placement: Context.Service.Shape<typeof Placement>
}

/** How many tasks are looked after at a time. */
const batch = 100

/** A workflow that is about to suspend is woken once it has. */
const untilAwake = { schedule: Schedule.spaced("100 millis"), times: 100 }

class ClusterRunner implements TaskRunner.Running {
  readonly resting = new Resting()
  private over: Array<string> = []
  readonly inner: InnerHost
  private readonly host: Host
  private readonly around: Around
  private readonly check: number
  private readonly fork: (work: Effect.Effect<unknown>) => void

  constructor(host: Host, around: Around, check: number, context: Context.Context<never>) {
    this.inner = new InnerHost(host)
    this.host = host
    this.around = around
    this.check = check
    this.fork = Effect.runForkWith(context)
  }

  readonly lease = (now: number): Task.Lease => Nobody.lease(now, this.check)

  readonly start = ({ task }: Kept): Of<void> =>
    asked(
      "run a task",
      this.around.engine.execute(TaskWorkflow.workflow, {
        executionId: task.id,
        payload: { id: task.id },
        discard: true
      })
    )

  /** What the workflow does. */
  execute(there: Grounds, id: string): Effect.Effect<void, never, WorkflowInstance> {
    return Effect.tap(execute(there, id), () => Effect.sync(() => this.over.push(id)))
  }

  /** A while later: the engine has to hear first that they are over. */
  readonly forget: Effect.Effect<void> = Effect.suspend(() => {
    const over = this.over
    this.over = []
    return Effect.delay(
      Effect.forEach(over, (id) => this.around.placement.forget(id), { discard: true }),
      this.check
    )
  })

  /** `undefined`: any may have changed. */
  told(id: string | undefined): void {
    if (id === undefined) return this.resting.ids.forEach((each) => this.told(each))
    const look = this.resting.has(id) ? this.look(id) : this.lookAtStranger(id)
    if (look === undefined) return
    this.fork(
      Effect.catchCause(look, (cause) => Effect.logWarning("A task could not be woken", cause))
    )
  }

  /** Takes care that whatever nobody runs is the engine's to run, and is awake if it has to be. */
  readonly lookAfter: Of<void> = Effect.suspend(() => {
    const tools = this.host.tools()
    if (tools.length === 0) return Effect.void
    return Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.flatMap(
        this.host.store.claim({ lease: this.lease(now), now, tools, limit: batch }),
        (found) =>
          Effect.andThen(
            Effect.forEach(found, (kept) => this.tend(kept), { discard: true }),
            found.length < batch ? Effect.void : this.lookAfter
          )
      )
    )
  })

  /** Where it is another process's to run, that one was told by the store that we looked after it. */
  private tend(kept: Kept): Of<void> {
    const { id } = kept.task
    const isMine = this.around.placement.isHere(id) !== false
    const woken = isMine && isAnswered(kept) ? this.resume(id) : Effect.void
    return Effect.andThen(this.start(kept), this.resting.has(id) ? this.look(id) : woken)
  }

  private look(id: string): Of<void> {
    return Effect.flatMap(this.host.store.get(id), (task) =>
      this.resting.isNews(id, task) ? this.wake(id) : Effect.void
    )
  }

  /** One that is this process's, and was put to rest by another, which has ended since. */
  private lookAtStranger(id: string): Of<void> | undefined {
    if (this.around.placement.isHere(id) !== true || this.inner.isAttended(id)) return undefined
    return Effect.flatMap(this.host.store.load(id), (kept) =>
      kept !== undefined && wasAsked(kept) && (isOver(kept.task) || isAnswered(kept))
        ? this.resume(id)
        : Effect.void
    )
  }

  private wake(id: string): Of<void> {
    const isAsleep = () => this.resting.has(id)
    const call = Effect.suspend(() => (isAsleep() ? this.resume(id) : Effect.void))
    return Effect.asVoid(Effect.repeat(call, { ...untilAwake, while: isAsleep }))
  }

  private resume(id: string): Of<void> {
    return asked("wake a task", this.around.engine.resume(TaskWorkflow.workflow, id))
  }
}

/** Only who has asked is put to rest. */
const wasAsked = ({ journal, task }: Kept): boolean =>
  !Nobody.isHeld(task) && journal.some(({ _tag }) => _tag === "Asked")

/** Whether its handler may have something to do: it waits for nothing, or was answered since it last asked. */
const isAnswered = ({ journal, task }: Kept): boolean => {
  if (task.status === "working") return true
  const last = journal.findLast(({ _tag }) => _tag !== "Step")
  return last !== undefined && last._tag !== "Asked"
}

/** An engine dies of what its storage fails with. */
const asked = (operation: string, work: Effect.Effect<unknown>): Of<void> =>
  work.pipe(
    Effect.asVoid,
    Effect.catchDefect((cause) => Effect.fail(new TaskStore.TaskStoreError({ operation, cause })))
  )

const always = (work: Of<void>, every: number) =>
  work.pipe(
    Effect.catchCause((cause) => Effect.logWarning("Tasks could not be looked after", cause)),
    Effect.repeat(Schedule.spaced(every)),
    Effect.forkScoped
  )

/** How often it is looked whether tasks are another process's to run, in milliseconds. */
const glance = 250

export const run = (
  host: Host,
  around: Around,
  { check, grace, idle, lease, maxOpen }: Settings
): Effect.Effect<TaskRunner.Running, never, Scope.Scope> =>
  Effect.gen(function* () {
    const runner = new ClusterRunner(host, around, check, yield* Effect.context())
    const { inner, resting } = runner
    const grounds = Deferred.makeUnsafe<Grounds>()
    // Closes last: the engine gives away what it runs here when its handlers are at rest.
    yield* around.engine.register(TaskWorkflow.workflow, ({ id }) =>
      Effect.flatMap(Deferred.await(grounds), (there) => runner.execute(there, id))
    )
    const local = yield* TaskRunner.local({ lease, grace, maxOpen }).run(inner)
    let isClosed = false
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        isClosed = true
      })
    )
    const isElsewhere = (id: string) => around.placement.isHere(id) === false
    const idleLease = runner.lease
    const there = { host, local, inner, resting, idleLease, idle, grace, isElsewhere }
    yield* Deferred.succeed(grounds, { ...there, isClosed: () => isClosed })
    yield* host.store.watch((id) => runner.told(id))
    yield* always(runner.lookAfter, lease)
    yield* always(runner.forget, check)
    yield* always(
      Effect.sync(() => inner.displace(isElsewhere)),
      glance
    )
    return runner
  })
