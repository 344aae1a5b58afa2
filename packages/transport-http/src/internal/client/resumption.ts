/**
 * Reads a stream to its end over as many connections as it takes: waits, asks for what came after the last event, and
 * again.
 *
 * @spec 2025-11-25/basic/transports#resumability-and-redelivery
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

import type { Call, Receiver } from "./call.ts"
import { lost, type Reason, refused } from "./failure.ts"
import type { Head } from "./head.ts"
import type { Position } from "./position.ts"

/** A stream that is read. @since 0.1.0 */
export interface Reader {
  readonly position: Position
  readonly message: (data: string) => void
  /** There is nothing more to wait for. */
  readonly isDone: () => boolean
}

/** Gets ready to read from after an event; what it gives begins. @since 0.1.0 */
export type Get = (
  lastEventId: string | undefined
) => Effect.Effect<(receiver: Receiver) => Call, Reason>

/**
 * Reads on where a connection has ended; succeeds once the reader is done, fails with what the last connection ended
 * with.
 *
 * @since 0.1.0
 */
export const follow = (get: Get, reader: Reader, reason: Reason): Effect.Effect<void, Reason> =>
  Effect.suspend(() => {
    const { position } = reader
    if (reader.isDone()) return Effect.void
    if (position.isHopeless) return Effect.fail(reason)
    return Effect.andThen(Effect.sleep(position.next()), begin(get, reader))
  })

/** As `follow`, from a first connection on. @since 0.1.0 */
export const begin = (get: Get, reader: Reader): Effect.Effect<void, Reason> =>
  Effect.suspend(() => {
    if (reader.isDone()) return Effect.void
    return Effect.flatMap(get(reader.position.lastEventId), (start) =>
      Effect.flatMap(connect(start, reader), ({ isFinal, reason }) =>
        isFinal && !reader.isDone() ? Effect.fail(reason) : follow(get, reader, reason)
      )
    )
  })

interface Ending {
  readonly reason: Reason
  /** It is no use to try again. */
  readonly isFinal: boolean
}

/** One connection, until it has ended or has brought what there was to wait for. */
const connect = (start: (receiver: Receiver) => Call, reader: Reader): Effect.Effect<Ending> =>
  Effect.callback((resume) => {
    const visit = new Visit(reader, (ending) => resume(Effect.succeed(ending)))
    visit.call = start(visit)
    return Effect.sync(() => visit.call?.abort())
  })

class Visit implements Receiver {
  call: Call | undefined
  readonly #reader: Reader
  readonly #over: (ending: Ending) => void

  constructor(reader: Reader, over: (ending: Ending) => void) {
    this.#reader = reader
    this.#over = over
  }

  opened(): void {
    this.#reader.position.opened()
  }

  event(data: string, type: string): void {
    if (type !== "message") return
    this.#reader.message(data)
    if (!this.#reader.isDone()) return
    this.call?.leave()
    this.#over({ reason: lost("The answer was read"), isFinal: false })
  }

  id(id: string): void {
    this.#reader.position.id(id)
  }

  retry(after: number): void {
    this.#reader.position.retry(after)
  }

  body(head: Head, text: string): void {
    this.#over({ reason: refused(head, text), isFinal: !isPassing(head.status) })
  }

  ended(reason: Reason): void {
    const isFinal = reason._tag !== "ConnectionLost" && reason._tag !== "ConnectFailed"
    this.#over({ reason, isFinal })
  }
}

/** A server that is busy, or its proxy while it is away, may be there again in a moment. @since 0.1.0 */
export const isPassing = (status: number): boolean =>
  status >= 500 || status === 408 || status === 425 || status === 429
