/**
 * What the runner of this process sees of its host. It takes up nothing by itself, since the engine says what
 * runs where; its handlers are attended; and it can be made to leave a task, which it does when it sees that
 * somebody else holds it.
 */
import { Task, type TaskJournal, type TaskRunner, type TaskStore } from "@effect-mcp/tasks"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import type { Attendance } from "./attendance.ts"
import { isHeld } from "./nobody.ts"

type Host = TaskRunner.Host
type Store = TaskStore.TaskStore["Service"]

export class InnerHost implements Host {
  readonly store: Store
  readonly tools: Host["tools"]
  readonly onTools: Host["onTools"]
  readonly supports: Host["supports"]
  readonly change: Host["change"]
  private readonly host: Host
  private readonly attended = new Map<string, Attendance>()
  /** Attended tasks, as they were when their handlers began. */
  private readonly started = new Map<string, Task.Task>()
  /** Tasks as the runner is to see them. */
  private readonly shown = new Map<string, Task.Task>()
  private readonly listeners = new Set<(id: string | undefined) => void>()

  constructor(host: Host) {
    this.host = host
    this.store = this.inner(host.store)
    this.tools = () => host.tools()
    this.onTools = (listener) => host.onTools(listener)
    this.supports = (call, capability) => host.supports(call, capability)
    this.change = (id, change, entries) => {
      const shown = this.shown.get(id)
      return shown === undefined ? host.change(id, change, entries) : this.pretend(shown, change)
    }
  }

  readonly work: Host["work"] = (kept, interpreter) => {
    this.started.set(kept.task.id, kept.task)
    const work: Parameters<Attendance["work"]>[0] = (inner) => this.host.work(kept, inner)
    return this.attended.get(kept.task.id)?.work(work, interpreter) ?? work(interpreter)
  }

  readonly settle: Host["settle"] = (id, exit, runner) =>
    Effect.tap(this.host.settle(id, exit, runner), () =>
      Effect.sync(() => this.attended.get(id)?.settle())
    )

  /** Runs of this task are attended from here on, until `dismiss`. */
  attend(id: string, attendance: Attendance): void {
    this.attended.set(id, attendance)
  }

  /** Tells those whose task is another process's to run. */
  displace(isElsewhere: (id: string) => boolean): void {
    for (const [id, attendance] of this.attended) if (isElsewhere(id)) attendance.displace()
  }

  isAttended(id: string): boolean {
    return this.attended.has(id)
  }

  dismiss(id: string): void {
    this.attended.delete(id)
    this.started.delete(id)
    this.shown.delete(id)
  }

  /**
   * Has the runner put the handler to rest. It still holds the task, so what a step in flight comes to is
   * still its to record.
   */
  takeAway(id: string): void {
    const task = this.started.get(id)
    if (task === undefined) return
    this.show({ ...task, lease: undefined })
    this.ring(id)
  }

  /** Has the runner take the task for this one: what it changes of it is kept here, until `reveal`. */
  show(task: Task.Task): void {
    this.shown.set(task.id, task)
  }

  shows(id: string): Task.Task | undefined {
    return this.shown.get(id)
  }

  reveal(id: string): void {
    this.shown.delete(id)
    this.ring(id)
  }

  private ring(id: string): void {
    for (const listener of this.listeners) listener(id)
  }

  private pretend(
    shown: Task.Task,
    change: Parameters<Host["change"]>[1]
  ): Effect.Effect<Task.Task | undefined> {
    return Effect.map(Clock.currentTimeMillis, (now) => {
      const next = change(shown, now)
      if (next !== undefined) this.show(next)
      return next
    })
  }

  /**
   * Appends though the lease has run out and somebody has looked after the task meanwhile, as long as no other
   * process runs it.
   */
  private append(
    id: string,
    runner: string,
    entries: TaskJournal.Entries
  ): Effect.Effect<boolean, TaskStore.TaskStoreError> {
    return Effect.flatMap(this.host.store.append(id, runner, entries), (isWritten) => {
      if (isWritten) return Effect.succeed(true)
      const changed = this.host.change(id, untouched, entries)
      return Effect.map(changed, (task) => task !== undefined)
    })
  }

  private inner(store: Store): Store {
    return {
      create: (kept) => store.create(kept),
      get: (id) => {
        const shown = this.shown.get(id)
        return shown === undefined ? store.get(id) : Effect.succeed(shown)
      },
      load: (id) =>
        Effect.map(store.load(id), (kept) => {
          const task = this.shown.get(id)
          return kept === undefined || task === undefined ? kept : { ...kept, task }
        }),
      save: (task, entries) => store.save(task, entries),
      append: (id, runner, entries) => this.append(id, runner, entries),
      list: (query) => store.list(query),
      count: (owner) => store.count(owner),
      claim: () => Effect.succeed([]),
      renew: (lease) => store.renew(lease),
      release: (runner) => store.release(runner),
      sweep: (now) => store.sweep(now),
      watch: (listener) => {
        this.listeners.add(listener)
        return store.watch(listener)
      }
    }
  }
}

/** The same task, written once more, if no process holds it. */
const untouched = (task: Task.Task): Task.Task | undefined =>
  Task.isFinal(task) || isHeld(task) ? undefined : { ...task, version: task.version + 1 }
