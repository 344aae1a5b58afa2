import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

import { Revisions } from "@effect-mcp/schema"
import { afterAll, assert, beforeAll, it } from "vitest"

const start = (file: string, args: ReadonlyArray<string>, env: NodeJS.ProcessEnv) =>
  spawn(
    process.execPath,
    [
      "--conditions=@effect-mcp/source",
      fileURLToPath(new URL(`../src/${file}`, import.meta.url)),
      ...args
    ],
    { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] }
  )

const server = start("http.ts", [], { PORT: "0" })
let url = ""

beforeAll(async () => {
  const [line] = (await once(createInterface({ input: server.stdout }), "line")) as [string]
  url = /Listening on (\S+)$/.exec(line)?.[1] ?? ""
})

afterAll(async () => {
  server.kill("SIGTERM")
  await once(server, "exit")
})

const client = async (scenario: string, version: string) => {
  const child = start("client.ts", [url], {
    MCP_CONFORMANCE_SCENARIO: scenario,
    MCP_CONFORMANCE_PROTOCOL_VERSION: version
  })
  let output = ""
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString()
  })
  const [code] = (await once(child, "close")) as [number | null]
  return { code, output }
}

it("everything.http: listens on this machine, on a port that is free", () => {
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/mcp$/)
})

it.each([Revisions.latest.version, Revisions.handshake[0]?.version ?? ""])(
  "everything.client: loads the server's skills over HTTP and ends well, in %s",
  async (version) => {
    assert.deepStrictEqual(await client("sep-2640-client-verify-digest", version), {
      code: 0,
      output: ""
    })
  }
)

it("everything.client: ends at once with a message where it lacks something", async () => {
  const { code, output } = await client("auth/basic-cimd", Revisions.latest.version)
  assert.strictEqual(code, 1)
  assert.include(output, "auth/basic-cimd needs authorization, which this client does not have")
})

it("everything.client: a scenario that goes wrong ends it with a code", async () => {
  // There is no such tool on this server.
  const { code } = await client("tools_call", Revisions.latest.version)
  assert.strictEqual(code, 1)
})
