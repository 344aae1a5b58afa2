import { spawn, spawnSync } from "node:child_process"
import { realpathSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"

import type { TransportError } from "@effect-mcp/protocol"
import type { JsonRpc } from "@effect-mcp/schema"
import { ServerProcess, SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Queue, Scope } from "effect"
import { TestClock } from "effect/testing"

import * as Peer from "./peer.ts"

/** How a lost server ended. */
const ending = ({ reason }: TransportError.TransportError): unknown => {
  if (reason._tag !== "ConnectionLost") return reason._tag
  const { cause } = reason
  if (!(cause instanceof ServerProcess.ServerExited)) return cause
  return { code: cause.code, signal: cause.signal }
}

const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

const hex = (text: string): string => Buffer.from(text).toString("hex")

/** Ended, and not yet collected by who has adopted it, is ended. */
const isRunning = (pid: unknown): boolean =>
  /^[^Z]/u.test(spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout)

const malformed = (id: number | undefined, message: string, answerable: boolean) => ({
  _tag: "Malformed" as const,
  id,
  code: -32700 as const,
  message,
  answerable
})

/** What starting a program fails with. */
const failure = (command: string, args: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    const transport = yield* StdioClient.make({ command, args }).pipe(
      Effect.provide(SpawnConsent.layerExact({ command, args }))
    )
    const { reason } = yield* Effect.flip(transport.open({ receive: () => {}, closed: () => {} }))
    return reason._tag
  })

describe("StdioClient", () => {
  it.effect(
    "2025-11-25/S-02, 2025-11-25/S-05, 2026-07-28/S-04: a program is started and talked to",
    () =>
      Effect.gen(function* () {
        const peer = yield* Peer.open()
        assert.deepStrictEqual(yield* peer.ask("echo", { text: "one\ntwo\u2028é" }), {
          text: "one\ntwo\u2028é"
        })
      })
  )

  it.effect("spawn.arguments: they arrive as they were given, with no shell in between", () =>
    Effect.gen(function* () {
      const args = ["a b", "$HOME", "`id`", "; exit 3", "*", 'q"q', ""]
      const peer = yield* Peer.open({ args })
      assert.deepStrictEqual((yield* peer.ask("facts"))["args"], args)
    })
  )

  it.effect(
    "2025-11-25/B-13, 2026-07-28/B-29: credentials come by the environment: the short list, what was given, and nothing else of ours",
    () =>
      Effect.gen(function* () {
        process.env["EFFECT_MCP_SECRET"] = "not yours"
        process.env["EFFECT_MCP_NAMED"] = "yours"
        const cwd = realpathSync(tmpdir())
        const peer = yield* Peer.open({
          cwd,
          env: { GIVEN: "1" },
          inheritEnv: ["EFFECT_MCP_NAMED"]
        })
        const facts = yield* peer.ask("facts")
        const env = Object(facts["env"])
        assert.strictEqual(facts["cwd"], cwd)
        assert.strictEqual(env["GIVEN"], "1")
        assert.strictEqual(env["EFFECT_MCP_NAMED"], "yours")
        assert.strictEqual(env["PATH"], process.env["PATH"])
        assert.notProperty(env, "EFFECT_MCP_SECRET")
      })
  )

  it.effect(
    "2025-11-25/S-06, 2025-11-25/S-07, 2026-07-28/S-07, 2026-07-28/S-08: standard error is passed on, and is no sign of failure",
    () =>
      Effect.gen(function* () {
        const peer = yield* Peer.open()
        assert.deepStrictEqual(yield* peer.ask("say", { text: "Error: fatal! žluť\n" }), {})
        yield* peer.hears("Error: fatal! žluť\n")
        assert.deepStrictEqual(yield* peer.ask("echo", { still: "here" }), { still: "here" })
        assert.isFalse(yield* Deferred.isDone(peer.closed))
      })
  )

  it.effect(
    "2025-11-25/L-16, 2026-07-28/S-13: a server that obeys is ended by closing its input, and no signal is sent",
    () =>
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const peer = yield* Scope.provide(Peer.open(), scope)
        yield* peer.ask("echo")
        // The clock of this test stands still: neither signal can have been sent.
        yield* Scope.close(scope, Exit.void)
        assert.isFalse(yield* Deferred.isDone(peer.closed))
        assert.strictEqual((yield* Effect.flip(peer.send("echo"))).reason._tag, "Closed")
      })
  )

  it.effect(
    "2025-11-25/L-16, 2026-07-28/S-13: a server that does not obey gets SIGTERM, then SIGKILL",
    () =>
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const peer = yield* Scope.provide(Peer.open(), scope)
        yield* peer.ask("dig")
        const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
        yield* peer.hears("saw the end of input")
        yield* TestClock.adjust("2 seconds")
        yield* peer.hears("saw SIGTERM")
        assert.isUndefined(closing.pollUnsafe())
        yield* TestClock.adjust("2 seconds")
        // The clock stands still again, so this ends only if the process has.
        yield* Fiber.join(closing)
      })
  )

  it.effect("2026-07-28/S-13: what the server started itself is ended with it", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const peer = yield* Scope.provide(Peer.open(), scope)
      yield* peer.ask("breed")
      yield* peer.hears("offspring is there")
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* TestClock.adjust("2 seconds")
      yield* peer.hears("offspring saw SIGTERM")
      yield* TestClock.adjust("2 seconds")
      // The clock stands still again, so this ends only if the last holder of the pipes has.
      yield* Fiber.join(closing)
    })
  )

  it.effect(
    "2026-07-28/S-13: what the server started itself is ended, also when the server is the first to go",
    () =>
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const peer = yield* Scope.provide(Peer.open(), scope)
        const { pid } = yield* peer.ask("abandon")
        yield* peer.send("exit", { code: 0 })
        yield* Deferred.await(peer.closed)
        assert.isTrue(isRunning(pid))
        const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
        yield* TestClock.adjust("2 seconds")
        // The clock stands still again, so this ends only if everybody has obeyed SIGTERM.
        yield* Fiber.join(closing)
        assert.isFalse(isRunning(pid))
      })
  )

  it.effect("exit.host: a host that exits without closing anything tells its servers", () =>
    Effect.gen(function* () {
      const path = fileURLToPath(new URL("fixtures/host.ts", import.meta.url))
      const host = spawn(process.execPath, ["--conditions=@effect-mcp/source", path], {
        stdio: ["ignore", "ignore", "pipe"]
      })
      // Standard error is the server's as well, and outlives the host.
      let text = ""
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          const [, pid] = /ready as (\d+)/u.exec(text) ?? []
          if (pid !== undefined) process.kill(Number(pid), "SIGKILL")
        })
      )
      yield* Effect.callback<void>((resume) => {
        host.stderr.setEncoding("utf8").on("data", (piece: string) => {
          text += piece
          if (text.includes("saw SIGTERM")) resume(Effect.void)
        })
      })
    })
  )

  it.effect(
    "2026-07-28/S-16: a server that died is told by code or signal, and can be started again under the same consent",
    () =>
      Effect.gen(function* () {
        const { open } = yield* Peer.make()
        const first = yield* open
        yield* first.send("exit", { code: 7 })
        const exited = ending(yield* Deferred.await(first.closed))
        assert.deepStrictEqual(exited, { code: 7, signal: null })

        const second = yield* open
        yield* second.send("crash")
        const crashed = ending(yield* Deferred.await(second.closed))
        assert.deepStrictEqual(crashed, { code: null, signal: "SIGKILL" })

        const third = yield* open
        assert.deepStrictEqual(yield* third.ask("echo", { again: true }), { again: true })
        const late = yield* Effect.flip(first.send("echo"))
        assert.strictEqual(late.reason._tag, "ConnectionLost")
      })
  )

  it.effect("2025-11-25/L-17, 2026-07-28/S-15: a server that closes its output has ended", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const peer = yield* Scope.provide(Peer.open(), scope)
      yield* peer.send("endOutput")
      const ended = ending(yield* Deferred.await(peer.closed))
      assert.deepStrictEqual(ended, { code: null, signal: null })
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(closing)
    })
  )

  it.effect(
    "frame.garbage: what is no message is reported as such, and the next message works",
    () =>
      Effect.gen(function* () {
        const peer = yield* Peer.open({ maxFrameBytes: 200 })
        yield* peer.send("raw", { hex: hex("Listening on port 80\n") })
        yield* peer.send("raw", { hex: `${hex('{"jsonrpc":"2.0","id":9,"result":{"a":"')}ff0a` })
        yield* peer.send("raw", {
          hex: hex(`{"jsonrpc":"2.0","id":3,"result":{"a":"${"x".repeat(500)}"}}\n`)
        })
        assert.deepStrictEqual(yield* Queue.takeN(peer.received, 3), [
          malformed(undefined, "Parse error: not JSON", true),
          malformed(9, "Parse error: the message is not UTF-8", false),
          malformed(3, "Parse error: the message is longer than 200 bytes", false)
        ])
        assert.deepStrictEqual(yield* peer.ask("echo", { ok: 1 }), { ok: 1 })
      })
  )

  it.effect(
    "write.pressure: sending waits while the server does not read, and goes on when it does",
    () =>
      Effect.gen(function* () {
        const peer = yield* Peer.open()
        const { pid } = yield* peer.ask("stopReading")
        // More than the pipe and the stream hold.
        yield* peer.send("echo", { filler: "x".repeat(2_000_000) })
        yield* turn
        const second = yield* Effect.forkChild(peer.send("echo", { last: true }))
        yield* turn
        assert.isUndefined(second.pollUnsafe())
        process.kill(Number(pid), "SIGUSR2")
        yield* Fiber.join(second)
        yield* Queue.take(peer.received)
        assert.deepStrictEqual(yield* Queue.take(peer.received), {
          _tag: "Result",
          id: 3,
          result: { last: true }
        })
      })
  )

  it.effect(
    "write.withdrawn: a request that was given up before it could leave is not sent any more",
    () =>
      Effect.gen(function* () {
        const peer = yield* Peer.open()
        const { pid } = yield* peer.ask("stopReading")
        yield* peer.send("echo", { filler: "x".repeat(2_000_000) })
        yield* turn
        const second = yield* Effect.forkChild(peer.send("echo", { late: true }))
        const third = yield* Effect.forkChild(peer.send("echo", { late: true }))
        const fourth = yield* Effect.forkChild(peer.send("echo", { last: true }))
        yield* turn
        assert.isFalse(peer.channel.abandon(2))
        assert.isTrue(peer.channel.abandon(3))
        yield* Fiber.join(second)
        yield* Fiber.interrupt(third)
        process.kill(Number(pid), "SIGUSR2")
        yield* Fiber.join(fourth)
        yield* Queue.take(peer.received)
        assert.deepStrictEqual(yield* Queue.take(peer.received), {
          _tag: "Result",
          id: 5,
          result: { last: true }
        })
      })
  )

  it.effect(
    "read.pressure: a server that asks and does not read the answers is not read from either",
    () =>
      Effect.gen(function* () {
        const { transport } = yield* Peer.make()
        const started = yield* Deferred.make<unknown>()
        const crowded = yield* Deferred.make<void>()
        const answered = yield* Deferred.make<void>()
        const frame = JSON.stringify({ jsonrpc: "2.0", method: "none", filler: "x".repeat(400) })
        let asked = 0
        let waiting = 0
        let most = 0
        const answer = Effect.suspend(() => {
          most = Math.max(most, ++waiting)
          if (waiting === 1000) Deferred.doneUnsafe(crowded, Effect.void)
          const message = { kind: "response" as const }
          return Effect.map(channel.send({ frame, message, revision: undefined }), () => {
            waiting -= 1
            if (asked === 20_000 && waiting === 0) Deferred.doneUnsafe(answered, Effect.void)
          })
        })
        const receive = (message: JsonRpc.Parsed): void => {
          if (message._tag === "Result") Deferred.doneUnsafe(started, Effect.succeed(message))
          if (message._tag !== "Request") return
          asked += 1
          Effect.runFork(answer)
        }
        const channel = yield* transport.open({ receive, closed: () => {} })
        const call = { method: "flood", params: { count: 20_000 } }
        yield* channel.send({
          frame: JSON.stringify({ jsonrpc: "2.0", id: 1, ...call }),
          message: { kind: "request", id: 1 },
          revision: undefined
        })
        const { result } = Object(yield* Deferred.await(started))
        yield* Deferred.await(crowded)
        for (let turns = 0; turns < 200; turns++) yield* turn
        process.kill(Number(result.pid), "SIGUSR2")
        yield* Deferred.await(answered)
        assert.isBelow(most, 8000)
      })
  )

  it.effect(
    "2025-11-25/AU-52, 2026-07-28/SEC-17: what is run is what was shown, and without consent nothing is",
    () =>
      Effect.gen(function* () {
        const asked: Array<SpawnConsent.SpawnRequest> = []
        const transport = yield* StdioClient.make({
          command: "/does/not/exist",
          args: ["--root", "/"],
          env: { TOKEN: "t0ken" },
          inheritEnv: ["PROXY"]
        }).pipe(
          Effect.provide(
            SpawnConsent.layer((request) =>
              Effect.sync(() => {
                asked.push(request)
                return false
              })
            )
          )
        )
        const sink = { receive: () => {}, closed: () => {} }
        const refused = yield* Effect.flip(transport.open(sink))
        assert.strictEqual(refused.reason._tag, "ConsentRefused")
        assert.strictEqual((yield* Effect.flip(transport.open(sink))).reason._tag, "ConsentRefused")
        assert.deepStrictEqual(asked, [
          {
            command: "/does/not/exist",
            args: ["--root", "/"],
            cwd: process.cwd(),
            env: ["PROXY", "TOKEN"],
            notice:
              "This starts a program on this computer. It can do whatever you can do here: read, change and delete your files, and use the network.",
            warnings: [
              {
                kind: "SensitivePath",
                message: "names a place where secrets or the system's own files are kept",
                found: "/"
              }
            ]
          }
        ])
        assert.notInclude(JSON.stringify(asked), "t0ken")
      })
  )

  it.effect(
    "2025-11-25/AU-52, 2026-07-28/SEC-17: a question that is cancelled is a question that was not answered",
    () =>
      Effect.gen(function* () {
        const asking = yield* Deferred.make<void>()
        const transport = yield* StdioClient.make({ command: process.execPath }).pipe(
          Effect.provide(
            SpawnConsent.layer(() =>
              Effect.andThen(Deferred.succeed(asking, undefined), Effect.never)
            )
          )
        )
        const opening = yield* Effect.forkChild(
          transport.open({ receive: () => {}, closed: () => {} })
        )
        yield* Deferred.await(asking)
        yield* Fiber.interrupt(opening)
        assert.isTrue(Exit.isFailure(yield* Fiber.await(opening)))
      })
  )

  it.effect("consent.yes: anything that is not a yes is a no", () =>
    Effect.gen(function* () {
      for (const answer of ["no", "yes", 1, {}]) {
        const transport = yield* StdioClient.make({ command: "/does/not/exist" }).pipe(
          Effect.provide(SpawnConsent.layer(() => Effect.succeed(answer as never)))
        )
        const sink = { receive: () => {}, closed: () => {} }
        const { reason } = yield* Effect.flip(transport.open(sink))
        assert.strictEqual(reason._tag, "ConsentRefused")
      }
    })
  )

  it.effect("spawn.missing: a program that does not exist is a typed error", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* failure("/does/not/exist"), "ConnectFailed")
      assert.strictEqual(yield* failure(process.execPath, ["a\0b"]), "ConnectFailed")
    })
  )
})
