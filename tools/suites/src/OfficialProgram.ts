/**
 * The official servers as programs: what Node is given to run each, and what carries it.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

import { Effect, type Scope } from "effect"

export type Carrier = "stdio" | "http" | "sse"

export interface OfficialProgram {
  readonly carrier: Carrier
  readonly args: Array<string>
  /** Of one that listens. */
  readonly endpoint: string
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const announcing = ["--import", path("../fixtures/announce.mjs")]

const program = (
  carrier: Carrier,
  endpoint: string,
  ...args: ReadonlyArray<string>
): OfficialProgram => ({ carrier, endpoint, args: [...announcing, ...args] })

const reference = fileURLToPath(
  import.meta.resolve("@modelcontextprotocol/server-everything/dist/index.js")
)

/** The reference server that has everything, made with the official v1 library. */
export const everything = {
  stdio: program("stdio", "", reference, "stdio"),
  http: program("http", "/mcp", reference, "streamableHttp"),
  sse: program("sse", "/sse", reference, "sse")
}

/** The official v2 library, both eras. */
export const v2 = {
  stdio: program("stdio", "", path("../fixtures/official-v2-stdio.ts")),
  http: program("http", "/mcp", path("../fixtures/official-v2-http.ts"))
}

/** The official v1 library over HTTP, with streams and without. */
export const v1 = {
  streams: program("http", "/mcp", path("../fixtures/official-v1-http.ts")),
  json: program("http", "/mcp", path("../fixtures/official-v1-http.ts"), "json")
}

/** The same with tasks, which it has as an experiment. */
export const v1Tasks = {
  stdio: program("stdio", "", path("../fixtures/official-v1-tasks.ts")),
  http: program("http", "/mcp", path("../fixtures/official-v1-tasks.ts"), "http")
}

/** What a program that was started says of itself on standard error. */
export const announced = (what: "pid" | "port", stderr: string): number =>
  Number(new RegExp(`${what} (\\d+) ${what}`).exec(stderr)?.[1])

/** A program that listens. */
export interface Listening {
  readonly url: string
  /** Ends it at once. */
  readonly kill: Effect.Effect<void>
}

const ended = (child: ChildProcess): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
  })

/** Starts one that listens, until the scope closes. */
export const listening = ({
  args,
  endpoint
}: OfficialProgram): Effect.Effect<Listening, never, Scope.Scope> =>
  Effect.gen(function* () {
    const started = Effect.sync(() =>
      spawn(process.execPath, args, {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, PORT: "0" }
      })
    )
    const child = yield* Effect.acquireRelease(started, (child) => {
      child.kill("SIGKILL")
      return ended(child)
    })
    const port = yield* Effect.callback<number>((resume) => {
      let stderr = ""
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text
        const port = announced("port", stderr)
        if (port > 0) resume(Effect.succeed(port))
      })
      child.once("exit", () => resume(Effect.die(new Error(`It ended:\n${stderr}`))))
    })
    return {
      url: `http://127.0.0.1:${port}${endpoint}`,
      kill: Effect.sync(() => void child.kill("SIGKILL"))
    }
  })
