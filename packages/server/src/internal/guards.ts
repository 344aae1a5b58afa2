/**
 * What stands between a caller and a feature: whether it is seen, and what happens around its use.
 */
import type { Handler, McpRequest } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import type { ToolAnnotations } from "../ToolAnnotations.ts"
import type { Work } from "./registry.ts"

/**
 * A feature, as visibility and middleware know it.
 *
 * @since 0.1.0
 */
export interface Feature {
  readonly kind: "tool" | "resource" | "resourceTemplate" | "prompt"
  /** A tool's or prompt's name, a resource's URI, a template's text. */
  readonly name: string
  /** What the author of a tool said beyond the specification; empty for everything else. */
  readonly annotations: ToolAnnotations
}

/**
 * Whether a caller sees a feature.
 *
 * @since 0.1.0
 */
export type Sees = (feature: Feature) => boolean

type Decide = (request: McpRequest.Request) => Work<Sees>

type Wrap = (
  next: Work<Handler.Answer>,
  use: { readonly feature: Feature; readonly request: McpRequest.Request }
) => Work<Handler.Answer>

export class Guards {
  private readonly deciders = new Set<Decide>()
  private readonly wrappers = new Set<Wrap>()

  /** Whether anything depends on who asks. */
  get discriminate(): boolean {
    return this.deciders.size > 0 || this.wrappers.size > 0
  }

  get hides(): boolean {
    return this.deciders.size > 0
  }

  hide(decide: Decide): Effect.Effect<void, never, Scope.Scope> {
    return member(this.deciders, decide)
  }

  wrap(wrap: Wrap): Effect.Effect<void, never, Scope.Scope> {
    return member(this.wrappers, wrap)
  }

  /** What the caller of this request sees. */
  sight(request: McpRequest.Request): Work<Sees> {
    const decisions = [...this.deciders].map((decide) => decide(request))
    return Effect.map(
      Effect.all(decisions),
      (all) => (feature) => all.every((sees) => sees(feature))
    )
  }

  /**
   * The use of a feature, with everything around it. Hidden from this caller it is `unknown`, the same
   * answer as for what does not exist.
   */
  use(
    feature: () => Feature,
    request: McpRequest.Request,
    use: () => Work<Handler.Answer>,
    unknown: () => Work<never>
  ): Work<Handler.Answer> {
    if (!this.discriminate) return use()
    const subject = feature()
    let work: Work<Handler.Answer> = Effect.suspend(use)
    for (const wrap of [...this.wrappers].toReversed())
      work = wrap(work, { feature: subject, request })
    if (!this.hides) return work
    return Effect.flatMap(this.sight(request), (sees) => (sees(subject) ? work : unknown()))
  }
}

const member = <A>(set: Set<A>, item: A): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => set.add(item)),
    () => Effect.sync(() => set.delete(item))
  )
