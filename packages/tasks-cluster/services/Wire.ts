/** Calls tasks over HTTP, by `fetch`. */
import { Data, Effect, Schedule } from "effect"

import * as Caller from "../test/Caller.ts"

/** Nobody answered to the end: whether it was done is not known. */
export class Unreachable extends Data.TaggedError("Unreachable")<{ readonly cause: unknown }> {}

const post = async (url: string, method: string, params: Caller.Json): Promise<Caller.Json> => {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      "mcp-name": String(params["taskId"] ?? params["name"])
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method,
      params: { ...params, _meta: Caller.meta }
    }),
    signal: AbortSignal.timeout(30_000)
  })
  if (response.status >= 500) throw new Error(`HTTP ${response.status}`)
  return (await response.json()) as Caller.Json
}

/** One attempt; an error of the server is a defect of the test. */
export const request = (
  url: string,
  method: string,
  params: Caller.Json
): Effect.Effect<Caller.Json, Unreachable> =>
  Effect.flatMap(
    Effect.tryPromise({
      try: () => post(url, method, params),
      catch: (cause) => new Unreachable({ cause })
    }),
    ({ error, result }) =>
      error === undefined
        ? Effect.succeed(result as Caller.Json)
        : Effect.die(new Error(`${method}: ${JSON.stringify(error)}`))
  )

/** Tries again for as long as it takes, which nothing but `tools/call` minds. */
export const insist = (
  url: string,
  method: string,
  params: Caller.Json
): Effect.Effect<Caller.Json> =>
  Effect.orDie(Effect.retry(request(url, method, params), Schedule.spaced("50 millis")))

/** A caller that insists. */
export const caller = (url: string): Caller.Caller =>
  Caller.make((method, params) => insist(url, method, params))
