/**
 * The methods that use a feature: a tool is called, a resource read, a prompt got.
 */
import { Handler, JsonObject, type McpRequest, Rooted, RpcError } from "@effect-mcp/protocol"
import {
  Completion,
  Prompt,
  type Resource,
  type Revision,
  type Tool,
  Wire
} from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import { isAbsolute } from "./absoluteUri.ts"
import { type Core, hinted } from "./core.ts"
import { feature, toolFeature } from "./listMethods.ts"
import { NotFound, toRpc } from "./notFound.ts"
import type { Completer, Hint, Reads, ToolEntry, Work } from "./registry.ts"

type Outcome = Handler.Outcome<Handler.RequestServices>

const invalid = (message: string) => Exit.fail(RpcError.invalidParams(message))

const noArguments = {}

/** What a `tools/call` is about. By hand, since every call of every tool comes this way. */
const calledTool = (
  core: Core,
  request: McpRequest.Request
): { readonly entry: ToolEntry; readonly name: string; readonly args: Arguments } | Refusal => {
  const name = request.params?.["name"]
  const args = request.params?.["arguments"] ?? noArguments
  if (typeof name !== "string") return invalid("name must be a string")
  if (!JsonObject.is(args)) return invalid("arguments must be an object")
  const entry = core.registry.tools.get(name)
  return entry === undefined ? unknownTool(name) : { entry, name, args }
}

type Refusal = Exit.Exit<never, RpcError.RpcError>
type Arguments = { readonly [name: string]: unknown }

const unknownTool = (name: string): Refusal => invalid(`Unknown tool: ${name.slice(0, 200)}`)

/** The work of a `tools/call`. */
export const callOf = (core: Core, request: McpRequest.Request): Outcome => {
  const called = calledTool(core, request)
  if (Exit.isExit(called)) return called
  const { args, entry, name } = called
  const work = () => Rooted.inside(entry.call(args, request), (called) => toAnswer(request, called))
  return core.guards.use(
    () => toolFeature(entry, name),
    request,
    work,
    () => unknownTool(name)
  )
}

/**
 * What stands around a `tools/call`, around `begin` instead of its handler. `begin` is told what the call comes to
 * before its handler would run, if it is wrong.
 */
export const admitOf = (
  core: Core,
  request: McpRequest.Request,
  begin: (refused: Handler.Answer | undefined) => Outcome
): Outcome => {
  const called = calledTool(core, request)
  if (Exit.isExit(called)) return called
  const { args, entry, name } = called
  const work = () =>
    Effect.flatMap(entry.refusal(args, request), (refused) =>
      begin(refused && answer(Wire.callToolResult(request.revision, refused)))
    )
  return core.guards.use(
    () => toolFeature(entry, name),
    request,
    work,
    () => unknownTool(name),
    "Begin"
  )
}

/** The handler's part of a `tools/call`, for one that was admitted. */
export const handleOf = (core: Core, request: McpRequest.Request): Outcome => {
  const called = calledTool(core, request)
  if (Exit.isExit(called)) return called
  const { args, entry, name } = called
  const work = () => Rooted.inside(entry.call(args, request), (called) => toAnswer(request, called))
  return core.guards.discriminate
    ? core.guards.around(toolFeature(entry, name), request, work, "Run")
    : work()
}

const toAnswer = (
  { revision }: McpRequest.Request,
  called: Work<Tool.CallToolResult>
): Work<Handler.Answer> =>
  Effect.mapEager(called, (result) => answer(Wire.callToolResult(revision, result)))

/** A result is a JSON object, though its type does not say that of members it does not name. */
const answer = (result: object): Handler.Answer =>
  result as Exclude<Handler.Answer, Handler.Encoded>

/** What was asked about on the way depends on who was asked. */
const isAnswered = (request: McpRequest.Request): boolean =>
  request.params?.["inputResponses"] !== undefined || request.params?.["requestState"] !== undefined

const answerRead = (
  core: Core,
  request: McpRequest.Request,
  reads: Reads,
  hint: Hint
): Work<Handler.Answer> => {
  const { revision } = request
  const kept: Hint | undefined = !revision.caching
    ? undefined
    : isAnswered(request)
      ? { ttlMs: 0, cacheScope: "private" }
      : hinted(core, hint)
  return Effect.matchEffect(reads, {
    onSuccess: (result: Resource.ReadResourceResult) =>
      Effect.succeed({ ...Wire.readResourceResult(revision, result), ...kept }),
    onFailure: (error) =>
      Effect.fail(error instanceof NotFound ? toRpc(revision, error.uri) : error)
  })
}

const readResource = (core: Core, request: McpRequest.Request): Outcome => {
  const uri = request.params?.["uri"]
  if (typeof uri !== "string" || !isAbsolute(uri)) return invalid("uri must be an absolute URI")
  const unknown = () => Exit.fail(toRpc(request.revision, uri))
  const { guards, registry } = core
  const entry = registry.resources.get(uri)
  if (entry !== undefined) {
    const work = () =>
      Rooted.inside(entry.read(), (reads) => answerRead(core, request, reads, entry.hint))
    return guards.use(() => feature("resource", uri), request, work, unknown)
  }
  for (const template of registry.templatesByWeight) {
    const values = template.match(uri)
    if (values === undefined) continue
    const work = () =>
      Rooted.inside(template.read(uri, values), (reads) =>
        answerRead(core, request, reads, template.hint)
      )
    const subject = () => feature("resourceTemplate", template.template.text)
    return guards.use(subject, request, work, unknown)
  }
  return unknown()
}

const getPrompt = (core: Core, revision: Revision.Revision) =>
  Handler.decoded<typeof Prompt.GetPromptRequestParams, Handler.RequestServices>(
    Prompt.GetPromptRequestParams,
    (params, request) => {
      const unknown = () => invalid(`Unknown prompt: ${params.name.slice(0, 200)}`)
      const entry = core.registry.prompts.get(params.name)
      if (entry === undefined) return unknown()
      const work = () =>
        Rooted.inside(entry.get(params.arguments ?? {}), (got) =>
          Effect.map(got, (result) => answer(Wire.getPromptResult(revision, result)))
        )
      return core.guards.use(() => feature("prompt", params.name), request, work, unknown)
    },
    { interactive: true }
  )

const suggestions = (values: ReadonlyArray<string>) => ({
  completion: {
    values: values.slice(0, Completion.maxValues),
    total: values.length,
    hasMore: values.length > Completion.maxValues
  }
})

type Reference = (typeof Completion.CompleteRequestParams.Type)["ref"]

/** The completers of what is referred to; `undefined` if there is no such thing. */
const referred = (core: Core, ref: Reference) => {
  if (ref.type === "ref/prompt") {
    const entry = core.registry.prompts.get(ref.name)
    return entry && { feature: feature("prompt", ref.name), entry }
  }
  const entry = core.registry.templates.get(ref.uri)
  if (entry !== undefined) return { feature: feature("resourceTemplate", ref.uri), entry }
  const resource = core.registry.resources.get(ref.uri)
  return resource && { feature: feature("resource", ref.uri), entry: { completers: noCompleters } }
}

const noCompleters: ReadonlyMap<string, Completer> = new Map()

const complete = (core: Core) =>
  Handler.decoded<typeof Completion.CompleteRequestParams, Handler.RequestServices>(
    Completion.CompleteRequestParams,
    ({ argument, context, ref }, request) => {
      if (!core.registry.completes) return Exit.fail(RpcError.methodNotFound(request.method))
      const unknown = () =>
        invalid(
          ref.type === "ref/prompt"
            ? `Unknown prompt: ${ref.name.slice(0, 200)}`
            : `Unknown resource template: ${ref.uri.slice(0, 200)}`
        )
      const found = referred(core, ref)
      if (found === undefined) return unknown()
      const completer = found.entry.completers.get(argument.name)
      const work = (): Work<Handler.Answer> =>
        completer === undefined
          ? Effect.succeed(suggestions([]))
          : Rooted.inside(completer(argument.value, context?.arguments ?? {}), (completed) =>
              Effect.map(completed, suggestions)
            )
      return core.guards.use(() => found.feature, request, work, unknown)
    }
  )

export const callMethods = (core: Core, revision: Revision.Revision): Handler.Handlers<never> => ({
  "tools/call": { interactive: true, run: (request) => callOf(core, request) },
  "resources/read": { interactive: true, run: (request) => readResource(core, request) },
  "prompts/get": getPrompt(core, revision),
  "completion/complete": complete(core)
})
