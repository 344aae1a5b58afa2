/**
 * A feature that is there as long as a scope is open.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import type { Collection } from "./collection.ts"

/** Two features of a server have the same name. */
export class DuplicateFeature extends Error {
  override readonly name = "DuplicateFeature"
}

export const serve = <Item>(
  collection: Collection<Item>,
  what: string,
  key: string,
  item: Item
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.suspend(() =>
      collection.add(key, item)
        ? Effect.void
        : Effect.die(new DuplicateFeature(`There is a ${what} "${key}" already`))
    ),
    () => Effect.sync(() => collection.remove(key, item))
  )
