/** A server under test over HTTP: a fresh process on a port of its own. */
import { spawn, type ChildProcess } from "node:child_process"
import * as Net from "node:net"
import { setTimeout as sleep } from "node:timers/promises"

import * as ProcessCost from "./ProcessCost.ts"
import { environment, path, type Target } from "./Target.ts"

export interface HttpServer {
  readonly port: number
  readonly pid: number
  readonly rssMiB: () => number
  /** `heapUsed` once everything that can be collected was; only of a server that was started with `probe`. */
  readonly heapMiB: () => Promise<number>
  readonly stop: () => Promise<void>
}

export interface Options {
  /** Lets the heap be asked for, by a module that is loaded ahead of the server's own. */
  readonly probe?: boolean | undefined
}

const startsWithinMillis = 15_000

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = Net.createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0))
    })
  })

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = Net.connect(port, "127.0.0.1", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })

/** The beginning of what it says, to be shown only when it does not come up: some warn with every session. */
const complaints = (child: ChildProcess): (() => string) => {
  let text = ""
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    if (text.length < 4000) text += chunk
  })
  return () => text
}

const untilUp = async (child: ChildProcess, port: number): Promise<void> => {
  const complained = complaints(child)
  const until = performance.now() + startsWithinMillis
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}\n${complained()}`)
    if (await listens(port)) return
    await sleep(20)
  }
  child.kill("SIGKILL")
  throw new Error(`does not listen\n${complained()}`)
}

const heapMiB = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once("message", (bytes) => resolve(Number(bytes) / 1_048_576))
    child.once("exit", () => reject(new Error("the server has ended")))
    child.send("heap")
  })

const stop = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve()
      return
    }
    child.once("exit", () => resolve())
    child.kill("SIGKILL")
  })

export const start = async (target: Target, options: Options = {}): Promise<HttpServer> => {
  const port = await freePort()
  const probe = ["--expose-gc", "--import", path("src/HeapProbe.ts")]
  const args = options.probe === true ? [...probe, ...target.args] : target.args
  const child = spawn(process.execPath, args, {
    env: environment(target, { PORT: String(port) }),
    stdio: ["ignore", "ignore", "pipe", "ipc"]
  })
  const pid = child.pid
  if (pid === undefined) throw new Error(`${target.name} did not start`)
  await untilUp(child, port)
  return {
    port,
    pid,
    rssMiB: () => ProcessCost.rssMiB(pid),
    heapMiB: () => heapMiB(child),
    stop: () => stop(child)
  }
}
