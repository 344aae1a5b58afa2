/**
 * The other places that name a module: re-exports, `import()`, import types, imports without names.
 *
 * @since 0.1.0
 */
import type { Node } from "oxc-parser"

import { count, type Draft, leave, overwrite } from "./Draft.ts"
import { nameOf } from "./Effect4.ts"
import { barrelOf } from "./Imports.ts"
import { baseName } from "./Locals.ts"
import { isBarrel, isModuleName } from "./Plan.ts"
import { homeOf, isEffect, provesEffect3, resolve, whyHomeless } from "./Resolve.ts"
import { lineEnd, nodes, textOf } from "./Source.ts"

export const write = (draft: Draft): void => {
  for (const node of nodes(draft.source.program)) visit(draft, node)
}

type Of<Type extends Node["type"]> = Extract<Node, { type: Type }>

const visit = (draft: Draft, node: Node): void => {
  switch (node.type) {
    case "ImportDeclaration":
      return node.specifiers.length === 0 ? moveSource(draft, node.source) : undefined
    case "ExportAllDeclaration":
      return exportAll(draft, node)
    case "ExportNamedDeclaration":
      return node.source === null ? undefined : exportNames(draft, node, node.source.value)
    case "ImportExpression":
      return dynamicImport(draft, node)
    case "TSImportType":
      return importType(draft, node)
    case "TSExternalModuleReference":
      return byHand(draft, node.expression, "write it as an import declaration")
    case "TSModuleDeclaration":
      return node.id.type === "Literal"
        ? byHand(draft, node.id, "what it augments has changed")
        : undefined
    default:
      return undefined
  }
}

/** Points a module specifier at the module's new home. */
const moveSource = (draft: Draft, literal: Of<"Literal">): void => {
  const module = String(literal.value)
  if (!isEffect(module) || isBarrel(module)) return
  const home = homeOf(draft.effect4, module)
  if (home === undefined) return leave(draft, literal.start, module, whyHomeless(module))
  if (home !== module) overwrite(draft, inside(literal), home, "import")
}

const inside = ({ end, start }: { readonly start: number; readonly end: number }) => ({
  start: start + 1,
  end: end - 1
})

const byHand = (draft: Draft, literal: Of<"Literal">, note: string): void => {
  const module = String(literal.value)
  if (isEffect(module) && provesEffect3(module)) leave(draft, literal.start, module, note)
}

const exportAll = (draft: Draft, node: Of<"ExportAllDeclaration">): void => {
  const module = node.source.value
  if (node.exported === null && provesEffect3(module)) {
    leave(draft, node.start, module, "the names it passes on are those of Effect 4 now")
  }
  moveSource(draft, node.source)
}

/** The members of an `import()` are not followed: what they are used for is beyond this file's scopes. */
const dynamicImport = (draft: Draft, node: Of<"ImportExpression">): void => {
  if (node.source.type !== "Literal" || typeof node.source.value !== "string") return
  const module = node.source.value
  if (!isEffect(module)) return
  leave(draft, node.start, `import("${module}")`, "what is taken out of it is not followed")
  moveSource(draft, node.source)
}

/** `import("effect/Either").Either<A, E>` */
const importType = (draft: Draft, node: Of<"TSImportType">): void => {
  const module = node.source.value
  if (!isEffect(module) || isBarrel(module)) return
  const names = qualifierOf(node.qualifier)
  if (names.length === 0) return moveSource(draft, node.source)
  const found = resolve(draft.effect4, {
    module,
    members: names.map(({ name }) => name),
    as: "type"
  })
  if (found.kind !== "Found") {
    const note =
      found.kind === "Gone" ? found.note : "Effect 3 and Effect 4 mean different things by it"
    return leave(draft, node.start, textOf(draft.source, node), note)
  }
  const { members, taken } = found.target
  const [first] = names
  const last = names[taken - 1]
  overwrite(draft, inside(node.source), found.target.module, "import")
  if (first !== undefined && last !== undefined) {
    overwrite(draft, { start: first.start, end: last.end }, members.join("."), "name")
  }
}

const qualifierOf = (qualifier: Of<"TSImportType">["qualifier"]): Array<Of<"Identifier">> => {
  if (qualifier === null) return []
  return qualifier.type === "Identifier"
    ? [qualifier]
    : [...qualifierOf(qualifier.left), qualifier.right]
}

/** `export { Either } from "effect"` goes on exporting `Either`: that name is the file's own promise. */
const exportNames = (draft: Draft, node: Of<"ExportNamedDeclaration">, module: string): void => {
  if (!isEffect(module) || node.source === null) return
  const moved = node.specifiers.map((specifier) =>
    moveExport(draft, specifier, module, node.exportKind === "type")
  )
  if (moved.every(({ module: to, unchanged }) => unchanged && to === module)) return
  const [first] = moved
  if (first !== undefined && moved.every((other) => other.module === first.module)) {
    overwrite(draft, inside(node.source), first.module, "import")
    node.specifiers.forEach((specifier, at) => {
      const span = { start: specifier.local.start, end: specifier.end }
      if (moved[at]?.unchanged === false) overwrite(draft, span, moved[at].text, "name")
    })
    return
  }
  const quote = draft.source.text[node.source.start]
  const end = textOf(draft.source, node).endsWith(";") ? ";" : ""
  const lines = Array.from(new Set(moved.map((name) => name.module)), (to) => {
    const names = moved.filter((name) => name.module === to).map((name) => name.typed)
    const kind = node.exportKind === "type" ? "type " : ""
    return `export ${kind}{ ${names.join(", ")} } from ${quote}${to}${quote}${end}`
  })
  count(draft, "import")
  draft.output.overwrite(node.start, node.end, lines.join(lineEnd(draft.source)))
}

const moveExport = (
  draft: Draft,
  specifier: Of<"ExportSpecifier">,
  module: string,
  type: boolean
) => {
  const local = nameOf(specifier.local)
  const kind = specifier.exportKind === "type" && !type ? "type " : ""
  const found = exportTarget(draft, module, local, type || kind !== "")
  const written = textOf(draft.source, { start: specifier.local.start, end: specifier.end })
  if (found === undefined)
    leave(draft, specifier.start, local, `no ${local} in Effect 4 for ${module}`)
  if (found === undefined || found.name === local) {
    return {
      module: found?.module ?? module,
      text: written,
      typed: kind + written,
      unchanged: true
    }
  }
  const text = `${found.name} as ${nameOf(specifier.exported)}`
  return { module: found.module, text, typed: kind + text, unchanged: false }
}

const exportTarget = (draft: Draft, module: string, name: string, type: boolean) => {
  if (isBarrel(module) && isModuleName(name)) {
    const home = homeOf(draft.effect4, `${module}/${name}`)
    return home === undefined ? undefined : { module: barrelOf(home), name: baseName(home) }
  }
  const found = resolve(draft.effect4, { module, members: [name], as: type ? "type" : "value" })
  if (found.kind !== "Found") return undefined
  return { module: found.target.module, name: found.target.members[0] ?? name }
}
