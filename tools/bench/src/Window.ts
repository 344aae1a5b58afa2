/**
 * A stretch of time in which calls are counted: load goes on before it, to let everything warm up, and after
 * it, so that no call is cut short by its end.
 */
import { setTimeout as sleep } from "node:timers/promises"

/** What a program that makes calls says about its window. */
export interface Counts {
  readonly calls: number
  readonly failed: number
  readonly firstFailure: string
  readonly seconds: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** What such a program tells its parent, so that it reads clocks at the right moments. */
export type Report = "begin" | "end" | Counts

/** Done once it has left the process, which may end right after it. */
const tell = (report: Report): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined) {
      console.log(report)
      resolve()
    } else process.send(report, () => resolve())
  })

export class Window {
  private readonly latencies: Array<number> = []
  private open = false
  private failed = 0
  private firstFailure = ""
  over = false

  /** Keeps `workers` calls going until the window is over, and reports. */
  async run(
    workers: number,
    call: (worker: number) => Promise<void>,
    options: Options
  ): Promise<void> {
    const working = Array.from({ length: workers }, (_, worker) => this.work(worker, call))
    await sleep(options.warmSeconds * 1000)
    await tell("begin")
    const began = performance.now()
    this.open = true
    await sleep(options.seconds * 1000)
    this.open = false
    const seconds = (performance.now() - began) / 1000
    this.over = true
    await tell("end")
    await Promise.all(working)
    await tell(this.counts(seconds))
  }

  private async work(worker: number, call: (worker: number) => Promise<void>): Promise<void> {
    while (!this.over) {
      const began = performance.now()
      try {
        await call(worker)
        if (this.open) this.latencies.push(performance.now() - began)
      } catch (cause) {
        this.failed++
        if (this.firstFailure === "") this.firstFailure = String(cause)
        await sleep(20)
      }
    }
  }

  private counts(seconds: number): Counts {
    const sorted = this.latencies.sort((a, b) => a - b)
    const quantile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
    return {
      calls: sorted.length,
      failed: this.failed,
      firstFailure: this.firstFailure,
      seconds,
      p50: quantile(0.5),
      p99: quantile(0.99)
    }
  }
}

export interface Options {
  readonly warmSeconds: number
  readonly seconds: number
}
