/**
 * How the handlers of one revision ask: by requests on the call's own stream, or by ending the call and
 * running it again. The bridge between a dispatcher and the two interpreters.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#basic-workflow
 * @since 0.1.0
 */
import { InputRequired } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"

import type { Log } from "./Answering.ts"
import * as Extension from "./Extension.ts"
import type { Answer, Failure, Outcome, RequestServices } from "./Handler.ts"
import { type AskError, Interaction, type Question } from "./Interaction.ts"
import type * as Interpreter from "./Interpreter.ts"
import * as Journal from "./Journal.ts"
import * as JsonObject from "./JsonObject.ts"
import type { Request } from "./McpRequest.ts"
import * as Principal from "./Principal.ts"
import * as Push from "./Push.ts"
import * as Replay from "./Replay.ts"
import type { InvalidResult, Refused, RequestError } from "./RequestError.ts"
import * as RpcError from "./RpcError.ts"
import { StateLedger } from "./StateLedger.ts"
import { type Binding, type StateRejected, StateSeal } from "./StateSeal.ts"
import * as StateSealPortable from "./StateSealPortable.ts"
import { type StepRecord, Steps } from "./Steps.ts"

/**
 * @since 0.1.0
 */
export interface Limits {
  /**
   * How many questions of one call may be open at once.
   *
   * @default 32
   */
  readonly maxOpen?: number | undefined
  /**
   * How many rounds of questions a replayed call may take.
   *
   * @default 16
   */
  readonly maxRounds?: number | undefined
  /**
   * How long a pushed question waits for its answer: a person has to find it first.
   *
   * @default "10 minutes"
   */
  readonly patience?: Duration.Input | undefined
}

/**
 * How a round of a replayed call ended.
 *
 * @since 0.1.0
 */
export type Ended = Replay.Outcome<Answer, Failure>

/**
 * What a request brought along from its earlier rounds, verified.
 *
 * @since 0.1.0
 */
export interface Opened {
  readonly journal: Journal.Journal | undefined
  readonly responses: JsonObject.JsonObject | undefined
}

/**
 * The asking of one dispatcher.
 *
 * @since 0.1.0
 */
export interface Questions {
  /** Lets the handler ask by requests. */
  readonly push: <R>(
    context: Context.Context<R>,
    request: Request
  ) => Context.Context<R | Interpreter.Services>
  /** Reads what came with the request. Nothing has run when it is refused. */
  readonly open: (request: Request) => Opened | RpcError.RpcError
  /** Where single use is wanted: refuses a state that was presented before. */
  readonly once: <R>(opened: Opened, work: Outcome<R>) => Outcome<R>
  /** Runs one round; `done` may be called before it returns. */
  readonly replay: <R>(
    work: Outcome<R>,
    request: Request,
    opened: Opened,
    context: Context.Context<R>,
    done: (ended: Ended) => void
  ) => Fiber.Fiber<Answer, Failure>
  /** What the end of a round is answered with; an effect where an extension takes the call over. */
  readonly conclude: <R>(
    work: Outcome<R>,
    request: Request,
    ended: Ended
  ) => Outcome<R | RequestServices>
}

type Parts = ReadonlyArray<Extension.Active<Extension.ServerExtension | Extension.ClientExtension>>

/**
 * @since 0.1.0
 */
export const make = (
  context: Context.Context<never>,
  extensions: Parts,
  limits: Limits = {}
): Questions => {
  let fallback: StateSeal["Service"] | undefined
  const given = Context.getOrUndefined(context, StateSeal)
  const seal = () => given ?? (fallback ??= StateSealPortable.make())
  const ledger = Context.getOrUndefined(context, StateLedger)
  const volatile = extensions.flatMap(({ part }) => ("params" in part ? (part.params ?? []) : []))
  const binding = (request: Request): Binding => ({
    principal: Principal.key(request.principal),
    method: request.method,
    params: request.params ?? {},
    volatile
  })
  const log = (entry: Effect.Effect<void>) => void Effect.runForkWith(context)(entry)

  return {
    push: (context, request) => {
      const pushed = new Pushed(request, limits)
      return Context.add(Context.add(context, Interaction, pushed), Steps, pushed)
    },
    open: (request) => open(request, (state) => seal().open(binding(request), state), log),
    once: (opened, work) =>
      ledger === undefined || opened.journal === undefined
        ? work
        : Effect.andThen(presented(ledger, opened.journal, seal()), work),
    replay: (work, request, opened, context, done) =>
      Replay.run(
        work,
        {
          journal: opened.journal,
          responses: opened.responses,
          supports: (path) => request.supports(path),
          escalates: escalation(extensions, request) !== undefined,
          maxRounds: limits.maxRounds,
          maxOpen: limits.maxOpen
        },
        context,
        done
      ),
    conclude: (work, request, ended) => {
      if (ended._tag === "Done") return ended.exit
      if (ended._tag === "Escalated") {
        const taking = escalation(extensions, request)
        return taking === undefined
          ? Exit.die(new Error("Nothing takes an escalated call"))
          : taking.take(work, request, ended.journal)
      }
      try {
        const requestState = seal().seal(binding(request), ended.journal)
        noteChanges(request, ended, log)
        const { inputRequests } = ended
        return Exit.succeed({
          resultType: InputRequired.inputRequired,
          inputRequests,
          requestState
        })
      } catch (defect) {
        return Exit.die(defect)
      }
    }
  }
}

/** Both services of a pushed call. Its interpreter is made when the handler first asks or steps. */
class Pushed {
  private made: Interpreter.Interpreter | undefined
  private readonly request: Request
  private readonly limits: Limits

  constructor(request: Request, limits: Limits) {
    this.request = request
    this.limits = limits
  }

  private get interpreter(): Interpreter.Interpreter {
    return (this.made ??= Push.make(
      peer(this.request, this.limits),
      Journal.newCallId(),
      this.limits
    ))
  }

  get callId(): string {
    return this.interpreter.steps.callId
  }

  get escalate(): Effect.Effect<void> {
    return this.interpreter.interaction.escalate
  }

  ask<A, R>(question: Question<A, R>): Effect.Effect<A, AskError, R> {
    return this.interpreter.interaction.ask(question)
  }

  step<R>(
    name: string,
    run: Effect.Effect<StepRecord, never, R>
  ): Effect.Effect<StepRecord, never, R> {
    return this.interpreter.steps.step(name, run)
  }
}

const peer = (request: Request, limits: Limits): Push.Peer => ({
  supports: (path) => request.supports(path),
  request: ({ method, params }) => {
    const timeout = limits.patience ?? "10 minutes"
    return request.request(method, params, { timeout, ceiling: timeout }).pipe(
      // An answer that is none is as wrong as one that does not fit: it is asked for again.
      Effect.catchTag("InvalidResult", () => Effect.succeed(undefined)),
      Effect.mapError(unanswered)
    )
  }
})

/** No peer sends code 0, so that what happened here is not taken for what a client said. */
const unanswered = (error: Exclude<RequestError, InvalidResult>): Push.PeerRefused =>
  error._tag === "Refused"
    ? { code: error.code, message: error.message }
    : { code: 0, message: local(error) }

const local = (error: Exclude<RequestError, InvalidResult | Refused>): string => {
  switch (error._tag) {
    case "TimedOut":
      return `there was no answer within ${error.after} ms`
    case "TooManyOutstanding":
      return `more than ${error.limit} requests await an answer`
    default:
      return "the connection ended before the answer"
  }
}

type Open = (state: string) => Result.Result<Journal.Journal, StateRejected>

const open = (request: Request, unseal: Open, log: Log): Opened | RpcError.RpcError => {
  const state = request.params?.["requestState"]
  const responses = request.params?.["inputResponses"]
  if (responses !== undefined && !JsonObject.is(responses)) {
    return RpcError.invalidParams("inputResponses must be an object")
  }
  if (state === undefined) return { journal: undefined, responses }
  if (typeof state !== "string") return RpcError.invalidParams("requestState must be a string")
  const opened = unseal(state)
  if (Result.isSuccess(opened)) return { journal: opened.success, responses }
  const { id, method } = request
  const { reason } = opened.failure
  log(Effect.annotateLogs(Effect.logWarning("A request state was refused"), { id, method, reason }))
  return RpcError.invalidParams(opened.failure.message)
}

/** Only the first to present a state goes on; a ledger that cannot tell lets nobody. */
const presented = (
  ledger: StateLedger["Service"],
  journal: Journal.Journal,
  seal: StateSeal["Service"]
): Effect.Effect<void, RpcError.RpcError> =>
  Effect.flatMap(Effect.orDie(ledger.consume(journal, seal.lifetime)), (first) =>
    first ? Effect.void : Effect.fail(RpcError.invalidParams("The request state was used before"))
  )

/** The first extension that may take this call over. */
const escalation = (extensions: Parts, request: Request): Extension.Escalation | undefined => {
  for (const extension of extensions) {
    const found = "escalation" in extension.part ? extension.part.escalation : undefined
    if (found === undefined || !Extension.isAgreed(extension, request.peer.capabilities)) continue
    if (found.allowed(request)) return found
  }
  return undefined
}

const noteChanges = (request: Request, ended: Replay.InputRequired, log: Log): void => {
  const { redrawn, unused } = ended
  if (redrawn.length === 0 && unused.length === 0) return
  const { id, method } = request
  log(
    Effect.annotateLogs(Effect.logDebug("Recorded answers were not used"), {
      id,
      method,
      redrawn,
      unused
    })
  )
}
