/** `npm start -- --http`: the same run, over a port of this machine. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

import { assert, it } from "vitest"

const main = fileURLToPath(new URL("../../../../apps/showcase/src/main.ts", import.meta.url))

it.each(["2026-07-28", "2025-11-25"])(
  "showcase.http: migrates over HTTP in %s, and ends well",
  (version) => {
    const { status, stdout } = spawnSync(
      process.execPath,
      ["--conditions=@effect-mcp/source", main, "--http", "--revision", version],
      { encoding: "utf8", timeout: 60_000, stdio: ["ignore", "pipe", "inherit"] }
    )
    assert.strictEqual(status, 0)
    assert.match(stdout, /Serving http:\/\/127\.0\.0\.1:\d+\/mcp/)
    assert.include(stdout, `speaks ${version}`)
    assert.include(stdout, "Dry run: 5 of 6 files")
  },
  90_000
)
