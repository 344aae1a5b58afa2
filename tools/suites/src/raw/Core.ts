/**
 * The tasks of 2025-11-25, as a client without any library speaks them.
 */
import { Context, Effect, Layer, type Scope } from "effect"

import { fresh } from "./fresh.ts"
import type { Place } from "./Places.ts"
import * as RawClient from "./RawClient.ts"
import { child, type Heard, type Json, type Wire } from "./Wire.ts"

export const version = "2025-11-25"

const relatedKey = "io.modelcontextprotocol/related-task"

/** What everybody can be asked who does not say otherwise. */
export const capabilities: Json = { elicitation: {}, sampling: {} }

/** The task that a message says it belongs to; of a request or notification, or of a result. */
export const relatedTo = (message: Json): unknown => {
  const meta = child(child(message, "method" in message ? "params" : "result"), "_meta")
  return child(meta, relatedKey)["taskId"]
}

export const related = (taskId: string): Json => ({ [relatedKey]: { taskId } })

/** Everything that a task says of itself, in any state. */
export const fields = [
  "createdAt",
  "lastUpdatedAt",
  "pollInterval",
  "status",
  "taskId",
  "ttl"
] as const

export class Tasks {
  readonly client: RawClient.RawClient
  /** The result of `initialize`. */
  readonly greeting: Json

  constructor({ client, greeting }: RawClient.Session) {
    this.client = client
    this.greeting = greeting
  }

  /** What is declared of tasks. */
  get capability(): Json | undefined {
    return child(this.greeting, "capabilities")["tasks"] as Json | undefined
  }

  /** Calls a tool as a task, and gives the whole answer. */
  call(name: string, args: Json = {}, task: Json = {}, meta?: Json) {
    return this.client.result("tools/call", {
      name,
      arguments: args,
      task,
      ...(meta === undefined ? {} : { _meta: meta })
    })
  }

  /** The same, and gives the task. */
  create(name: string, args: Json = {}, task?: Json) {
    return Effect.map(this.call(name, args, task), taskOf)
  }

  /** A task that works until it is told to go on. */
  begun(tool: string, task?: Json) {
    const name = fresh(tool)
    return Effect.gen({ self: this }, function* () {
      const made = yield* this.create(tool, { name }, task)
      yield* this.client.tell("begun", { name })
      return { ...made, name }
    })
  }

  get(taskId: string, more: Json = {}) {
    return this.client.result("tasks/get", { taskId, ...more })
  }

  cancel(taskId: string) {
    return this.client.result("tasks/cancel", { taskId })
  }

  /** Begins to wait for the end; gives the request's id. */
  awaits(taskId: string) {
    return this.client.begin("tasks/result", { taskId })
  }

  /** The end of it. */
  payload(taskId: string) {
    return this.client.result("tasks/result", { taskId })
  }

  /** The next question of this task, `after` others; somebody has to wait for its result. */
  question(taskId: string, after = 0): Effect.Effect<Json> {
    return Effect.map(this.questioned(taskId, after), ({ message }) => message)
  }

  /** As `question`, with what it came in. */
  questioned(taskId: string, after = 0): Effect.Effect<Heard> {
    return this.client.catches(
      (message) => "id" in message && "method" in message && relatedTo(message) === taskId,
      after
    )
  }

  /** Answers a question with a name. */
  answer(question: Json, name: string) {
    return this.client.reply(question, { action: "accept", content: { name } })
  }

  /** All pages of the list. */
  list(): Effect.Effect<ReadonlyArray<ReadonlyArray<Json>>> {
    return Effect.gen({ self: this }, function* () {
      const pages: Array<ReadonlyArray<Json>> = []
      let cursor: Json = {}
      for (;;) {
        const page = yield* this.client.result("tasks/list", cursor)
        pages.push(page["tasks"] as ReadonlyArray<Json>)
        if (page["nextCursor"] === undefined) return pages
        cursor = { cursor: page["nextCursor"] }
      }
    })
  }
}

/** The task of a `CreateTaskResult`. */
export const taskOf = (result: Json): Json & { readonly taskId: string } => {
  const task = child(result, "task")
  if (typeof task["taskId"] !== "string") throw new Error(`No task: ${JSON.stringify(result)}`)
  return { ...task, taskId: task["taskId"] }
}

/** A client that has shaken hands. */
export class Raw extends Context.Service<
  Raw,
  {
    readonly tasks: Tasks
    readonly http: boolean
    /** Another client of the same server, where the place has one server for all. */
    readonly enter: (capabilities: Json) => Effect.Effect<Tasks, never, Scope.Scope>
  }
>()("@effect-mcp/suites/Core") {}

export const enter = (wire: Wire, capabilities: Json, revision = version) =>
  Effect.map(
    RawClient.session(wire, { version: revision, capabilities }),
    (session) => new Tasks(session)
  )

export const layer = (place: Place): Layer.Layer<Raw> =>
  Layer.effect(
    Raw,
    Effect.gen(function* () {
      const wire = yield* place.open
      return {
        tasks: yield* enter(wire, capabilities),
        http: place.http,
        enter: (capabilities) => enter(wire, capabilities)
      }
    })
  )
