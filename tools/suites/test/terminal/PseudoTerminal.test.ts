import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"

import * as PseudoTerminal from "../../src/PseudoTerminal.ts"

const program = fileURLToPath(new URL("../../fixtures/asks.mjs", import.meta.url))

const asks = (...args: ReadonlyArray<string>) =>
  PseudoTerminal.open({ command: process.execPath, args: [program, ...args], columns: 91 })

describe.runIf(PseudoTerminal.isAvailable)("PseudoTerminal", () => {
  it.live("terminal.dialogue: a question is waited for and answered", () =>
    Effect.gen(function* () {
      const terminal = yield* asks("it's one")
      yield* terminal.until("terminal: true, 91 columns")
      yield* terminal.until("Name? ")
      yield* terminal.type("Ada\r")
      assert.include(yield* terminal.until("Colour? "), "Ada")
      yield* terminal.type("green\r")
      yield* terminal.until("Ada likes green, argument it's one")
      assert.strictEqual(yield* terminal.ended, 0)
    })
  )

  it.live("terminal.exit: the program's code is the terminal's", () =>
    Effect.gen(function* () {
      const terminal = yield* asks()
      yield* terminal.until("Name? ")
      yield* terminal.type("Ada\r")
      yield* terminal.until("Colour? ")
      yield* terminal.type("red\r")
      assert.strictEqual(yield* terminal.ended, 3)
    })
  )

  it.live("terminal.keys: Ctrl-C is a key", () =>
    Effect.gen(function* () {
      const terminal = yield* asks()
      yield* terminal.until("Name? ")
      yield* terminal.type("\u0003")
      yield* terminal.until("interrupted")
      assert.strictEqual(yield* terminal.ended, 130)
    })
  )

  it.live("terminal.absent: text that can no longer come is a failure that shows what came", () =>
    Effect.gen(function* () {
      const terminal = yield* asks()
      yield* terminal.until("Name? ")
      yield* terminal.type("Ada\r")
      yield* terminal.until("Colour? ")
      yield* terminal.type("green\r")
      const failure = yield* Effect.flip(terminal.until("Goodbye"))
      assert.strictEqual(failure.exitCode, 0)
      assert.include(failure.message, "Ada likes green")
    })
  )

  it.live("terminal.patience: text that does not come in time is a failure", () =>
    Effect.gen(function* () {
      const terminal = yield* asks()
      yield* terminal.until("Name? ")
      const failure = yield* Effect.flip(terminal.until("Goodbye", "50 millis"))
      assert.isUndefined(failure.exitCode)
    })
  )

  it.live("terminal.close: the program ends with the scope", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const terminal = yield* Scope.provide(asks(), scope)
      yield* terminal.until("Name? ")
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(yield* terminal.ended, 129)
    })
  )
})
