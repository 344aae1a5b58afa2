/**
 * Whether a tool may be called, asked before every call. Provide a layer and nothing is called without its yes;
 * leave it out and every call is the program's own decision.
 *
 * @spec 2026-07-28/server/tools#security-considerations
 * @since 0.1.0
 */
import type { Implementation, Tool } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** What is about to be called, for somebody to look at. @since 0.1.0 */
export interface ToolCall {
  readonly name: string
  /** As they will be sent. */
  readonly arguments: { readonly [name: string]: unknown } | undefined
  /** As it was last listed; `undefined` if it never was. */
  readonly tool: Tool.Tool | undefined
  /** By its own account: show it, and decide nothing by it. */
  readonly server: Implementation.Implementation | undefined
}

/** What the client asks before it calls. @since 0.1.0 */
export class ToolApproval extends Context.Service<
  ToolApproval,
  { readonly approve: (call: ToolCall) => Effect.Effect<boolean> }
>()("@effect-mcp/client/ToolApproval") {}

/**
 * Asks this function, which may need services of its own. A call it refuses fails with `NotApproved`; every call,
 * made or refused, is written to the log by its name.
 *
 * @since 0.1.0
 */
export const layer = <R = never>(
  approve: (call: ToolCall) => Effect.Effect<boolean, never, R>
): Layer.Layer<ToolApproval, never, R> =>
  Layer.effect(
    ToolApproval,
    Effect.contextWith((context: Context.Context<R>) =>
      Effect.succeed({
        approve: (call: ToolCall) => Effect.provideContext(logged(call, approve(call)), context)
      })
    )
  )

const logged = <R>(call: ToolCall, asked: Effect.Effect<boolean, never, R>) =>
  Effect.tap(asked, (approved) =>
    Effect.logInfo(`Tool ${call.name} was ${approved ? "approved" : "refused"}`)
  )
