/** A client that is asked, in either era: by requests while a call runs, or by results that ask. */
import type { Principal } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import { Effect, type Layer } from "effect"

import { type Answer, type Json, type RawClient, type Served, withServer } from "./RawClient.ts"

export interface Options {
  readonly revision: Revision.Revision
  readonly capabilities: Json
  /** By method; a JSON-RPC error where it has a `code`, silence where it is `undefined`. */
  readonly answers: { readonly [method: string]: (params: Json) => Json | undefined }
  readonly principal?: Principal.Identity
}

export interface Asked {
  readonly method: string
  readonly params: Json
}

/** Calls, answers what is asked, and says what that was. */
export const calling = (
  client: RawClient,
  options: Options,
  method: string,
  params: Json
): Effect.Effect<{ readonly answer: Answer; readonly asked: ReadonlyArray<Asked> }> =>
  Effect.gen(function* () {
    const before = client.asked.length
    const asked: Array<Asked> = []
    let answer = yield* client.request(method, params)
    while (answer.result?.["resultType"] === "input_required") {
      const requests = answer.result["inputRequests"] as { readonly [key: string]: Asked }
      const inputResponses: { [key: string]: Json } = {}
      for (const [key, request] of Object.entries(requests)) {
        asked.push({ method: request.method, params: request.params })
        const given = options.answers[request.method]?.(request.params)
        if (given !== undefined) inputResponses[key] = given
      }
      if (Object.keys(inputResponses).length === 0) break
      answer = yield* client.request(method, {
        ...params,
        inputResponses,
        requestState: answer.result["requestState"]
      })
    }
    return { answer, asked: [...asked, ...client.asked.slice(before)] }
  })

/** A server, a client that answers, and one call. */
export const asking = <E>(server: Layer.Layer<Served, E>, options: Options) =>
  Effect.map(withServer(server, options), (client) => ({
    client,
    call: (name: string, args: Json = {}) =>
      calling(client, options, "tools/call", { name, arguments: args })
  }))
