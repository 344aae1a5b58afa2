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

/**
 * How much of a use there is. Most are a `Call`: a request, its handler and its answer in one. Where an
 * extension lets the work of a call outlive its request, the request is the `Begin`, answered with what
 * stands for the result, and the handler the `Run`, which may happen again after a restart.
 *
 * @since 0.1.0
 */
export type Stage = "Call" | "Begin" | "Run"

type Decide = (request: McpRequest.Request) => Work<Sees>

type Wrap = (
  next: Work<Handler.Answer>,
  use: {
    readonly feature: Feature
    readonly request: McpRequest.Request
    readonly stage: Stage
  }
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
    unknown: () => Work<never>,
    stage: Stage = "Call"
  ): Work<Handler.Answer> {
    if (!this.discriminate) return use()
    const subject = feature()
    // Not before it is run: an extension may let something else happen instead.
    const work = Effect.suspend(() => this.around(subject, request, use, stage))
    if (!this.hides) return work
    return Effect.flatMap(this.sight(request), (sees) => (sees(subject) ? work : unknown()))
  }

  /** What stands around the use of a feature whose caller was found to see it. */
  around(
    feature: Feature,
    request: McpRequest.Request,
    use: () => Work<Handler.Answer>,
    stage: Stage
  ): Work<Handler.Answer> {
    return [...this.wrappers].reduceRight(
      (work: Work<Handler.Answer>, wrap) => wrap(work, { feature, request, stage }),
      Effect.suspend(use)
    )
  }
}

const member = <A>(set: Set<A>, item: A): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => set.add(item)),
    () => Effect.sync(() => set.delete(item))
  )
