/** One target with ever more clients that do nothing, and what they cost it. */
import { setTimeout as sleep } from "node:timers/promises"

import { Crowd } from "./Crowd.ts"
import * as HttpServer from "./HttpServer.ts"
import * as ProcessCost from "./ProcessCost.ts"
import type { Idle } from "./Targets.ts"

export interface Step {
  readonly clients: number
  readonly alive: number
  readonly rssMiB: number
  /** What the server's CPU does while nothing happens, of one core. */
  readonly busyPercent: number
}

export interface IdleRun {
  readonly rssBefore: number
  readonly steps: ReadonlyArray<Step>
  /** Of a sample of the sessions, at their most: how many still answer a call. */
  readonly asked: number
  readonly answered: number
  /** After a forced collection: before the first client, with all of them, and after the last. */
  readonly heapBefore: number
  readonly heapOpen: number
  readonly heapAfter: number
  readonly rssAfter: number
}

export interface Options {
  readonly steps: ReadonlyArray<number>
  /** How long a server is left alone before it is looked at. */
  readonly settleSeconds: number
  /** How long it is left alone once everybody has left: some have timers that still hold what is gone. */
  readonly afterSeconds: number
}

const watchedSeconds = 2

const step = async (
  server: HttpServer.HttpServer,
  crowd: Crowd,
  clients: number,
  options: Options
): Promise<Step> => {
  await crowd.growTo(clients)
  await sleep(options.settleSeconds * 1000)
  const cpu = ProcessCost.cpuMillis(server.pid)
  await sleep(watchedSeconds * 1000)
  const busy = ProcessCost.cpuMillis(server.pid) - cpu
  return {
    clients,
    alive: crowd.alive,
    rssMiB: server.rssMiB(),
    busyPercent: busy / (watchedSeconds * 10)
  }
}

/** Everything that happens later has happened once, so that what is loaded on the way is not counted. */
const rehearse = async (target: Idle, server: HttpServer.HttpServer): Promise<void> => {
  const crowd = new Crowd(target, server.port)
  await crowd.growTo(1)
  await crowd.answering(1)
  await crowd.leave()
}

export const run = async (target: Idle, options: Options): Promise<IdleRun> => {
  const settled = (): Promise<void> => sleep(options.settleSeconds * 1000)
  const server = await HttpServer.start(target, { probe: true })
  try {
    await rehearse(target, server)
    await settled()
    const heapBefore = await server.heapMiB()
    await settled()
    const rssBefore = server.rssMiB()
    const crowd = new Crowd(target, server.port)
    const steps: Array<Step> = []
    for (const clients of options.steps) steps.push(await step(server, crowd, clients, options))
    const heapOpen = await server.heapMiB()
    const sample = await crowd.answering(50)
    await crowd.leave()
    await sleep(options.afterSeconds * 1000)
    const heapAfter = await server.heapMiB()
    return {
      ...sample,
      rssBefore,
      steps,
      heapBefore,
      heapOpen,
      heapAfter,
      rssAfter: server.rssMiB()
    }
  } finally {
    await server.stop()
  }
}
