import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

/**
 * An agent that believes nothing: it loads what the coder wrote, and the modules it is about, and compares.
 *
 * @since 0.1.0
 */
import { Progress, Sampling, Step } from "@effect-mcp/server"
import { Effect, Schema } from "effect"

import { StepLog } from "../stepLog.ts"
import * as Prompt from "./prompt.ts"
import { Review, WorkFailed } from "./work.ts"

type Find = (name: string) => unknown

/** Loads the source as a module, in this process. */
export const load = (source: string): Effect.Effect<Find, WorkFailed> =>
  Effect.tryPromise({
    try: async () => {
      const folder = await mkdtemp(join(tmpdir(), "effect-mcp-review-"))
      try {
        const file = join(folder, "finder.ts")
        await writeFile(file, source)
        const loaded: { readonly find?: unknown } = await import(pathToFileURL(file).href)
        if (typeof loaded.find !== "function") throw new TypeError("It exports no find")
        return loaded.find as Find
      } finally {
        await rm(folder, { recursive: true })
      }
    },
    catch: (cause) => new WorkFailed({ reason: `The module cannot be loaded: ${String(cause)}` })
  })

/** What the modules export when they run, as `name module`. */
const truth = (modules: ReadonlyArray<string>): Effect.Effect<ReadonlySet<string>, WorkFailed> =>
  Effect.tryPromise({
    try: async () => {
      const all = new Set<string>()
      for (const module of modules) {
        const loaded: object = await import(module)
        for (const name of Object.keys(loaded)) all.add(`${name} ${module}`)
      }
      return all
    },
    catch: (cause) => new WorkFailed({ reason: `A module cannot be loaded: ${String(cause)}` })
  })

const namesIn = (pairs: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(Array.from(pairs, (pair) => pair.slice(0, pair.indexOf(" "))))

const Compared = Schema.Struct({ names: Schema.Int, wrong: Schema.Array(Schema.String) })

/** Every name is found in just the modules that have it. */
const compare = Effect.fnUntraced(function* (source: string, modules: ReadonlyArray<string>) {
  const [find, pairs] = yield* Effect.all([load(source), truth(modules)])
  const names = namesIn(pairs)
  const wrong = Array.from(names).filter((name) => {
    const found = find(name)
    const expected = modules.filter((module) => pairs.has(`${name} ${module}`))
    if (!Array.isArray(found) || found.length !== expected.length) return true
    return !expected.every((module) => found.includes(module))
  })
  return { names: names.size, wrong }
})

/** Names that look like those there are, and are none. */
export const strangersOf = (names: ReadonlySet<string>): ReadonlyArray<string> =>
  Array.from(names)
    .flatMap((name) => [
      `${name}_`,
      `_${name}`,
      name.slice(1),
      Array.from(name).toReversed().join("")
    ])
    .concat("", "__proto__", "constructor", "toString")
    .filter((name) => !names.has(name))

/** No name is found that nobody exports; gives how many were tried. */
const tryStrangers = Effect.fnUntraced(function* (source: string, modules: ReadonlyArray<string>) {
  const [find, pairs] = yield* Effect.all([load(source), truth(modules)])
  const strangers = strangersOf(namesIn(pairs))
  const known = strangers.filter((name) => {
    const found = find(name)
    return !Array.isArray(found) || found.length > 0
  })
  return { names: strangers.length, wrong: known }
})

export const layer = Review.handle(
  Effect.fnUntraced(function* ({ area, modules, source }) {
    const { noting } = yield* StepLog
    const options = { error: WorkFailed }
    const known = yield* Step.once(
      "compare",
      Compared,
      noting(area, "compare")(compare(source, modules)),
      options
    )
    yield* Progress.report(1, { total: 3, message: `${known.names} names compared` })
    const strange = yield* Step.once(
      "strangers",
      Compared,
      noting(area, "strangers")(tryStrangers(source, modules)),
      options
    )
    yield* Progress.report(2, { total: 3, message: `${strange.names} strangers tried` })
    const wrong = [...known.wrong, ...strange.wrong]
    const verdict = yield* Sampling.createMessage({
      key: "verdict",
      ...Prompt.judge(area, { names: known.names, wrong: wrong.length })
    })
    yield* Progress.report(3, { total: 3, message: Prompt.text(verdict) })
    return {
      names: known.names,
      wrong,
      strangers: strange.names,
      approved: wrong.length === 0 && Prompt.isApproval(Prompt.text(verdict))
    }
  })
)
