/**
 * Whether the dead were replaced without loss: by what each agent noted of its steps, and by what the finder says.
 *
 * @since 0.1.0
 */
import { Effect, Schema } from "effect"

import { type Line, tally } from "../stepLog.ts"
import type { Accident } from "./accidents.ts"
import { load } from "./reviewer.ts"

/** Something was lost, done again, or is wrong. */
export class NotAsPromised extends Schema.TaggedError<NotAsPromised>()("NotAsPromised", {
  problems: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.problems.join("\n")
  }
}

/** An agent that was killed and came back: none of its steps was done twice, and both processes did some. */
export const restarted = ({ agent, pid }: Accident, log: ReadonlyArray<Line>) => {
  const { again, runs } = tally(log)
  return [
    ...again.map((step) => `${agent} did "${step}" again`),
    ...(runs.has(pid) && runs.size === 2 ? [] : [`${agent} was not at work before and after`])
  ]
}

/** An agent that was killed for good: what it had begun was done by the other one. */
export const replaced = (
  { agent, pid }: Accident,
  log: ReadonlyArray<Line>,
  other: ReadonlyArray<Line>
) => {
  const begun = new Set(log.filter((line) => line.pid === pid).map(({ what }) => what))
  const taken = new Set(other.map(({ what }) => what))
  return [
    ...(begun.size === 0 ? [`${agent} had not begun`] : []),
    ...Array.from(begun).flatMap((what) => (taken.has(what) ? [] : [`nobody took over ${what}`]))
  ]
}

/** For people: what became of the work of those who died. */
export const describe = (
  { agent, pid }: Accident,
  log: ReadonlyArray<Line>,
  restarts: boolean
): string => {
  const before = log.filter((line) => line.pid === pid)
  const work = Array.from(new Set(before.map(({ what }) => what)))
  return restarts
    ? `${agent} did ${before.length} steps before it died and ${log.length - before.length} after; none of them twice`
    : `${agent} died over its review of ${work.join(", ")}, which the other reviewer began anew`
}

/** Names everybody knows, and one that nobody does. */
const samples = ["flatMap", "Struct", "decodeTo", "noSuchName"]

/** What the finder says of some names. */
export const lookUps = Effect.fnUntraced(function* (source: string) {
  const find = yield* load(source)
  return samples.map((name) => ({ name, modules: find(name) }))
})

/** What must be so in any Effect 4. */
export const finderProblems = Effect.fnUntraced(function* (source: string) {
  const find = yield* load(source)
  const has = (name: string, module: string) => {
    const found = find(name)
    return Array.isArray(found) && found.includes(module)
  }
  return [
    ...(has("flatMap", "effect/Effect") && has("flatMap", "effect/Array") ? [] : ["flatMap"]),
    ...(has("Struct", "effect/Schema") ? [] : ["Struct"]),
    ...(has("Struct", "effect/Array") || has("noSuchName", "effect/Effect") ? ["a stranger"] : [])
  ].map((name) => `the finder is wrong about ${name}`)
})
