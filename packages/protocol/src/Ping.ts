/**
 * Asking a silent peer, from time to time, whether it is still there.
 *
 * @spec 2025-11-25/basic/utilities/ping#behavior-requirements
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

import type { Connection } from "./Connection.ts"
import type { RequestError } from "./RequestError.ts"

/**
 * @since 0.1.0
 */
export interface Options {
  /** The pause between an answer and the next ping. */
  readonly every: Duration.Input
  /**
   * How long to wait for an answer before the connection is given up.
   *
   * @default "30 seconds"
   */
  readonly timeout?: Duration.Input | undefined
}

/**
 * One ping. Any answer is one, also an error: the peer is there.
 *
 * @spec 2025-11-25/basic/utilities/ping#message-format
 * @since 0.1.0
 */
export const once = (
  connection: Connection,
  timeout: Duration.Input = "30 seconds"
): Effect.Effect<void, RequestError> =>
  connection.outgoing.request("ping", undefined, connection.handshake?.revision, { timeout }).pipe(
    Effect.asVoid,
    Effect.catchTag("Refused", () => Effect.void)
  )

/**
 * Pings until the connection closes; where a ping is not answered it closes it. Does nothing in a
 * revision without ping.
 *
 * @spec 2025-11-25/basic/utilities/ping#implementation-considerations
 * @since 0.1.0
 */
export const keepAlive = (connection: Connection, options: Options): Effect.Effect<void> => {
  const revision = connection.handshake?.revision
  if (revision === undefined || !("ping" in revision.client.requests)) return Effect.void
  const round = Effect.andThen(Effect.sleep(options.every), once(connection, options.timeout))
  const given = (error: RequestError) =>
    Effect.andThen(
      Effect.logWarning("The peer does not answer pings", error),
      Effect.sync(() => connection.close(error))
    )
  const closed = Effect.callback<void>((resume) => {
    const forget = connection.onClose(() => resume(Effect.void))
    return Effect.sync(forget)
  })
  return Effect.raceFirst(
    Effect.matchEffect(Effect.forever(round), { onFailure: given, onSuccess: Effect.succeed }),
    closed
  )
}
