/** A client of ours that has tasks, at a server that is written down. */
import { McpClient, type Settings } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { TaskClient } from "@effect-mcp/tasks"
import { Effect, Exit, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"

import * as Host from "../../../src/Host.ts"
import * as ScriptedServer from "../../../src/raw/ScriptedServer.ts"
import type { Json } from "../../../src/raw/Wire.ts"

export const extension = { extensions: { "io.modelcontextprotocol/tasks": {} } }

export interface Options extends Partial<ScriptedServer.Options> {
  readonly tasks?: TaskClient.Options
  /** Who can be asked: somebody for everything, unless it is said otherwise. */
  readonly people?: Layer.Layer<never> | Layer.Layer<Host.Host>
  /** Without it the client has no tasks. */
  readonly without?: boolean
  readonly settings?: Partial<Settings.Settings>
}

const tool = (name: string, taskSupport?: string): Json => ({
  name,
  inputSchema: { type: "object" },
  ...(taskSupport === undefined ? {} : { execution: { taskSupport } })
})

/** One tool of each kind. */
export const tools = {
  tools: [
    tool("optional", "optional"),
    tool("required", "required"),
    tool("forbidden", "forbidden"),
    tool("absent")
  ],
  ttlMs: 0,
  cacheScope: "private"
}

const defaults: ScriptedServer.Script = { "tools/list": () => tools }

export const connected = Effect.fnUntraced(function* (options: Options = {}) {
  const { capabilities = extension, script, version = "2026-07-28" } = options
  const server = yield* ScriptedServer.make({
    version,
    capabilities: { tools: {}, ...capabilities },
    script: { ...defaults, ...script }
  })
  const pin = Revisions.byVersion(version)
  const people = options.people ?? Host.everybody()
  const context = yield* Layer.build(
    Layer.mergeAll(
      server.transport,
      people,
      options.without === true ? Layer.empty : TaskClient.layer(options.tasks)
    )
  )
  const client = yield* Effect.provideContext(
    McpClient.connect({ name: "test", version: "0", pin, ...options.settings }),
    context
  )
  return { server, client }
})

/** How often time may go on before the work has to be done. */
const limit = 5_000

/** Lets time go by, step by step, until the work has ended. */
export const meanwhile = <A, E, R>(work: Effect.Effect<A, E, R>, step = 250) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(work)
    for (let steps = 0; steps < limit; steps++) {
      yield* ScriptedServer.settled
      const exit = fiber.pollUnsafe()
      if (exit !== undefined) return yield* Exit.isSuccess(exit) ? Fiber.join(fiber) : exit
      yield* TestClock.adjust(step)
    }
    return yield* Effect.die(new Error("It never ended"))
  })

/** Lets so much time go by, step by step. */
export const elapse = (millis: number, step = 250) =>
  Effect.gen(function* () {
    for (let gone = 0; gone < millis; gone += step) {
      yield* ScriptedServer.settled
      yield* TestClock.adjust(step)
    }
    yield* ScriptedServer.settled
  })

/** A task as the extension says it. */
export const task = (more: Json = {}): Json => ({
  taskId: "t-1",
  status: "working",
  createdAt: "1970-01-01T00:00:00.000Z",
  lastUpdatedAt: "1970-01-01T00:00:00.000Z",
  ttlMs: 3_600_000,
  pollIntervalMs: 1_000,
  ...more
})

export const created = (more: Json = {}): Json => ({ resultType: "task", ...task(more) })

export const result = (text: string): Json => ({ content: [{ type: "text", text }] })

export const completed = (text: string): Json =>
  task({ status: "completed", result: { resultType: "complete", ...result(text) } })

/** A task as 2025-11-25 says it. */
export const coreTask = (more: Json = {}): Json => ({
  taskId: "t-1",
  status: "working",
  createdAt: "1970-01-01T00:00:00.000Z",
  lastUpdatedAt: "1970-01-01T00:00:00.000Z",
  ttl: 3_600_000,
  pollInterval: 1_000,
  ...more
})

/** A server of 2025-11-25 that takes calls of tools as tasks. */
export const core = {
  version: "2025-11-25",
  capabilities: { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } }
}
