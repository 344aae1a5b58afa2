/**
 * One request of a call, as it is sent: with what extensions add to it, and the headers of a tool that has some.
 *
 * @since 0.1.0
 */
import type { Caller, Outgoing } from "@effect-mcp/protocol"
import { ErrorCode, type Methods, type Tool } from "@effect-mcp/schema"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"

import type { ClientError } from "../ClientError.ts"
import type { Answer } from "./answer.ts"
import type { Extended } from "./extended.ts"
import type { Opened } from "./opening.ts"
import type { Requester, SendOptions } from "./requester.ts"
import type { StructuredOutput } from "./structuredOutput.ts"
import { isSame, type ToolHeaders } from "./toolHeaders.ts"

/** What sending takes. @since 0.1.0 */
export interface Options {
  readonly requester: Requester
  readonly extended: Extended
  readonly headers: ToolHeaders
  /** Knows the tools as they were last listed. */
  readonly output: StructuredOutput
  /** Asks the server for its tools, whatever is kept. */
  readonly relist: Effect.Effect<unknown, ClientError>
  /** For what comes after an answer that nobody waits for any more. */
  readonly caller: () => Caller.Caller<ClientError>
  readonly scope: Scope.Scope
}

type JsonObject = Outgoing.JsonObject

type Method = keyof Methods.ClientRequests

/** Sends the requests of calls. @since 0.1.0 */
export class Sending {
  private readonly options: Options

  constructor(options: Options) {
    this.options = options
  }

  once(
    opened: Opened,
    method: Method,
    params: JsonObject,
    options: SendOptions
  ): Effect.Effect<Answer, ClientError> {
    const all = options.params === undefined ? params : { ...options.params, ...params }
    const prepared = this.options.extended.prepare(opened, method, all, this.tool)
    if (prepared === undefined) return this.headed(opened, method, params, options)
    const rest = { ...options, params: undefined }
    return Effect.flatMap(prepared, ({ late, params }) =>
      late === undefined
        ? this.headed(opened, method, params, rest)
        : this.outliving(opened, method, params, rest, late)
    )
  }

  /** A tool as it was last listed. Where nothing was ever listed to its end, everything is, first. */
  private readonly tool = (name: string): Effect.Effect<Tool.Tool | undefined> =>
    Effect.suspend(() => {
      const { output, relist } = this.options
      const known = output.tool(name)
      if (known !== undefined || output.isComplete) return Effect.succeed(known)
      return Effect.map(Effect.option(relist), () => output.tool(name))
    })

  /**
   * The headers are those that the tool's last listing says, so a server that refuses them is asked for its tools again.
   *
   * @spec 2026-07-28/basic/transports/streamable-http#client-behavior
   */
  private headed(
    opened: Opened,
    method: Method,
    params: JsonObject,
    options: SendOptions
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

  /**
   * A request that is not cancelled: whoever waits may go away, and what comes then is `late`'s. Its progress may come
   * after its answer.
   *
   * @spec 2025-11-25/basic/utilities/cancellation#behavior-requirements
   */
  private outliving(
    opened: Opened,
    method: Method,
    params: JsonObject,
    options: SendOptions,
    late: NonNullable<Caller.Prepared["late"]>
  ): Effect.Effect<Answer, ClientError> {
    return Effect.suspend(() => {
      const answered = Deferred.makeUnsafe<Answer, ClientError>()
      const { told, release } = keepingProgress(options)
      let wanted = true
      const abandoned = (answer: Exit.Exit<Answer, ClientError>) => {
        release()
        return isFurther(answer) ? late(answer.value.raw, this.options.caller()) : Effect.void
      }
      const request = this.headed(opened, method, params, { ...told, cancellable: false }).pipe(
        Effect.map((answer) => (answer._tag === "Further" ? { ...answer, release } : answer)),
        Effect.onExit((exit) => {
          if (!wanted) return abandoned(exit)
          return Effect.sync(() => {
            if (!isFurther(exit)) release()
            Deferred.doneUnsafe(answered, exit)
          })
        })
      )
      const leave = Effect.suspend(() => {
        wanted = false
        const isAnswered = Deferred.isDoneUnsafe(answered)
        return isAnswered
          ? Effect.flatMap(Effect.exit(Deferred.await(answered)), abandoned)
          : Effect.void
      })
      return Effect.andThen(
        Effect.forkIn(request, this.options.scope, { startImmediately: true }),
        Effect.onInterrupt(Deferred.await(answered), () => leave)
      )
    })
  }
}

const isFurther = (
  exit: Exit.Exit<Answer, ClientError>
): exit is Exit.Success<Extract<Answer, { _tag: "Further" }>, ClientError> =>
  Exit.isSuccess(exit) && exit.value._tag === "Further"

const nothing = (): void => undefined

/** The request's own progress, from its answer on too. */
const keepingProgress = (options: SendOptions) => {
  const { onProgress } = options
  if (onProgress === undefined) return { told: options, release: nothing }
  let release = nothing
  const onSent: SendOptions["onSent"] = ({ link }, id) => {
    // It may be sent more than once, under another id and on another link.
    release()
    release = link.late.keep(id, onProgress)
  }
  return { told: { ...options, onSent }, release: () => release() }
}

const isMismatch = ({ reason }: ClientError): boolean =>
  reason._tag === "Refused" && reason.code === ErrorCode.headerMismatch
