/** Calls a server's tasks as a client of the extension does, by frames of JSON. */
import { Endpoint, InMemory } from "@effect-mcp/protocol"
import { type JsonRpc, Revisions } from "@effect-mcp/schema"
import { type Context as Ctx, Context, Deferred, Effect, type Scope } from "effect"

export type Json = { readonly [key: string]: unknown }

/** What a client of the extension says with every request. */
export const meta: Json = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {
    elicitation: { form: {} },
    extensions: { "io.modelcontextprotocol/tasks": {} }
  }
}

export interface Caller {
  /** The result; an error is a defect of the test. */
  readonly request: (method: string, params: Json) => Effect.Effect<Json>
  /** The id of the task that the call became. */
  readonly begin: (tool: string, args?: Json) => Effect.Effect<string>
  readonly get: (taskId: string) => Effect.Effect<Json>
  readonly cancel: (taskId: string) => Effect.Effect<void>
  /** Answers forms with this content. */
  readonly answer: (
    taskId: string,
    content: { readonly [key: string]: Json }
  ) => Effect.Effect<void>
}

export const make = (request: (method: string, params: Json) => Effect.Effect<Json>): Caller => ({
  request,
  begin: (name, args = {}) =>
    Effect.map(request("tools/call", { name, arguments: args }), ({ taskId }) => String(taskId)),
  get: (taskId) => request("tasks/get", { taskId }),
  cancel: (taskId) => Effect.asVoid(request("tasks/cancel", { taskId })),
  answer: (taskId, content) => {
    const accepted = Object.entries(content).map(
      ([key, content]) => [key, { action: "accept", content }] as const
    )
    const inputResponses = Object.fromEntries(accepted)
    return Effect.asVoid(request("tasks/update", { taskId, inputResponses }))
  }
})

/** The keys of the questions that a task has open, and their texts. */
export const questions = (task: Json): { readonly [key: string]: unknown } => {
  const requests = (task["inputRequests"] ?? {}) as { [key: string]: { params: Json } }
  return Object.fromEntries(
    Object.entries(requests).map(([key, { params }]) => [key, params["message"]])
  )
}

/** Joined in memory, until the scope closes. */
export const join = (
  context: Ctx.Context<Endpoint.Endpoint>
): Effect.Effect<Caller, never, Scope.Scope> =>
  Effect.gen(function* () {
    const waiting = new Map<unknown, Deferred.Deferred<Json>>()
    let lastId = 0
    const receive = (message: JsonRpc.Parsed): void => {
      if (message._tag !== "Result" && message._tag !== "Error") return
      const answer = waiting.get(message.id)
      if (answer === undefined) return
      const exit =
        message._tag === "Result"
          ? Effect.succeed(message.result ?? {})
          : Effect.die(new Error(JSON.stringify(message.error)))
      Deferred.doneUnsafe(answer, exit)
    }
    const line = InMemory.make(Context.get(context, Endpoint.Endpoint))
    const channel = yield* Effect.orDie(line.open({ receive, closed: () => undefined }))
    return make((method, params) =>
      Effect.suspend(() => {
        const id = ++lastId
        const answer = Deferred.makeUnsafe<Json>()
        waiting.set(id, answer)
        const frame = JSON.stringify({
          jsonrpc: "2.0",
          id,
          method,
          params: { ...params, _meta: meta }
        })
        return Effect.andThen(
          Effect.orDie(
            channel.send({ frame, message: { kind: "notification" }, revision: Revisions.latest })
          ),
          Deferred.await(answer)
        )
      })
    )
  })
