/**
 * Many short waits with few timers: one list per duration, one timer per list, armed for the oldest.
 *
 * All waits of one duration end in the order they began, so the head of a list is always the next.
 * Where timers cannot be shared, each wait has its own. Timers do not keep a process alive, and under a test clock it is
 * the clock that fires them.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * One wait. Both methods do nothing once it is over.
 *
 * @since 0.1.0
 */
export interface Deadline {
  readonly cancel: () => void
  /** Begins again, with the whole duration before it. */
  readonly restart: () => void
}

/**
 * The waits of one program.
 *
 * @since 0.1.0
 */
export interface Deadlines {
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  readonly now: () => number
  /** Calls `expired` after `millis`, unless cancelled before. An infinite wait costs nothing. */
  readonly after: (millis: number, expired: () => void) => Deadline
}

/** Longer ones make `setTimeout` fire at once. */
const maxTimer = 2_147_483_647

class Entry implements Deadline {
  previous: Entry | undefined
  next: Entry | undefined
  at = 0
  live = false
  readonly list: List
  readonly expired: () => void
  constructor(list: List, expired: () => void) {
    this.list = list
    this.expired = expired
  }
  cancel() {
    if (this.live) this.list.remove(this)
  }
  restart() {
    if (!this.live) return
    this.list.remove(this)
    this.list.append(this)
  }
}

class List {
  head: Entry | undefined
  tail: Entry | undefined
  armed = false
  readonly millis: number
  readonly timers: Timers
  readonly emptied: () => void
  constructor(millis: number, timers: Timers, emptied: () => void) {
    this.millis = millis
    this.timers = timers
    this.emptied = emptied
  }
  append(entry: Entry) {
    entry.live = true
    entry.at = this.timers.now() + this.millis
    entry.previous = this.tail
    entry.next = undefined
    if (this.tail === undefined) this.head = entry
    else this.tail.next = entry
    this.tail = entry
    if (!this.armed) this.arm(this.millis)
  }
  remove(entry: Entry) {
    entry.live = false
    if (entry.previous === undefined) this.head = entry.next
    else entry.previous.next = entry.next
    if (entry.next === undefined) this.tail = entry.previous
    else entry.next.previous = entry.previous
    entry.previous = entry.next = undefined
  }
  /** Stays armed when the list runs empty: whoever comes next re-uses it. */
  private arm(millis: number) {
    this.armed = true
    this.timers.sleep(millis, () => this.fire())
  }
  private fire() {
    this.armed = false
    const now = this.timers.now()
    while (this.head !== undefined && this.head.at <= now) {
      const entry = this.head
      this.remove(entry)
      entry.expired()
    }
    if (this.head === undefined) return this.emptied()
    if (!this.armed) this.arm(this.head.at - now)
  }
}

/**
 * On Workers a timer belongs to the request that set it, and dies with it: one that many waits share would fail
 * all but the first of them.
 */
const areOwn = globalThis.navigator?.userAgent === "Cloudflare-Workers"

/** A wait with a timer of its own. */
class Alone implements Deadline {
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly millis: number
  private readonly expired: () => void
  constructor(millis: number, expired: () => void) {
    this.millis = Math.min(Math.ceil(millis), maxTimer)
    this.expired = expired
    this.begin()
  }
  cancel() {
    clearTimeout(this.timer)
    this.timer = undefined
  }
  restart() {
    if (this.timer === undefined) return
    clearTimeout(this.timer)
    this.begin()
  }
  private begin() {
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.expired()
    }, this.millis)
  }
}

interface Timers {
  readonly now: () => number
  readonly sleep: (millis: number, done: () => void) => void
}

const ended: Deadline = { cancel: () => undefined, restart: () => undefined }

const now = (clock: Clock.Clock) => (): number =>
  Number(clock.monotonicTimeNanosUnsafe()) / 1_000_000

const real: Timers["sleep"] = (millis, done) => {
  const timer: { readonly unref?: () => void } = setTimeout(
    done,
    Math.min(Math.ceil(millis), maxTimer)
  )
  timer.unref?.()
}

const sleeping =
  (clock: Clock.Clock, context: Context.Context<never>): Timers["sleep"] =>
  (millis, done) => {
    Effect.runForkWith(context)(
      Effect.andThen(clock.sleep(Duration.millis(millis)), Effect.sync(done))
    )
  }

/**
 * Over the clock of `context`.
 *
 * @since 0.1.0
 */
export const make = (context: Context.Context<never>): Deadlines => {
  const clock = Context.get(context, Clock.Clock)
  const isReal = clock === Context.get(Context.empty(), Clock.Clock)
  const timers: Timers = { now: now(clock), sleep: isReal ? real : sleeping(clock, context) }
  const lists = new Map<number, List>()
  const list = (millis: number): List => {
    const found = lists.get(millis)
    if (found !== undefined) return found
    const made = new List(millis, timers, () => lists.delete(millis))
    lists.set(millis, made)
    return made
  }
  return {
    now: timers.now,
    after: (millis, expired) => {
      if (!Number.isFinite(millis)) return ended
      if (areOwn && isReal) return new Alone(Math.max(0, millis), expired)
      const entry = new Entry(list(Math.max(0, millis)), expired)
      entry.list.append(entry)
      return entry
    }
  }
}
