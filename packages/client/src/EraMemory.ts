/**
 * What each server spoke when it was last met, for as long as the process lives: tried first at the next connect, and
 * forgotten when it fails. A server is known again by the `origin` of its transport; over one without, nothing is
 * remembered.
 *
 * @spec 2026-07-28/basic/versioning#backward-compatibility-with-initialization-based-versions
 * @since 0.1.0
 */
import type { Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"

/** Where verdicts are kept. @since 0.1.0 */
export interface Memory {
  readonly get: (origin: string) => Revision.Revision | undefined
  readonly set: (origin: string, spoken: Revision.Revision) => void
  readonly forget: (origin: string) => void
}

/**
 * A memory for at most `capacity` servers, 1024 if nothing is said; the one not met for longest goes first.
 *
 * @since 0.1.0
 */
export const make = (capacity = 1024): Memory => {
  const spoken = new Map<string, Revision.Revision>()
  return {
    get: (origin) => spoken.get(origin),
    set: (origin, revision) => {
      spoken.delete(origin)
      spoken.set(origin, revision)
      const [oldest] = spoken.keys()
      if (spoken.size > capacity && oldest !== undefined) spoken.delete(oldest)
    },
    forget: (origin) => {
      spoken.delete(origin)
    }
  }
}

/**
 * The memory of the process. Provide another to keep verdicts apart, or longer than the process.
 *
 * @since 0.1.0
 */
export const EraMemory: Context.Reference<Memory> = Context.Reference<Memory>(
  "@effect-mcp/client/EraMemory",
  { defaultValue: () => make() }
)

/** Another memory. @since 0.1.0 */
export const layer = (memory: Memory): Layer.Layer<never> => Layer.succeed(EraMemory, memory)

/** Remembers nothing. @since 0.1.0 */
export const layerNone: Layer.Layer<never> = layer({
  get: () => undefined,
  set: () => undefined,
  forget: () => undefined
})
