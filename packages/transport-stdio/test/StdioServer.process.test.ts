import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Host from "./host.ts"

const tool = (id: number | string, name: string, args: object = {}): string =>
  Host.request(id, "tools/call", { name, arguments: args })

/** How long `what` took to end the process, and how it ended. */
const ended = (host: Host.Host, what: () => void) =>
  Effect.gen(function* () {
    const from = performance.now()
    what()
    const { at, code, signal } = yield* host.exited
    return { code, signal, within: at - from }
  })

describe("StdioServer, a process", () => {
  it.live(
    "2025-11-25/S-04, 2026-07-28/S-03: only messages reach standard output; stray writes go to standard error",
    () =>
      Effect.gen(function* () {
        const host = yield* Host.start()
        yield* Host.initialize(host, "2025-11-25")
        host.write(tool(1, "print"), tool(2, "echo", { text: "two\nlines" }))
        assert.deepStrictEqual(yield* host.line, Host.echoed(1, "printed"))
        assert.deepStrictEqual(yield* host.line, Host.echoed(2, "two\nlines"))
        yield* host.hears("printed by console.log")
        yield* host.hears("printed by process.stdout.write")
      })
  )

  it.live("stray.layers: what is printed and logged while the server is built is no message", () =>
    Effect.gen(function* () {
      const host = yield* Host.start("--chatty")
      yield* Host.initialize(host, "2025-11-25")
      host.write(tool(1, "echo", { text: "one" }))
      assert.deepStrictEqual(yield* host.line, Host.echoed(1, "one"))
      yield* host.hears("printed by a layer")
      assert.include(host.heard(), "logged by a layer")
    })
  )

  it.live(
    "2026-07-28/S-14: it exits within a second when its input is closed, finalizers first",
    () =>
      Effect.gen(function* () {
        const host = yield* Host.start("--timer")
        const { code, signal, within } = yield* ended(host, () => host.child.stdin.end())
        assert.deepStrictEqual({ code, signal }, { code: 0, signal: null })
        assert.isBelow(within, 1000)
        assert.include(host.heard(), "finalized")
      })
  )

  it.live("exit.drain: what was asked before the input ended is answered", () =>
    Effect.gen(function* () {
      const host = yield* Host.start()
      yield* Host.initialize(host, "2025-11-25")
      // Without a newline behind it, too.
      host.child.stdin.end(`${tool(1, "slow")}${tool(2, "echo", { text: "last" })}`.trimEnd())
      assert.sameDeepMembers(
        [yield* host.line, yield* host.line],
        [Host.echoed(1, "slow"), Host.echoed(2, "last")]
      )
      assert.strictEqual((yield* host.exited).code, 0)
    })
  )

  it.live(
    "exit.drain: a call without end is interrupted, and holds the process for less than a second",
    () =>
      Effect.gen(function* () {
        const host = yield* Host.start()
        yield* Host.initialize(host, "2025-11-25")
        host.write(tool(1, "wait"))
        yield* host.hears("waiting")
        const { code, within } = yield* ended(host, () => host.child.stdin.end())
        assert.strictEqual(code, 0)
        assert.isBelow(within, 1000)
        assert.include(host.heard(), "released\nfinalized")
      })
  )

  it.live("exit.sigterm: it exits within a second, finalizers first", () =>
    Effect.gen(function* () {
      const host = yield* Host.start("--timer")
      yield* Host.initialize(host, "2025-11-25")
      host.write(tool(1, "wait"))
      yield* host.hears("waiting")
      const { code, within } = yield* ended(host, () => host.child.kill("SIGTERM"))
      assert.strictEqual(code, 130)
      assert.isBelow(within, 1000)
      assert.include(host.heard(), "released\nfinalized")
    })
  )

  it.live("exit.sigterm: a finalizer that hangs does not hold it", () =>
    Effect.gen(function* () {
      const host = yield* Host.start("--hang", "--timer")
      const { within } = yield* ended(host, () => host.child.kill("SIGTERM"))
      assert.include(host.heard(), "hanging")
      assert.isBelow(within, 1500)
    })
  )

  it.live("exit.epipe: it exits within a second once nobody reads its output", () =>
    Effect.gen(function* () {
      const host = yield* Host.start("--timer")
      yield* Host.initialize(host, "2025-11-25")
      host.child.stdout.destroy()
      const { code, within } = yield* ended(host, () =>
        host.write(tool(1, "echo", { text: "nobody" }))
      )
      assert.strictEqual(code, 0)
      assert.isBelow(within, 1000)
      assert.include(host.heard(), "finalized")
    })
  )

  it.live("exit.bare: without runMain it exits all the same", () =>
    Effect.gen(function* () {
      const closed = yield* Host.start("--bare", "--timer")
      const { code, within } = yield* ended(closed, () => closed.child.stdin.end())
      assert.strictEqual(code, 0)
      assert.isBelow(within, 1500)

      const killed = yield* Host.start("--bare", "--timer")
      const { signal } = yield* ended(killed, () => killed.child.kill("SIGTERM"))
      assert.strictEqual(signal, "SIGTERM")
    })
  )

  it.live("exit.stderr: that its diagnostics are not read any more does not end it", () =>
    Effect.gen(function* () {
      const host = yield* Host.start()
      yield* Host.initialize(host, "2025-11-25")
      host.child.stderr.destroy()
      for (const id of [1, 2, 3]) {
        host.write(tool(id, "print"))
        assert.deepStrictEqual(yield* host.line, Host.echoed(id, "printed"))
      }
    })
  )
})
