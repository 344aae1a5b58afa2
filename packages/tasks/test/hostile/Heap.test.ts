/**
 * What stays in memory of tasks that are over or expired, and of those who waited for one and went: nothing. Counted in
 * a process of its own, whose garbage can be collected when it is to be counted.
 */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

const program = fileURLToPath(new URL("support/heap.ts", import.meta.url))

const run = promisify(execFile)

it.live(
  "heap.tasks: 10,000 tasks and 2,500 abandoned waits leave nothing behind",
  () =>
    Effect.gen(function* () {
      const { stdout } = yield* Effect.promise(() =>
        run(process.execPath, ["--expose-gc", "--conditions=@effect-mcp/source", program])
      )
      const { perTask, perWaiter } = JSON.parse(stdout)
      assert.isBelow(perTask, 200)
      assert.isBelow(perWaiter, 300)
    }),
  60_000
)
