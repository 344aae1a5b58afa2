/**
 * A call as an application makes it: over whatever link there is, through all rounds the server wants, and not at all
 * if its result is still fresh.
 *
 * @spec 2026-07-28/basic/patterns#multi-round-trip-requests
 * @since 0.1.0
 */
import type { Outgoing } from "@effect-mcp/protocol"
import { ErrorCode, type Methods } from "@effect-mcp/schema"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

import type { CallOptions, Params, RequestOptions, Result } from "../CallOptions.ts"
import type { ClientError } from "../ClientError.ts"
import type { Round } from "../Round.ts"
import type { Answer } from "./answer.ts"
import type { Answers, Asker } from "./answers.ts"
import type { Approved } from "./approval.ts"
import type { Fetched, KeptResults } from "./keptResults.ts"
import type { Opened } from "./opening.ts"
import * as PagesFirst from "./pagesFirst.ts"
import type { Requester } from "./requester.ts"
import * as Rounds from "./rounds.ts"
import type { Session } from "./session.ts"
import type { StructuredOutput } from "./structuredOutput.ts"
import { isSame, type ToolHeaders } from "./toolHeaders.ts"

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
  /** Asks the server for its tools, whatever is kept. */
  readonly relist: Effect.Effect<unknown, ClientError>
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
      const first = Rounds.begin(this.call(opened, method, options), { ...params })
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
    const { answers } = this.options
    const maxRounds = options.maxRounds ?? this.options.maxRounds
    const ceiling =
      options.ceiling === undefined ? this.options.ceiling : Duration.toMillis(options.ceiling)
    const first = Rounds.begin(this.call(opened, method, options, keep), { ...params })
    const all = Rounds.complete(first, {
      method,
      answers,
      asker: asker(opened),
      maxRounds,
      ceiling
    })
    return PagesFirst.visiting(all, answers, asker(opened), maxRounds)
  }

  private call<M extends Method>(
    opened: Opened,
    method: M,
    options: CallOptions,
    keep?: Keep<M>
  ): Rounds.Call<Result<M>> {
    return (params) =>
      Effect.map(this.once(opened, method, params, options), (answer) => {
        if (answer._tag === "InputRequired") return answer
        // The revision's own schema of this method has decoded it.
        const result = answer.result as Result<M>
        if (isFirst(params)) keep?.({ raw: answer.raw, result })
        return { _tag: "Complete", result }
      })
  }

  /**
   * One request, with the headers of a tool that has some. Those are what the tool's last listing says, so a server that
   * refuses them is asked for its tools again.
   *
   * @spec 2026-07-28/basic/transports/streamable-http#client-behavior
   */
  private once(
    opened: Opened,
    method: Method,
    params: Outgoing.JsonObject,
    options: CallOptions
  ): Effect.Effect<Answer, ClientError> {
    const { headers, relist, requester } = this.options
    const { revision } = opened.agreement
    if (method !== "tools/call" || !headers.isUsed(revision)) {
      return requester.once(opened, method, params, options)
    }
    const sent = headers.of(revision, params)
    const again = (error: ClientError) =>
      Effect.flatMap(Effect.option(relist), () => {
        const mended = headers.of(revision, params)
        return isSame(sent, mended)
          ? Effect.fail(error)
          : requester.once(opened, method, params, { ...options, headers: mended })
      })
    return requester
      .once(opened, method, params, { ...options, headers: sent })
      .pipe(Effect.catch((error) => (isMismatch(error) ? again(error) : Effect.fail(error))))
  }
}

const complete = <A>(result: A): Round<A> => ({ _tag: "Complete", result })

const isMismatch = ({ reason }: ClientError): boolean =>
  reason._tag === "Refused" && reason.code === ErrorCode.headerMismatch

/** What an answer to a question has gone into is nobody else's. */
const isFirst = (params: Outgoing.JsonObject): boolean =>
  !("inputResponses" in params || "requestState" in params)
