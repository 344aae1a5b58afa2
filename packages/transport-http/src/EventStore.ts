/**
 * What went out on event streams, so that a client that lost one gets the rest.
 *
 * Events are numbered by the stream that sends them, from 1, without gaps. A store keeps as many as it
 * can; what it has dropped cannot be resumed from.
 *
 * @spec 2025-11-25/basic/transports#resumability-and-redelivery
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

/**
 * A stream of a session. `session` is no secret: it is part of each event's id.
 *
 * @since 0.1.0
 */
export interface StreamKey {
  readonly session: string
  readonly stream: number
}

/**
 * One event of a stream; `frame` is the message that it carries, to be given back as it was.
 *
 * @since 0.1.0
 */
export interface StoredEvent {
  readonly number: number
  readonly frame: string
}

/**
 * Keeps events. It is asked for one session in order, each time after the last answer, and for several side by side.
 * A defect is logged, and what takes longer than 10 seconds is interrupted; what it was asked for counts as gone.
 *
 * @since 0.1.0
 */
export class EventStore extends Context.Service<
  EventStore,
  {
    /** The next event of a stream: a number is only left out where an append before it has failed. */
    readonly append: (key: StreamKey, event: StoredEvent) => Effect.Effect<void>
    /**
     * What came after event `number`, in order, or after the beginning if that is 0: `Some([])` if nothing did, `None` if
     * any of it, or all of the stream, is gone.
     */
    readonly after: (
      key: StreamKey,
      number: number
    ) => Effect.Effect<Option.Option<ReadonlyArray<StoredEvent>>>
    /** The session has ended; it need not be known here. */
    readonly forget: (session: string) => Effect.Effect<void>
  }
>()("@effect-mcp/transport-http/EventStore") {}

/**
 * How much is kept in memory; sizes in characters.
 *
 * @since 0.1.0
 */
export interface Limits {
  /**
   * How many events of one stream are kept.
   *
   * @default 1024
   */
  readonly eventsPerStream?: number | undefined
  /**
   * How much of one stream is kept; its newest event may be larger.
   *
   * @default 4194304
   */
  readonly sizePerStream?: number | undefined
  /**
   * How much is kept of all streams together.
   *
   * @default 67108864
   */
  readonly size?: number | undefined
}

/**
 * In memory. What was written least lately goes first.
 *
 * @since 0.1.0
 */
export const make = (limits: Limits = {}): EventStore["Service"] => {
  const streams = new Streams({
    eventsPerStream: limits.eventsPerStream ?? 1024,
    sizePerStream: limits.sizePerStream ?? 4 * 1024 * 1024,
    size: limits.size ?? 64 * 1024 * 1024
  })
  return {
    append: (key, event) => Effect.sync(() => streams.append(key, event)),
    after: (key, number) => Effect.sync(() => streams.after(key, number)),
    forget: (session) => Effect.sync(() => streams.forget(session))
  }
}

/**
 * `make`, as a layer.
 *
 * @since 0.1.0
 */
export const layerMemory = (limits?: Limits): Layer.Layer<EventStore> =>
  Layer.sync(EventStore, () => make(limits))

interface Bounds {
  readonly eventsPerStream: number
  readonly sizePerStream: number
  readonly size: number
}

/** What an event costs beside its text. */
const overhead = 64

/** In place of an event that is no longer kept, so that its text is not kept either. */
const dropped: StoredEvent = { number: 0, frame: "" }

/** The events of one stream; `first` is the number of the oldest that is kept. */
class Ring {
  readonly session: string
  readonly events: Array<StoredEvent> = []
  size = 0
  private head = 0

  constructor(session: string) {
    this.session = session
  }

  get count(): number {
    return this.events.length - this.head
  }

  push(event: StoredEvent): number {
    this.events.push(event)
    return this.grow(event.frame.length + overhead)
  }

  /** Drops the oldest; what it took. */
  shift(): number {
    const oldest = this.events[this.head]
    if (oldest === undefined) return 0
    this.events[this.head] = dropped
    this.head++
    if (this.head > 64 && this.head * 2 > this.events.length) {
      this.events.splice(0, this.head)
      this.head = 0
    }
    return -this.grow(-(oldest.frame.length + overhead))
  }

  after(number: number): Option.Option<ReadonlyArray<StoredEvent>> {
    const oldest = this.events[this.head]
    if (oldest === undefined || oldest.number > number + 1) return Option.none()
    return Option.some(this.events.slice(this.head + Math.max(0, number + 1 - oldest.number)))
  }

  private grow(by: number): number {
    this.size += by
    return by
  }
}

/** All rings, the one written least lately first. */
class Streams {
  private readonly rings = new Map<string, Ring>()
  private readonly bySession = new Map<string, Set<string>>()
  private size = 0
  private readonly limits: Bounds

  constructor(limits: Bounds) {
    this.limits = limits
  }

  append({ session, stream }: StreamKey, event: StoredEvent): void {
    const name = `${session}.${stream}`
    const ring = this.rings.get(name) ?? this.added(session, name)
    this.rings.delete(name)
    this.rings.set(name, ring)
    this.size += ring.push(event)
    const { eventsPerStream, size, sizePerStream } = this.limits
    while (ring.count > eventsPerStream || (ring.size > sizePerStream && ring.count > 1)) {
      this.size -= ring.shift()
    }
    while (this.size > size) this.evict()
  }

  after({ session, stream }: StreamKey, number: number) {
    return this.rings.get(`${session}.${stream}`)?.after(number) ?? Option.none()
  }

  forget(session: string): void {
    for (const name of this.bySession.get(session) ?? []) this.remove(name)
    this.bySession.delete(session)
  }

  private added(session: string, name: string): Ring {
    const names = this.bySession.get(session) ?? new Set()
    this.bySession.set(session, names.add(name))
    return new Ring(session)
  }

  private evict(): void {
    for (const [name, ring] of this.rings) {
      this.size -= ring.shift()
      if (ring.count === 0) this.dropEmpty(name, ring)
      return
    }
  }

  private dropEmpty(name: string, ring: Ring): void {
    this.remove(name)
    const names = this.bySession.get(ring.session)
    names?.delete(name)
    if (names?.size === 0) this.bySession.delete(ring.session)
  }

  private remove(name: string): void {
    this.size -= this.rings.get(name)?.size ?? 0
    this.rings.delete(name)
  }
}
