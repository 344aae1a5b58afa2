/**
 * The source of a finder: a TypeScript module that knows which modules export a name, and looks it up without a
 * collision.
 *
 * @since 0.1.0
 */

/** A name, and the modules that export it. */
export interface Exported {
  readonly name: string
  readonly modules: ReadonlyArray<string>
}

/** What a finder is made of. */
export interface Parts {
  readonly description: string
  readonly exported: ReadonlyArray<Exported>
  readonly seeds: ReadonlyArray<number>
  readonly slots: ReadonlyArray<string>
}

/** Nothing of a description may end the comment it stands in. */
const comment = (text: string): string =>
  text.replaceAll("*/", "* /").replaceAll(/\s+/g, " ").trim()

/** Writes the module. */
export const write = ({ description, exported, seeds, slots }: Parts): string => {
  const modules = [...new Set(exported.flatMap(({ modules }) => modules))].toSorted()
  const byName = new Map(exported.map(({ modules, name }) => [name, modules]))
  const where = slots.map((name) =>
    (byName.get(name) ?? []).map((module) => modules.indexOf(module))
  )
  return `/** ${comment(description)} */
const modules: ReadonlyArray<string> = ${JSON.stringify(modules)}
const names: ReadonlyArray<string> = ${JSON.stringify(slots)}
const where: ReadonlyArray<ReadonlyArray<number>> = ${JSON.stringify(where)}
const seeds: ReadonlyArray<number> = ${JSON.stringify(seeds)}

const hash = (text: string, seed: number): number => {
  let bits = (2166136261 ^ seed) | 0
  for (let at = 0; at < text.length; at++) bits = Math.imul(bits ^ text.charCodeAt(at), 16777619)
  bits = Math.imul(bits ^ (bits >>> 16), 2246822507)
  bits = Math.imul(bits ^ (bits >>> 13), 3266489909)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** The modules that export this name; none for a name that is not known. */
export const find = (name: string): ReadonlyArray<string> => {
  const slot = hash(name, seeds[hash(name, 0) % seeds.length] ?? 0) % names.length
  return names[slot] === name ? (where[slot] ?? []).map((at) => modules[at] ?? "") : []
}
`
}
