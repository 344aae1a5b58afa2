import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"

/**
 * An agent that reads sources: what a module exports follows from its syntax, and nothing of it runs.
 *
 * @since 0.1.0
 */
import { Progress, Step } from "@effect-mcp/server"
import { Effect, Schema } from "effect"
import { parseSync } from "oxc-parser"

import { StepLog } from "../stepLog.ts"
import { Research, WorkFailed } from "./work.ts"

const require = createRequire(import.meta.url)

/** The names that a module exports, as its source has them. */
export const exportsOf = (module: string): Effect.Effect<ReadonlyArray<string>, WorkFailed> =>
  Effect.tryPromise({
    try: async () => {
      const file = require.resolve(module)
      const parsed = parseSync(file, await readFile(file, "utf8"))
      return parsed.module.staticExports.flatMap(({ entries }) =>
        entries.flatMap(({ exportName: { name } }) => name ?? [])
      )
    },
    catch: () => new WorkFailed({ reason: `${module} cannot be read` })
  })

/** Turns names by module into modules by name, in the order of the alphabet. */
export const byName = (
  found: ReadonlyArray<readonly [module: string, names: ReadonlyArray<string>]>
) => {
  const modules = new Map<string, Array<string>>()
  for (const [module, names] of found) {
    for (const name of names) {
      const known = modules.get(name)
      if (known === undefined) modules.set(name, [module])
      else known.push(module)
    }
  }
  return Array.from(modules, ([name, modules]) => ({ name, modules })).toSorted((a, b) =>
    a.name < b.name ? -1 : 1
  )
}

export const layer = Research.handle(
  Effect.fnUntraced(function* ({ area, modules }) {
    const { noting } = yield* StepLog
    const found: Array<readonly [string, ReadonlyArray<string>]> = []
    for (const [index, module] of modules.entries()) {
      const names = yield* Step.once(
        `read ${module}`,
        Schema.Array(Schema.String),
        noting(area, `read ${module}`)(exportsOf(module)),
        { error: WorkFailed }
      )
      found.push([module, names])
      yield* Progress.report(index + 1, { total: modules.length, message: module })
    }
    return { exported: byName(found) }
  })
)
