/**
 * Under which name a file reaches each module of Effect 4 after the migration.
 *
 * @since 0.1.0
 */
import { type Binding, namesIn } from "./Bindings.ts"
import { ask, type Draft } from "./Draft.ts"
import { type Import, isTypeOnly, type Planned, ridesAlong } from "./Plan.ts"
import * as Question from "./Question.ts"

/** The import of one module of Effect 4. */
export interface Local {
  readonly module: string
  readonly name: string
  /** The import it takes the place of, or is put behind. */
  readonly origin: Import
  readonly isNew: boolean
  /** A type-only import; until something needs the value. */
  type: boolean
}

/** The names in force. */
export interface Locals {
  /** The import of a module that is there for everybody. */
  readonly shared: Map<string, Local>
  /** What an import of the file has become itself, when it still has a use. */
  readonly own: Map<Import, Local>
}

/** Settles the names of all modules the plan reaches. */
export const settle = (draft: Draft, imports: ReadonlyArray<Import>): Locals => {
  const taken = namesIn(draft.source)
  const locals: Locals = { shared: new Map(), own: new Map() }
  const modules = imports.filter(isModule)
  for (const origin of modules) {
    if (origin.home !== origin.module || !wants(origin, origin.home)) continue
    add(locals, origin, origin.home, origin.binding.local)
  }
  for (const origin of modules) {
    if (origin.home === origin.module || origin.home === undefined) continue
    if (wants(origin, origin.home)) move(draft, taken, locals, origin, origin.home)
  }
  for (const origin of modules) reach(taken, locals, origin)
  return locals
}

/** The name under which an import's uses reach a module. */
export const nameOf = (locals: Locals, origin: Import, module: string): string => {
  const own = locals.own.get(origin)
  return (own?.module === module ? own : locals.shared.get(module))?.name ?? baseName(module)
}

/** Every import statement to be written in the place of one import. */
export const madeFrom = (locals: Locals, origin: Import): Array<Local> => {
  const own = locals.own.get(origin)
  const added = Array.from(locals.shared.values()).filter(
    (local) => local.isNew && local.origin === origin
  )
  return own === undefined ? added : [own, ...added]
}

/** Whether an import stays for the sake of places that could not be migrated. */
export const staysBehind = ({ form, home, module, uses }: Import): boolean => {
  if (home !== undefined && (form === "member" || form === "whole" || ridesAlong(module)))
    return false
  return uses.some(({ outcome }) => outcome.kind === "Stays")
}

/** The modules one use needs a name for. */
export const modulesOf = ({ outcome }: Planned): ReadonlyArray<string> =>
  outcome.kind === "Moved" ? [outcome.target.module, ...outcome.also] : []

/** The last part of a module specifier: the name it usually goes by. */
export const baseName = (module: string): string => module.slice(module.lastIndexOf("/") + 1)

/** Whether a use can do with a type-only import. */
export const needsOnlyType = (binding: Binding, { use }: Planned): boolean =>
  use.as === "type" || isTypeOnly(binding)

/** Whether an import, once moved, is still referred to at its new home. */
const wants = (origin: Import, home: string): boolean =>
  origin.uses.length === 0 ||
  origin.uses.some((planned) => modulesOf(planned)[0] === home) ||
  (!staysBehind(origin) && origin.uses.some(({ outcome }) => outcome.kind === "Stays"))

const isModule = ({ form }: Import): boolean => form === "module" || form === "barrel"

const add = (locals: Locals, origin: Import, module: string, name: string) => {
  const local = { module, name, origin, isNew: false, type: isTypeOnly(origin.binding) }
  locals.own.set(origin, local)
  const known = locals.shared.get(module)
  if (known === undefined || (known.type && !local.type)) locals.shared.set(module, local)
}

/** An import whose module has another name now joins the import of that module, if there is one. */
const move = (draft: Draft, taken: Set<string>, locals: Locals, origin: Import, home: string) => {
  const before = baseName(origin.module)
  const named = origin.binding.local === before && before !== baseName(home)
  if (named && locals.shared.has(home)) return
  const name = nameFor(draft, taken, origin, home)
  taken.add(name)
  add(locals, origin, home, name)
}

/** Keeps a name the author chose; asks about one that was the module's own and no longer is. */
const nameFor = (draft: Draft, taken: Set<string>, origin: Import, home: string): string => {
  const { binding, module } = origin
  const before = baseName(module)
  const after = baseName(home)
  if (binding.local !== before || before === after) {
    return staysBehind(origin) ? fresh(taken, after) : binding.local
  }
  if (!ridesAlong(module)) return fresh(taken, after)
  const question = Question.names(draft.source, binding.specifier.start, before, after)
  return ask(draft, question) === "rename" && !taken.has(after) ? after : binding.local
}

/** Adds what is not imported yet, and turns a type-only import into a full one where a value is needed. */
const reach = (taken: Set<string>, { own, shared }: Locals, origin: Import) => {
  for (const planned of origin.uses) {
    for (const module of modulesOf(planned)) {
      if (own.get(origin)?.module === module) continue
      const type = needsOnlyType(origin.binding, planned)
      const known = shared.get(module)
      if (known !== undefined) {
        known.type &&= type
        continue
      }
      const name = fresh(taken, baseName(module))
      taken.add(name)
      shared.set(module, { module, name, origin, isNew: true, type })
    }
  }
}

const fresh = (taken: ReadonlySet<string>, name: string): string =>
  taken.has(name) ? fresh(taken, `${name}_`) : name
