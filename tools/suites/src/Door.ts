/**
 * A way into a server by which it knows who comes: it is told in memory, and over HTTP there is a token to show.
 */
import { type Client, type ClientError, McpClient, type Settings } from "@effect-mcp/client"
import { Principal } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import { TestMcp } from "@effect-mcp/testing"
import { Authenticator, StreamableHttpClient } from "@effect-mcp/transport-http"
import { Effect, Layer, Redacted, type Scope } from "effect"

import * as Serving from "./Serving.ts"

/** Connects as somebody, until the scope closes. */
export type Enter = (
  who: string,
  revision: Revision.Revision,
  settings?: Partial<Settings.Settings>
) => Effect.Effect<Client.Client, ClientError.ClientError, Scope.Scope>

export interface Door {
  readonly name: string
  /** Serves until the scope closes. */
  readonly open: (server: Serving.Served) => Effect.Effect<Enter, never, Scope.Scope>
}

export const memory: Door = {
  name: "memory",
  open: ({ layer }) =>
    Effect.map(
      TestMcp.serve(layer),
      ({ connect }) =>
        (who, revision, client) =>
          connect({ revision, principal: Principal.user(who), client })
    )
}

/** Everybody's token is their own name; nobody else has one. */
export const authenticator = Layer.succeed(Authenticator.Authenticator, {
  authenticate: ({ headers }) => {
    const who = /^Bearer (ada|bob)$/u.exec(headers["authorization"] ?? "")?.[1]
    return who === undefined
      ? Effect.fail(
          new Authenticator.Unauthenticated({
            status: 401,
            message: "Who are you?",
            headers: { "www-authenticate": "Bearer" }
          })
        )
      : Effect.succeed(Principal.user(who))
  }
})

/** Where a server listens that wants to know who comes. */
export const listening = (server: Serving.Served): Effect.Effect<string, never, Scope.Scope> =>
  Effect.flatMap(Layer.build(Layer.provide(Serving.http(server), authenticator)), (context) =>
    Effect.provideContext(Serving.url.http, context)
  )

export const http: Door = {
  name: "http",
  open: (server) =>
    Effect.map(
      listening(server),
      (url): Enter =>
        (who, revision, settings) =>
          Effect.flatMap(
            Layer.build(StreamableHttpClient.layer({ url, bearer: Redacted.make(who) })),
            (transport) =>
              Effect.provideContext(
                McpClient.connect(TestMcp.settings(revision, settings)),
                transport
              )
          )
    )
}
