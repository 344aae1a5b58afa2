/**
 * A program at a real terminal, driven by a test: wait for text, type, and see how it ends.
 *
 * The terminal is made by `script` of util-linux, so no native module is needed. What is shown is what the
 * program wrote, without the control sequences; a moved cursor is not acted on.
 */
import * as ChildProcess from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { stripVTControlCharacters } from "node:util"

import { Data, Deferred, Duration, Effect, Option, type Scope } from "effect"

export interface Options {
  readonly command: string
  readonly args?: ReadonlyArray<string>
  readonly cwd?: string
  /** Beside those of this process. */
  readonly env?: { readonly [name: string]: string }
  /** How wide the terminal is. */
  readonly columns?: number
  readonly rows?: number
}

export interface PseudoTerminal {
  /**
   * Waits for text after what was waited for last, and gives all that was shown up to its end. Fails with
   * `NotSeen` when the program has ended without it, or after `within` (15 seconds).
   */
  readonly until: (text: string, within?: Duration.Input) => Effect.Effect<string, NotSeen>
  /** As a person at the keyboard: `"\r"` is the return key, `"\u0003"` is Ctrl-C. */
  readonly type: (keys: string) => Effect.Effect<void>
  /** All that was shown so far. */
  readonly shown: Effect.Effect<string>
  /** Waits for the program's end, and gives its exit code. */
  readonly ended: Effect.Effect<number>
}

/** The text did not come. `shown` is what came instead. */
export class NotSeen extends Data.TaggedError("NotSeen")<{
  readonly text: string
  readonly shown: string
  readonly exitCode: number | undefined
}> {
  override get message() {
    const end = this.exitCode === undefined ? "" : ` before it ended with ${this.exitCode}`
    return `${JSON.stringify(this.text)} was not shown${end}. Shown:\n${this.shown}`
  }
}

/** Whether there are pseudo-terminals here; Debian has `script` always. */
export const isAvailable = existsSync("/usr/bin/script") && process.platform === "linux"

/** What was shown, and who waits for more of it. */
class Screen {
  private raw = ""
  private seen = 0
  private readonly waiting = new Set<() => void>()
  readonly ended = Deferred.makeUnsafe<number>()
  exitCode: number | undefined

  get text(): string {
    return stripVTControlCharacters(this.raw).replaceAll("\r\n", "\n")
  }

  show(text: string): void {
    this.raw += text
    this.wake()
  }

  end(code: number): void {
    this.exitCode = code
    Deferred.doneUnsafe(this.ended, Effect.succeed(code))
    this.wake()
  }

  /** What is new up to the end of `wanted`; that is then no longer new. */
  take(wanted: string): string | undefined {
    const at = this.text.indexOf(wanted, this.seen)
    if (at < 0) return undefined
    const from = this.seen
    this.seen = at + wanted.length
    return this.text.slice(from, this.seen)
  }

  onMore(listener: () => void): () => void {
    this.waiting.add(listener)
    return () => this.waiting.delete(listener)
  }

  notSeen(text: string): NotSeen {
    return new NotSeen({ text, shown: this.text.slice(this.seen), exitCode: this.exitCode })
  }

  private wake(): void {
    for (const listener of this.waiting) listener()
  }
}

const until = (screen: Screen, text: string): Effect.Effect<string, NotSeen> =>
  Effect.callback((resume) => {
    const look = (): boolean => {
      const found = screen.take(text)
      if (found !== undefined) resume(Effect.succeed(found))
      else if (screen.exitCode !== undefined) resume(Effect.fail(screen.notSeen(text)))
      else return false
      return true
    }
    if (look()) return undefined
    const stop = screen.onMore(() => {
      if (look()) stop()
    })
    return Effect.sync(stop)
  })

/** For the shell that `script` hands its command to: one word, whatever is in it. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

const commandLine = ({ args = [], columns = 120, command, rows = 40 }: Options): string =>
  `stty cols ${columns} rows ${rows}; exec ${[command, ...args].map(quoted).join(" ")}`

const start = (options: Options): ChildProcess.ChildProcessWithoutNullStreams =>
  ChildProcess.spawn(
    "/usr/bin/script",
    [
      "--quiet",
      "--return",
      "--flush",
      "--echo",
      "always",
      "--command",
      commandLine(options),
      "/dev/null"
    ],
    {
      cwd: options.cwd ?? process.cwd(),
      env: { ...process.env, SHELL: "/bin/sh", TERM: "xterm-256color", ...options.env },
      stdio: "pipe"
    }
  )

/** What runs in the terminal leads a group of processes of its own. */
const groups = (child: ChildProcess.ChildProcess): ReadonlyArray<number> => {
  try {
    return readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")
      .split(" ")
      .flatMap((pid) => (pid === "" ? [] : [Number(pid)]))
  } catch {
    return []
  }
}

const signal = (group: number, name: "SIGHUP" | "SIGKILL"): void => {
  try {
    process.kill(-group, name)
  } catch {
    // It has ended meanwhile, as was wanted.
  }
}

const patience = Duration.seconds(2)

/** As if the window were closed; what does not mind that is ended for certain. */
const close = (child: ChildProcess.ChildProcess, screen: Screen): Effect.Effect<void> =>
  Effect.gen(function* () {
    if (screen.exitCode !== undefined) return
    const running = groups(child)
    for (const group of running) signal(group, "SIGHUP")
    if (running.length === 0) child.kill("SIGKILL")
    const ended = yield* Effect.timeoutOption(Deferred.await(screen.ended), patience)
    if (Option.isSome(ended)) return
    for (const group of running) signal(group, "SIGKILL")
    child.kill("SIGKILL")
  })

/** Runs a program at a terminal of its own; when the scope closes it is ended. */
export const open = (options: Options): Effect.Effect<PseudoTerminal, never, Scope.Scope> =>
  Effect.gen(function* () {
    const screen = new Screen()
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => start(options)),
      (child) => close(child, screen)
    )
    child.stdout.setEncoding("utf8").on("data", (text: string) => screen.show(text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => screen.show(text))
    child.stdin.on("error", () => {})
    child.once("error", (error) => screen.show(`${error.message}\n`))
    child.once("close", (code, signal) => screen.end(code ?? (signal === "SIGKILL" ? 137 : 143)))
    return {
      until: (text, within = "15 seconds") =>
        Effect.timeoutOrElse(until(screen, text), {
          duration: within,
          orElse: () => Effect.fail(screen.notSeen(text))
        }),
      type: (keys) => Effect.sync(() => void child.stdin.write(keys)),
      shown: Effect.sync(() => screen.text),
      ended: Deferred.await(screen.ended)
    }
  })
