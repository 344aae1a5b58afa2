/**
 * What becomes of one name of Effect 3: where it lives in Effect 4, or why a person has to look.
 *
 * Pure: the rules, the exports of the installed `effect`, and nothing else.
 *
 * @since 0.1.0
 */
import type { Effect4 } from "./Effect4.ts"
import { abandoned, homeless, homes, merged, sameAs } from "./rules/homes.ts"
import { type Choice, changed, choices, hints, renames, typeRenames } from "./rules/renames.ts"
import { row } from "./rules/Table.ts"

/** A name as the source refers to it: a module, and the members from there. */
export interface Name {
  readonly module: string
  readonly members: ReadonlyArray<string>
  readonly as: "type" | "value"
}

/** What to do with a name. */
export type Resolution =
  | { readonly kind: "Found"; readonly target: Target; readonly note: string | undefined }
  | { readonly kind: "Choice"; readonly choice: Choice }
  /** Effect 4 has the name too, with another meaning, and nothing says which Effect this was written for. */
  | { readonly kind: "Ambiguous"; readonly target: Target }
  | { readonly kind: "Gone"; readonly note: string }

/** A place in Effect 4: `members` are written in place of the first `taken` members of the source. */
export interface Target {
  readonly module: string
  readonly members: ReadonlyArray<string>
  readonly taken: number
}

/** Whether a module is Effect's, of either version. */
export const isEffect = (module: string): boolean =>
  module === "effect" ||
  module.startsWith("effect/") ||
  row(homes, module) !== undefined ||
  leftBehind(module) !== undefined

/** Where a module lives in Effect 4; nothing when it has no home. */
export const homeOf = (effect4: Effect4, module: string): string | undefined =>
  row(homes, module) ?? (effect4.hasModule(module) ? module : undefined)

/** The import itself shows that the file was written for Effect 3: the module is not there in Effect 4. */
export const provesEffect3 = (module: string): boolean =>
  row(homes, module) !== undefined || leftBehind(module) !== undefined

/** Why a module has no home, and what takes its place. */
export const whyHomeless = (module: string): string =>
  row(homeless, module) ?? leftBehind(module) ?? `${module} has no home in Effect 4`

/** The module under which the rules list a name. */
export const ruleModule = (module: string): string => row(sameAs, module) ?? module

/** What to look at where a name kept its spelling and changed its meaning. */
export const noteOn = (module: string, member: string | undefined): string | undefined =>
  provesEffect3(module) ? row(row(changed, ruleModule(module)), member) : undefined

/** Looks a name up. */
export const resolve = (effect4: Effect4, name: Name): Resolution => {
  const rules = ruleModule(name.module)
  const home = homeOf(effect4, name.module)
  const first = name.members[0]
  if (first === undefined) return atHome(name, home)
  const choice = row(row(choices, rules), first)
  if (choice !== undefined) return { kind: "Choice", choice }
  const renamed = renameOf(rules, home, name)
  if (renamed === undefined) return unnamed(effect4, name, home)
  const collides = home !== undefined && effect4.has(home, first, name.as) && renamed.taken === 1
  return collides && !provesEffect3(name.module)
    ? { kind: "Ambiguous", target: renamed }
    : { kind: "Found", target: renamed, note: undefined }
}

/** Reads a target of the tables: `member`, `Namespace.member` or `module#member`. */
export const targetOf = (home: string | undefined, taken: number, written: string): Target => {
  const [module, members] = written.includes("#") ? written.split("#") : [home, written]
  return { module: module ?? "", members: (members ?? "").split("."), taken }
}

/** Every module of Effect 4 that the rules know something about. */
export const knownModules = (): Set<string> => {
  const tables = [renames, typeRenames, hints, changed]
  const written = [...Object.values(renames), ...Object.values(typeRenames)].flatMap(Object.values)
  const elsewhere = written.filter((target) => target.includes("#"))
  return new Set([
    ...Object.values(homes),
    ...tables.flatMap((table) => Object.keys(table)),
    ...elsewhere.map((target) => target.slice(0, target.indexOf("#")))
  ])
}

const atHome = (name: Name, home: string | undefined): Resolution =>
  home === undefined
    ? { kind: "Gone", note: whyHomeless(name.module) }
    : { kind: "Found", target: { module: home, members: [], taken: 0 }, note: undefined }

/** The rule for the longest prefix of the members that has one. */
const renameOf = (rules: string, home: string | undefined, name: Name): Target | undefined => {
  const tables =
    name.as === "type" ? [row(typeRenames, rules), row(renames, rules)] : [row(renames, rules)]
  const longest = name.as === "type" ? 2 : 1
  for (let taken = Math.min(longest, name.members.length); taken > 0; taken--) {
    const key = name.members.slice(0, taken).join(".")
    const written = tables.map((table) => row(table, key)).find((target) => target !== undefined)
    if (written !== undefined) return targetOf(home, taken, written)
  }
  return undefined
}

/** No rule renames it: it is there as it was, or it is gone. */
const unnamed = (effect4: Effect4, name: Name, home: string | undefined): Resolution => {
  const rules = ruleModule(name.module)
  const written = name.members.join(".")
  const first = name.members[0] ?? ""
  const hint = row(row(hints, rules), written) ?? row(row(hints, rules), first)
  if (home === undefined) return { kind: "Gone", note: hint ?? whyHomeless(name.module) }
  const taken = row(merged, name.module)
  if (taken !== undefined) return { kind: "Gone", note: hint ?? taken }
  const kept = name.as === "type" ? name.members.slice(0, 2) : [first]
  if (!effect4.has(home, kept.join("."), name.as)) {
    return { kind: "Gone", note: hint ?? `not in ${home} of effect ${effect4.version}` }
  }
  const target = { module: home, members: kept, taken: kept.length }
  return { kind: "Found", target, note: noteOn(name.module, first) }
}

const leftBehind = (module: string): string | undefined =>
  Object.entries(abandoned).find(
    ([name]) => module === name || module.startsWith(`${name}/`)
  )?.[1] ?? row(homeless, module)
