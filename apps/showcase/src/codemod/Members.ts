/**
 * Names imported one by one: `import { left } from "effect/Either"`.
 *
 * @since 0.1.0
 */
import type { Binding } from "./Bindings.ts"
import { ask, type Draft, leave } from "./Draft.ts"
import { asWritten, type Item } from "./Imports.ts"
import { baseName } from "./Locals.ts"
import { type Import, isBarrel, isTypeOnly, type Planned } from "./Plan.ts"
import * as Question from "./Question.ts"
import { resolve, type Target } from "./Resolve.ts"

/** What becomes of such an import. */
export interface Member {
  readonly item: Item | undefined
  readonly local: string
}

/** Settles all of a file's; a name that is no longer used has no item. */
export const settle = (draft: Draft, imports: ReadonlyArray<Import>, taken: Set<string>) => {
  const members = new Map<Binding, Member>()
  for (const origin of imports) {
    if (origin.form === "member") members.set(origin.binding, settleOne(draft, origin, taken))
  }
  return members
}

const settleOne = (draft: Draft, origin: Import, taken: Set<string>): Member => {
  const { binding, uses } = origin
  const unchanged = { item: asWritten(draft, binding), local: binding.local }
  if (uses.length > 0 && uses.every(({ outcome }) => outcome.kind === "Consumed")) {
    return { ...unchanged, item: undefined }
  }
  const target = commonTarget(draft, origin)
  if (target === undefined || target.members.length === 0) return unchanged
  const exported = target.members[0] ?? ""
  const local = localFor(draft, origin, exported, taken)
  const module =
    isBarrel(binding.module) && target.module === binding.module ? binding.module : target.module
  const text = exported === local ? exported : `${exported} as ${local}`
  return { item: { module, text, braces: true, type: isTypeOnly(binding) }, local }
}

/** Where all uses agree to go. A default import, or uses that part, stay. */
const commonTarget = (draft: Draft, { binding, module, uses }: Import): Target | undefined => {
  if (binding.imported === "default") return undefined
  const open = uses.filter(({ outcome }) => outcome.kind !== "Consumed")
  if (uses.length > 0 && open.every(({ outcome }) => outcome.kind === "Stays")) return undefined
  const targets = uses.length === 0 ? [ofUnused(draft, module, binding)] : open.map(targetOf)
  const [first] = targets
  const agree = targets.every(
    (target) => target?.module === first?.module && target?.members[0] === first?.members[0]
  )
  if (agree) return first
  leave(
    draft,
    binding.specifier.start,
    binding.local,
    `its uses go to different places of ${baseName(module)}`
  )
  return undefined
}

const targetOf = ({ outcome }: Planned): Target | undefined =>
  outcome.kind === "Moved" && (outcome.target.taken === 1 || outcome.target.members.length > 1)
    ? outcome.target
    : undefined

const ofUnused = (draft: Draft, module: string, binding: Binding): Target | undefined => {
  const as = isTypeOnly(binding) ? "type" : "value"
  const found = resolve(draft.effect4, { module, members: [binding.imported], as })
  return found.kind === "Found" ? found.target : undefined
}

/** A local name follows its export unless the author chose it, it is taken, or it cannot be a name. */
const localFor = (
  draft: Draft,
  { binding }: Import,
  exported: string,
  taken: Set<string>
): string => {
  const { imported, local } = binding
  if (local !== imported || exported === imported) return local
  if (taken.has(exported) || reserved.has(exported)) return local
  const question = Question.names(draft.source, binding.specifier.start, imported, exported)
  if (ask(draft, question) !== "rename") return local
  taken.add(exported)
  return exported
}

/** Exports of Effect that are no identifiers. */
const reserved = new Set(["catch", "if", "let", "try", "undefined", "void"])
