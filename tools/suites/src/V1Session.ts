/**
 * The client of the official v1 library with its transport, which keeps the id of a session.
 */
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import { Effect, type Scope } from "effect"

export interface V1Session {
  readonly client: Client
  readonly transport: StreamableHTTPClientTransport
}

export interface Options {
  readonly headers?: { readonly [name: string]: string }
  /** Goes on where somebody was, without shaking hands. */
  readonly sessionId?: string | undefined
}

/** Until the scope closes; the session is left as it is. */
export const enter = (
  url: string,
  { headers = {}, sessionId }: Options = {}
): Effect.Effect<V1Session, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const transport = new StreamableHTTPClientTransport(new URL(url), {
        requestInit: { headers },
        ...(sessionId === undefined ? {} : { sessionId })
      })
      const client = new Client({ name: "official", version: "1.0.0" })
      await client.connect(transport)
      return { client, transport }
    }),
    ({ client }) => Effect.promise(() => client.close())
  )
