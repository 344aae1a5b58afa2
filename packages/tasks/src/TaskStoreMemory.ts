/**
 * Tasks kept in the memory of this process, and gone with it. Bounds nothing: limits are set by whoever
 * creates tasks.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import { isExpired, isFinal, isNext } from "./Task.ts"
import type { Lease, Task } from "./Task.ts"
import type { Entries } from "./TaskJournal.ts"
import { byAge, page, placeOf, TaskStore, TaskStoreError } from "./TaskStore.ts"
import type { Kept, Listener, Page, Place } from "./TaskStore.ts"

type Store = TaskStore["Service"]

/** The tasks of one owner in order, and how many of them are not final. */
class Owned {
  readonly tasks: Array<Place> = []
  open = 0

  /** How many of the tasks stand before this place, or in it if `including`. */
  private before(place: Place, including: boolean): number {
    let low = 0
    let high = this.tasks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const order = byAge(this.tasks[middle] ?? place, place)
      if (order < 0 || (including && order === 0)) low = middle + 1
      else high = middle
    }
    return low
  }

  add(place: Place): void {
    this.tasks.splice(this.before(place, false), 0, place)
  }

  remove(place: Place): void {
    this.tasks.splice(this.before(place, false), 1)
  }

  /** One more than asked for, by which it is seen that there are more. */
  after(text: string | undefined, limit: number): ReadonlyArray<Place> {
    const start = text === undefined ? 0 : this.before(placeOf(text), true)
    return this.tasks.slice(start, start + limit + 1)
  }
}

class Memory {
  private readonly kept = new Map<string, Kept>()
  /** Those that are not final: what runners ask for. */
  private readonly open = new Set<string>()
  private readonly owners = new Map<string, Owned>()
  private readonly listeners = new Set<{ readonly tell: Listener }>()

  create(kept: Kept): boolean {
    if (this.kept.has(kept.task.id)) return false
    const { createdAt, id, owner } = kept.task
    const owned = this.owners.get(owner) ?? new Owned()
    this.owners.set(owner, owned)
    owned.add({ createdAt, id })
    this.put(kept)
    this.tell(id)
    return true
  }

  load(id: string): Kept | undefined {
    return this.kept.get(id)
  }

  save(task: Task, entries: Entries): boolean {
    const kept = this.kept.get(task.id)
    if (kept === undefined || !isNext(kept.task, task)) return false
    this.put({ ...kept, task, journal: joined(kept.journal, entries) })
    this.tell(task.id)
    return true
  }

  append(id: string, runner: string, entries: Entries): boolean {
    const kept = this.kept.get(id)
    if (kept === undefined || isFinal(kept.task) || kept.task.lease?.runner !== runner) return false
    this.put({ ...kept, journal: joined(kept.journal, entries) })
    return true
  }

  list({ after, limit, owner }: Parameters<Store["list"]>[0]): Page {
    const found = this.owners.get(owner)?.after(after, limit) ?? []
    return page(
      found.flatMap(({ id }) => this.kept.get(id)?.task ?? []),
      limit
    )
  }

  count(owner: string): { readonly kept: number; readonly open: number } {
    const owned = this.owners.get(owner)
    return { kept: owned?.tasks.length ?? 0, open: owned?.open ?? 0 }
  }

  claim({ lease, limit, now, tools }: Parameters<Store["claim"]>[0]): ReadonlyArray<Kept> {
    const served = new Set(tools)
    const claimed = this.unfinished()
      .filter(({ call, task }) => !task.external && served.has(call.tool) && isFree(task, now))
      .toSorted((self, that) => byAge(self.task, that.task))
      .slice(0, limit)
      .map((kept) => ({ ...kept, task: { ...kept.task, lease, version: kept.task.version + 1 } }))
    for (const kept of claimed) this.put(kept)
    for (const { task } of claimed) this.tell(task.id)
    return claimed
  }

  renew(lease: Lease): ReadonlyMap<string, number> {
    const held = this.heldBy(lease.runner)
    for (const kept of held) this.put({ ...kept, task: { ...kept.task, lease } })
    return new Map(held.map(({ task }) => [task.id, task.version]))
  }

  release(runner: string): void {
    for (const kept of this.heldBy(runner)) {
      this.put({ ...kept, task: { ...kept.task, lease: undefined } })
    }
  }

  sweep(now: number): ReadonlyArray<string> {
    const expired = [...this.kept.values()].filter(({ task }) => isExpired(task, now))
    for (const { task } of expired) this.remove(task)
    for (const { task } of expired) this.tell(task.id)
    return expired.map(({ task }) => task.id)
  }

  listen(tell: Listener): () => void {
    const entry = { tell }
    this.listeners.add(entry)
    return () => this.listeners.delete(entry)
  }

  private unfinished(): ReadonlyArray<Kept> {
    return [...this.open].flatMap((id) => this.kept.get(id) ?? [])
  }

  private heldBy(runner: string): ReadonlyArray<Kept> {
    return this.unfinished().filter(({ task }) => task.lease?.runner === runner)
  }

  private put(kept: Kept): void {
    const { id, owner } = kept.task
    this.kept.set(id, kept)
    this.setOpen(id, owner, !isFinal(kept.task))
  }

  private remove({ createdAt, id, owner }: Task): void {
    this.setOpen(id, owner, false)
    this.kept.delete(id)
    const owned = this.owners.get(owner)
    owned?.remove({ createdAt, id })
    if (owned?.tasks.length === 0) this.owners.delete(owner)
  }

  private setOpen(id: string, owner: string, isOpen: boolean): void {
    const owned = this.owners.get(owner)
    if (owned === undefined || this.open.has(id) === isOpen) return
    if (isOpen) this.open.add(id)
    else this.open.delete(id)
    owned.open += isOpen ? 1 : -1
  }

  private tell(id: string): void {
    for (const { tell } of this.listeners) tell(id)
  }
}

const joined = (journal: Entries, entries: Entries): Entries =>
  entries.length === 0 ? journal : [...journal, ...entries]

const isFree = ({ lease }: Task, now: number): boolean => lease === undefined || lease.until <= now

const taken = (id: string) =>
  new TaskStoreError({ operation: "create a task", cause: new Error(`${id} is taken`) })

/**
 * An empty store. Nothing it does ever waits.
 *
 * @since 0.1.0
 */
export const make = (): Store => {
  const memory = new Memory()
  return {
    create: (kept) =>
      Effect.suspend(() => (memory.create(kept) ? Effect.void : Effect.fail(taken(kept.task.id)))),
    get: (id) => Effect.sync(() => memory.load(id)?.task),
    load: (id) => Effect.sync(() => memory.load(id)),
    save: (task, entries = []) => Effect.sync(() => memory.save(task, entries)),
    append: (id, runner, entries) => Effect.sync(() => memory.append(id, runner, entries)),
    list: (query) => Effect.sync(() => memory.list(query)),
    count: (owner) => Effect.sync(() => memory.count(owner)),
    claim: (query) => Effect.sync(() => memory.claim(query)),
    renew: (lease) => Effect.sync(() => memory.renew(lease)),
    release: (runner) => Effect.sync(() => memory.release(runner)),
    sweep: (now) => Effect.sync(() => memory.sweep(now)),
    watch: (listener) =>
      Effect.asVoid(
        Effect.acquireRelease(
          Effect.sync(() => memory.listen(listener)),
          (stop) => Effect.sync(stop)
        )
      )
  }
}

/**
 * `make`, as a layer.
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<TaskStore> = Layer.sync(TaskStore, make)
