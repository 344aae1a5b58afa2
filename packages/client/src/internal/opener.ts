/**
 * Opens links for one client, the first and those after a loss. What was spoken before is tried first, and the eras are
 * probed anew if the server has become another.
 *
 * @spec 2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
 * @since 0.1.0
 */
import {
  type ClientTransport,
  Deadlines,
  type Dispatcher,
  Negotiation,
  Ping,
  RequestNames
} from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"

import type { ClientError } from "../ClientError.ts"
import type { Violation } from "../ClientEvent.ts"
import { EraMemory } from "../EraMemory.ts"
import * as Settings from "../Settings.ts"
import * as Inbound from "./inbound.ts"
import * as Link from "./link.ts"
import * as Notices from "./notices.ts"
import * as Opening from "./opening.ts"
import type { Parts } from "./parts.ts"
import { isChallenge } from "./reason.ts"
import { visible } from "./visible.ts"

/** Opens a link; `last` is what was spoken on the one before. @since 0.1.0 */
export type Open = (
  last: Revision.Revision | undefined
) => Effect.Effect<Opening.Opened, ClientError>

/**
 * The links end with the scope, after everything that was begun later in it.
 *
 * @since 0.1.0
 */
export const make: (
  transport: ClientTransport.ClientTransport["Service"],
  parts: Parts
) => Effect.Effect<Open, never, Scope.Scope> = Effect.fnUntraced(function* (transport, parts) {
  const links = yield* Scope.fork(parts.scope)
  const { context, identity, settings } = parts
  const deadlines = Deadlines.make(context)
  const dispatcher = dispatchers(parts, deadlines)
  const open = Link.open(transport, links, {
    context,
    deadlines,
    limits: Settings.limits(settings),
    nameOf: RequestNames.make((revision) => parts.extended.of(revision)),
    violated: (violation) => report(parts, violation)
  })
  const run = (only?: Revision.Revision) =>
    Opening.run({
      open,
      client: identity,
      policy: Settings.policy(identity.revisions, only),
      probeTimeout: settings.probeTimeout ?? "3 seconds",
      timeout: settings.timeout ?? "60 seconds",
      dispatcher
    })
  const era = eraOf(transport, parts)
  return (last) =>
    Effect.suspend(() => {
      const known = last ?? era.known()
      const probed = Effect.tap(run(), ({ agreement }) => era.remember(agreement.revision))
      const again = (error: ClientError) =>
        isFinal(error) ? Effect.fail(error) : Effect.andThen(era.forget, probed)
      const opened = known === undefined ? probed : Effect.catch(run(known), again)
      return Effect.tap(opened, ({ link }) => keepAlive(link, settings))
    })
})

/** Nobody was there, or somebody wants to know first who asks: asking in other words is no use. */
const isFinal = ({ reason }: ClientError): boolean =>
  reason._tag === "Unreachable" || isChallenge(reason)

/**
 * What is remembered of the server, in this process. What may not be spoken now is not looked at, and who would have
 * shaken hands with anybody has learned nothing.
 *
 * @spec 2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
 */
const eraOf = (
  { origin }: ClientTransport.ClientTransport["Service"],
  { context, identity }: Parts
) => {
  const memory = origin === undefined ? undefined : Context.get(context, EraMemory)
  return {
    known: (): Revision.Revision | undefined => {
      const found = memory?.get(origin ?? "")
      return found !== undefined && identity.revisions.includes(found) ? found : undefined
    },
    remember: (revision: Revision.Revision) =>
      Effect.sync(() => {
        if (Negotiation.perRequest(identity.revisions).length > 0) {
          memory?.set(origin ?? "", revision)
        }
      }),
    forget: Effect.sync(() => memory?.forget(origin ?? ""))
  }
}

const keepAlive = ({ connection, scope }: Link.Link, { ping }: Settings.Settings) =>
  ping === undefined ? Effect.void : Effect.forkIn(Ping.keepAlive(connection, ping), scope)

/** A server that breaks every rule at once must not write the host's log. */
const loggedWhole = 20

const report = (parts: Parts, violation: Violation): void => {
  const count = ++parts.violations.count
  const { what } = violation
  const method = visible(violation.method, 200)
  const detail = visible(violation.detail, 500)
  if (count <= loggedWhole) {
    parts.fork(
      Effect.logWarning(`The server broke a rule of the protocol: ${what} ${method}`, detail)
    )
  } else if (Number.isInteger(Math.log10(count))) {
    parts.fork(Effect.logWarning(`The server has broken rules of the protocol ${count} times`))
  }
  parts.events.emit({ ...violation, method, detail })
}

/** One for each revision that comes to be spoken. */
const dispatchers = (parts: Parts, deadlines: Deadlines.Deadlines) => {
  const made = new Map<Revision.Revision, Dispatcher.Dispatcher>()
  const { answers, context, events, extended, kept, pages, streams, subscriptions } = parts
  const notices = (revision: Revision.Revision) =>
    Notices.table(revision, {
      streams,
      subscriptions,
      pages,
      heard: extended.heard(revision),
      drop: (methods, uri) => kept.drop(methods, uri),
      emit: (event) => (event._tag === "Violation" ? report(parts, event) : events.emit(event))
    })
  return (revision: Revision.Revision): Dispatcher.Dispatcher => {
    const known = made.get(revision)
    if (known !== undefined) return known
    const options = { answers, context, deadlines, extended, notices }
    const dispatcher = Inbound.dispatcher(revision, options)
    made.set(revision, dispatcher)
    return dispatcher
  }
}
