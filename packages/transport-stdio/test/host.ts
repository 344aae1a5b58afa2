import { type ChildProcessByStdio, spawn } from "node:child_process"
import type { Readable, Writable } from "node:stream"
import { fileURLToPath } from "node:url"

/** A host by hand: it starts the program of `fixtures/server.ts` and holds the other ends of its pipes. */
import { Deferred, Effect, Queue } from "effect"

const program = fileURLToPath(new URL("fixtures/server.ts", import.meta.url))

export interface Exited {
  readonly code: number | null
  readonly signal: string | null
  /** `performance.now()` at the exit. */
  readonly at: number
}

/** One line of output. */
export interface Line {
  readonly [key: string]: unknown
  readonly id?: number | string
  readonly method?: string
  readonly result?: {
    readonly [key: string]: unknown
    readonly resultType?: string
    readonly content?: unknown
    readonly requestState?: string
    readonly inputRequests?: { readonly [key: string]: { readonly method: string } }
  }
}

export interface Host {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly write: (...lines: ReadonlyArray<string | Buffer>) => void
  /** The next line of its output, parsed. */
  readonly line: Effect.Effect<Line>
  /** How many chunks its output came in. */
  readonly chunks: () => number
  /** Waits until standard error has said `text`. */
  readonly hears: (text: string) => Effect.Effect<void>
  readonly heard: () => string
  readonly exited: Effect.Effect<Exited>
}

/** Lines as they come, until the stream ends. */
const linesOf = (stream: Readable, onLine: (line: string) => void): (() => number) => {
  let rest = ""
  let chunks = 0
  stream.setEncoding("utf8").on("data", (text: string) => {
    chunks += 1
    const lines = (rest + text).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) onLine(line)
  })
  return () => chunks
}

export const start = (...flags: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(process.execPath, ["--conditions=@effect-mcp/source", program, ...flags], {
          stdio: ["pipe", "pipe", "pipe"]
        })
      ),
      (child) => Effect.sync(() => child.kill("SIGKILL"))
    )
    child.stdin.on("error", () => {})
    const lines = yield* Queue.unbounded<string>()
    const heard: Array<string> = []
    const waiting = new Set<() => void>()
    const exited = yield* Deferred.make<Exited>()
    const chunks = linesOf(child.stdout, (line) => Queue.offerUnsafe(lines, line))
    linesOf(child.stderr, (line) => {
      heard.push(line)
      for (const check of waiting) check()
    })
    child.once("exit", (code, signal) => {
      const at = performance.now()
      child.once("close", () => Deferred.doneUnsafe(exited, Effect.succeed({ code, signal, at })))
    })
    const host: Host = {
      child,
      write: (...parts) => {
        for (const part of parts) child.stdin.write(part)
      },
      line: Effect.map(Queue.take(lines), (line): Line => JSON.parse(line)),
      chunks,
      hears: (text) =>
        Effect.callback<void>((resume) => {
          const check = (): void => {
            if (!heard.includes(text)) return
            waiting.delete(check)
            resume(Effect.void)
          }
          waiting.add(check)
          check()
        }),
      heard: () => heard.join("\n"),
      exited: Deferred.await(exited)
    }
    yield* host.hears("ready")
    return host
  })

export const request = (id: number | string, method: string, params: object = {}): string =>
  `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`

export const notification = (method: string, params: object = {}): string =>
  `${JSON.stringify({ jsonrpc: "2.0", method, params })}\n`

/** What a client of 2026-07-28 sends with each request. */
export const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "host", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } }
}

/** A call without a handshake before it. */
export const call = (id: number | string, name: string, args: object = {}): string =>
  request(id, "tools/call", { name, arguments: args, _meta: { ...meta, progressToken: id } })

/** A handshake, its answer taken. */
export const initialize = (host: Host, protocolVersion: string): Effect.Effect<void> => {
  const clientInfo = { name: "host", version: "1" }
  const capabilities = { elicitation: {} }
  host.write(request("init", "initialize", { protocolVersion, capabilities, clientInfo }))
  host.write(notification("notifications/initialized"))
  return Effect.asVoid(host.line)
}

/** What the fixture's `echo` answers, in a revision with a handshake. */
export const echoed = (id: number | string, text: string): unknown => ({
  jsonrpc: "2.0",
  id,
  result: { content: [{ type: "text", text }] }
})
