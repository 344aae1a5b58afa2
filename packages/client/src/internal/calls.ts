/**
 * A call as an application makes it: over whatever link there is, through all rounds the server wants, and not at all
 * if its result is still fresh.
 *
 * @spec 2026-07-28/basic/patterns#multi-round-trip-requests
 * @since 0.1.0
 */
import type { Caller, Outgoing } from "@effect-mcp/protocol"
import type { Methods } from "@effect-mcp/schema"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

import type { CallOptions, Params, RequestOptions, Result } from "../CallOptions.ts"
import type { ClientError } from "../ClientError.ts"
import type { Round } from "../Round.ts"
import type { Answers, Asker } from "./answers.ts"
import type { Approved } from "./approval.ts"
import { type Ended, Further, read } from "./further.ts"
import type { Fetched, KeptResults } from "./keptResults.ts"
import type { Opened } from "./opening.ts"
import * as PagesFirst from "./pagesFirst.ts"
import type { Requester } from "./requester.ts"
import * as Rounds from "./rounds.ts"
import type { Sending } from "./sending.ts"
import type { Session } from "./session.ts"
import type { StructuredOutput } from "./structuredOutput.ts"
import type { ToolHeaders } from "./toolHeaders.ts"

/** What calls are made of. @since 0.1.0 */
export interface Options {
  readonly session: Session
  readonly requester: Requester
  readonly answers: Answers
  readonly kept: KeptResults
  readonly maxRounds: number
  /** In milliseconds. */
  readonly ceiling: number
  /** Asked before every call of a tool. */
  readonly approved: Approved | undefined
  /** Told of every page of tools, for what they say about their output. */
  readonly output: StructuredOutput
  readonly headers: ToolHeaders
  readonly sending: Sending
  /** For extensions that have to go on from an answer to the result. */
  readonly caller: () => Caller.Caller<ClientError>
}

type Method = keyof Methods.ClientRequests

type Keep<M extends Method> = (fetched: Fetched<Result<M>>) => void

/**
 * Who asks in answer to a call of ours.
 *
 * @since 0.1.0
 */
export const asker = ({ agreement }: Opened): Asker => ({
  revision: agreement.revision,
  server: agreement.info,
  waits: true
})

/** Makes calls. @since 0.1.0 */
export class Calls {
  private readonly options: Options

  constructor(options: Options) {
    this.options = options
  }

  /** One call to its end. Questions on the way are answered by the handlers that were provided. */
  request<M extends Method>(
    method: M,
    params: Params<M>,
    options: CallOptions = {}
  ): Effect.Effect<Result<M>, ClientError> {
    return Effect.flatMap(this.link(method, params), (opened) => {
      const result = this.kept(opened, method, params, options)
      return method === "tools/list" ? this.listed(opened, params, result) : result
    })
  }

  /** As `request`, for a method without kept results; what an extension has to go on from is handed over. */
  start<M extends Method>(
    method: M,
    params: Params<M>,
    options: CallOptions = {}
  ): Effect.Effect<Result<M> | Further<Result<M>>, ClientError> {
    return Effect.flatMap(this.link(method, params), (opened) =>
      this.visiting(opened, options, this.rounds(opened, method, params, options))
    )
  }

  /** What an extension brought in place of an answer, read as the answer is. */
  read<M extends Method>(
    method: M,
    brought: Effect.Effect<Outgoing.JsonObject, Ended>
  ): Effect.Effect<Result<M>, ClientError> {
    const { revision } = this.options.session.opened.agreement
    return read({ method, params: undefined, revision }, brought)
  }

  /**
   * The first round of a call whose questions the caller answers.
   *
   * @spec 2026-07-28/basic/patterns/mrtr#inputrequiredresult
   */
  begin<M extends Method>(
    method: M,
    params: Params<M>,
    options: CallOptions = {}
  ): Effect.Effect<Round<Result<M>>, ClientError> {
    return Effect.flatMap(this.link(method, params), (opened) => {
      const first = this.settled(Rounds.begin(this.call(opened, method, options), { ...params }))
      if (method !== "tools/list") return first
      return Effect.flatMap(first, (round) =>
        round._tag === "Complete"
          ? Effect.map(this.listed(opened, params, Effect.succeed(round.result)), complete)
          : Effect.succeed(round)
      )
    })
  }

  /** Any method, for what extensions add: sent as it is, and its result comes as it is. */
  send(
    method: string,
    params: Outgoing.JsonObject | undefined,
    options?: RequestOptions
  ): Effect.Effect<Outgoing.JsonObject, ClientError> {
    return Effect.flatMap(this.options.session.current(method), (opened) =>
      this.options.requester.send(opened, method, params, options)
    )
  }

  /** A page of tools: less those that cannot be called, and the others are remembered. */
  private listed<M extends Method>(
    { agreement }: Opened,
    params: Params<M>,
    result: Effect.Effect<Result<M>, ClientError>
  ): Effect.Effect<Result<M>, ClientError> {
    const { headers, output } = this.options
    const isFirst = !("cursor" in params)
    // The method is `tools/list`, and this its result.
    const page = result as Effect.Effect<Result<"tools/list">, ClientError>
    const sifted = Effect.flatMap(page, (page) => headers.sift(agreement.revision, page))
    const learned = Effect.map(sifted, (page) => {
      output.learn(page.tools, { isFirst, isLast: page.nextCursor === undefined })
      return page
    })
    return learned
  }

  /** The link to call on, once the call may be made. */
  private link<M extends Method>(method: M, params: Params<M>): Effect.Effect<Opened, ClientError> {
    const { approved, session } = this.options
    const link = session.current(method)
    if (approved === undefined || method !== "tools/call") return link
    // The parameters are those of the method.
    return Effect.andThen(approved(params as Params<"tools/call">), link)
  }

  /** What is kept, as long as it is fresh, of methods whose results may be. */
  private kept<M extends Method>(
    opened: Opened,
    method: M,
    params: Params<M>,
    options: CallOptions
  ): Effect.Effect<Result<M>, ClientError> {
    const payloads = opened.agreement.revision.client.requests[method]
    if (payloads?.cacheable !== true) return this.fetch(opened, method, params, options)
    const key = { ...options.params, ...params }
    return this.options.kept.through(method, key, options.refresh === true, (keep: Keep<M>) =>
      this.fetch(opened, method, params, options, keep)
    )
  }

  private fetch<M extends Method>(
    opened: Opened,
    method: M,
    params: Params<M>,
    options: CallOptions,
    keep?: Keep<M>
  ): Effect.Effect<Result<M>, ClientError> {
    const answered = this.rounds(opened, method, params, options, keep)
    const all = Effect.flatMap(answered, (result) => this.resolved(result))
    return this.visiting(opened, options, all)
  }

  /** All rounds of one call, as far as the server answers it itself: what an extension does then takes its own time. */
  private rounds<M extends Method>(
    opened: Opened,
    method: M,
    params: Params<M>,
    options: CallOptions,
    keep?: Keep<M>
  ): Effect.Effect<Result<M> | Further<Result<M>>, ClientError> {
    const { answers } = this.options
    const maxRounds = options.maxRounds ?? this.options.maxRounds
    const ceiling =
      options.ceiling === undefined ? this.options.ceiling : Duration.toMillis(options.ceiling)
    const first = Rounds.begin(this.call(opened, method, options, keep), { ...params })
    return Rounds.complete(first, { method, answers, asker: asker(opened), maxRounds, ceiling })
  }

  private visiting<A>(
    opened: Opened,
    { maxRounds = this.options.maxRounds }: CallOptions,
    call: Effect.Effect<A, ClientError>
  ): Effect.Effect<A, ClientError> {
    return PagesFirst.visiting(call, this.options.answers, asker(opened), maxRounds)
  }

  private resolved<A>(result: A | Further<A>): Effect.Effect<A, ClientError> {
    return result instanceof Further
      ? result.resolve(this.options.caller())
      : Effect.succeed(result)
  }

  /** A round by hand that ends in what an extension goes on from ends in what that comes to. */
  private settled<A>(
    round: Effect.Effect<Round<A | Further<A>>, ClientError>
  ): Effect.Effect<Round<A>, ClientError> {
    return Effect.flatMap(round, (round): Effect.Effect<Round<A>, ClientError> =>
      round._tag === "Complete"
        ? Effect.map(this.resolved(round.result), complete)
        : Effect.succeed({
            ...round,
            answer: (responses) => this.settled(round.answer(responses))
          })
    )
  }

  private call<M extends Method>(
    opened: Opened,
    method: M,
    options: CallOptions,
    keep?: Keep<M>
  ): Rounds.Call<Result<M> | Further<Result<M>>> {
    return (params) =>
      Effect.map(this.options.sending.once(opened, method, params, options), (answer) => {
        if (answer._tag === "InputRequired") return answer
        if (answer._tag === "Further") {
          const asked = { method, params, revision: opened.agreement.revision }
          return { _tag: "Complete", result: new Further<Result<M>>({ ...answer, asked }) }
        }
        // The revision's own schema of this method has decoded it.
        const result = answer.result as Result<M>
        if (isFirst(params)) keep?.({ raw: answer.raw, result })
        return { _tag: "Complete", result }
      })
  }
}

const complete = <A>(result: A): Round<A> => ({ _tag: "Complete", result })

/** What an answer to a question has gone into is nobody else's. */
const isFirst = (params: Outgoing.JsonObject): boolean =>
  !("inputResponses" in params || "requestState" in params)
