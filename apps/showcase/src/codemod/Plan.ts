/**
 * What becomes of every import of a file, and of every place that uses it; nothing is written yet.
 *
 * @since 0.1.0
 */
import { type Binding, bindings, type Use } from "./Bindings.ts"
import { ask, type Draft, leave } from "./Draft.ts"
import * as Question from "./Question.ts"
import {
  homeOf,
  isEffect,
  noteOn,
  provesEffect3,
  type Resolution,
  resolve,
  ruleModule,
  type Target,
  targetOf
} from "./Resolve.ts"
import { merged } from "./rules/homes.ts"
import { shapes } from "./rules/shapes.ts"
import { row } from "./rules/Table.ts"
import type { Apply, Shaped } from "./Shape.ts"

/** An import of one of Effect's modules, or of a member of one. */
export interface Import {
  readonly binding: Binding
  /** `import * as Schema from "effect/Schema"`, or `Schema` out of a barrel. */
  readonly form: "module" | "barrel" | "member" | "whole"
  /** The module it stands for, however it is reached. */
  readonly module: string
  readonly home: string | undefined
  readonly uses: ReadonlyArray<Planned>
}

/** What becomes of one use. */
export interface Planned {
  readonly use: Use
  /** Members of the path that are there to reach the module: one in `E.Schema.String`. */
  readonly skip: number
  readonly outcome: Outcome
}

export type Outcome =
  | {
      readonly kind: "Moved"
      readonly target: Target
      readonly also: ReadonlyArray<string>
      readonly apply?: Apply
    }
  | { readonly kind: "Consumed"; readonly apply: Apply }
  /** Nothing that could be done; it is on the list. */
  | { readonly kind: "Stays" }

/** Plans a file. */
export const plan = (draft: Draft): Array<Import> =>
  bindings(draft.source, draft.scopes)
    .filter((binding) => isEffect(binding.module))
    .map((binding) => planImport(draft, binding))

/** Whether places that could not be migrated may go on under the module's new import. */
export const ridesAlong = (module: string): boolean => row(merged, module) === undefined

/** Packages whose root exports their modules by name. */
export const isBarrel = (module: string): boolean =>
  module === "effect" || module === "@effect/schema" || module === "@effect/platform"

/** Whether a name of a barrel is a module rather than a function. */
export const isModuleName = (name: string): boolean =>
  name.charAt(0) !== name.charAt(0).toLowerCase()

const planImport = (draft: Draft, binding: Binding): Import => {
  const { form, module } = classify(binding)
  const home = homeOf(draft.effect4, module)
  const uses = binding.uses.map((use): Planned => {
    const skip = form === "whole" ? 1 : 0
    const reached = form === "whole" ? `${binding.module}/${use.steps[0]?.name}` : module
    const steps = use.steps.slice(skip).map((step) => step.name)
    const members = form === "member" ? [binding.imported, ...steps] : steps
    return {
      use,
      skip,
      outcome: planUse(
        draft,
        binding,
        form,
        { module: reached, members, as: asOf(binding, use) },
        use
      )
    }
  })
  if (uses.length === 0 && home === undefined && form !== "whole") {
    const outcome = resolve(draft.effect4, { module, members: [], as: "value" })
    if (outcome.kind === "Gone") leave(draft, binding.specifier.start, binding.local, outcome.note)
  }
  return { binding, form, module, home, uses }
}

const classify = ({ imported, module }: Binding): Pick<Import, "form" | "module"> => {
  if (!isBarrel(module)) return { form: imported === "*" ? "module" : "member", module }
  if (imported === "*") return { form: "whole", module }
  return isModuleName(imported)
    ? { form: "barrel", module: `${module}/${imported}` }
    : { form: "member", module }
}

const asOf = (binding: Binding, use: Use): "type" | "value" =>
  use.as === "type" || (binding.imported !== "*" && isTypeOnly(binding)) ? "type" : use.as

/** `import type`, for the statement or for this one name. */
export const isTypeOnly = ({ specifier, statement }: Binding): boolean =>
  statement.importKind === "type" ||
  (specifier.type === "ImportSpecifier" && specifier.importKind === "type")

interface Reached {
  readonly module: string
  readonly members: ReadonlyArray<string>
  readonly as: "type" | "value"
}

const planUse = (
  draft: Draft,
  binding: Binding,
  form: Import["form"],
  name: Reached,
  use: Use
): Outcome => {
  const shaped = shapeOf(draft, form, name, use)
  const home = homeOf(draft.effect4, name.module)
  const written = [binding.local, ...use.steps.map((step) => step.name)].join(".")
  if (shaped.kind === "Consumed") return shaped
  if (shaped.kind === "Current") {
    return moved({ module: home ?? name.module, members: name.members.slice(0, 1), taken: 1 })
  }
  if (shaped.kind === "To") {
    const target = targetOf(home, 1, shaped.target)
    const note = noteOn(name.module, name.members[0])
    if (note !== undefined) leave(draft, use.root.start, written, note)
    return { ...moved(target), also: shaped.also ?? [], ...applied(shaped.apply) }
  }
  if (shaped.kind === "Plain") {
    return settle(draft, resolve(draft.effect4, name), { name, use, written, home })
  }
  leave(draft, use.root.start, written, shaped.note)
  return { kind: "Stays" }
}

const moved = (target: Target): Extract<Outcome, { kind: "Moved" }> => ({
  kind: "Moved",
  target,
  also: []
})

const applied = (apply: Apply | undefined) => (apply === undefined ? {} : { apply })

const shapeOf = (draft: Draft, form: Import["form"], name: Reached, use: Use): Shaped => {
  const [member] = name.members
  if (member === undefined) return { kind: "Plain" }
  const shape = row(row(shapes, ruleModule(name.module)), member)
  const callee = use.path[form === "member" ? 0 : form === "whole" ? 2 : 1]
  if (shape === undefined || callee === undefined) return { kind: "Plain" }
  if (name.as === "type" && name.members.length > 1) return { kind: "Plain" }
  const parent = draft.source.parents.get(callee)
  const call = parent?.type === "CallExpression" && parent.callee === callee ? parent : undefined
  const proven = provesEffect3(name.module)
  return shape({
    draft,
    use,
    callee,
    call,
    member,
    proven,
    throughModule: form === "module" || form === "barrel"
  })
}

interface Settling {
  readonly name: Reached
  readonly use: Use
  readonly written: string
  readonly home: string | undefined
}

/** Takes the decision a resolution asks for. */
const settle = (
  draft: Draft,
  resolution: Resolution,
  { home, name, use, written }: Settling
): Outcome => {
  const offset = use.root.start
  if (resolution.kind === "Gone") {
    leave(draft, offset, written, resolution.note)
    return { kind: "Stays" }
  }
  if (resolution.kind === "Choice") {
    const { exit, result } = resolution.choice
    const answer = ask(draft, Question.either(draft.source, offset, written))
    return moved(targetOf(home, 1, answer === "exit" ? exit : result))
  }
  if (resolution.kind === "Found") {
    if (name.members.length === 0) leaveWhole(draft, name, use, written)
    if (resolution.note !== undefined) leave(draft, offset, written, resolution.note)
    return moved(resolution.target)
  }
  const to = resolution.target.members.join(".")
  const answer = ask(draft, Question.meaning(draft.source, offset, written, to))
  const kept = { module: name.module, members: name.members.slice(0, 1), taken: 1 }
  return moved(answer === "migrate" ? resolution.target : kept)
}

/** A module that is handed on as a value is renamed, but what is taken out of it elsewhere is not. */
const leaveWhole = (draft: Draft, { module }: Reached, { path, root }: Use, written: string) => {
  const parent = draft.source.parents.get(path[0] ?? root)
  if (!provesEffect3(module) || parent?.type === "ExportSpecifier") return
  leave(draft, root.start, written, "handed on as a whole; what is taken out of it is not followed")
}
