/**
 * Migrates the text of one file.
 *
 * @since 0.1.0
 */
import { Result } from "effect"

import { type Binding, namesIn } from "./Bindings.ts"
import { type Draft, finish, type FollowUp, type Kind, leave, make, overwrite } from "./Draft.ts"
import type { Effect4 } from "./Effect4.ts"
import * as Elsewhere from "./Elsewhere.ts"
import * as Imports from "./Imports.ts"
import { baseName, type Locals, nameOf, settle, staysBehind } from "./Locals.ts"
import * as Members from "./Members.ts"
import * as Narrowing from "./Narrowing.ts"
import { type Import, plan, type Planned } from "./Plan.ts"
import type { Answers, Question } from "./Question.ts"
import type { Target } from "./Resolve.ts"
import { type Identifier, parse, type Place, type Source, type Unparsable } from "./Source.ts"

/** What migrating a file comes to. */
export interface Rewritten {
  readonly text: string
  readonly changed: boolean
  readonly changes: Readonly<Record<Kind, number>>
  readonly questions: ReadonlyArray<Question>
  readonly followUps: ReadonlyArray<FollowUp>
}

/** Migrates a parsed file. Fails when the result is not TypeScript any more, which is a fault of the rules. */
export const rewrite = (
  source: Source,
  effect4: Effect4,
  answers: Answers
): Result.Result<Rewritten, Unparsable> => {
  const draft = make(source, effect4, answers)
  const imports = plan(draft)
  const locals = settle(draft, imports)
  const members = Members.settle(draft, imports, namesIn(source))
  for (const origin of imports) {
    for (const planned of origin.uses) writeUse(draft, origin, planned, locals, members)
  }
  Imports.write(draft, imports, locals, members)
  Narrowing.write(draft, imports)
  Elsewhere.write(draft)
  const text = finish(draft)
  return Result.map(parse(source.file, text), () => summary(draft, text))
}

const summary = (draft: Draft, text: string): Rewritten => ({
  text,
  changed: text !== draft.source.text,
  changes: {
    import: draft.changes.get("import") ?? 0,
    name: draft.changes.get("name") ?? 0,
    shape: draft.changes.get("shape") ?? 0
  },
  questions: Array.from(draft.questions.values()).toSorted(byPlace),
  followUps: Array.from(draft.followUps.values()).toSorted(byPlace)
})

interface Placed {
  readonly place: Place
}

const byPlace = ({ place: a }: Placed, { place: b }: Placed): number =>
  a.line - b.line || a.column - b.column

const writeUse = (
  draft: Draft,
  origin: Import,
  planned: Planned,
  locals: Locals,
  members: ReadonlyMap<Binding, Members.Member>
): void => {
  const { outcome, use } = planned
  const local = (module: string) => nameOf(locals, origin, module)
  if (outcome.kind === "Consumed") return outcome.apply(local)
  if (origin.form === "member") {
    writeRoot(draft, use.root, members.get(origin.binding)?.local ?? origin.binding.local)
    if (outcome.kind === "Moved") outcome.apply?.(local)
  } else if (outcome.kind === "Moved" && origin.form === "whole") {
    writeWhole(draft, origin, planned, outcome)
  } else if (outcome.kind === "Moved") {
    writeRoot(draft, use.root, local(outcome.target.module))
    writeMembers(draft, planned, outcome.target)
    outcome.apply?.(local)
  } else if (origin.form !== "whole" && origin.home !== undefined && !staysBehind(origin)) {
    writeRoot(draft, use.root, local(origin.home))
  }
}

/** The name of the import, where it stands for a property or an export of the same name as well. */
const writeRoot = (draft: Draft, root: Identifier, name: string) => {
  const parent = draft.source.parents.get(root)
  const shorthand = parent?.type === "Property" && parent.shorthand
  const exported = parent?.type === "ExportSpecifier" && parent.exported.start === root.start
  const text = shorthand ? `${root.name}: ${name}` : exported ? `${name} as ${root.name}` : name
  if (name !== root.name) overwrite(draft, root, text, "name")
}

const writeMembers = (draft: Draft, { skip, use }: Planned, target: Target) => {
  const first = use.steps[skip]
  const last = use.steps[skip + target.taken - 1]
  if (first === undefined || last === undefined) return
  const written = target.members.join(".")
  const text = first === last && target.members.length === 1 ? first.write(written) : written
  const before = use.steps.slice(skip, skip + target.taken).map((step) => step.name)
  if (before.join(".") !== written)
    overwrite(draft, { start: first.start, end: last.end }, text, "name")
}

/** `E.Either.left`, where `E` is a whole barrel: the module must be in the same barrel still. */
const writeWhole = (draft: Draft, origin: Import, planned: Planned, outcome: Moved) => {
  const step = planned.use.steps[0]
  const { binding } = origin
  const { target } = outcome
  if (step === undefined) return
  if (Imports.barrelOf(target.module) !== binding.module) {
    leave(
      draft,
      planned.use.root.start,
      `${binding.local}.${step.name}`,
      `import ${target.module} itself`
    )
    return
  }
  const name = baseName(target.module)
  if (name !== step.name) overwrite(draft, step, step.write(name), "name")
  writeMembers(draft, planned, target)
  outcome.apply?.((module) => `${binding.local}.${baseName(module)}`)
}

type Moved = Extract<Planned["outcome"], { kind: "Moved" }>
