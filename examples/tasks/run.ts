/** Runs the client over stdio and over HTTP, twice where there are tasks: it begins one, and comes back to it. */
import { deepStrictEqual } from "node:assert"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"

const runs = { "2026-07-28": 2, "2025-11-25": 2, "2025-06-18": 1 }

/** Where the tasks are kept, and the client keeps the id. */
const cwd = mkdtempSync(join(tmpdir(), "example-tasks-"))

const program = (name: string, ...args: ReadonlyArray<string>) => [
  ...process.execArgv,
  join(import.meta.dirname, name),
  ...args
]

const ended = async (child: ChildProcess): Promise<unknown> => (await once(child, "exit"))[0]

const client = async (...args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, program("client.ts", ...args), { cwd, stdio: "inherit" })
  deepStrictEqual(await ended(child), 0)
}

const everyRevision = async (...args: ReadonlyArray<string>) => {
  for (const [revision, times] of Object.entries(runs)) {
    for (let time = 0; time < times; time++) await client("--revision", revision, ...args)
  }
}

/** Where it says that it listens. */
const listening = async (input: Readable): Promise<string> => {
  for await (const line of createInterface({ input })) {
    const url = /Listening on (\S+)/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  throw new Error("The server has ended")
}

const overHttp = async () => {
  const server = spawn(process.execPath, program("http.ts"), {
    cwd,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"]
  })
  const over = ended(server)
  try {
    await everyRevision("--url", await listening(server.stdout))
  } finally {
    server.kill()
  }
  deepStrictEqual(await over, 130)
}

try {
  await everyRevision()
  await overHttp()
} finally {
  rmSync(cwd, { recursive: true })
}
