/**
 * Calls that Effect 4 writes in another way: not only another name, but other arguments around it.
 *
 * @since 0.1.0
 */
import type { Node } from "oxc-parser"

import type { Use } from "./Bindings.ts"
import type { Draft, Span } from "./Draft.ts"

/** A use of a name that has a rule of its own. */
export interface Site {
  readonly draft: Draft
  readonly use: Use
  /** The expression that names the member: `Schema.Union` in `Schema.Union(A, B)`. */
  readonly callee: Node
  /** The call of it, when it is called right there. */
  readonly call: Call | undefined
  /** The member as the source names it. */
  readonly member: string
  /** The import itself shows that this is Effect 3. */
  readonly proven: boolean
  /** The name is reached through a module (`Schema.Union`), so that siblings can be reached too. */
  readonly throughModule: boolean
}

export type Call = Extract<Node, { type: "CallExpression" }>

/** What a rule makes of its site. */
export type Shaped =
  /** Write this member instead; `apply` makes the other edits once local names are known. */
  | {
      readonly kind: "To"
      readonly target: string
      readonly also?: ReadonlyArray<string>
      readonly apply?: Apply
    }
  /** The place no longer refers to its module at all. */
  | { readonly kind: "Consumed"; readonly apply: Apply }
  /** Nothing special about this one: the other rules apply. */
  | { readonly kind: "Plain" }
  /** It is Effect 4 already. */
  | { readonly kind: "Current" }
  | { readonly kind: "ByHand"; readonly note: string }

/** `local` gives the name under which the file can reach a module of Effect 4. */
export type Apply = (local: (module: string) => string) => void

export type Shape = (site: Site) => Shaped

/**
 * What stands between a call's parentheses. The opening one is looked for behind the callee, so that parentheses around
 * an argument stay inside; a comment in between that contains one is not expected, and would not parse afterwards.
 */
export const between = ({ draft: { source } }: Pick<Site, "draft">, call: Call): Span => {
  const callee = call.typeArguments?.end ?? call.callee.end
  return { start: source.text.indexOf("(", callee) + 1, end: call.end - 1 }
}

export const plain: Shaped = { kind: "Plain" }
export const current: Shaped = { kind: "Current" }
export const byHand = (note: string): Shaped => ({ kind: "ByHand", note })
