/**
 * What a link has to be told besides the calls: the log level, changed roots, and after a reconnect all that the one
 * before knew.
 *
 * @since 0.1.0
 */
import type { Logging } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

import type { ClientError } from "../ClientError.ts"
import type { Change } from "../ClientEvent.ts"
import type { Opened } from "./opening.ts"
import type { Parts } from "./parts.ts"
import type { Session } from "./session.ts"

/**
 * Tells a first link the level that was wanted from the start, and goes on telling of changed roots.
 *
 * @spec 2025-11-25/client/roots#root-list-changes
 * @since 0.1.0
 */
export const begin = (opened: Opened, session: Session, parts: Parts): Effect.Effect<void> =>
  Effect.andThen(
    tellLevel(opened, parts),
    Effect.sync(() => {
      const changes = parts.answers.roots?.changes
      if (changes !== undefined) parts.fork(Stream.runForEach(changes, () => tellRoots(session)))
    })
  )

const method = "notifications/roots/list_changed"

const tellRoots = (session: Session): Effect.Effect<void> =>
  Effect.ignore(
    Effect.map(session.current(method), ({ agreement: { revision }, link }) => {
      if (revision.client.notifications[method] === undefined) return
      link.connection.outgoing.notify(method, undefined, revision)
    })
  )

/** A server that will not write a log is still one to talk to. */
const tellLevel = (opened: Opened, parts: Parts): Effect.Effect<void> => {
  const { capabilities, revision } = opened.agreement
  const level = parts.level.current
  return level === undefined || revision.logging === "Request" || capabilities.logging === undefined
    ? Effect.void
    : Effect.ignore(parts.requester.once(opened, "logging/setLevel", { level }))
}

/**
 * From now on, messages of this level and above: said to the server, or by every request that comes.
 *
 * @spec 2025-11-25/server/utilities/logging#setting-log-level
 * @spec 2026-07-28/server/utilities/logging#per-request-log-level
 * @since 0.1.0
 */
export const setLevel = (
  opened: Opened,
  parts: Parts,
  level: Logging.LoggingLevel
): Effect.Effect<void, ClientError> => {
  const said =
    opened.agreement.revision.logging === "Request"
      ? Effect.void
      : parts.requester.once(opened, "logging/setLevel", { level })
  return Effect.map(said, () => {
    parts.level.current = level
  })
}

/**
 * Tells a link after a loss what the one before knew. Lists may have changed meanwhile, and are announced as if they
 * had: whoever keeps one asks for it again.
 *
 * @spec 2026-07-28/basic/transports/stdio#unexpected-termination
 * @since 0.1.0
 */
export const restore = (opened: Opened, parts: Parts): Effect.Effect<void> =>
  Effect.suspend(() => {
    parts.kept.dropAll()
    parts.output.forget()
    return Effect.andThen(parts.subscriptions.restore(opened), tellLevel(opened, parts))
  })

/**
 * Announces every list the server has.
 *
 * @since 0.1.0
 */
export const announce = ({ agreement }: Opened, parts: Parts): void => {
  for (const list of ["tools", "prompts", "resources"] as const) {
    if (agreement.capabilities[list] === undefined) continue
    const change: Change = { _tag: "ListChanged", list }
    parts.subscriptions.deliver(change)
    parts.events.emit(change)
  }
}
