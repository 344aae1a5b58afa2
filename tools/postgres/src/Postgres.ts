/**
 * A Postgres of our own: on a free port of 127.0.0.1, in a folder that is gone afterwards, with a password
 * that nobody else on the machine knows. It is ended by its id, also when what ran beside it failed.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { Data, Effect, type Scope } from "effect"

import type { Missing } from "./Missing.ts"
import * as Programs from "./Programs.ts"

/** It did not come to listen; what it said instead. */
export class NotStarted extends Data.TaggedError("NotStarted")<{ readonly said: string }> {
  override get message() {
    return `Postgres did not start: ${this.said}`
  }
}

interface Place {
  readonly folder: string
  readonly programs: string
  readonly user: Programs.User | undefined
}

const folder = (user: Programs.User | undefined) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const path = await mkdtemp(join(tmpdir(), "effect-mcp-postgres-"))
      await chmod(path, 0o700)
      if (user !== undefined) await chown(path, user.uid, user.gid)
      return path
    }),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
  )

/** It can be taken again before Postgres has it, which then says so and is not started. */
const freePort: Effect.Effect<number, NotStarted> = Effect.callback((resume) => {
  const server = createServer()
  server.once("error", (error) => resume(Effect.fail(new NotStarted({ said: error.message }))))
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" ? address?.port : undefined
    server.close(() => resume(Effect.succeed(port ?? 0)))
  })
})

const init = ({ folder, programs, user }: Place, password: string) =>
  Effect.tryPromise({
    try: async () => {
      const secret = join(folder, "password")
      await writeFile(secret, password, { mode: 0o600 })
      if (user !== undefined) await chown(secret, user.uid, user.gid)
      const args = [`--pwfile=${secret}`, "--pgdata", join(folder, "data")]
      const settings = ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8"]
      execFileSync(
        join(programs, "initdb"),
        [...settings, "--locale=C.UTF-8", "--no-sync", ...args],
        { ...user, cwd: folder, encoding: "utf8", stdio: "pipe" }
      )
      await rm(secret)
    },
    catch: (error) => new NotStarted({ said: String(error) })
  })

/** A crash of the machine would lose data, which nobody would miss; a crash of a client loses none. */
const settings = (folder: string, port: number): ReadonlyArray<string> =>
  Object.entries({
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 300,
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    logging_collector: "off"
  })
    .flatMap(([name, value]) => ["-c", `${name}=${value}`])
    .concat("-D", join(folder, "data"))

/** A group of its own: an interrupt from the keyboard reaches whoever uses it first. */
const start = ({ folder, programs, user }: Place, port: number): ChildProcess =>
  spawn(join(programs, "postgres"), settings(folder, port), {
    ...user,
    cwd: folder,
    detached: true,
    env: { LC_ALL: "C.UTF-8", PATH: process.env["PATH"] },
    stdio: ["ignore", "ignore", "pipe"]
  })

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined

const signalled = (child: ChildProcess, signal: NodeJS.Signals): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (hasEnded(child)) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill(signal)
  })

/** Without waiting for its clients; at once if that does not help. */
const end = (child: ChildProcess): Effect.Effect<void> =>
  signalled(child, "SIGINT").pipe(
    Effect.timeoutOrElse({
      duration: "10 seconds",
      orElse: () => signalled(child, "SIGQUIT")
    })
  )

const listening = (child: ChildProcess): Effect.Effect<void, NotStarted> =>
  Effect.callback((resume) => {
    let said = ""
    child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000)
      if (said.includes("ready to accept connections")) resume(Effect.void)
    })
    child.once("error", ({ message }) => resume(Effect.fail(new NotStarted({ said: message }))))
    child.once("exit", () => resume(Effect.fail(new NotStarted({ said }))))
  })

/** Serves until the scope closes. Gives the address of a database whose user may make others. */
export const serve: Effect.Effect<string, Missing | NotStarted, Scope.Scope> = Effect.gen(
  function* () {
    const programs = yield* Programs.folder
    const user = yield* Programs.user
    const place = { folder: yield* folder(user), programs, user }
    const password = randomBytes(16).toString("hex")
    yield* init(place, password)
    const port = yield* freePort
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => start(place, port)),
      end
    )
    yield* listening(child)
    return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  }
)
