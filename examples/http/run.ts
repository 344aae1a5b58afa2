/** Starts the server on a port that is free, runs the client against it, and has the server end as it should. */
import { deepStrictEqual } from "node:assert"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"

const cwd = import.meta.dirname
const program = (...args: ReadonlyArray<string>) => [...process.execArgv, ...args]

const ended = async (child: ChildProcess): Promise<unknown> => (await once(child, "exit"))[0]

/** Where it says that it listens. */
const listening = async (input: Readable): Promise<string> => {
  for await (const line of createInterface({ input })) {
    const url = /Listening on (\S+)/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  throw new Error("The server has ended")
}

const server = spawn(process.execPath, program("server.ts"), {
  cwd,
  env: { ...process.env, PORT: "0" },
  stdio: ["ignore", "pipe", "inherit"]
})
const over = ended(server)
try {
  const url = await listening(server.stdout)
  const client = spawn(process.execPath, program("client.ts", url), { cwd, stdio: "inherit" })
  deepStrictEqual(await ended(client), 0)
} finally {
  server.kill()
}
deepStrictEqual(await over, 130)
