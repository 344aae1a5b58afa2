/**
 * Completion while somebody types: asked when they pause, never twice for the same text, and only for the latest.
 *
 * @spec 2026-07-28/server/utilities/completion#implementation-considerations
 * @since 0.1.0
 */
import type { Completion } from "@effect-mcp/schema"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

import type { Params } from "./CallOptions.ts"
import type { Client } from "./Client.ts"

/** What is completed. @since 0.1.0 */
export interface Options extends Omit<Params<"completion/complete">, "argument"> {
  /** The argument's name. */
  readonly argument: string
  /**
   * How long the text has to stay the same.
   *
   * @default "150 millis"
   */
  readonly pause?: Duration.Input | undefined
}

type Proposals = Completion.CompleteResult["completion"]

const none: Proposals = { values: [] }

/** As many answers as are remembered. */
const remembered = 100

/**
 * Proposals for each text somebody pauses at. A server that fails proposes nothing: a proposal is a help, and its
 * absence no reason to stop.
 *
 * @since 0.1.0
 */
export const proposals = <E, R>(
  client: Pick<Client, "complete">,
  texts: Stream.Stream<string, E, R>,
  options: Options
): Stream.Stream<Proposals, E, R> => {
  const known = new Map<string, Proposals>()
  const { argument, pause = "150 millis", ...question } = options
  const ask = (value: string): Effect.Effect<Proposals> => {
    const found = known.get(value)
    if (found !== undefined) return Effect.succeed(found)
    return client.complete({ ...question, argument: { name: argument, value } }).pipe(
      Effect.tap((answer) => Effect.sync(() => remember(known, value, answer))),
      Effect.orElseSucceed(() => none)
    )
  }
  return texts.pipe(
    Stream.debounce(pause),
    Stream.switchMap((value) => Stream.fromEffect(ask(value)))
  )
}

const remember = (known: Map<string, Proposals>, value: string, answer: Proposals): void => {
  known.set(value, answer)
  const [oldest] = known.keys()
  if (known.size > remembered && oldest !== undefined) known.delete(oldest)
}
