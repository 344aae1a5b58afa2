/**
 * Writes the import statements of a file anew, where anything about them changed.
 *
 * @since 0.1.0
 */
import type { Binding } from "./Bindings.ts"
import { count, type Draft, overwrite } from "./Draft.ts"
import { baseName, type Local, type Locals, madeFrom, staysBehind } from "./Locals.ts"
import type { Member } from "./Members.ts"
import { type Import, isTypeOnly } from "./Plan.ts"
import { lineEnd, textOf } from "./Source.ts"

/** One name in an import statement. */
export interface Item {
  readonly module: string
  readonly text: string
  readonly braces: boolean
  readonly type: boolean
}

type Statement = Binding["statement"]

/** Writes all import statements that bring in something of Effect. */
export const write = (
  draft: Draft,
  imports: ReadonlyArray<Import>,
  locals: Locals,
  members: ReadonlyMap<Binding, Member>
): void => {
  for (const statement of new Set(imports.map(({ binding }) => binding.statement))) {
    const mine = imports.filter(({ binding }) => binding.statement === statement)
    const items = mine.flatMap((origin) => itemsOf(draft, origin, locals, members))
    const before = mine.map(({ binding }) => asWritten(draft, binding))
    if (!same(before, items)) replace(draft, statement, before, items)
  }
}

/** The barrel that exports a module under its own name: `effect` for `effect/Result`. */
export const barrelOf = (module: string): string => module.slice(0, module.lastIndexOf("/"))

const itemsOf = (
  draft: Draft,
  origin: Import,
  locals: Locals,
  members: ReadonlyMap<Binding, Member>
): Array<Item> => {
  const { binding, form } = origin
  if (form === "whole") return [asWritten(draft, binding)]
  if (form === "member") {
    const item = members.get(binding)?.item
    return item === undefined ? [] : [item]
  }
  const items = madeFrom(locals, origin).map((local) => itemFor(draft, origin, local))
  const unsolved = origin.home === undefined && origin.uses.length === 0
  return unsolved || staysBehind(origin) ? [asWritten(draft, binding), ...items] : items
}

const itemFor = (draft: Draft, { binding, form, module }: Import, local: Local): Item => {
  const unchanged = !local.isNew && local.module === module && local.name === binding.local
  if (unchanged && local.type === isTypeOnly(binding)) return asWritten(draft, binding)
  if (form === "module") {
    return { module: local.module, text: `* as ${local.name}`, braces: false, type: local.type }
  }
  const name = baseName(local.module)
  const text = name === local.name ? name : `${name} as ${local.name}`
  return { module: barrelOf(local.module), text, braces: true, type: local.type }
}

/** The specifier as the source has it. */
export const asWritten = (draft: Draft, binding: Binding): Item => {
  const { specifier, statement } = binding
  const braces = specifier.type === "ImportSpecifier"
  const from = braces ? specifier.imported.start : specifier.start
  const text = textOf(draft.source, { start: from, end: specifier.end })
  return {
    module: binding.module,
    text,
    braces,
    type: statement.importKind === "type" || isTypeOnly(binding)
  }
}

const same = (before: ReadonlyArray<Item>, after: ReadonlyArray<Item>): boolean =>
  before.length === after.length &&
  before.every((item, at) => {
    const other = after[at]
    return other?.module === item.module && other.text === item.text && other.type === item.type
  })

const replace = (
  draft: Draft,
  statement: Statement,
  before: ReadonlyArray<Item>,
  items: ReadonlyArray<Item>
) => {
  if (inPlace(draft, statement, before, items)) return
  count(draft, "import")
  const end = lineEnd(draft.source)
  const comments = draft.source.comments
    .filter((comment) => comment.start > statement.start && comment.end < statement.end)
    .map((comment) => textOf(draft.source, comment) + end)
  const lines = print(draft, statement, items)
  const made = comments.join("") + lines.join(end)
  const followed = draft.source.text.startsWith(end, statement.end) ? end.length : 0
  if (made !== "") draft.output.overwrite(statement.start, statement.end, made)
  else draft.output.remove(statement.start, statement.end + followed)
}

/** Only the module and the names changed: the statement keeps its layout. */
const inPlace = (
  draft: Draft,
  statement: Statement,
  before: ReadonlyArray<Item>,
  items: ReadonlyArray<Item>
) => {
  const module = items[0]?.module
  const fits =
    module !== undefined &&
    items.length === before.length &&
    items.every(
      (item, at) =>
        item.module === module &&
        item.type === before[at]?.type &&
        item.braces === before[at].braces
    )
  if (!fits) return false
  const { end, start } = statement.source
  overwrite(draft, { start: start + 1, end: end - 1 }, module, "import")
  statement.specifiers.forEach((specifier, at) => {
    const from = specifier.type === "ImportSpecifier" ? specifier.imported.start : specifier.start
    const text = items[at]?.text
    if (text !== undefined) overwrite(draft, { start: from, end: specifier.end }, text, "import")
  })
  return true
}

const print = (draft: Draft, statement: Statement, items: ReadonlyArray<Item>): Array<string> => {
  const quote = draft.source.text[statement.source.start] ?? `"`
  const end = textOf(draft.source, statement).endsWith(";") ? ";" : ""
  const from = (module: string) => ` from ${quote}${module}${quote}${end}`
  const alone = items.filter((item) => !item.braces)
  const lines = alone.map(
    (item) => `import ${item.type ? "type " : ""}${item.text}${from(item.module)}`
  )
  const modules = new Set(items.filter((item) => item.braces).map((item) => item.module))
  for (const module of modules) {
    const named = items.filter((item) => item.braces && item.module === module)
    const type = named.every((item) => item.type)
    const names = named.map((item) => (item.type && !type ? `type ${item.text}` : item.text))
    lines.push(
      `import ${type ? "type " : ""}{ ${Array.from(new Set(names)).join(", ")} }${from(module)}`
    )
  }
  return lines
}
