import * as ChildProcess from "node:child_process"
import type { Readable, Writable } from "node:stream"

/**
 * A spawned server: made without a shell, and gone for certain when its scope closes.
 *
 * The end is asked for before it is forced: standard input is closed, which is how a host says goodbye; a
 * server that is still there later gets SIGTERM, and later still SIGKILL. Where processes have groups it
 * leads one of its own, so that what it started itself is ended with it, also when the server was the first to go.
 *
 * @spec 2026-07-28/basic/transports/stdio#shutdown
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

import { follow, gone, hasGroups, signal } from "./internal/processTree.ts"

/**
 * The program ended, or closed its output, while it was still needed.
 *
 * @since 0.1.0
 */
export class ServerExited extends Schema.TaggedError<ServerExited>()("ServerExited", {
  /** `null` while it runs, or when a signal ended it. */
  code: Schema.NullOr(Schema.Int),
  signal: Schema.NullOr(Schema.String)
}) {
  override get message(): string {
    if (this.signal !== null) return `The server was ended by ${this.signal}`
    if (this.code !== null) return `The server exited with code ${this.code}`
    return "The server closed its output"
  }
}

/**
 * How long each step of the ending is waited for.
 *
 * @spec 2025-11-25/basic/lifecycle#stdio
 * @since 0.1.0
 */
export interface Shutdown {
  /** From closing its input to SIGTERM. */
  readonly terminateAfter: Duration.Input
  /** From SIGTERM to SIGKILL. */
  readonly killAfter: Duration.Input
}

/**
 * What becomes of the server's standard error. It is diagnostics and never a sign of failure.
 *
 * @spec 2026-07-28/basic/transports/stdio#receiving-messages
 * @since 0.1.0
 */
export type Stderr =
  | "inherit"
  | "ignore"
  /** Text as it comes, not cut at lines. Must not throw. */
  | ((text: string) => void)

/**
 * @since 0.1.0
 */
export interface Options extends Shutdown {
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly cwd: string
  readonly env: Record<string, string>
  readonly stderr: Stderr
}

/**
 * A process that runs.
 *
 * @since 0.1.0
 */
export interface ServerProcess {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  /** Calls `lost` once the process has ended, or its output has, and all that it wrote was read. */
  readonly onLost: (lost: (exited: ServerExited) => void) => void
}

interface Child {
  readonly process: ChildProcess.ChildProcess
  readonly stdin: Writable
  readonly stdout: Readable
  /** Waits for the end of the process and of everybody who holds its pipes. */
  readonly closed: Effect.Effect<void>
}

/** After exit, the ends of its pipes follow at once, if they do at all; and the other way round. */
const settleMillis = 250

/**
 * Starts the program; fails with the reason if there is none to start.
 *
 * @since 0.1.0
 */
export const make = (options: Options): Effect.Effect<ServerProcess, Error, Scope.Scope> =>
  Effect.gen(function* () {
    const child = yield* Effect.acquireRelease(spawn(options), (child) => end(child, options))
    return {
      pid: child.process.pid ?? 0,
      stdin: child.stdin,
      stdout: child.stdout,
      onLost: (lost) => watch(child, lost)
    }
  })

const spawn = (options: Options): Effect.Effect<Child, Error> =>
  Effect.callback((resume) => {
    const child = start(options)
    if (child instanceof Error) return resume(Effect.fail(child))
    child.process.on("error", (cause) => resume(Effect.fail(cause)))
    child.process.once("spawn", () => resume(Effect.succeed(child)))
  })

const start = ({ args, command, cwd, env, stderr }: Options): Child | Error => {
  try {
    const process = ChildProcess.spawn(command, args, {
      cwd,
      env,
      shell: false,
      windowsHide: true,
      detached: hasGroups,
      stdio: ["pipe", "pipe", typeof stderr === "string" ? stderr : "pipe"]
    })
    const { stdin, stdout } = process
    if (stdin === null || stdout === null) return new Error("No pipes")
    // Writing to a server that has gone is noticed by its exit.
    stdin.on("error", () => {})
    stdout.on("error", () => {})
    if (typeof stderr === "function") process.stderr?.setEncoding("utf8").on("data", stderr)
    const closed = Deferred.makeUnsafe<void>()
    process.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
    follow(process)
    return { process, stdin, stdout, closed: Deferred.await(closed) }
  } catch (cause) {
    // A NUL byte in an argument, a folder that is no string.
    return cause instanceof Error ? cause : new Error(String(cause))
  }
}

const watch = ({ process, stdout }: Child, lost: (exited: ServerExited) => void): void => {
  let settling: NodeJS.Timeout | undefined
  let told = false
  const tell = (): void => {
    if (told) return
    told = true
    clearTimeout(settling)
    lost(new ServerExited({ code: process.exitCode, signal: process.signalCode }))
  }
  const one = (): void => {
    const hasExited = process.exitCode !== null || process.signalCode !== null
    if (hasExited && stdout.readableEnded) tell()
    else settling ??= setTimeout(tell, settleMillis)
  }
  if (process.exitCode !== null || process.signalCode !== null) one()
  process.once("exit", one)
  stdout.once("end", one)
}

/** Close its input; if that is not enough for it and its group, SIGTERM; if that is not enough, SIGKILL. */
const end = (child: Child, shutdown: Shutdown): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { process, stdin, stdout } = child
    stdin.end()
    stdout.resume()
    yield* terminate(process, shutdown)
    // Somebody outside of the group may hold the pipes for ever.
    yield* Effect.race(child.closed, settled)
    stdin.destroy()
    stdout.destroy()
    process.stderr?.destroy()
  })

const terminate = Effect.fnUntraced(function* (
  process: ChildProcess.ChildProcess,
  { killAfter, terminateAfter }: Shutdown
) {
  const ended = gone(process)
  if (yield* within(ended, terminateAfter)) return
  signal(process, "SIGTERM")
  if (yield* within(ended, killAfter)) return
  signal(process, "SIGKILL")
  yield* within(ended, killAfter)
})

/** In the time of the system, as what it waits for. */
const settled = Effect.callback<void>((resume) => {
  const timer = setTimeout(() => resume(Effect.void), settleMillis)
  return Effect.sync(() => clearTimeout(timer))
})

const within = (ended: Effect.Effect<void>, limit: Duration.Input): Effect.Effect<boolean> =>
  Effect.map(Effect.timeoutOption(ended, limit), Option.isSome)
