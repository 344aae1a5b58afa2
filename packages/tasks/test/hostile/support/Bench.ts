/**
 * A server over a store of the test's, and what is done to it by hand.
 */
import { type Endpoint, Principal } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"
import { McpServer } from "@effect-mcp/server"
import { type Task, TaskRunner, Tasks, TaskStore, type TaskLimits } from "@effect-mcp/tasks"
import { Effect, Layer, Logger, Queue } from "effect"

import { type Json, serve } from "../../support/Caller.ts"

const quiet = globalThis.process.env["LOUD"] === undefined ? Logger.layer([]) : Layer.empty

export type Store = TaskStore.TaskStore["Service"]
export type Tools = Layer.Layer<never, never, McpServer.McpServer | Tasks.Tasks>

export interface Settings {
  readonly limits?: TaskLimits.Options
  readonly runner?: TaskRunner.LocalOptions
}

/** A process with these tools over this store, of which nothing is logged. */
export const process = (store: Store, tools: Tools, { limits, runner }: Settings = {}) =>
  serve(
    McpServer.layer({ name: "worker", version: "1.0.0" }).pipe(
      McpServer.provide(tools),
      Layer.provideMerge(Tasks.layer(limits)),
      Layer.provide(TaskRunner.layerLocal({ lease: "9 seconds", grace: "1 second", ...runner })),
      Layer.provide(Layer.succeed(TaskStore.TaskStore, store)),
      Layer.provide(quiet)
    )
  )

/** Waits until the task is as wanted, by what the store tells. */
export const until = (store: Store, id: string, is: (task: Task.Task) => boolean) =>
  Effect.scoped(
    Effect.gen(function* () {
      const told = yield* Queue.unbounded<void>()
      yield* store.watch((changed) => {
        if (changed === undefined || changed === id) Queue.offerUnsafe(told, undefined)
      })
      for (;;) {
        const task = yield* store.get(id)
        if (task !== undefined && is(task)) return task
        yield* Queue.take(told)
      }
    })
  )

export const has =
  (status: Task.Status) =>
  (task: Task.Task): boolean =>
    task.status === status

/** A client of 2025-11-25 at the other end of a connection, who keeps all that it hears. */
export interface Core {
  readonly heard: Array<Json>
  readonly close: () => void
  readonly send: (message: Json) => void
  /** The first message that is so, which may have come already. */
  readonly hears: (is: (message: Json) => boolean) => Effect.Effect<Json>
  /** The result of a request, or its error. */
  readonly request: (method: string, params?: Json) => Effect.Effect<Json>
  /** What is done with what the server asks. */
  onRequest: ((message: Json) => void) | undefined
  /** As `request`, without waiting. Gives the id. */
  readonly begin: (method: string, params?: Json) => number
}

export const connect = (
  endpoint: Endpoint.Endpoint["Service"],
  principal: Principal.Identity = Principal.local
): Effect.Effect<Core> => {
  const heard: Array<Json> = []
  const waiting = new Set<() => void>()
  let lastId = 0
  const hear = (frame: string) => {
    heard.push(JSON.parse(frame))
    const message = heard.at(-1)
    if (message !== undefined && "id" in message && "method" in message) core.onRequest?.(message)
    for (const look of waiting) look()
  }
  const connection = endpoint.open({ principal, send: hear })
  const send = (message: Json) =>
    endpoint.receive(JsonRpc.parse(JSON.stringify({ jsonrpc: "2.0", ...message })), {
      principal,
      connection,
      send: hear,
      answer: hear,
      silent: () => undefined
    })
  const hears: Core["hears"] = (is) =>
    Effect.callback<Json>((resume) => {
      const look = () => {
        const found = heard.find(is)
        if (found === undefined) return
        waiting.delete(look)
        resume(Effect.succeed(found))
      }
      waiting.add(look)
      look()
      return Effect.sync(() => waiting.delete(look))
    })
  const begin: Core["begin"] = (method, params = {}) => {
    const id = ++lastId
    send({ id, method, params })
    return id
  }
  const request: Core["request"] = (method, params) =>
    Effect.suspend(() => {
      const id = begin(method, params)
      return Effect.map(
        hears((message) => message["id"] === id && !("method" in message)),
        ({ error, result }) => (result ?? error) as Json
      )
    })
  const core: Core = {
    heard,
    close: () => connection.close(),
    send,
    hears,
    request,
    begin,
    onRequest: undefined
  }
  const hello = {
    protocolVersion: "2025-11-25",
    capabilities: { elicitation: { form: {} } },
    clientInfo: { name: "caller", version: "0.0.0" }
  }
  return Effect.as(
    Effect.tap(request("initialize", hello), () =>
      Effect.sync(() => send({ method: "notifications/initialized" }))
    ),
    core
  )
}
