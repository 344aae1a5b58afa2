import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

import { assert, it } from "vitest"

const program = fileURLToPath(new URL("../src/stdio.ts", import.meta.url))

const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "test", version: "1.0.0" }
  }
}

const call = {
  jsonrpc: "2.0",
  id: 2,
  method: "tools/call",
  params: { name: "test_simple_text", arguments: {} }
}

it("everything.stdio: nothing but messages on standard output, and a clean end", async () => {
  const child = spawn(process.execPath, ["--conditions=@effect-mcp/source", program], {
    stdio: ["pipe", "pipe", "ignore"]
  })
  let output = ""
  child.stdout.setEncoding("utf8")
  child.stdout.on("data", (chunk: string) => {
    output += chunk
    if (output.includes('"id":2')) child.stdin.end()
  })
  const initialized = { jsonrpc: "2.0", method: "notifications/initialized" }
  child.stdin.write(
    [initialize, initialized, call].map((message) => `${JSON.stringify(message)}\n`).join("")
  )
  const code = await new Promise((resolve) => child.once("close", resolve))
  assert.strictEqual(code, 0)
  const lines = output.trimEnd().split("\n")
  const ids = lines.map((line) => (JSON.parse(line) as { readonly id?: number }).id)
  assert.deepStrictEqual(ids, [1, 2])
})
