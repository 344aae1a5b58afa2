/**
 * Progress that comes after the answer: a call whose answer is not its end keeps its token until it has ended.
 *
 * @spec 2025-11-25/basic/utilities/progress#behavior-requirements
 * @since 0.1.0
 */
import type { Outgoing } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"

type Told = (report: Outgoing.ProgressReport) => void

const numeric = (value: unknown): number | undefined =>
  typeof value === "number" ? value : undefined

/** The tokens of one link that outlive their requests. @since 0.1.0 */
export class LateProgress {
  private readonly tokens = new Map<JsonRpc.RequestId, Told>()

  /** Until the function returned is called. */
  keep(token: JsonRpc.RequestId, told: Told): () => void {
    this.tokens.set(token, told)
    return () => {
      this.tokens.delete(token)
    }
  }

  take(params: Outgoing.JsonObject | undefined): void {
    const token = params?.["progressToken"]
    const told = JsonRpc.isRequestId(token) ? this.tokens.get(token) : undefined
    const progress = numeric(params?.["progress"])
    if (told === undefined || progress === undefined) return
    const { message, total } = params ?? {}
    told({
      progress,
      total: numeric(total),
      message: typeof message === "string" ? message : undefined
    })
  }
}
