/**
 * `npm start` with a person at a real terminal.
 */
import { rm } from "node:fs/promises"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as PseudoTerminal from "../../src/PseudoTerminal.ts"

const root = fileURLToPath(new URL("../../../..", import.meta.url))
const down = "\u001b[B"
const enter = "\r"
/** For the start of processes, where many start at once. */
const slow = "40 seconds"

/** For a whole run. */
const limit = 120_000

/** Without the bootstrap before it: this runs where everything is installed. */
const start = (...args: ReadonlyArray<string>) =>
  PseudoTerminal.open({
    command: "npm",
    args: ["start", "--silent", "--ignore-scripts", "--", ...args],
    cwd: root
  })

describe.skipIf(!PseudoTerminal.isAvailable)("npm start at a terminal", () => {
  it.live(
    "showcase.questions: the person's answers decide the migration, over the server's death",
    () =>
      Effect.gen(function* () {
        const terminal = yield* start()
        yield* terminal.until("This starts a program on this computer.")
        yield* terminal.until("apps/showcase/src/migration/server.ts")
        yield* terminal.until("speaks 2026-07-28", slow)
        yield* terminal.until("6 files, 5 to migrate, 3 questions")
        yield* terminal.until("Rename it where it is used")
        yield* terminal.until("as an alias in the import")
        yield* terminal.type(enter)
        yield* terminal.until("globalValue is gone")
        yield* terminal.until("leave it, to be solved by hand")
        yield* terminal.type(down)
        yield* terminal.type(enter)
        yield* terminal.until("gets SIGKILL in the middle of it")
        yield* terminal.until("speaks 2026-07-28", slow)
        yield* terminal.until("is input_required")
        yield* terminal.until("Which key?")
        yield* terminal.until("leave it, to be solved by hand")
        yield* terminal.type(enter)
        yield* terminal.until("5 of 6 files would change")
        yield* terminal.until("Rpc.ts:307 keep")
        yield* terminal.until("before the kill")
        yield* terminal.until("the same ones, as 2025-11-25 sees them", slow)
        yield* terminal.until('+import * as Headers from "effect/http/Headers"')
        yield* terminal.until("Dry run: 5 of 6 files")
        yield* terminal.until("npm run start:orchestrator")
        assert.strictEqual(yield* terminal.ended, 0)
      }).pipe(Effect.scoped),
    limit
  )

  it.live(
    "showcase.interrupt: Ctrl-C at a question ends the program, and nothing is decided by it",
    () =>
      Effect.gen(function* () {
        const terminal = yield* start()
        yield* terminal.until("as an alias in the import", slow)
        yield* terminal.type("\u0003")
        yield* terminal.until("Nothing is lost. To go on: npm start -- ")
        assert.strictEqual(yield* terminal.ended, 130)
        const [, kept = ""] = /Keeping tasks in (\S+)/.exec(yield* terminal.shown) ?? []
        yield* Effect.promise(() => rm(kept, { recursive: true }))
        assert.notInclude(yield* terminal.shown, "would change")
      }).pipe(Effect.scoped),
    limit
  )

  it.live(
    "showcase.unsupported: a revision without forms takes the defaults, and says so",
    () =>
      Effect.gen(function* () {
        const terminal = yield* start("--revision", "2025-03-26")
        yield* terminal.until("speaks 2025-03-26", slow)
        yield* terminal.until("This revision has no tasks")
        yield* terminal.until("Rpc.ts:307 constant (the default: the client cannot be asked)")
        assert.strictEqual(yield* terminal.ended, 0)
      }).pipe(Effect.scoped),
    limit
  )

  it.live(
    "showcase.table: the orchestrator draws its table over the old one",
    () =>
      Effect.gen(function* () {
        const terminal = yield* PseudoTerminal.open({
          command: "npm",
          args: ["run", "start:orchestrator", "--silent", "--ignore-scripts"],
          cwd: root,
          columns: 110,
          rows: 40
        })
        yield* terminal.until("waits for", slow)
        yield* terminal.until("gets SIGKILL over its question", slow)
        yield* terminal.until("✓  review all        reviewer-2  done     approved", slow)
        yield* terminal.until("the agents spoke 2026-07-28")
        assert.strictEqual(yield* terminal.ended, 0)
      }).pipe(Effect.scoped),
    limit
  )
})
