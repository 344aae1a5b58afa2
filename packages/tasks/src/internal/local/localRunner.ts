/**
 * Runs tasks in this process, under leases: a lease is moved on while the process lives, and whoever
 * finds one that has run out takes the task up where its journal ends.
 */
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

import * as Task from "../../Task.ts"
import type { Host, Running } from "../../TaskRunner.ts"
import type { Kept, TaskStoreError } from "../../TaskStore.ts"
import { LiveTask } from "./liveTask.ts"

export interface Settings {
  /** Milliseconds. */
  readonly lease: number
  /** How long a shutdown waits for finalizers, in milliseconds. */
  readonly grace: number
  readonly maxOpen: number
}

/** How many tasks are taken up with one look at the store. */
const batch = 100

class LocalRunner implements Running {
  readonly id: string = `runner-${globalThis.crypto.randomUUID()}`
  private readonly host: Host
  private readonly settings: Settings
  private readonly context: Context.Context<never>
  private readonly live = new Map<string, LiveTask>()
  /** Leased to this runner, and not live when last looked at. */
  private strays: ReadonlySet<string> = new Set()
  private idle: (() => void) | undefined
  private isEnding = false
  private claiming = false
  private claimAgain = false

  constructor(host: Host, settings: Settings, context: Context.Context<never>) {
    this.host = host
    this.settings = settings
    this.context = context
  }

  readonly lease = (now: number): Task.Lease => ({
    runner: this.id,
    until: now + this.settings.lease
  })

  readonly start = (kept: Kept): Effect.Effect<void> => Effect.sync(() => this.launch(kept))

  /** `undefined`: any may have changed. */
  told(id: string | undefined): void {
    const changed = id === undefined ? [...this.live.values()] : [this.live.get(id)]
    for (const task of changed) task?.told()
  }

  /** Takes up what nobody works on; asked for meanwhile, it looks once more. */
  readonly claim: Effect.Effect<void, TaskStoreError> = Effect.suspend(() => {
    if (this.claiming) {
      this.claimAgain = true
      return Effect.void
    }
    this.claiming = true
    this.claimAgain = false
    return Effect.ensuring(
      this.claimAll,
      Effect.sync(() => {
        this.claiming = false
      })
    ).pipe(Effect.andThen(Effect.suspend(() => (this.claimAgain ? this.claim : Effect.void))))
  })

  private readonly claimAll: Effect.Effect<void, TaskStoreError> = Effect.suspend(() => {
    const tools = this.host.tools()
    if (tools.length === 0) return Effect.void
    return Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.flatMap(
        this.host.store.claim({ lease: this.lease(now), now, tools, limit: batch }),
        (claimed) => {
          for (const kept of claimed) this.takeUp(kept)
          return claimed.length < batch ? Effect.void : this.claimAll
        }
      )
    )
  })

  /** Says that it lives, and learns what it missed. */
  readonly beat: Effect.Effect<void, TaskStoreError> = Effect.suspend(() => {
    if (this.live.size === 0 && this.strays.size === 0) return Effect.void
    const held = [...this.live.values()]
    return Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.flatMap(this.host.store.renew(this.lease(now)), (versions) => {
        for (const task of held) if (versions.get(task.id) !== task.seen) task.told()
        return this.letGo([...versions.keys()].filter((id) => !this.live.has(id)))
      })
    )
  })

  /** A tool is gone: its tasks rest until it is served again, here or elsewhere. */
  toolsChanged(): void {
    const tools = new Set(this.host.tools())
    for (const task of this.live.values()) if (!tools.has(task.tool)) task.leave()
  }

  /** What was not live at two looks in a row is not being created; others may have it. */
  private letGo(ids: ReadonlyArray<string>): Effect.Effect<void, TaskStoreError> {
    const before = this.strays
    this.strays = new Set(ids)
    return Effect.forEach(
      ids.filter((id) => before.has(id)),
      (id) =>
        this.host.change(id, (task, now) =>
          task.lease?.runner === this.id ? Task.release(task, now) : undefined
        ),
      { discard: true }
    )
  }

  /** Puts all to rest, so that others can go on at once. */
  readonly end: Effect.Effect<void> = Effect.suspend(() => {
    this.isEnding = true
    for (const task of this.live.values()) task.leave()
    const rested = Effect.callback<void>((resume) => {
      if (this.live.size === 0) return resume(Effect.void)
      this.idle = () => resume(Effect.void)
    })
    return Effect.andThen(
      Effect.timeoutOption(rested, this.settings.grace),
      Effect.catch(this.host.store.release(this.id), (error) =>
        Effect.logWarning("Tasks have to wait for the end of their leases", error)
      )
    )
  })

  /**
   * One that is live here ran out of its lease. If nobody had it in between it goes on; else its steps are not all
   * known here, and it is taken up anew from its journal once its handler rests.
   */
  private takeUp(kept: Kept): void {
    const live = this.live.get(kept.task.id)
    if (live === undefined) return this.launch(kept)
    if (!Task.isNext({ version: live.seen }, kept.task)) live.leave()
  }

  /** It was given to this runner too late: its tool is gone, or the runner itself is. */
  private leaveToOthers(id: string): void {
    const released = this.host.change(id, (task, now) =>
      task.lease?.runner === this.id ? Task.release(task, now) : undefined
    )
    // Where that fails the lease runs out.
    Effect.runForkWith(this.context)(Effect.ignore(released))
  }

  private launch(kept: Kept): void {
    const { id } = kept.task
    if (this.live.has(id)) return
    if (this.isEnding || !this.host.tools().includes(kept.call.tool)) return this.leaveToOthers(id)
    const task = new LiveTask(kept, {
      host: this.host,
      runner: this.id,
      context: this.context,
      maxOpen: this.settings.maxOpen,
      ended: () => {
        this.live.delete(id)
        if (task.state === "Leaving") this.strays = new Set([...this.strays, id])
        if (this.live.size === 0) this.idle?.()
      }
    })
    this.live.set(id, task)
    task.begin(kept)
  }
}

/** A failure is looked at again with the next turn. */
const forEver = (name: string, work: Effect.Effect<void, TaskStoreError>, every: number) =>
  work.pipe(
    Effect.catchCause((cause) => Effect.logWarning(`The task runner could not ${name}`, cause)),
    Effect.repeat(Schedule.spaced(every)),
    Effect.forkScoped
  )

export const run = (host: Host, settings: Settings): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.gen(function* () {
    const context = yield* Effect.context()
    const runner = new LocalRunner(host, settings, context)
    yield* Effect.addFinalizer(() => runner.end)
    yield* host.store.watch((id) => runner.told(id))
    const fork = Effect.runForkWith(context)
    yield* host.onTools(() => {
      runner.toolsChanged()
      fork(Effect.ignore(runner.claim))
    })
    yield* forEver("take up what is unfinished", runner.claim, settings.lease / 2)
    yield* forEver("renew its leases", runner.beat, settings.lease / 3)
    return runner
  })
