/**
 * What a client can be told when it connects.
 *
 * @since 0.1.0
 */
import { Negotiation, Outgoing, type Ping } from "@effect-mcp/protocol"
import { type Implementation, type Logging, type Revision, Revisions } from "@effect-mcp/schema"
import * as Duration from "effect/Duration"
import type * as Schedule from "effect/Schedule"

import type { ClientError } from "./ClientError.ts"
import type { ClientEvent } from "./ClientEvent.ts"
import type { Policy } from "./EraProbe.ts"

/** The options of `McpClient.connect`. @since 0.1.0 */
export interface Settings extends Implementation.Implementation {
  /**
   * What may be spoken, newest first. The first that both sides have is chosen.
   *
   * @default every revision
   */
  readonly revisions?: ReadonlyArray<Revision.Revision> | undefined
  /**
   * Only this: a revision, or all of one era. A server that has it not is disconnected from.
   *
   * @spec 2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
   */
  readonly pin?: Revision.Revision | Revision.Revision["lifecycle"] | undefined
  /**
   * What the server spoke when it was last met: tried first, and forgotten if it fails.
   *
   * @spec 2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
   */
  readonly assume?: Revision.Revision | undefined
  /**
   * How long the probe of a server's era may stay unanswered before it is taken for one that shakes hands.
   *
   * @default "3 seconds"
   */
  readonly probeTimeout?: Duration.Input | undefined
  /**
   * How long to wait for an answer; a bare number is milliseconds. Progress restarts the wait.
   *
   * @default "60 seconds"
   */
  readonly timeout?: Duration.Input | undefined
  /**
   * How long to wait for the server at most, whatever progress there is: for all rounds of a call together, and all
   * pages of a list.
   *
   * @default "10 minutes"
   */
  readonly ceiling?: Duration.Input | undefined
  /**
   * How many rounds one call may take.
   *
   * @default 16
   */
  readonly maxRounds?: number | undefined
  /**
   * How many pages one list may have.
   *
   * @default 1000
   */
  readonly maxPages?: number | undefined
  /**
   * How large a list of several pages may be, in characters of its JSON, about.
   *
   * @default 67108864
   */
  readonly maxListSize?: number | undefined
  /**
   * How many requests may await their answers at once, and how many of the server's may be worked on.
   *
   * @default 1024
   */
  readonly maxInFlight?: number | undefined
  /** When to open another connection after one was lost. Absent: never. */
  readonly reconnect?: Schedule.Schedule<unknown, ClientError> | undefined
  /** Asks a silent server whether it is still there, in revisions that have `ping`. Absent: never. */
  readonly ping?: Ping.Options | undefined
  /** The least severe log messages wanted, from the start. */
  readonly logLevel?: Logging.LoggingLevel | undefined
  /** Told of everything that happens from the first message on, before there is a client to listen to. */
  readonly onEvent?: ((event: ClientEvent) => void) | undefined
  /** How results are kept. */
  readonly cache?: CacheSettings | undefined
}

/** Many times what anybody lists, and a fraction of what a process may hold. @since 0.1.0 */
export const maxListSize = 64 * 1024 * 1024

/**
 * How results are kept.
 *
 * @spec 2026-07-28/server/utilities/caching#cache-scope-field
 * @since 0.1.0
 */
export interface CacheSettings {
  /**
   * Names the server in a `ResponseCache` that several clients share; those that name the same one share its
   * `public` results. Absent: nothing is shared.
   */
  readonly server?: string | undefined
  /**
   * The authorization context requests are made under now, such as the subject of the token in use: `private` results
   * are found again under the same one only. Absent: this client is one context.
   */
  readonly owner?: (() => string) | undefined
}

/**
 * Who the client says it is.
 *
 * @spec 2026-07-28/schema#implementation
 * @since 0.1.0
 */
export const implementation = (settings: Settings): Implementation.Implementation => {
  const { description, icons, name, title, version, websiteUrl } = settings
  return {
    name,
    version,
    ...(title === undefined ? undefined : { title }),
    ...(description === undefined ? undefined : { description }),
    ...(websiteUrl === undefined ? undefined : { websiteUrl }),
    ...(icons === undefined ? undefined : { icons })
  }
}

/**
 * What may be spoken, newest first.
 *
 * @since 0.1.0
 */
export const revisions = ({
  pin,
  revisions = Revisions.all
}: Settings): ReadonlyArray<Revision.Revision> => {
  if (pin === undefined) return revisions
  return typeof pin === "string" ? revisions.filter(({ lifecycle }) => lifecycle === pin) : [pin]
}

/**
 * The eras as the probe wants them; with a revision that was spoken before, its era alone.
 *
 * @since 0.1.0
 */
export const policy = (
  spoken: ReadonlyArray<Revision.Revision>,
  only?: Revision.Revision
): Policy => {
  const among =
    only === undefined ? spoken : spoken.filter(({ lifecycle }) => lifecycle === only.lifecycle)
  return { perRequest: Negotiation.perRequest(among), handshake: Negotiation.handshake(among) }
}

/**
 * The bounds of every connection.
 *
 * @since 0.1.0
 */
export const limits = ({
  ceiling,
  maxInFlight = Outgoing.defaults.outstanding,
  timeout
}: Settings) => ({
  timeout: timeout === undefined ? Outgoing.defaults.timeout : Duration.toMillis(timeout),
  ceiling: ceiling === undefined ? Outgoing.defaults.ceiling : Duration.toMillis(ceiling),
  outstanding: maxInFlight,
  inFlight: maxInFlight
})
