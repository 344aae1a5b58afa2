/**
 * What a task's handler has done and been told, in the order in which it happened. Written before the
 * handler goes on, and read when another process takes the task up.
 *
 * @since 0.1.0
 */
import type { Steps } from "@effect-mcp/protocol"
import type * as Schema from "effect/Schema"

/**
 * - `Step`: a step has ended; it stands for the steps within it, whose paths begin with its own.
 * - `Asked`: a key was given to a question. No other question ever gets it.
 * - `Answered`: what the client answered to the question with this digest.
 * - `Refused`: the client answered with a JSON-RPC error.
 *
 * @since 0.1.0
 */
export type Entry =
  | { readonly _tag: "Step"; readonly path: string; readonly record: Steps.StepRecord }
  | { readonly _tag: "Asked"; readonly key: string; readonly digest: string }
  | {
      readonly _tag: "Answered"
      readonly key: string
      readonly digest: string
      readonly raw: Schema.Json
    }
  | {
      readonly _tag: "Refused"
      readonly key: string
      readonly digest: string
      readonly code: number
      readonly message: string
    }

/**
 * @since 0.1.0
 */
export type Entries = ReadonlyArray<Entry>
