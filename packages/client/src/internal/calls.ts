/**
 * A call as an application makes it: over whatever link there is, through all rounds the server wants, and not at all
 * if its result is still fresh.
 *
 * @spec 2026-07-28/basic/patterns#multi-round-trip-requests
 * @since 0.1.0
 */
import type { Outgoing } from "@effect-mcp/protocol"
import type { Methods } from "@effect-mcp/schema"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

import type { CallOptions, Params, RequestOptions, Result } from "../CallOptions.ts"
import type { ClientError } from "../ClientError.ts"
import type { Round } from "../Round.ts"
import type { Answers, Asker } from "./answers.ts"
import type { Approved } from "./approval.ts"
import type { Fetched, KeptResults } from "./keptResults.ts"
import type { Opened } from "./opening.ts"
import * as PagesFirst from "./pagesFirst.ts"
import type { Requester } from "./requester.ts"
import * as Rounds from "./rounds.ts"
import type { Session } from "./session.ts"

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
    const { kept } = this.options
    return Effect.flatMap(this.link(method, params), (opened) => {
      const payloads = opened.agreement.revision.client.requests[method]
      if (payloads?.cacheable !== true) return this.fetch(opened, method, params, options)
      const key = { ...options.params, ...params }
      return kept.through(method, key, options.refresh === true, (keep: Keep<M>) =>
        this.fetch(opened, method, params, options, keep)
      )
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
    return Effect.flatMap(this.link(method, params), (opened) =>
      Rounds.begin(this.call(opened, method, options), { ...params })
    )
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

  /** The link to call on, once the call may be made. */
  private link<M extends Method>(method: M, params: Params<M>): Effect.Effect<Opened, ClientError> {
    const { approved, session } = this.options
    const link = session.current(method)
    if (approved === undefined || method !== "tools/call") return link
    // The parameters are those of the method.
    return Effect.andThen(approved(params as Params<"tools/call">), link)
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
      Effect.map(this.options.requester.once(opened, method, params, options), (answer) => {
        if (answer._tag === "InputRequired") return answer
        // The revision's own schema of this method has decoded it.
        const result = answer.result as Result<M>
        if (isFirst(params)) keep?.({ raw: answer.raw, result })
        return { _tag: "Complete", result }
      })
  }
}

/** What an answer to a question has gone into is nobody else's. */
const isFirst = (params: Outgoing.JsonObject): boolean =>
  !("inputResponses" in params || "requestState" in params)
