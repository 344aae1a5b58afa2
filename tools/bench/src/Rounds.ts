/**
 * Rounds are interleaved and begin with another target each time, since the machine's speed drifts.
 *
 * A target that fails is reported and left out of its round; the others go on, and the program ends with 1.
 */
import type { Target } from "./Target.ts"

export const interleaved = async <T extends Target, R>(
  targets: ReadonlyArray<T>,
  rounds: number,
  run: (target: T) => Promise<R>
): Promise<ReadonlyMap<string, ReadonlyArray<R>>> => {
  const results = new Map<string, Array<R>>(targets.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < targets.length; index++) {
      const target = targets[(index + round) % targets.length]
      if (target === undefined) continue
      try {
        results.get(target.name)?.push(await run(target))
      } catch (cause) {
        process.exitCode = 1
        console.error(`round ${round + 1}, ${target.name}: ${String(cause)}`)
      }
    }
  }
  return results
}
