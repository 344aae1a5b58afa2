/**
 * What a client is made of, whatever link it is on: what it found around it when it was made, what it declares, and
 * where everything that arrives ends up.
 *
 * @since 0.1.0
 */
import { Extension, JsonSchemaValidator, type Lifecycle } from "@effect-mcp/protocol"
import type { Logging, Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import type { Change, ClientEvent } from "../ClientEvent.ts"
import * as ResponseCache from "../ResponseCache.ts"
import * as Settings from "../Settings.ts"
import * as Answers from "./answers.ts"
import { Emitter } from "./emitter.ts"
import { Extended } from "./extended.ts"
import { KeptResults } from "./keptResults.ts"
import { ListenStreams } from "./listenStreams.ts"
import { OpenElicitations } from "./openElicitations.ts"
import { Requester } from "./requester.ts"
import { StructuredOutput } from "./structuredOutput.ts"
import { Subscriptions } from "./subscriptions.ts"
import { Watched } from "./watched.ts"

/** The parts. @since 0.1.0 */
export interface Parts {
  readonly settings: Settings.Settings
  readonly context: Context.Context<never>
  readonly scope: Scope.Scope
  /** How long anything is waited for that has no time of its own. */
  readonly patience: Duration.Duration
  /** Runs beside everything else, as long as the client. */
  readonly fork: (work: Effect.Effect<unknown>) => void
  readonly extended: Extended
  readonly answers: Answers.Answers
  readonly pages: OpenElicitations
  /** Who the client says it is, and what it declares. */
  readonly identity: Lifecycle.Client
  readonly events: Emitter<ClientEvent>
  readonly requester: Requester
  readonly streams: ListenStreams
  readonly subscriptions: Subscriptions
  readonly output: StructuredOutput
  readonly kept: KeptResults
  /** How often the server has broken a rule. */
  readonly violations: { count: number }
  /** From which level on log messages are wanted. */
  readonly level: { current: Logging.LoggingLevel | undefined }
}

/**
 * From what is in the context.
 *
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  settings: Settings.Settings
): Effect.fn.Return<Parts, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const context = yield* Effect.context()
  const pages = new OpenElicitations()
  const answers = yield* Answers.make(pages)
  const own = (revision: Revision.Revision) => Answers.capabilities(answers, revision)
  const extended = new Extended({ extensions: Extension.all(context), own })
  const identity: Lifecycle.Client = {
    info: Settings.implementation(settings),
    revisions: Settings.revisions(settings),
    capabilities: (revision) => Extension.declareClient(own(revision), extended.of(revision))
  }
  const run = Effect.runForkWith(context)
  const fork = (work: Effect.Effect<unknown>) => void run(Effect.forkIn(work, scope))
  const level = { current: settings.logLevel }
  const requester = new Requester({ client: identity, extended, logLevel: () => level.current })
  const patience = Duration.millis(Settings.limits(settings).timeout)
  const events = new Emitter<ClientEvent>()
  if (settings.onEvent !== undefined) events.on(settings.onEvent)
  const kept = keptResults(context, settings)
  const streams = new ListenStreams({
    requester,
    scope,
    patience,
    resumed: (subscription) => {
      for (const change of subscription.everything) {
        kept.drop(...stale(change))
        subscription.deliver(change)
        events.emit(change)
      }
    }
  })
  return {
    settings,
    context,
    scope,
    patience,
    fork,
    extended,
    answers,
    pages,
    identity,
    level,
    violations: { count: 0 },
    requester,
    streams,
    subscriptions: new Subscriptions(streams, new Watched(requester, scope)),
    events,
    output: new StructuredOutput(yield* JsonSchemaValidator.current),
    kept
  }
})

const stale = (change: Change): [methods: ReadonlyArray<string>, uri: string | undefined] =>
  change._tag === "ListChanged"
    ? [ResponseCache.stale[`notifications/${change.list}/list_changed`] ?? [], undefined]
    : [ResponseCache.stale["notifications/resources/updated"] ?? [], change.uri]

let clients = 0

const keptResults = (
  context: Context.Context<never>,
  { cache }: Settings.Settings
): KeptResults => {
  const shared = Context.getOrUndefined(
    context as Context.Context<ResponseCache.ResponseCache>,
    ResponseCache.ResponseCache
  )
  const own = `client ${++clients}`
  return new KeptResults({
    store: shared ?? ResponseCache.make(),
    server: cache?.server ?? own,
    owner: cache?.owner ?? (() => own)
  })
}
