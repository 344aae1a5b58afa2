/** A scripted server that answers by method, and a client that is connected to it. */
import { McpClient, type Settings } from "@effect-mcp/client"
import { Effect, Queue } from "effect"

import * as StreamableHttpClient from "../../../src/StreamableHttpClient.ts"
import type { Json, Received, Scripted } from "./scripted.ts"
import { initialized, modern, newest } from "./wire.ts"

/** What is said to a method; what has no entry is 400, and a notification 202. */
export type Replies = { readonly [method: string]: (received: Received) => void }

/** Answers until the scope ends; gives the requests as they come. */
export const converse = Effect.fnUntraced(function* (server: Scripted, replies: Replies) {
  const seen = yield* Queue.unbounded<Received>()
  const answer = Effect.map(server.post, (received) => {
    Queue.offerUnsafe(seen, received)
    const { id, method } = received.message
    const reply = replies[String(method)]
    if (reply !== undefined) reply(received)
    else if (id === undefined || method === undefined) received.send(202)
    else received.error(400, { code: -32000, message: "Bad Request" }, null)
  })
  yield* Effect.forkScoped(Effect.forever(answer))
  const of: (method: string) => Effect.Effect<Received> = (method) =>
    Effect.flatMap(Queue.take(seen), (received) =>
      received.message["method"] === method ? Effect.succeed(received) : of(method)
    )
  return {
    /** The next that comes. */
    next: Queue.take(seen),
    /** The next of a method. */
    of
  }
})

export const connect = (
  options: StreamableHttpClient.Options,
  settings: Partial<Settings.Settings> = {}
) =>
  McpClient.connect({ name: "host", version: "1.0.0", ...settings }).pipe(
    Effect.provide(StreamableHttpClient.layer(options))
  )

/** A server of the era without handshake. */
export const discovered = (received: Received): void =>
  received.result({
    resultType: "complete",
    supportedVersions: [modern.version],
    capabilities: { tools: {}, prompts: {}, resources: {} },
    ttlMs: 0,
    cacheScope: "private"
  })

/** A server of the era with sessions. */
export const shaking =
  (session?: string) =>
  (received: Received): void =>
    received.result(
      { ...initialized(newest), capabilities: { tools: {} } },
      session === undefined ? {} : { "Mcp-Session-Id": session }
    )

export const complete = (result: Json): Json => ({ resultType: "complete", ...result })
