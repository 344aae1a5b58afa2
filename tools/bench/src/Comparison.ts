/** What a run of many rounds says of each target, and of each beside the floor and the official SDK. */
import type { Measured } from "./Driver.ts"
import { figure, median, spread, type Limit } from "./Report.ts"
import type { Era } from "./Target.ts"
import { official, type Bounded } from "./Targets.ts"

type Results = ReadonlyMap<string, ReadonlyArray<Measured>>

export class Comparison {
  private readonly results: Results
  /** Which target is the floor of an era. */
  private readonly raw: (era: Era) => string

  constructor(results: Results, raw: (era: Era) => string) {
    this.results = results
    this.raw = raw
  }

  private of(name: string, key: "callsPerSecond" | "cpuMicrosPerCall"): number {
    return median(this.runs(name).map((run) => run[key]))
  }

  runs(name: string): ReadonlyArray<Measured> {
    return this.results.get(name) ?? []
  }

  speedOfRaw({ era, name }: Bounded): number {
    return this.of(name, "callsPerSecond") / this.of(this.raw(era), "callsPerSecond")
  }

  cpuOfOfficial({ era, name }: Bounded): number {
    return this.of(name, "cpuMicrosPerCall") / this.of(official[era], "cpuMicrosPerCall")
  }

  row(target: Bounded): ReadonlyArray<string> {
    const runs = this.runs(target.name)
    return [
      target.name,
      spread(runs.map((run) => run.callsPerSecond)),
      figure(this.speedOfRaw(target), 2),
      spread(runs.map((run) => run.cpuMicrosPerCall)),
      figure(this.cpuOfOfficial(target), 3),
      figure(median(runs.map((run) => run.p50)), 2),
      figure(median(runs.map((run) => run.p99)), 2),
      figure(median(runs.map((run) => run.rssMiB))),
      String(runs.reduce((total, run) => total + run.failed, 0))
    ]
  }

  limits(target: Bounded): ReadonlyArray<Limit> {
    const limits: Array<Limit> = []
    const { cpuOfOfficial, name, speedOfRaw } = target
    if (cpuOfOfficial !== undefined) {
      const reached = this.cpuOfOfficial(target)
      limits.push({
        what: `${name}: CPU per call, of ${official[target.era]}`,
        asked: `at most ${cpuOfOfficial.toFixed(3)}`,
        reached,
        digits: 3,
        holds: reached <= cpuOfOfficial
      })
    }
    if (speedOfRaw !== undefined) {
      const reached = this.speedOfRaw(target)
      limits.push({
        what: `${name}: calls per second, of ${this.raw(target.era)}`,
        asked: `at least ${speedOfRaw}`,
        reached,
        holds: reached >= speedOfRaw
      })
    }
    return limits
  }
}

export const head = (who: string, raw: string): ReadonlyArray<string> => [
  who,
  "calls/s",
  `x ${raw}`,
  "CPU µs/call",
  "of official v2's",
  "p50 ms",
  "p99 ms",
  "RSS MiB",
  "failed"
]
