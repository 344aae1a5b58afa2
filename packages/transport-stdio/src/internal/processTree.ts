/**
 * A process together with all that it started itself.
 *
 * @since 0.1.0
 */
import * as ChildProcess from "node:child_process"

/**
 * Windows has no groups of processes; there a signal ends a process, and `taskkill` its tree.
 *
 * @since 0.1.0
 */
export const hasGroups = process.platform !== "win32"

/**
 * To the whole group. A process that has ended meanwhile is what was wanted.
 *
 * @since 0.1.0
 */
export const signal = (child: ChildProcess.ChildProcess, name: "SIGTERM" | "SIGKILL"): void => {
  if (child.pid === undefined) return
  try {
    if (hasGroups) process.kill(-child.pid, name)
    else ChildProcess.spawn("taskkill", ["/pid", `${child.pid}`, "/T", "/F"], { stdio: "ignore" })
  } catch {
    child.kill(name)
  }
}

const alive = new Set<ChildProcess.ChildProcess>()

const endAll = (): void => {
  for (const child of alive) signal(child, "SIGTERM")
}

/**
 * A process that leads a group of its own is not reached by what ends its host's. So when the host exits
 * without having closed its scopes, this tells it.
 *
 * @since 0.1.0
 */
export const endWithHost = (child: ChildProcess.ChildProcess): void => {
  if (alive.size === 0) process.on("exit", endAll)
  alive.add(child)
  child.once("close", () => {
    alive.delete(child)
    if (alive.size === 0) process.off("exit", endAll)
  })
}
