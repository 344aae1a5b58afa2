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

/** Either the client has not declared it, or the revision has no words for just this question. */
const unsupported = <P, A, R>(
  { method, requires }: Asking<P, A, R>,
  request: McpRequest.Request
): Interaction.Unsupported => {
  const missing = requires.filter((path) => !request.supports(path))
  return missing.length > 0
    ? new Interaction.Unsupported({ method, missing })
    : new Interaction.Unsupported({
        method,
        missing,
        because: `revision ${request.revision.version} has no words for this question`
      })
}

export const ask = <P, A, R>(
  asking: Asking<P, A, R>
): Effect.Effect<A, Interaction.AskError, Interaction.Interaction | McpRequest.McpRequest | R> =>
  Effect.flatMap(McpRequest.McpRequest, (request) => {
    const params = asking.inWordsOf(request.revision, asking.params)
    if (params === undefined) return Effect.fail(unsupported(asking, request))
    return Interaction.ask({
      method: asking.method,
      key: asking.key,
      requires: asking.requires,
      params: params as Schema.JsonObject,
      decode: asking.decode
    })
  })
