import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, test } from "vitest"

import * as Command from "../src/Command.ts"

const guard = new URL("../src/loopbackOnly.ts", import.meta.url).href

/** Tries each target, and prints what became of it. */
const program = `
import { createServer, connect } from "node:net"
const server = createServer((socket) => socket.end())
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
const { port } = server.address()
const answer = (address) => (_name, options, done) =>
  options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)
const tries = [
  { port, host: "127.0.0.1" },
  { port, host: "localhost" },
  { port, host: "elsewhere.example", lookup: answer("127.0.0.1") },
  { port: 9, host: "192.0.2.1" },
  { port: 9, host: "elsewhere.example" },
  { port: 9, host: "localhost", lookup: answer("192.0.2.2") }
]
for (const options of tries) {
  console.log(await new Promise((resolve) => {
    const socket = connect(options)
    socket.once("connect", () => resolve("reached"))
    socket.once("error", (error) => resolve(error.code ?? error.message))
    socket.resume()
  }))
}
server.close()
`

test("conformance.offline: what is not this machine is refused, and written down", async () => {
  const folder = mkdtempSync(join(tmpdir(), "loopback-"))
  const log = join(folder, "reached.txt")
  const { code, output } = await Command.run(
    [process.execPath, `--import=${guard}`, "--input-type=module", "--eval", program],
    { env: { ...process.env, LOOPBACK_ONLY_LOG: log } }
  )
  const written = readFileSync(log, "utf8")
  rmSync(folder, { recursive: true })
  assert.strictEqual(code, 0, output)
  assert.deepStrictEqual(output.trimEnd().split("\n"), [
    "reached",
    "reached",
    "reached",
    "Only this machine may be reached, not 192.0.2.1",
    "Only this machine may be reached, not elsewhere.example",
    "ERR_IP_BLOCKED"
  ])
  assert.strictEqual(written, "192.0.2.1\nelsewhere.example\n192.0.2.2\n")
})
