/**
 * A task as it changes, seen from a client: by looking at it again and again, and by being told where the
 * server does that.
 *
 * @spec 2025-11-25/basic/utilities/tasks#getting-tasks
 */
import type { Caller, JsonObject, RequestError } from "@effect-mcp/protocol"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

import * as Task from "../../Task.ts"
import { TaskExpired, unresolved } from "../../TaskError.ts"
import { type About, believed, insistentLook } from "./dialect.ts"
import { isPassing } from "./insist.ts"
import * as Pace from "./pace.ts"
import type { Seen } from "./seen.ts"
import * as Silence from "./silence.ts"

export interface Options {
  /** How long the caller wants between two looks at least, in milliseconds. */
  readonly interval: number | undefined
  /** Whether to ask the server to tell of changes. */
  readonly listens: boolean
  /** It was looked at after it began, so it is not one that is over soon. */
  readonly looked?: boolean | undefined
  /** Something else tells of the task's end. */
  readonly beside?: boolean | undefined
}

export type Failed<E> = E | RequestError.InvalidResult | Caller.Unresolved

/** Looks at one task, as long as its scope is open. */
export class Watch<E extends Caller.Failure> {
  private readonly about: About<E>
  private readonly options: Options
  private readonly scope: Scope.Scope
  private readonly notices: Queue.Queue<Seen>
  private seen: Seen
  private unchanged = 0
  private looks: number
  /** The server was asked to tell: once is enough, whatever came of it. */
  private listening = false
  /** Since when the server tells of changes: the first look after that has missed nothing. */
  private told: "No" | "Catching up" | "Yes" = "No"
  /** When the server may have forgotten it, by our clock. */
  private expiry: number | undefined

  /** Of a task that was `first` seen `now`. */
  constructor(
    about: About<E>,
    options: Options,
    parts: {
      readonly first: Seen
      readonly now: number
      readonly scope: Scope.Scope
      readonly notices: Queue.Queue<Seen>
    }
  ) {
    this.about = about
    this.options = options
    this.scope = parts.scope
    this.notices = parts.notices
    this.seen = parts.first
    this.looks = options.looked === true ? 1 : 0
    this.expiry = expiryOf(parts.first, parts.now)
  }

  /** How it is after a while, or at once if the server tells. Not to be run twice at the same time. */
  get next(): Effect.Effect<Seen, Failed<E>> {
    return Effect.gen({ self: this }, function* () {
      if (!this.listening && this.looks >= this.listensAfter) {
        this.listening = true
        yield* this.listen
      }
      const told = yield* Effect.timeoutOption(this.news(), yield* this.pause)
      return yield* told._tag === "Some" ? this.note(told.value) : this.look
    })
  }

  /** The next notice that is not older than what is known: it may have waited here while it was looked at. */
  private news(): Effect.Effect<Seen> {
    return Effect.flatMap(Queue.take(this.notices), (seen) =>
      isBefore(seen, this.seen) ? this.news() : Effect.succeed(seen)
    )
  }

  /** In the core a server tells or does not; elsewhere it is only asked if the task is not over soon. */
  private get listensAfter(): number {
    return this.about.dialect.tasks === "Core" ? 0 : 1
  }

  private get look(): Effect.Effect<Seen, Failed<E>> {
    return Effect.gen({ self: this }, function* () {
      const isCatchingUp = this.told === "Catching up"
      const seen = yield* insistentLook(this.about)
      this.looks += 1
      if (isCatchingUp && this.told === "Catching up") this.told = "Yes"
      return yield* this.note(seen)
    })
  }

  private get pause(): Effect.Effect<number> {
    const { beside = false, interval } = this.options
    if (this.looks === 0 && Task.isFinal(this.seen)) return Effect.succeed(0)
    const wishes = {
      interval,
      told: beside || this.told === "Yes",
      unchanged: this.unchanged
    }
    return Effect.flatMap(Pace.pause(this.seen, wishes), (pause) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const left = this.expiry === undefined ? Infinity : this.expiry - now
        return Math.max(Math.min(pause, left), Pace.interval(this.seen, interval))
      })
    )
  }

  private note(seen: Seen): Effect.Effect<Seen, Caller.Unresolved> {
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      if (isSame(seen, this.seen)) {
        this.unchanged += 1
      } else {
        this.unchanged = 0
        this.expiry = expiryOf(seen, now)
      }
      this.seen = seen
      const isOver = this.expiry !== undefined && this.expiry <= now && !Task.isFinal(seen)
      return isOver
        ? Effect.fail(unresolved(new TaskExpired({ id: seen.id, ttl: seen.ttl ?? 0 })))
        : Effect.succeed(seen)
    })
  }

  /** Asks to be told, beside everything else. A server that does not is looked at as before. */
  private get listen(): Effect.Effect<void> {
    const { caller } = this.about
    if (!this.options.listens) return Effect.void
    const quietly = Effect.scoped(this.hear).pipe(
      Effect.catch((error) => (isPassing(caller, error) ? Effect.void : Silence.keep(caller))),
      Effect.ensuring(
        Effect.sync(() => {
          this.told = "No"
        })
      )
    )
    return Effect.flatMap(Silence.isKept(caller), (isKept) =>
      isKept
        ? Effect.void
        : Effect.asVoid(Effect.forkIn(quietly, this.scope, { startImmediately: true }))
    )
  }

  private get hear(): Effect.Effect<void, E, Scope.Scope> {
    const { caller, dialect, id } = this.about
    return Effect.flatMap(caller.listen({ taskIds: [id] }), ({ acknowledged, ended, notices }) => {
      if (dialect.tells(acknowledged, id)) this.told = "Catching up"
      else if (dialect.tasks === "Extension") return Silence.keep(caller)
      const heard = Stream.runForEach(notices, ({ method, params }) =>
        method === dialect.notification ? this.take(params) : Effect.void
      )
      return Effect.raceFirst(heard, Effect.asVoid(ended))
    })
  }

  /** What makes no sense is left to the next look, which says so. */
  private take(params: JsonObject.JsonObject): Effect.Effect<void> {
    const { about, notices } = this
    return Effect.ignore(
      Effect.map(believed(about, about.dialect.got(params)), (seen) =>
        Queue.offerUnsafe(notices, seen)
      )
    )
  }
}

/** From how it was seen just now; looks stop with the scope. */
export const make = Effect.fnUntraced(function* <E extends Caller.Failure>(
  about: About<E>,
  first: Seen,
  options: Options
) {
  const notices = yield* Queue.sliding<Seen>(16)
  const now = yield* Clock.currentTimeMillis
  return new Watch(about, options, { first, now, notices, scope: yield* Scope.Scope })
})

/**
 * The server's clock may be another, so only spans of it are used: what is left is at most what was left when the task
 * last changed.
 *
 * @spec 2025-11-25/basic/utilities/tasks#ttl-and-resource-management
 */
const expiryOf = ({ createdAt, ttl, updatedAt }: Seen, now: number): number | undefined =>
  typeof ttl !== "number" || createdAt === undefined || updatedAt === undefined
    ? undefined
    : now + Math.max(0, createdAt + ttl - updatedAt)

const isBefore = (one: Seen, other: Seen): boolean =>
  one.updatedAt !== undefined && other.updatedAt !== undefined && one.updatedAt < other.updatedAt

export const isSame = (one: Seen, other: Seen): boolean =>
  one.status === other.status &&
  one.updatedAt === other.updatedAt &&
  one.ttl === other.ttl &&
  one.statusMessage === other.statusMessage &&
  Object.keys(one.questions).join() === Object.keys(other.questions).join()
