/**
 * The server as its own client, over memory: how the task of a folder starts the tasks of its files. They belong to
 * whoever started the folder's.
 *
 * @since 0.1.0
 */
import { ElicitationHandler, McpClient } from "@effect-mcp/client"
import { ClientTransport, Endpoint, InMemory, Principal } from "@effect-mcp/protocol"
import { TaskClient } from "@effect-mcp/tasks"
import { Effect } from "effect"

/** A client of the server whose call this is, until the scope closes. What it is asked, it hands on. */
export const connect = Effect.fnUntraced(function* <R>(
  ask: (
    request: ElicitationHandler.FormRequest
  ) => Effect.Effect<ElicitationHandler.FormAnswer, never, R>
) {
  const endpoint = yield* Endpoint.Endpoint
  const principal = yield* Principal.Principal
  const memory = InMemory.make(endpoint, { principal })
  return yield* McpClient.connect({ name: "migration", version: "1.0.0" }).pipe(
    Effect.provideService(ClientTransport.ClientTransport, memory),
    Effect.provide([
      TaskClient.layer(),
      ElicitationHandler.layer({ form: ask, perMinute: 100_000 })
    ])
  )
})
