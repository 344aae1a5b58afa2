/**
 * What this client answers when a server asks it: the handlers that were provided, and the capabilities that
 * follow from them. Whether the question came as a request or inside a result makes no difference here.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#supported-requests
 * @since 0.1.0
 */
import { JsonSchemaValidator, RpcError } from "@effect-mcp/protocol"
import {
  type Capabilities,
  type Elicitation,
  type Implementation,
  type InputRequired,
  type Revision,
  type Roots,
  type Sampling,
  Shapes,
  Wire
} from "@effect-mcp/schema"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

import { ElicitationHandler } from "../ElicitationHandler.ts"
import * as RootsProvider from "../RootsProvider.ts"
import { SamplingHandler } from "../SamplingHandler.ts"
import * as ElicitationAnswer from "./elicitationAnswer.ts"
import type { OpenElicitations } from "./openElicitations.ts"
import { RateLimit } from "./rateLimit.ts"
import * as SamplingAnswer from "./samplingAnswer.ts"

/** Who asks, and in which revision. @since 0.1.0 */
export interface Asker {
  readonly revision: Revision.Revision
  readonly server: Implementation.Implementation | undefined
  /** Whether the call goes on only once the user is done on a page, and not when they agree to go there. */
  readonly waits: boolean
}

type Answer<A> = Effect.Effect<A, RpcError.RpcError>

/** What a side that answers is made of. @since 0.1.0 */
export interface Options {
  readonly elicitation: ElicitationHandler["Service"] | undefined
  readonly sampling: SamplingHandler["Service"] | undefined
  readonly roots: RootsProvider.RootsProvider["Service"] | undefined
  readonly validator: JsonSchemaValidator.JsonSchemaValidator["Service"]
  readonly pages: OpenElicitations
}

/** The answering side of one client. @since 0.1.0 */
export class Answers {
  readonly elicitation: Options["elicitation"]
  readonly sampling: Options["sampling"]
  readonly roots: Options["roots"]
  private readonly options: Options
  private readonly forms: RateLimit
  private readonly messages: RateLimit

  constructor(options: Options) {
    this.options = options
    this.elicitation = options.elicitation
    this.sampling = options.sampling
    this.roots = options.roots
    this.forms = new RateLimit(options.elicitation?.perMinute ?? 60)
    this.messages = new RateLimit(options.sampling?.perMinute ?? 60)
  }

  answer(question: InputRequired.InputRequest, asker: Asker): Answer<InputRequired.InputResponse> {
    switch (question.method) {
      case "elicitation/create":
        return this.elicit(question.params, asker)
      case "sampling/createMessage":
        return this.sample(question.params, asker)
      default:
        return this.list(asker)
    }
  }

  private elicit(
    params: Elicitation.ElicitRequestParams,
    { server, waits }: Asker
  ): Answer<Elicitation.ElicitResult> {
    const { elicitation: handlers, pages, validator } = this.options
    if (handlers === undefined) return missing("elicitation/create")
    return within(
      this.forms,
      () => ElicitationAnswer.answer(params, { handlers, validator, server, waits, pages }),
      () => Effect.succeed({ action: "cancel" as const })
    )
  }

  private sample(
    params: Sampling.CreateMessageRequestParams,
    asker: Asker
  ): Answer<Sampling.CreateMessageResult> {
    const { sampling: handler } = this.options
    if (handler === undefined) return missing("sampling/createMessage")
    const { revision, server } = asker
    const answer = within(
      this.messages,
      () => SamplingAnswer.answer(params, { handler, server, ...allowed(handler, revision) }),
      () =>
        Effect.fail(RpcError.invalidRequest("Too many sampling requests", { reason: "RateLimit" }))
    )
    return Effect.map(answer, (result) => Wire.createMessageResult(revision, result))
  }

  private list({ revision }: Asker): Answer<Roots.ListRootsResult> {
    const { roots } = this.options
    if (roots === undefined) return missing("roots/list")
    return Effect.map(Effect.flatMap(roots.list, RootsProvider.permitted), (list) =>
      Wire.listRootsResult(revision, { roots: list })
    )
  }
}

/**
 * From the handlers in the context.
 *
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (pages: OpenElicitations) {
  const context = yield* Effect.context()
  return new Answers({
    elicitation: optional(context, ElicitationHandler),
    sampling: optional(context, SamplingHandler),
    roots: optional(context, RootsProvider.RootsProvider),
    validator: yield* JsonSchemaValidator.current,
    pages
  })
})

const optional = <I, S>(context: Context.Context<never>, key: Context.Key<I, S>): S | undefined =>
  Context.getOrUndefined(context as Context.Context<I>, key)

const missing = (method: string) => Effect.fail(RpcError.methodNotFound(method))

/** Tools are for revisions whose capability has them; context may be wished for in all. */
const allowed = (handler: SamplingHandler["Service"], { shapes }: Revision.Revision) => ({
  tools: handler.tools === true && !Shapes.lacking(shapes, "SamplingCapability").includes("tools"),
  context: handler.context === true
})

const within = <A>(
  limit: RateLimit,
  answer: () => Answer<A>,
  otherwise: () => Answer<A>
): Answer<A> =>
  Clock.clockWith((clock) => (limit.take(clock.currentTimeMillisUnsafe()) ? answer() : otherwise()))

/**
 * What is declared for these handlers in a revision. One that would be read as more than there is, is left out:
 * where only forms exist, an empty `elicitation` means them.
 *
 * @spec 2026-07-28/client/elicitation#capabilities
 * @since 0.1.0
 */
export const capabilities = (
  answers: Answers,
  revision: Revision.Revision
): Capabilities.ClientCapabilities => ({
  ...elicitationCapability(answers, revision),
  ...samplingCapability(answers),
  ...rootsCapability(answers)
})

const wantsTools = ({ toolChoice, tools }: Sampling.CreateMessageRequestParams): boolean =>
  tools !== undefined || toolChoice !== undefined

/**
 * Whether there is a handler that questions of this kind, and mode, go to.
 *
 * @since 0.1.0
 */
export const hasHandler = (
  { elicitation, roots, sampling }: Answers,
  question: InputRequired.InputRequest
): boolean => {
  switch (question.method) {
    case "elicitation/create":
      return elicitation?.[question.params.mode === "url" ? "url" : "form"] !== undefined
    case "sampling/createMessage":
      return sampling?.tools === true || (sampling !== undefined && !wantsTools(question.params))
    default:
      return roots !== undefined
  }
}

const elicitationCapability = (
  { elicitation }: Answers,
  revision: Revision.Revision
): Capabilities.ClientCapabilities => {
  const form = elicitation?.form !== undefined
  const url = elicitation?.url !== undefined && revision.urlElicitation !== "None"
  if (!revision.elicitation || !(form || url)) return {}
  return {
    elicitation: { ...(form ? { form: {} } : undefined), ...(url ? { url: {} } : undefined) }
  }
}

const samplingCapability = ({ sampling }: Answers): Capabilities.ClientCapabilities =>
  sampling === undefined
    ? {}
    : {
        sampling: {
          ...(sampling.tools === true ? { tools: {} } : undefined),
          ...(sampling.context === true ? { context: {} } : undefined)
        }
      }

const rootsCapability = ({ roots }: Answers): Capabilities.ClientCapabilities =>
  roots === undefined ? {} : { roots: roots.changes === undefined ? {} : { listChanged: true } }
