/**
 * The tasks extension of 2026-07-28, as a client without any library speaks it.
 */
import { Context, Effect, Layer } from "effect"

import { fresh } from "./fresh.ts"
import type { Place } from "./Places.ts"
import * as RawClient from "./RawClient.ts"
import { child, type Json } from "./Wire.ts"

export const id = "io.modelcontextprotocol/tasks"
export const version = "2026-07-28"

const others = { elicitation: { form: {} }, sampling: {} }

/** What a client declares that takes part, and what one that does not. */
export const declared: Json = { ...others, extensions: { [id]: {} } }
export const undeclared: Json = others

/** `_meta` that says something else than the client does by itself. */
export const saying = (capabilities: Json): Json => ({
  "io.modelcontextprotocol/clientCapabilities": capabilities
})

/** Everything that a task itself says, and no more. */
export const fields = [
  "createdAt",
  "lastUpdatedAt",
  "pollIntervalMs",
  "status",
  "taskId",
  "ttlMs"
] as const

export class Tasks {
  readonly client: RawClient.RawClient

  constructor(client: RawClient.RawClient) {
    this.client = client
  }

  /** Calls a tool, and gives what it is answered with. */
  call(name: string, args: Json = {}, more: Json = {}) {
    return this.client.result("tools/call", { name, arguments: args, ...more })
  }

  /** Calls a tool that becomes a task, and gives the task. */
  create(name: string, args: Json = {}) {
    return Effect.flatMap(this.call(name, args), (result) =>
      typeof result["taskId"] === "string"
        ? Effect.succeed({ ...result, taskId: result["taskId"] })
        : Effect.die(new Error(`No task: ${JSON.stringify(result)}`))
    )
  }

  /** A task that works until it is told to go on. */
  begun(tool: string) {
    const name = fresh(tool)
    return Effect.gen({ self: this }, function* () {
      const task = yield* this.create(tool, { name })
      yield* this.client.tell("begun", { name })
      return { ...task, name }
    })
  }

  get(taskId: string, more: Json = {}) {
    return this.client.result("tasks/get", { taskId, ...more })
  }

  /** Answers questions with a name each. */
  answer(taskId: string, names: { readonly [key: string]: string }) {
    const inputResponses = Object.fromEntries(
      Object.entries(names).map(([key, name]) => [key, { action: "accept", content: { name } }])
    )
    return this.client.result("tasks/update", { taskId, inputResponses })
  }

  cancel(taskId: string) {
    return this.client.result("tasks/cancel", { taskId })
  }

  /** Listens for tasks: the request, and what is acknowledged. */
  listen(taskIds: unknown) {
    return Effect.gen({ self: this }, function* () {
      const id = yield* this.client.begin("subscriptions/listen", { notifications: { taskIds } })
      const acknowledged = yield* this.client.hears(
        (message) =>
          message["method"] === "notifications/subscriptions/acknowledged" && isOn(id, message)
      )
      return { id, honoured: child(child(acknowledged, "params"), "notifications") }
    })
  }

  /** The task once it has this status, however long that takes. */
  until(taskId: string, status: string) {
    return Effect.gen({ self: this }, function* () {
      const { id } = yield* this.listen([taskId])
      const now = yield* this.get(taskId)
      if (now["status"] === status) {
        yield* this.client.leave(id)
        return now
      }
      yield* this.client.hears(
        (message) =>
          isStatus(message) &&
          isOn(id, message) &&
          child(message, "params")["taskId"] === taskId &&
          child(message, "params")["status"] === status
      )
      yield* this.client.leave(id)
      return yield* this.get(taskId)
    })
  }
}

export const isStatus = RawClient.isMethod("notifications/tasks")

/** Whether a notification came for this listening. */
export const isOn = (id: unknown, message: Json): boolean =>
  child(child(message, "params"), "_meta")["io.modelcontextprotocol/subscriptionId"] === id

/** The open questions of a task: by key, in their order. */
export const questions = (task: Json): ReadonlyArray<readonly [key: string, request: Json]> =>
  Object.entries(child(task, "inputRequests")) as ReadonlyArray<readonly [string, Json]>

/** The key under which this is asked. */
export const keyOf = (task: Json, message: string): string => {
  const found = questions(task).find(
    ([, request]) => child(request, "params")["message"] === message
  )
  if (found === undefined) throw new Error(`Nobody asks ${message}: ${JSON.stringify(task)}`)
  return found[0]
}

/** A client that takes part, and another one beside it. */
export class Raw extends Context.Service<
  Raw,
  { readonly tasks: Tasks; readonly beside: Tasks; readonly http: boolean }
>()("@effect-mcp/suites/Extension") {}

/** `beside` is of the same server where the place has one server for all. */
export const layer = (place: Place): Layer.Layer<Raw> =>
  Layer.effect(
    Raw,
    Effect.gen(function* () {
      const wire = yield* place.open
      const client = yield* RawClient.stateless(wire, { version, capabilities: declared })
      const beside = place.several
        ? yield* RawClient.stateless(wire, { version, capabilities: declared })
        : client
      return {
        tasks: new Tasks(client),
        beside: new Tasks(beside),
        http: place.http
      }
    })
  )
