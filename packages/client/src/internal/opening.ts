/**
 * From a transport to a link on which both sides know what is spoken: the steps that `EraProbe` decides on, taken.
 *
 * @spec 2026-07-28/basic/transports/stdio#backward-compatibility
 * @since 0.1.0
 */
import {
  type Dispatcher,
  Lifecycle,
  Negotiation,
  type RequestError,
  TransportError
} from "@effect-mcp/protocol"
import { type Discover, InputRequired, Meta, type Revision } from "@effect-mcp/schema"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

import {
  type ClientError,
  NoCommonRevision,
  NotPerRequest,
  type Reason,
  Unreachable
} from "../ClientError.ts"
import * as EraProbe from "../EraProbe.ts"
import * as Link from "./link.ts"
import { failed, isChallenge, refusal, told } from "./reason.ts"

/** What an opening needs. @since 0.1.0 */
export interface Options {
  readonly open: Effect.Effect<Link.Link, TransportError.TransportError>
  readonly client: Lifecycle.Client
  readonly policy: EraProbe.Policy
  /** How long a probe may stay unanswered. */
  readonly probeTimeout: Duration.Input
  readonly timeout: Duration.Input
  readonly dispatcher: (revision: Revision.Revision) => Dispatcher.Dispatcher
}

/** A link, and what was agreed on it. @since 0.1.0 */
export interface Opened {
  readonly link: Link.Link
  readonly agreement: Lifecycle.Agreement
}

/**
 * Opens a channel and finds the revision; on failure nothing stays open.
 *
 * @since 0.1.0
 */
export const run = (options: Options): Effect.Effect<Opened, ClientError> =>
  Effect.flatMap(reach(options), (link) => {
    const opening = new Opening(options, link)
    return Effect.onError(opening.follow(EraProbe.start(options.policy)), () =>
      Link.close(opening.link)
    )
  })

const reach = (options: Options): Effect.Effect<Link.Link, ClientError> =>
  Effect.mapError(options.open, (cause) => failed("connect", new Unreachable({ cause })))

class Opening {
  link: Link.Link
  private readonly options: Options
  private readonly asked: Array<Revision.Revision> = []
  private silent = false
  private insisted = false
  private challenge: Reason | undefined

  constructor(options: Options, link: Link.Link) {
    this.options = options
    this.link = link
  }

  follow(decision: EraProbe.Decision): Effect.Effect<Opened, ClientError> {
    switch (decision._tag) {
      case "Discover":
        return Effect.flatMap(this.discover(decision.revision, this.options.probeTimeout), (seen) =>
          this.follow(EraProbe.next(this.options.policy, this.asked, seen))
        )
      case "Speak":
        return Effect.sync(() => this.agreed(agreement(decision.revision, decision.discovered)))
      case "Initialize":
        return decision.reopen
          ? Effect.flatMap(this.reopen(), () => this.initialize(decision.revision))
          : this.initialize(decision.revision)
      default:
        return Effect.fail(failed("server/discover", this.because(decision.because)))
    }
  }

  private discover(
    revision: Revision.Revision,
    timeout: Duration.Input
  ): Effect.Effect<EraProbe.Observation> {
    this.asked.push(revision)
    const params = { _meta: Lifecycle.requestMeta(this.options.client, revision) }
    // A server of the other era would take the cancellation of a probe for the first message of a session.
    const request = this.link.connection.outgoing.request("server/discover", params, revision, {
      cancellable: false,
      timeout
    })
    return Effect.match(request, {
      onSuccess: (result) => this.read(revision, result),
      onFailure: (error) => {
        this.silent = error._tag === "TimedOut"
        const reason = told(error)
        if (!isChallenge(reason)) return observe(error)
        this.challenge = reason
        return { _tag: "Challenged" }
      }
    })
  }

  private read(revision: Revision.Revision, result: unknown): EraProbe.Observation {
    const payload = revision.client.requests["server/discover"]
    if (payload === undefined) return { _tag: "Unrecognized" }
    const decoded = Schema.decodeUnknownExit(payload.result)(result)
    if (Exit.isFailure(decoded)) return { _tag: "Unrecognized" }
    if ((decoded.value.resultType ?? InputRequired.complete) !== InputRequired.complete) {
      return { _tag: "Unrecognized" }
    }
    return { _tag: "Discovered", result: decoded.value }
  }

  private reopen(): Effect.Effect<void, ClientError> {
    return Effect.andThen(
      Link.close(this.link),
      Effect.map(reach(this.options), (link) => {
        this.link = link
      })
    )
  }

  private initialize(revision: Revision.Revision): Effect.Effect<Opened, ClientError> {
    const { client, dispatcher, timeout } = this.options
    const link = this.link
    return Lifecycle.handshake(link.connection, client, {
      revision,
      timeout,
      agreed: (revision) => link.speak(revision, dispatcher(revision))
    }).pipe(
      Effect.map((agreement) => ({ link, agreement })),
      Effect.catch((error) =>
        error._tag === "VersionRefused"
          ? this.fail(new NoCommonRevision({ wanted: error.supported, offered: [error.answered] }))
          : error._tag === "Refused"
            ? this.refused(error)
            : this.fail(told(error))
      )
    )
  }

  /** A slow server may have missed the probe's time, and now says which revisions it has. */
  private refused(error: RequestError.Refused): Effect.Effect<Opened, ClientError> {
    const { perRequest } = this.options.policy
    const offered = EraProbe.offeredVersions(error)
    const late = this.silent ? perRequest[0] : undefined
    const revision = Negotiation.mutual(perRequest, offered) ?? late
    if (revision !== undefined && !this.insisted) {
      this.insisted = true
      return this.insist(revision, error)
    }
    return this.fail(
      offered === undefined
        ? error
        : new NoCommonRevision({ wanted: versions(this.options.policy), offered })
    )
  }

  private insist(
    revision: Revision.Revision,
    error: RequestError.Refused
  ): Effect.Effect<Opened, ClientError> {
    return Effect.flatMap(this.discover(revision, this.options.timeout), (seen) => {
      const decision = EraProbe.next(this.options.policy, this.asked, seen)
      return decision._tag === "Speak" ? this.follow(decision) : this.fail(error)
    })
  }

  private agreed(agreement: Lifecycle.Agreement): Opened {
    const { link } = this
    link.speak(agreement.revision, this.options.dispatcher(agreement.revision))
    return { link, agreement }
  }

  private because(failure: EraProbe.Failure): Reason {
    const wanted = versions(this.options.policy)
    switch (failure._tag) {
      case "NoCommonRevision":
        return new NoCommonRevision({ wanted, offered: failure.supported })
      case "Refused":
        return refusal(failure.error)
      default:
        return this.challenge ?? new NotPerRequest({ wanted })
    }
  }

  private fail(reason: Reason): Effect.Effect<never, ClientError> {
    return Effect.fail(failed("initialize", reason))
  }
}

const versions = (policy: EraProbe.Policy): ReadonlyArray<string> =>
  Negotiation.versions([...policy.perRequest, ...policy.handshake])

const observe = (error: RequestError.RequestError): EraProbe.Observation => {
  switch (error._tag) {
    case "Refused":
      return { _tag: "Refused", error }
    case "TimedOut":
      return { _tag: "Silent" }
    case "Disconnected":
      return isRejected(error.cause) ? { _tag: "Unrecognized" } : { _tag: "Closed" }
    default:
      return { _tag: "Unrecognized" }
  }
}

/** The transport is there and would not take the message: another may fare better. */
const isRejected = (cause: unknown): boolean =>
  cause instanceof TransportError.TransportError && cause.reason._tag === "Rejected"

const agreement = (
  revision: Revision.Revision,
  discovered: Discover.DiscoverResult
): Lifecycle.Agreement => ({
  revision,
  info: discovered._meta?.[Meta.serverInfo],
  capabilities: discovered.capabilities,
  instructions: discovered.instructions
})
