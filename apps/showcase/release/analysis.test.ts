import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { McpClient, ToolResult } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { TaskClient, TaskHandle, Tasks, TaskStore, TaskStoreMemory } from "@effect-mcp/tasks"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Layer, Logger } from "effect"

import * as AnalysisServer from "../src/analysis/analysisServer.ts"
import { Analyse, Departures } from "../src/analysis/definitions.ts"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** `npm run start:analysis` with these arguments. */
const run = (...args: ReadonlyArray<string>): Effect.Effect<Ended> =>
  Effect.callback((resume) => {
    const options = ["--conditions=@effect-mcp/source", main, "--app", "analysis", ...args]
    const child = spawn(process.execPath, options, { stdio: ["ignore", "pipe", "inherit"] })
    let output = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text))
    child.once("close", (code) => resume(Effect.succeed({ code, output })))
    return Effect.sync(() => child.kill())
  })

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "analysis-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
)

describe("analysis", { timeout: 120_000 }, () => {
  it.live(
    "analysis.run: drives the server in both revisions that have tasks, and agrees with it",
    () =>
      Effect.gen(function* () {
        const out = yield* folder
        const { code, output } = yield* run("--until", "2001-01-20", "--out", out)
        assert.strictEqual(code, 0, output)
        for (const [version, method] of [
          ["2026-07-28", "notifications/tasks"],
          ["2025-11-25", "notifications/tasks/status"]
        ] as const) {
          assert.include(output, `Flight delays speaks ${version}`)
          assert.match(output, new RegExp(`× ${method}, the last: completed`))
          assert.match(readFileSync(join(out, `delays-${version}.svg`), "utf8"), /^<svg /)
        }
        assert.include(output, "312,641 flights, 2001-01-01 until 2001-01-20")
        assert.match(output, /\d+ other calls answered while it ran/)
        assert.match(output, /\d+ figures agree with the driver's own calculation/)
      }).pipe(Effect.scoped)
  )

  it.live("analysis.wrong: what the server does not do as it should ends in an exit code", () =>
    Effect.gen(function* () {
      const { code, output } = yield* run(
        "--until",
        "2001-01-04",
        "--revision",
        "2025-11-25",
        "--out",
        yield* folder
      )
      assert.strictEqual(code, 1)
      assert.include(output, "This takes at least 14 days; these are 3")
    }).pipe(Effect.scoped)
  )
})

/** The server on a port of its own, over a store; ends with the scope. Gives a client. */
const connected = (store: TaskStore.TaskStore["Service"], pin = Revisions.latest) =>
  Effect.gen(function* () {
    const served = yield* Layer.build(
      NodeServer.layer({ port: 0 }).pipe(
        Layer.provide(AnalysisServer.layer),
        Layer.provide(Tasks.layer()),
        Layer.provide(Layer.succeed(TaskStore.TaskStore, store)),
        Layer.provide(Logger.layer([]))
      )
    )
    const { url } = yield* NodeServer.NodeServer.pipe(Effect.provideContext(served))
    return yield* McpClient.connect({ name: "test", version: "1.0.0", pin }).pipe(
      Effect.provide([StreamableHttpClient.layer({ url }), TaskClient.layer()])
    )
  })

/** A store, and word of its fourth step. */
const watched = Effect.gen(function* () {
  const inner = yield* TaskStore.TaskStore
  const half = yield* Deferred.make<void>()
  let steps = 0
  const store: TaskStore.TaskStore["Service"] = {
    ...inner,
    append: (id, runner, entries) =>
      Effect.tap(inner.append(id, runner, entries), () => {
        steps += entries.filter(({ _tag }) => _tag === "Step").length
        return steps >= 4 ? Deferred.succeed(half, undefined) : Effect.void
      })
  }
  return { store, half: Deferred.await(half) }
}).pipe(Effect.provide(TaskStoreMemory.layer))

const asked = { from: "2001-01-01", until: "2001-01-20", resamples: 2000 }

describe("the analysis server", { timeout: 60_000 }, () => {
  it.live("analysis.resumed: a server goes on where another one ended, to the same report", () =>
    Effect.gen(function* () {
      const { half, store } = yield* watched
      const steps = (id: string) =>
        Effect.map(store.load(id), (kept) => kept?.journal.filter(({ _tag }) => _tag === "Step"))
      const id = yield* Effect.gen(function* () {
        const handle = yield* TaskHandle.start(yield* connected(store), Analyse, asked)
        yield* half
        return handle.id ?? assert.fail("it became no task")
      }).pipe(Effect.scoped)
      const before = (yield* steps(id)) ?? []
      assert.isAtLeast(before.length, 4)
      assert.isBelow(before.length, 9)

      const client = yield* connected(store)
      const report = yield* (yield* TaskHandle.resume(client, id, Analyse)).result
      const after = (yield* steps(id)) ?? []
      assert.strictEqual(after.length, 9)
      assert.deepStrictEqual(after.slice(0, before.length), before)

      const plain = yield* connected(store, Revisions.byVersion("2025-06-18"))
      assert.deepStrictEqual(yield* plain.call(Analyse, asked), report)
    }).pipe(Effect.scoped)
  )

  it.live("analysis.content: the report is in words, in figures and in a picture", () =>
    Effect.gen(function* () {
      const { store } = yield* watched
      const client = yield* connected(store)
      yield* client.listTools()
      const result = yield* client.callTool("analyse", { ...asked, resamples: 100, seed: 3 })
      assert.strictEqual(result.validation._tag, "Valid")
      assert.match(
        ToolResult.text(result),
        /^312,641 flights, 2001-01-01 until 2001-01-20; 95 % intervals from 100 draws of days\.\n/
      )
      assert.deepStrictEqual(
        result.content.map((block) => (block.type === "image" ? block.mimeType : block.type)),
        ["text", "image/svg+xml"]
      )
    }).pipe(Effect.scoped)
  )

  it.live("analysis.departures: a day of an airport, and days that are none", () =>
    Effect.gen(function* () {
      const { store } = yield* watched
      const client = yield* connected(store)
      const ask = (airport: string, day: string) => client.call(Departures, { airport, day })
      assert.deepStrictEqual(yield* ask("SFO", "2001-02-03"), {
        flights: 317,
        meanDelay: -7.192429022082019,
        farthest: { airport: "BOS", distance: 2704 }
      })
      assert.deepStrictEqual(yield* ask("XXX", "2001-02-03"), {
        flights: 0,
        meanDelay: null,
        farthest: null
      })
      const refused = yield* Effect.flip(ask("SFO", "2001-02-29"))
      assert.deepStrictEqual(
        [refused._tag, refused.message],
        ["BadPeriod", "2001-02-29 is no day of the calendar"]
      )
    }).pipe(Effect.scoped)
  )
})
