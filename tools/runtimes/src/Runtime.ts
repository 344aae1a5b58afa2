/** A runtime as a process that serves a bundle, and is ended by its id. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { Readable } from "node:stream"

import { Data, Effect, type Scope } from "effect"

import * as Bundle from "./Bundle.ts"

/** What a runtime is run by. */
export interface Runtime {
  readonly name: string
  /** Whether a session finds its server again with the next request. */
  readonly hasSessions: boolean
  readonly conditions: ReadonlyArray<string>
  /** Which package has the binary, and where in it. */
  readonly binary: string
  /** Files beside `server.js`. */
  readonly files?: { readonly [name: string]: string }
  readonly args: ReadonlyArray<string>
  /** What it says where about the port that it listens on. */
  readonly port: { readonly descriptor: 1 | 3; readonly pattern: RegExp }
}

/** It did not come to listen; what it said instead. */
class NotStarted extends Data.TaggedError("NotStarted")<{
  readonly runtime: string
  readonly said: string
}> {}

const platform = `${process.platform}-${process.arch}`

const packaged = (names: { readonly [platform: string]: string }, path: string): string => {
  const name = names[platform]
  return name === undefined ? "" : `${name}/${path}`
}

const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "server", esModule = embed "server.js")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["enable_request_signal"]
);
`

const listening = { descriptor: 1, pattern: /listening on (\d+)/u } as const

export const workerd: Runtime = {
  name: "workerd",
  hasSessions: false,
  conditions: ["workerd", "browser"],
  binary: packaged(
    {
      "linux-x64": "@cloudflare/workerd-linux-64",
      "linux-arm64": "@cloudflare/workerd-linux-arm64",
      "darwin-x64": "@cloudflare/workerd-darwin-64",
      "darwin-arm64": "@cloudflare/workerd-darwin-arm64"
    },
    "bin/workerd"
  ),
  files: { "config.capnp": config },
  args: ["serve", "--control-fd=3", "config.capnp"],
  port: { descriptor: 3, pattern: /"event":"listen","socket":"http","port":(\d+)/u }
}

export const bun: Runtime = {
  name: "bun",
  hasSessions: true,
  conditions: ["bun"],
  binary: packaged(
    {
      "linux-x64": "@oven/bun-linux-x64-baseline",
      "linux-arm64": "@oven/bun-linux-aarch64",
      "darwin-x64": "@oven/bun-darwin-x64",
      "darwin-arm64": "@oven/bun-darwin-aarch64"
    },
    "bin/bun"
  ),
  args: ["run", "--no-install", "server.js"],
  port: listening
}

export const deno: Runtime = {
  name: "deno",
  hasSessions: true,
  conditions: ["deno"],
  binary: packaged(
    {
      "linux-x64": "@deno/linux-x64-glibc",
      "linux-arm64": "@deno/linux-arm64-glibc",
      "darwin-x64": "@deno/darwin-x64",
      "darwin-arm64": "@deno/darwin-arm64"
    },
    "deno"
  ),
  args: ["run", "--cached-only", "--no-prompt", "--allow-net=127.0.0.1", "server.js"],
  port: listening
}

/** The packages do not export their binaries; their manifest is beside them. */
const locate = (binary: string): string => {
  const [scope, name, ...path] = binary.split("/")
  const manifest = createRequire(import.meta.url).resolve(`${scope}/${name}/package.json`)
  return join(dirname(manifest), ...path)
}

const folder = (runtime: Runtime) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const path = await mkdtemp(join(tmpdir(), "effect-mcp-"))
      const code = await Bundle.text(runtime.name, runtime.conditions)
      for (const [name, text] of Object.entries({ ...runtime.files, "server.js": code })) {
        await writeFile(join(path, name), text)
      }
      return path
    }),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
  )

const ended = (child: ChildProcess): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill("SIGKILL")
  })

const portOf = ({ name, port }: Runtime, child: ChildProcess): Effect.Effect<number, NotStarted> =>
  Effect.callback((resume) => {
    let said = ""
    for (const stream of child.stdio) {
      stream?.on("error", () => undefined)
      ;(stream as Readable | null)?.on("data", (chunk: Buffer) => {
        said += chunk.toString()
        const found = port.pattern.exec(said)?.[1]
        if (found !== undefined) resume(Effect.succeed(Number(found)))
      })
    }
    child.once("error", (error) => {
      resume(Effect.fail(new NotStarted({ runtime: name, said: error.message })))
    })
    child.once("exit", () => resume(Effect.fail(new NotStarted({ runtime: name, said }))))
  })

/** Serves until the scope closes; the address of the endpoint. Nothing is downloaded. */
export const serve = (runtime: Runtime): Effect.Effect<string, NotStarted, Scope.Scope> =>
  Effect.gen(function* () {
    const cwd = yield* folder(runtime)
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(locate(runtime.binary), runtime.args, {
          cwd,
          env: { HOME: cwd, DENO_DIR: cwd, DENO_NO_UPDATE_CHECK: "1" },
          stdio: ["ignore", "pipe", "pipe", "pipe"]
        })
      ),
      ended
    )
    return `http://127.0.0.1:${yield* portOf(runtime, child)}/mcp`
  })
