/** That the call which is about to be made is to be a task, where its caller can say so. */
import * as Context from "effect/Context"

export interface Wish {
  /** In milliseconds. */
  readonly ttl: number | undefined
}

export const Wish = Context.Reference<Wish | undefined>("@effect-mcp/tasks/internal/Wish", {
  defaultValue: () => undefined
})
