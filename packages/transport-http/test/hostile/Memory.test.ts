/** What is left when the attackers have gone. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

interface Measured {
  readonly before: number
  readonly after: number
  readonly store: { readonly kept: number; readonly left: number }
}

const measured = Effect.callback<Measured>((resume) => {
  const program = fileURLToPath(new URL("memory.ts", import.meta.url))
  const options = ["--expose-gc", "--conditions=@effect-mcp/source", program]
  const child = execFile(process.execPath, options, (failed, stdout, stderr) => {
    resume(
      failed === null
        ? Effect.succeed(JSON.parse(stdout) as Measured)
        : Effect.die(new Error(stderr))
    )
  })
  return Effect.sync(() => child.kill())
})

describe("Memory", () => {
  it.live(
    "hostile.memory: the heap comes back, and a store keeps what it may and no more",
    () =>
      Effect.gen(function* () {
        const { after, before, store } = yield* measured
        assert.isAtMost(after, before * 1.1 + 5_000_000)
        assert.isAtMost(store.kept, 12_000_000)
        assert.isAtMost(store.left, 1_000_000)
      }),
    120_000
  )
})
