/** What each revision lacks of the domain model, worked out once and looked up on the hot path. */
import * as Record from "effect/Record"

import type { Revision } from "../Revision.ts"
import { domain, lacking, type Name } from "../Shapes.ts"

export type Lacks = { readonly [K in Name]: ReadonlyArray<string> }

const known = new WeakMap<Revision, Lacks>()

const compute = (revision: Revision): Lacks =>
  Record.map(domain, (_, name) => lacking(revision.shapes, name))

/** The members of every shape that `revision` has not. */
export const lacksOf = (revision: Revision): Lacks => {
  const found = known.get(revision)
  if (found !== undefined) return found
  const lacks = compute(revision)
  known.set(revision, lacks)
  return lacks
}

/** `value` without the members named; the same object when it has none of them. */
export const without = <A extends object>(value: A, names: ReadonlyArray<string>): A => {
  if (!names.some((name) => name in value)) return value
  const copy = { ...value }
  for (const name of names) Reflect.deleteProperty(copy, name)
  return copy
}

/** `value` with another `key`; the same object when it is the same. */
export const replace = <A extends object, K extends keyof A>(value: A, key: K, next: A[K]): A =>
  value[key] === next ? value : { ...value, [key]: next }

/** `items`, each changed by `f`; the same array when none was. */
export const mapSame = <A>(items: ReadonlyArray<A>, f: (item: A) => A): ReadonlyArray<A> => {
  let changed: Array<A> | undefined
  items.forEach((item, index) => {
    const next = f(item)
    if (next !== item && changed === undefined) changed = items.slice(0, index)
    changed?.push(next)
  })
  return changed ?? items
}
