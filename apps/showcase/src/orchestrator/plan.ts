/**
 * What is to be done: for each area of Effect a finder of its names, researched, written and reviewed; then one finder for
 * all of them, once all reviews are good.
 *
 * @since 0.1.0
 */
import type { ToolDefinition } from "@effect-mcp/client"
import { TaskHandle } from "@effect-mcp/tasks"
import { Effect } from "effect"

import type { Exported } from "./finderSource.ts"
import { all, type Jobs, type Kind } from "./jobs.ts"
import { Research, Review, WriteFinder } from "./work.ts"

type Input<T extends ToolDefinition.ToolDefinition> = ToolDefinition.Arguments<T["input"]>

const researcher: Kind<Input<typeof Research>, ToolDefinition.Output<typeof Research>> = {
  role: "researcher",
  told: ({ exported }) => `${exported.length} names`,
  start: (client, args) => TaskHandle.start(client, Research, args),
  resume: (client, id) => TaskHandle.resume(client, id, Research)
}

const coder: Kind<Input<typeof WriteFinder>, ToolDefinition.Output<typeof WriteFinder>> = {
  role: "coder",
  told: ({ names, source }) => `${names} names in ${Math.ceil(source.length / 1024)} KB`,
  start: (client, args) => TaskHandle.start(client, WriteFinder, args),
  resume: (client, id) => TaskHandle.resume(client, id, WriteFinder)
}

const reviewer: Kind<Input<typeof Review>, ToolDefinition.Output<typeof Review>> = {
  role: "reviewer",
  told: ({ approved, names, strangers }) =>
    `${approved ? "approved" : "rejected"}: ${names} names, ${strangers} strangers`,
  start: (client, args) => TaskHandle.start(client, Review, args),
  resume: (client, id) => TaskHandle.resume(client, id, Review)
}

/** Some modules that belong together. */
export interface Area {
  readonly area: string
  readonly modules: ReadonlyArray<string>
}

const area = (area: string, ...names: ReadonlyArray<string>): Area => ({
  area,
  modules: names.map((name) => `effect/${name}`)
})

export const areas: ReadonlyArray<Area> = [
  area(
    "data",
    "Array",
    "Chunk",
    "DateTime",
    "Duration",
    "HashMap",
    "HashSet",
    "Option",
    "Record",
    "Result",
    "String"
  ),
  area(
    "effects",
    "Cause",
    "Deferred",
    "Effect",
    "Exit",
    "Fiber",
    "Layer",
    "Queue",
    "Schedule",
    "Scope",
    "Stream"
  ),
  area(
    "schemas",
    "JsonSchema",
    "Schema",
    "SchemaAST",
    "SchemaGetter",
    "SchemaIssue",
    "SchemaParser"
  )
]

/** The finders of several areas say together what one for all of them has to. */
export const merge = (found: ReadonlyArray<{ readonly exported: ReadonlyArray<Exported> }>) => {
  const modules = new Map<string, ReadonlyArray<string>>()
  for (const { name, modules: some } of found.flatMap(({ exported }) => exported)) {
    modules.set(name, [...(modules.get(name) ?? []), ...some])
  }
  return Array.from(modules, ([name, modules]) => ({ name, modules }))
}

/** Declares the jobs. What is given is what the last two will come to. */
export const declare = Effect.fnUntraced(function* ({ job }: Jobs, areas: ReadonlyArray<Area>) {
  const finders = yield* Effect.forEach(
    areas,
    Effect.fnUntraced(function* ({ area, modules }) {
      const research = yield* job(`research ${area}`, {
        kind: researcher,
        needs: [],
        args: () => ({ area, modules })
      })
      const code = yield* job(`code ${area}`, {
        kind: coder,
        needs: [research],
        args: ([{ exported }]) => ({ area, exported })
      })
      const review = yield* job(`review ${area}`, {
        kind: reviewer,
        needs: [code],
        args: ([{ source }]) => ({ area, modules, source })
      })
      return { research, review }
    })
  )
  const researched = all(finders.map(({ research }) => research))
  const reviewed = all(finders.map(({ review }) => review))
  const code = yield* job("code all", {
    kind: coder,
    needs: [researched, reviewed],
    args: ([found]) => ({ area: "all", exported: merge(found) })
  })
  const review = yield* job("review all", {
    kind: reviewer,
    needs: [code],
    args: ([{ source }]) => ({
      area: "all",
      modules: areas.flatMap(({ modules }) => modules),
      source
    })
  })
  return { code, reviews: all([reviewed, all([review])]) }
})
