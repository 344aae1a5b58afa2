/**
 * What an Either holds: `x.left`, where the same `x` is tested by `Either.isLeft(x)` or `Either.isRight(x)`.
 *
 * Without types, that test is the proof that `x` is an Either. A `.left` of anything else is not touched.
 *
 * @since 0.1.0
 */
import { type Draft, leave, overwrite } from "./Draft.ts"
import type { Import } from "./Plan.ts"
import { row, type Table } from "./rules/Table.ts"
import type { Identifier } from "./Source.ts"

export const write = (draft: Draft, imports: ReadonlyArray<Import>): void => {
  const eithers = imports.filter(({ module }) => module === "effect/Either")
  if (eithers.length === 0) return
  for (const tested of eithers.flatMap((origin) => testedBy(draft, origin))) {
    for (const sibling of draft.scopes.siblings(tested)) renameSide(draft, sibling)
  }
  leaveOthers(draft)
}

/** The variables given to `isLeft` and `isRight`. */
const testedBy = (draft: Draft, { binding, form, uses }: Import): Array<Identifier> =>
  uses.flatMap(({ use }) => {
    const member = form === "member" ? binding.imported : use.steps[0]?.name
    const callee = use.path[form === "member" ? 0 : 1]
    const call = callee === undefined ? undefined : draft.source.parents.get(callee)
    if (member === undefined || !tests.has(member) || call?.type !== "CallExpression") return []
    const [argument] = call.arguments
    return argument?.type === "Identifier" ? [argument] : []
  })

const renameSide = (draft: Draft, variable: Identifier) => {
  const side = sideOf(draft, variable)
  if (side !== undefined) overwrite(draft, side, row(sides, side.name) ?? side.name, "name")
}

/** `left` in `x.left`. */
const sideOf = (draft: Draft, object: Identifier): Identifier | undefined => {
  const parent = draft.source.parents.get(object)
  if (parent?.type !== "MemberExpression" || parent.object !== object || parent.computed)
    return undefined
  const { property } = parent
  return property.type === "Identifier" && row(sides, property.name) !== undefined
    ? property
    : undefined
}

/** Every other `.left` in a file that uses Either is worth a look. */
const leaveOthers = (draft: Draft) => {
  for (const identifier of draft.source.identifiers.values()) {
    const to = row(sides, identifier.name)
    const parent = draft.source.parents.get(identifier)
    if (to === undefined || parent?.type !== "MemberExpression" || parent.computed) continue
    if (parent.property !== identifier || draft.written.has(identifier.start)) continue
    leave(draft, identifier.start, `.${identifier.name}`, `if this is an Either, it is .${to} now`)
  }
}

const tests = new Set(["isLeft", "isRight"])
const sides: Table<string> = { left: "failure", right: "success" }
