/** `npm run start:orchestrator`: four agents, of which two die. */
import { assert, it } from "vitest"

import * as Showcase from "../../src/Showcase.ts"

const limit = 120_000

it.each(["2026-07-28", "2025-11-25"])(
  "showcase.orchestrator: one that dies comes back, another is replaced, and all is done (%s)",
  async (version) => {
    const { shown, status } = await Showcase.run("--app", "orchestrator", "--revision", version)
    assert.strictEqual(status, 0, shown)
    assert.match(shown, /code data +waits +waits for research data/)
    assert.match(shown, /coder, process \d+, gets SIGKILL over its question, and is started again/)
    assert.match(shown, /reviewer-1, process \d+, gets SIGKILL .*, and is replaced/)
    assert.match(shown, /coder did \d+ steps before it died and \d+ after; none of them twice/)
    assert.match(shown, /review all +done +reviewer-2: approved: \d+ names/)
    assert.include(shown, `the agents spoke ${version}`)
    assert.match(shown, /flatMap +effect\/Array/)
  },
  limit
)

it(
  "showcase.orchestrator: without accidents it comes to the same",
  async () => {
    const { shown, status } = await Showcase.run("--app", "orchestrator", "--unharmed")
    assert.strictEqual(status, 0, shown)
    assert.notInclude(shown, "SIGKILL")
    assert.match(shown, /review all +done +reviewer-\d: approved: \d+ names/)
  },
  limit
)

it("showcase.apps: an application that there is not is refused by name", async () => {
  const { shown, status } = await Showcase.run("--app", "nothing")
  assert.strictEqual(status, 2)
  assert.include(shown, `one of migration, analysis, orchestrator, not "nothing"`)
})
