/** `npm start -- --http`: the same run, over a port of this machine. */
import { assert, it } from "vitest"

import * as Showcase from "../../src/Showcase.ts"

it.each([
  ["2026-07-28", "2025-11-25"],
  ["2025-11-25", "2026-07-28"]
])(
  "showcase.http: migrates over HTTP in %s, over the server's death, and ends well",
  async (version, other) => {
    const { shown, status } = await Showcase.run("--http", "--revision", version)
    assert.strictEqual(status, 0, shown)
    assert.match(shown, /Serving http:\/\/127\.0\.0\.1:\d+\/mcp/)
    assert.include(shown, `speaks ${version}`)
    assert.include(shown, "gets SIGKILL in the middle of it")
    assert.include(shown, `the same ones, as ${other} sees them`)
    assert.include(shown, "Dry run: 5 of 6 files")
  },
  120_000
)
