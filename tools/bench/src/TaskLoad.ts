/**
 * The load of the `tasks` suite, as a program: `TaskLoad.ts PORT CONNECTIONS`. It does what it is told over its
 * channel, a job after the other, and says what came of it.
 */
import * as HttpConnection from "./HttpConnection.ts"
import * as HttpRequest from "./HttpRequest.ts"
import { TaskClient } from "./TaskClient.ts"

export type Job =
  /** So many tasks, each from its call to its result. */
  | { readonly what: "tasks"; readonly count: number }
  /** For so long: the plain tool, or looks at tasks that there are. */
  | { readonly what: "calls" | "polls"; readonly seconds: number }

export interface Done {
  /** Tasks, calls or polls. */
  readonly done: number
  readonly requests: number
  readonly seconds: number
  readonly failed: number
  readonly firstFailure: string
  /** Milliseconds of one. */
  readonly p50: number
  readonly p99: number
}

const [port = 0, connections = 0] = process.argv.slice(2).map(Number)
const era = process.env["REVISION"] === "2026-07-28" ? "stateless" : "handshake"

const open = async (): Promise<TaskClient> => {
  const connection = await HttpConnection.open(port)
  return new TaskClient(connection, await HttpRequest.greet(connection, port, era))
}

const clients = await Promise.all(Array.from({ length: connections }, open))

const requests = (): number => clients.reduce((sum, client) => sum + client.requests, 0)

/** Tells whether there is one more to do, each time it is asked. */
const more = (job: Job): (() => boolean) => {
  if (job.what === "tasks") {
    let left = job.count
    return () => left-- > 0
  }
  const until = performance.now() + job.seconds * 1000
  return () => performance.now() < until
}

const acts = {
  tasks: (client: TaskClient) => client.task(),
  calls: (client: TaskClient) => client.call(),
  polls: (client: TaskClient) => client.poll()
}

const perform = async (job: Job): Promise<Done> => {
  const latencies: Array<number> = []
  const isMore = more(job)
  const act = acts[job.what]
  const before = requests()
  let failed = 0
  let firstFailure = ""
  const work = async (client: TaskClient): Promise<void> => {
    while (isMore()) {
      const began = performance.now()
      try {
        await act(client)
        latencies.push(performance.now() - began)
      } catch (cause) {
        if (failed++ === 0) firstFailure = String(cause)
      }
    }
  }
  const began = performance.now()
  await Promise.all(clients.map(work))
  const seconds = (performance.now() - began) / 1000
  const sorted = latencies.sort((a, b) => a - b)
  const quantile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return {
    done: sorted.length,
    requests: requests() - before,
    seconds,
    failed,
    firstFailure,
    p50: quantile(0.5),
    p99: quantile(0.99)
  }
}

process.on("message", async (job: Job) => {
  process.send?.(await perform(job))
})
process.send?.("ready")
