/** Migrates snippets against the installed Effect 4, whose declarations are read once for a test file. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Context, Effect, Layer } from "effect"

import * as Effect4 from "../../src/codemod/Effect4.ts"
import { knownModules } from "../../src/codemod/Resolve.ts"
import { rewrite } from "../../src/codemod/Rewrite.ts"
import { parse } from "../../src/codemod/Source.ts"

export class Installed extends Context.Service<Installed, Effect4.Effect4>()(
  "@effect-mcp/showcase/test/Installed"
) {}

export const layer = Layer.effect(Installed, Effect4.load(knownModules())).pipe(
  Layer.provideMerge(NodeServices.layer)
)

/** The whole outcome for one file. */
export const outcome = Effect.fnUntraced(function* (
  text: string,
  answers: Readonly<Record<string, string>> = {}
) {
  const effect4 = yield* Installed
  const source = yield* Effect.fromResult(parse("a.ts", text))
  return yield* Effect.fromResult(rewrite(source, effect4, answers))
})

/** The migrated text; also checks that migrating it again with the same answers changes nothing. */
export const migrated = Effect.fnUntraced(function* (
  text: string,
  answers: Readonly<Record<string, string>> = {}
) {
  const first = yield* outcome(text, answers)
  const again = yield* outcome(first.text, answers)
  if (again.changed) return yield* Effect.die(`the second run made of it:\n${again.text}`)
  return first.text
})

/** What is left to do by hand, as `line: name`. */
export const leftovers = (text: string, answers: Readonly<Record<string, string>> = {}) =>
  Effect.map(outcome(text, answers), ({ followUps }) =>
    followUps.map(({ name, place }) => `${place.line}: ${name}`)
  )

/** The ids of the questions a file raises. */
export const questions = (text: string) =>
  Effect.map(outcome(text), ({ questions }) => questions.map(({ id }) => id))

/** Lines of code, as one text. */
export const lines = (...all: ReadonlyArray<string>): string => `${all.join("\n")}\n`
