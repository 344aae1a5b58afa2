/**
 * The folders a server may know about, as a layer. Provide one and the client declares `roots`; leave it out and
 * `roots/list` does not exist. Deprecated in 2026-07-28, where it works as before.
 *
 * @spec 2025-11-25/client/roots#capabilities
 * @since 0.1.0
 */
import type { Roots } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"

/** A folder, by its `file://` URI. @since 0.1.0 */
export type Root = Roots.Root

/** What the client asks when a server asks it. @since 0.1.0 */
export class RootsProvider extends Context.Service<
  RootsProvider,
  {
    /** Asked anew for every `roots/list`: show only what the user has agreed to. */
    readonly list: Effect.Effect<ReadonlyArray<Root>>
    /**
     * Present if the list can change: the client then declares `listChanged` and tells the server, in revisions
     * that have it.
     */
    readonly changes: Stream.Stream<unknown> | undefined
  }
>()("@effect-mcp/client/RootsProvider") {}

/**
 * The URI is no `file://` URI, or it climbs out of the folder it names.
 *
 * @spec 2025-11-25/client/roots#root
 * @since 0.1.0
 */
export class InvalidRoot extends Schema.TaggedError<InvalidRoot>()("InvalidRoot", {
  uri: Schema.String
}) {}

/**
 * A `file://` URI without `..`, written plainly or escaped.
 *
 * @spec 2025-11-25/client/roots#security-considerations
 * @since 0.1.0
 */
export const isRootUri = (uri: string): boolean => {
  if (!/^file:\/\//iu.test(uri) || !URL.canParse(uri)) return false
  const segments = uri.replace(/%2e/giu, ".").replace(/%5c/giu, "/").replace(/%2f/giu, "/")
  return !segments.split(/[/\\]/u).includes("..")
}

const checked = (roots: ReadonlyArray<Root>) => {
  const wrong = roots.find((root) => !isRootUri(root.uri))
  return wrong === undefined
    ? Effect.succeed(roots)
    : Effect.fail(new InvalidRoot({ uri: wrong.uri }))
}

/**
 * Roots that never change. Fails to build with `InvalidRoot`.
 *
 * @since 0.1.0
 */
export const layer = (roots: ReadonlyArray<Root>): Layer.Layer<RootsProvider, InvalidRoot> =>
  Layer.effect(
    RootsProvider,
    Effect.map(checked(roots), (list) =>
      RootsProvider.of({ list: Effect.succeed(list), changes: undefined })
    )
  )

/**
 * Roots that the program changes by setting `ref`. A root that may not be named is left out of the answer, with
 * a warning: one bad entry must not hide the others.
 *
 * @spec 2025-11-25/client/roots#root-list-changes
 * @since 0.1.0
 */
export const layerRef = <A extends ReadonlyArray<Root>>(
  ref: SubscriptionRef.SubscriptionRef<A>
): Layer.Layer<RootsProvider> =>
  Layer.succeed(
    RootsProvider,
    RootsProvider.of({
      list: Effect.flatMap(SubscriptionRef.get(ref), permitted),
      changes: Stream.drop(SubscriptionRef.changes(ref), 1)
    })
  )

/**
 * Those that may be named; the others are logged without their text.
 *
 * @since 0.1.0
 */
export const permitted = (roots: ReadonlyArray<Root>): Effect.Effect<ReadonlyArray<Root>> => {
  const kept = roots.filter((root) => isRootUri(root.uri))
  return kept.length === roots.length
    ? Effect.succeed(roots)
    : Effect.as(
        Effect.logWarning(`${roots.length - kept.length} roots are not file:// folders: left out`),
        kept
      )
}
