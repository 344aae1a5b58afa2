/** One server with a thousand tasks, then with all of them; then looks at them beside plain calls. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import * as HttpServer from "./HttpServer.ts"
import * as ProcessCost from "./ProcessCost.ts"
import { environment, path, type Target } from "./Target.ts"
import type { Done, Job } from "./TaskLoad.ts"

export interface Options {
  readonly tasks: number
  readonly inFlight: number
  /** Stretches of plain calls and of polls, in turn. */
  readonly turns: number
  readonly turnSeconds: number
}

/** A job, and what the server spent on it. */
interface Measured extends Done {
  readonly cpuMicros: number
}

export interface TaskRun {
  readonly tasksPerSecond: number
  readonly cpuMicrosPerTask: number
  readonly requestsPerTask: number
  readonly p50: number
  readonly p99: number
  /** After a forced collection, with the first thousand and with all. */
  readonly heapFew: number
  readonly heapAll: number
  readonly rssMiB: number
  /** Microseconds of CPU. */
  readonly call: number
  readonly poll: number
  readonly failed: number
}

const few = 1000

class Load {
  private readonly child: ChildProcess
  private readonly server: HttpServer.HttpServer

  constructor(child: ChildProcess, server: HttpServer.HttpServer) {
    this.child = child
    this.server = server
  }

  async perform(job: Job): Promise<Measured> {
    const before = ProcessCost.cpuMillis(this.server.pid)
    const done = await this.next<Done>(() => this.child.send(job))
    if (done.failed > 0) throw new Error(`${done.failed} failed: ${done.firstFailure}`)
    return { ...done, cpuMicros: (ProcessCost.cpuMillis(this.server.pid) - before) * 1000 }
  }

  /** What it says next; it must not end before. */
  async next<A>(ask: () => void = () => {}): Promise<A> {
    const ended = new AbortController()
    const said = once(this.child, "message", { signal: ended.signal })
    const gone = (): void => ended.abort(new Error("the load has ended"))
    this.child.once("exit", gone)
    ask()
    const [message] = await said
    this.child.off("exit", gone)
    return message
  }

  stop(): void {
    this.child.kill("SIGKILL")
  }
}

const startLoad = async (
  target: Target,
  server: HttpServer.HttpServer,
  { inFlight }: Options
): Promise<Load> => {
  const child = fork(path("src/TaskLoad.ts"), [server.port, inFlight].map(String), {
    env: environment(target)
  })
  const load = new Load(child, server)
  await load.next()
  return load
}

/** In turns, each as often first as second. */
const beside = async (load: Load, { turns, turnSeconds }: Options) => {
  const spent = { calls: [0, 0], polls: [0, 0] } satisfies Record<string, [number, number]>
  for (let turn = 0; turn < turns; turn++) {
    const order = turn % 2 === 0 ? (["calls", "polls"] as const) : (["polls", "calls"] as const)
    for (const what of order) {
      const { cpuMicros, done } = await load.perform({ what, seconds: turnSeconds })
      // the first turn of each is for warming up
      if (turn === 0) continue
      spent[what][0] += cpuMicros
      spent[what][1] += done
    }
  }
  return { call: spent.calls[0] / spent.calls[1], poll: spent.polls[0] / spent.polls[1] }
}

const measure = async (
  load: Load,
  server: HttpServer.HttpServer,
  options: Options
): Promise<TaskRun> => {
  const first = await load.perform({ what: "tasks", count: few })
  const heapFew = await server.heapMiB()
  const rest = await load.perform({ what: "tasks", count: options.tasks - few })
  const heapAll = await server.heapMiB()
  const done = first.done + rest.done
  return {
    tasksPerSecond: done / (first.seconds + rest.seconds),
    cpuMicrosPerTask: (first.cpuMicros + rest.cpuMicros) / done,
    requestsPerTask: (first.requests + rest.requests) / done,
    p50: rest.p50,
    p99: rest.p99,
    heapFew,
    heapAll,
    ...(await beside(load, options)),
    rssMiB: server.rssMiB(),
    failed: first.failed + rest.failed
  }
}

/** A folder for what the server keeps. */
const withFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "bench-tasks-"))
  return use(folder).finally(() => rmSync(folder, { recursive: true, force: true }))
}

export const run = (target: Target, options: Options): Promise<TaskRun> =>
  withFolder(async (folder) => {
    const env = { ...target.env, FOLDER: folder }
    const server = await HttpServer.start({ ...target, env }, { probe: true })
    try {
      const load = await startLoad(target, server, options)
      return await measure(load, server, options).finally(() => load.stop())
    } finally {
      await server.stop()
    }
  })
