/**
 * Calls of a client that declares the extension, as JSON: nothing of a client of ours is between a test
 * and the server.
 */
import { Endpoint, Principal } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"
import { Context, Effect, Layer, type Scope } from "effect"

export type Json = { readonly [key: string]: unknown }

export interface Caller {
  readonly request: (method: string, params: Json) => Effect.Effect<Json>
  /** Calls a tool, and gives the id of the task it became. */
  readonly begin: (tool: string, args?: Json) => Effect.Effect<string>
  readonly get: (taskId: string) => Effect.Effect<Json>
  readonly answer: (taskId: string, key: string, content: Json) => Effect.Effect<Json>
  readonly cancel: (taskId: string) => Effect.Effect<Json>
}

const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "caller", version: "0.0.0" },
  "io.modelcontextprotocol/clientCapabilities": {
    elicitation: { form: {} },
    extensions: { "io.modelcontextprotocol/tasks": {} }
  }
}

export const of = (
  endpoint: Endpoint.Endpoint["Service"],
  principal: Principal.Identity = Principal.local
): Caller => {
  let id = 0
  const request = (method: string, params: Json) =>
    Effect.callback<Json>((resume) => {
      const sent = { jsonrpc: "2.0", id: ++id, method, params: { ...params, _meta: meta } }
      endpoint.receive(JsonRpc.parse(JSON.stringify(sent)), {
        principal,
        connection: undefined,
        send: () => undefined,
        answer: (frame) => {
          const { error, result } = JSON.parse(frame)
          resume(Effect.succeed(result ?? error))
        },
        silent: () => undefined
      })
    })
  return {
    request,
    begin: (tool, args = {}) =>
      Effect.map(request("tools/call", { name: tool, arguments: args }), (result) =>
        String(result["taskId"])
      ),
    get: (taskId) => request("tasks/get", { taskId }),
    answer: (taskId, key, content) =>
      request("tasks/update", { taskId, inputResponses: { [key]: { action: "accept", content } } }),
    cancel: (taskId) => request("tasks/cancel", { taskId })
  }
}

/** A server that runs until the scope closes, and its caller. */
export const serve = <Services, E, R>(
  server: Layer.Layer<Services | Endpoint.Endpoint, E, R>
): Effect.Effect<
  { readonly caller: Caller; readonly context: Context.Context<Services | Endpoint.Endpoint> },
  E,
  R | Scope.Scope
> =>
  Effect.map(Layer.build(server), (context) => ({
    context,
    caller: of(Context.get(context, Endpoint.Endpoint))
  }))
