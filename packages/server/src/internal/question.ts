/**
 * Questions in the words of the revision that the client speaks.
 */
import { Interaction, McpRequest } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"

export interface Asking<P, A, R> {
  readonly method: Interaction.Method
  readonly key?: string | undefined
  readonly requires: ReadonlyArray<string>
  readonly params: P
  /** `undefined` where the revision cannot ask this. */
  readonly inWordsOf: (revision: Revision.Revision, params: P) => object | undefined
  readonly decode: (raw: unknown) => Effect.Effect<A, Schema.SchemaError, R>
}

/** What a client of the revision could have declared to be asked this, were there a way. */
const unsupported = <P, A, R>(asking: Asking<P, A, R>): Interaction.Unsupported =>
  new Interaction.Unsupported({ method: asking.method, missing: asking.requires })

export const ask = <P, A, R>(
  asking: Asking<P, A, R>
): Effect.Effect<A, Interaction.AskError, Interaction.Interaction | McpRequest.McpRequest | R> =>
  Effect.flatMap(McpRequest.McpRequest, (request) => {
    const params = asking.inWordsOf(request.revision, asking.params)
    if (params === undefined) return Effect.fail(unsupported(asking))
    return Interaction.ask({
      method: asking.method,
      key: asking.key,
      requires: asking.requires,
      params: params as Schema.JsonObject,
      decode: asking.decode
    })
  })
