import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/**
 * What the installed `effect` really exports, read from its declarations.
 *
 * The rules name targets; this is what says whether a target exists, and whether a name of
 * Effect 3 that no rule mentions is still there.
 *
 * @since 0.1.0
 */
import { Effect, FileSystem, Schema } from "effect"
import { type Node, type Program, parseSync } from "oxc-parser"

/** The exports of some modules of Effect 4; a module that does not exist is absent. */
export interface Effect4 {
  readonly version: string
  readonly hasModule: (module: string) => boolean
  /** `member` may be nested in a namespace: `"Schema.Type"`. */
  readonly has: (module: string, member: string, as: "type" | "value") => boolean
}

interface Exported {
  readonly name: string
  readonly type: boolean
  readonly value: boolean
}

/** The names of one module: those that can stand in an expression, and those that can stand in a type. */
interface Names {
  readonly value: Set<string>
  readonly type: Set<string>
}

/** `effect` is not installed where this program runs, or cannot be read. */
export class EffectMissing extends Schema.TaggedError<EffectMissing>()("EffectMissing", {
  cause: Schema.Defect()
}) {}

/** Reads the declarations of `effect` and of the modules asked for; one that does not exist is passed over. */
export const load = Effect.fnUntraced(function* (modules: Iterable<string>) {
  const files = yield* FileSystem.FileSystem
  const read = (path: string) =>
    files.readFileString(path).pipe(Effect.mapError((cause) => new EffectMissing({ cause })))
  const manifest = yield* Effect.try({
    try: () => require.resolve("effect/package.json"),
    catch: (cause) => new EffectMissing({ cause })
  })
  const { version } = yield* decodeManifest(yield* read(manifest)).pipe(
    Effect.mapError((cause) => new EffectMissing({ cause }))
  )
  const exported = new Map<string, Names>()
  for (const module of new Set(["effect", ...modules])) {
    const path = declarationsOf(module)
    if (path === undefined) continue
    exported.set(module, yield* exportsOf(path, read))
  }
  const effect4: Effect4 = {
    version,
    hasModule: (module) => exported.has(module),
    has: (module, member, as) => exported.get(module)?.[as].has(member) === true
  }
  return effect4
})

const require = createRequire(import.meta.url)

const decodeManifest = Schema.decodeEffect(
  Schema.fromJsonString(Schema.Struct({ version: Schema.String }))
)

/** The declaration file of a module specifier, if the export map has it. */
const declarationsOf = (module: string): string | undefined => {
  if (module !== "effect" && !module.startsWith("effect/")) return undefined
  try {
    const file = require.resolve(module)
    return file.endsWith(".js") ? `${file.slice(0, -3)}.d.ts` : undefined
  } catch {
    return undefined // not in the export map: exactly what the caller wants to know
  }
}

const exportsOf: (
  path: string,
  read: (path: string) => Effect.Effect<string, EffectMissing>
) => Effect.Effect<Names, EffectMissing> = Effect.fnUntraced(function* (path, read) {
  const program = parseSync(path, yield* read(path)).program
  const names: Names = { value: new Set(), type: new Set() }
  for (const { name, type, value } of declared(program)) {
    if (type) names.type.add(name)
    if (value) names.value.add(name)
  }
  for (const target of forwarded(program)) {
    const next = join(dirname(path), `${target.slice(0, target.lastIndexOf("."))}.d.ts`)
    const more = yield* exportsOf(next, read)
    for (const name of more.type) names.type.add(name)
    for (const name of more.value) names.value.add(name)
  }
  return names
})

/** Names a declaration file exports itself, with the members of its namespaces. */
function* declared(program: Program): Generator<Exported> {
  for (const statement of program.body) {
    if (statement.type === "ExportAllDeclaration" && statement.exported !== null) {
      yield { name: nameOf(statement.exported), type: true, value: true }
    }
    if (statement.type !== "ExportNamedDeclaration") continue
    for (const specifier of statement.specifiers) {
      yield { name: nameOf(specifier.exported), type: true, value: true }
    }
    if (statement.declaration !== null) yield* declarationNames(statement.declaration)
  }
}

/** Relative modules whose every name is exported on. */
const forwarded = (program: Program): Array<string> =>
  program.body.flatMap((statement) =>
    statement.type === "ExportAllDeclaration" && statement.exported === null
      ? [statement.source.value]
      : []
  )

function* declarationNames(declaration: Node): Generator<Exported> {
  if (declaration.type === "VariableDeclaration") {
    for (const { id } of declaration.declarations) {
      if (id.type === "Identifier") yield { name: id.name, type: false, value: true }
    }
    return
  }
  if (!("id" in declaration) || declaration.id?.type !== "Identifier") return
  const { name } = declaration.id
  if (declaration.type === "TSModuleDeclaration") {
    for (const nested of namespaceNames(declaration))
      yield { ...nested, name: `${name}.${nested.name}` }
    return
  }
  const type = typeDeclarations.has(declaration.type)
  yield { name, type: type || declaration.type === "ClassDeclaration", value: !type }
}

const typeDeclarations = new Set(["TSInterfaceDeclaration", "TSTypeAliasDeclaration"])

function* namespaceNames(namespace: Extract<Node, { type: "TSModuleDeclaration" }>) {
  for (const statement of namespace.body?.body ?? []) {
    const inner = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
    if (inner !== null) yield* declarationNames(inner)
  }
}

/** The name written in an import or export list, which may be a string. */
export const nameOf = (name: { readonly type: string } & Node): string =>
  name.type === "Identifier" ? name.name : name.type === "Literal" ? String(name.value) : ""
