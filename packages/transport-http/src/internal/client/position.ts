/**
 * Where reading a stream has got to, and when to come back for the rest.
 *
 * A server that says when is taken at its word. One that closes every stream at once and says "now" is visited less
 * and less often, until a message comes; one that brings nothing new at all is given up.
 *
 * @spec 2025-11-25/basic/transports#resumability-and-redelivery
 * @since 0.1.0
 */

/** @since 0.1.0 */
export interface Patience {
  /** How long to wait where the server does not say, in milliseconds. */
  readonly delay: number
  /** How many connections in a row may bring nothing new. */
  readonly attempts: number
}

const shortest = 100
const longest = 60_000
/** More is "at once" to a timer. */
const never = 2 ** 31 - 1
/** What a header can carry, and no server should need more. */
const sendable = /^[\x20-\x7e]{1,2048}$/

/** @since 0.1.0 */
export class Position {
  /** Of the last event that had one; `undefined` if there is nothing to come back to. */
  lastEventId: string | undefined
  readonly #patience: Patience
  readonly #hasStart: boolean
  #retry: number | undefined
  /** Connections since the last message. */
  #idle = 0
  /** Connections since the last event. */
  #vain = 0
  /** The last connection got as far as a stream. */
  #wasOpen = false

  /** `hasStart`: a stream that can be read from its beginning, if there is no other place to go on from. */
  constructor(patience: Patience, hasStart: boolean) {
    this.#patience = patience
    this.#hasStart = hasStart
  }

  opened(): void {
    this.#wasOpen = true
  }

  id(id: string): void {
    if (id !== this.lastEventId) this.#vain = 0
    this.lastEventId = sendable.test(id) ? id : undefined
  }

  retry(after: number): void {
    this.#retry = Math.min(after, never)
  }

  message(): void {
    this.#idle = 0
    this.#vain = 0
  }

  /** Whether to come back at all. */
  get isHopeless(): boolean {
    const isLost = this.lastEventId === undefined && !this.#hasStart
    return isLost || this.#vain >= this.#patience.attempts
  }

  /** How long to wait before the next connection, in milliseconds; called once for each. */
  next(): number {
    const backoff = Math.min(shortest * 2 ** this.#idle, longest)
    const asked = this.#retry
    const isPlain = this.#wasOpen && asked !== undefined && asked >= shortest
    this.#idle++
    this.#vain++
    this.#wasOpen = false
    return isPlain ? asked : Math.max(asked ?? this.#patience.delay, backoff)
  }
}
