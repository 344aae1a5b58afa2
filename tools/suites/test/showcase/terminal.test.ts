/**
 * `npm start` with a person at a real terminal.
 */
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as PseudoTerminal from "../../src/PseudoTerminal.ts"

const root = fileURLToPath(new URL("../../../..", import.meta.url))
const down = "\u001b[B"
const enter = "\r"

/** Without the bootstrap before it: this runs where everything is installed. */
const start = (...args: ReadonlyArray<string>) =>
  PseudoTerminal.open({
    command: "npm",
    args: ["start", "--silent", "--ignore-scripts", "--", ...args],
    cwd: root
  })

describe.skipIf(!PseudoTerminal.isAvailable)("npm start at a terminal", () => {
  it.live("showcase.questions: the person's answers decide the migration", () =>
    Effect.gen(function* () {
      const terminal = yield* start()
      yield* terminal.until("This starts a program on this computer.")
      yield* terminal.until("apps/showcase/src/server.ts")
      yield* terminal.until("speaks 2026-07-28")
      yield* terminal.until("6 files, 5 to migrate, 3 questions")
      yield* terminal.until("globalValue is gone")
      yield* terminal.until("leave it, to be solved by hand")
      yield* terminal.type(down)
      yield* terminal.type(enter)
      yield* terminal.until("Which key?")
      yield* terminal.type(enter)
      yield* terminal.until("Rename it where it is used")
      yield* terminal.type(enter)
      yield* terminal.until("5 of 6 files would change")
      yield* terminal.until("Rpc.ts:307 keep")
      yield* terminal.until('+import * as Headers from "effect/http/Headers"')
      yield* terminal.until("Dry run: 5 of 6 files")
      assert.strictEqual(yield* terminal.ended, 0)
    }).pipe(Effect.scoped)
  )

  it.live(
    "showcase.interrupt: Ctrl-C at a question ends the program, and nothing is decided by it",
    () =>
      Effect.gen(function* () {
        const terminal = yield* start()
        yield* terminal.until("leave it, to be solved by hand")
        yield* terminal.type("\u0003")
        assert.strictEqual(yield* terminal.ended, 130)
        assert.notInclude(yield* terminal.shown, "would change")
      }).pipe(Effect.scoped)
  )

  it.live("showcase.unsupported: a revision without forms takes the defaults, and says so", () =>
    Effect.gen(function* () {
      const terminal = yield* start("--revision", "2025-03-26")
      yield* terminal.until("speaks 2025-03-26")
      yield* terminal.until("Rpc.ts:307 constant (the default: the client cannot be asked)")
      assert.strictEqual(yield* terminal.ended, 0)
    }).pipe(Effect.scoped)
  )
})
