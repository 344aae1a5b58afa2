/**
 * Suggestions for what a person is typing: arguments of prompts, parameters of resource templates.
 *
 * Completers are given where the prompt or template is handled. The server declares the capability as soon
 * as there is one, and answers with at most 100 values.
 *
 * @spec 2026-07-28/server/utilities/completion#requesting-completions
 * @since 0.1.0
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"

import type { Completers as Bound } from "./internal/registry.ts"
import { within } from "./internal/within.ts"
import type { RequestServices } from "./McpServer.ts"

/**
 * Suggests values for one argument, best first: `typed` is what is there so far, `known` are the arguments
 * that are settled already.
 *
 * @spec 2026-07-28/server/utilities/completion#completion-results
 * @since 0.1.0
 */
export type Completer<R> = (
  typed: string,
  known: { readonly [argument: string]: string }
) => Effect.Effect<ReadonlyArray<string>, never, R>

/**
 * By argument.
 *
 * @since 0.1.0
 */
export type Completers<Name extends string, R> = { readonly [K in Name]?: Completer<R> }

/**
 * Those of `values` that begin with what was typed, then those that contain it, whatever the case.
 *
 * @since 0.1.0
 */
export const among =
  (values: ReadonlyArray<string>) =>
  (typed: string): Effect.Effect<ReadonlyArray<string>> => {
    const wanted = typed.toLowerCase()
    const at = values.map((value) => [value.toLowerCase().indexOf(wanted), value] as const)
    const starting = at.filter(([index]) => index === 0)
    const containing = at.filter(([index]) => index > 0)
    return Effect.succeed([...starting, ...containing].map(([, value]) => value))
  }

/**
 * Completers with the context they run in.
 *
 * @since 0.1.0
 */
export const bind = <R>(
  context: Context.Context<Exclude<R, RequestServices>>,
  completers: Completers<string, R>
): Bound =>
  new Map(
    Object.entries(completers).flatMap(([name, completer]) =>
      completer === undefined
        ? []
        : [
            [
              name,
              (typed, known) =>
                within<ReadonlyArray<string>, never, R, RequestServices>(
                  context,
                  completer(typed, known)
                )
            ] as const
          ]
    )
  )
