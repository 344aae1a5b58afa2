/**
 * A process together with all that it started itself.
 *
 * @since 0.1.0
 */
import * as ChildProcess from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"

import * as Effect from "effect/Effect"

/**
 * Windows has no groups of processes; there a signal ends a process, and `taskkill` its tree.
 *
 * @since 0.1.0
 */
export const hasGroups = process.platform !== "win32"

/** Those of whom somebody may be left. Whoever is not in here has a number that may be another's by now. */
const followed = new Set<ChildProcess.ChildProcess>()

/**
 * Keeps an eye on a process that was just started. One that leads a group of its own is not reached by what ends
 * its host's. So when the host exits without having closed its scopes, this tells it.
 *
 * @since 0.1.0
 */
export const follow = (child: ChildProcess.ChildProcess): void => {
  if (followed.size === 0) process.on("exit", endAll)
  followed.add(child)
  child.once("exit", () => isAlive(child))
}

const endAll = (): void => {
  for (const child of followed) signal(child, "SIGTERM")
}

/**
 * To the whole group, also when the process that leads it has ended. A group that has ended meanwhile is what was
 * wanted.
 *
 * @since 0.1.0
 */
export const signal = (child: ChildProcess.ChildProcess, name: "SIGTERM" | "SIGKILL"): void => {
  if (child.pid === undefined || !isAlive(child)) return
  try {
    if (hasGroups) process.kill(-child.pid, name)
    else ChildProcess.spawn("taskkill", ["/pid", `${child.pid}`, "/T", "/F"], { stdio: "ignore" })
  } catch {
    child.kill(name)
  }
}

/** Groups say nothing when they end. */
const lookEvery = 50

/**
 * Waits until the process has ended, and everybody in its group.
 *
 * @since 0.1.0
 */
export const gone = (child: ChildProcess.ChildProcess): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (!isAlive(child)) return resume(Effect.void)
    const look = (): void => {
      if (isAlive(child)) return
      stop()
      resume(Effect.void)
    }
    const timer = setInterval(look, lookEvery)
    const stop = (): void => {
      clearInterval(timer)
      child.off("exit", look)
    }
    child.once("exit", look)
    return Effect.sync(stop)
  })

const isAlive = (child: ChildProcess.ChildProcess): boolean => {
  if (!followed.has(child)) return false
  if (child.exitCode === null && child.signalCode === null) return true
  if (child.pid !== undefined && hasMembers(child.pid)) return true
  followed.delete(child)
  if (followed.size === 0) process.off("exit", endAll)
  return false
}

const hasMembers = (group: number): boolean => {
  if (!hasGroups) return false
  try {
    process.kill(-group, 0)
  } catch {
    return false
  }
  return process.platform !== "linux" || !hasOnlyEnded(group)
}

/**
 * A process that has ended stays a member until its parent has collected it, and who has adopted the orphan may take
 * its time. Linux tells them apart.
 */
const hasOnlyEnded = (group: number): boolean => {
  try {
    return readdirSync("/proc").every((pid) => !/^\d+$/u.test(pid) || !isMember(pid, group))
  } catch {
    return false
  }
}

const isMember = (pid: string, group: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    const [state = "", , of] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return of === `${group}` && !"ZX".includes(state)
  } catch {
    // It ended while we looked.
    return false
  }
}
