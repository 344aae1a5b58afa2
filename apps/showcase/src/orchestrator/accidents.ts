/**
 * What goes wrong on purpose: the coder dies over its first question and comes back, the first reviewer dies over its
 * first and does not.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"

import type { Agent } from "./agents.ts"

/** A process that was killed. */
export interface Accident {
  readonly agent: string
  readonly pid: number
}

/** Kills each of these agents once, the first time it asks; the answer then comes to nobody. */
export const make = (victims: ReadonlyArray<string>, say: (line: string) => void) => {
  const accidents: Array<Accident> = []
  return {
    accidents,
    asked: (agent: Agent): Effect.Effect<void> => {
      const spared = !victims.includes(agent.name)
      if (spared || accidents.some((accident) => accident.agent === agent.name)) return Effect.void
      return Effect.map(agent.kill, (pid) => {
        accidents.push({ agent: agent.name, pid })
        const then = agent.restarts ? "is started again" : "is replaced"
        say(`✗ ${agent.name}, process ${pid}, gets SIGKILL over its question, and ${then}`)
      })
    }
  }
}
