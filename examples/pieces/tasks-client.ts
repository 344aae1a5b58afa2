import { deepStrictEqual } from "node:assert"

import { ElicitationHandler } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { Elicitation, McpServer, Tool } from "@effect-mcp/server"
import { TaskClient, TaskError, TaskHandle, Tasks } from "@effect-mcp/tasks"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Layer, Schema, Stream } from "effect"

const Greet = Tool.make("greet", {
  input: Schema.Struct({ formal: Schema.Boolean }),
  output: Schema.Struct({ text: Schema.String }),
  task: { support: "optional", pollInterval: "100 millis", immediate: "I have asked." }
})

const GreetLive = Greet.handle(({ formal }) =>
  Effect.map(
    Elicitation.form({
      key: "who",
      message: "Who?",
      schema: Schema.Struct({ name: Schema.String })
    }),
    ({ name }) => ({ text: `${formal ? "Good day" : "Hi"} ${name}` })
  )
)

const Server = McpServer.layer({ name: "greeter", version: "1.0.0" }).pipe(
  McpServer.provide(GreetLive),
  Layer.provide(Tasks.layerMemory())
)

// #region connect
const Person = ElicitationHandler.layer({
  form: () => Effect.succeed({ action: "accept", content: { name: "Ada" } })
})

const Host = Layer.merge(Person, TaskClient.layer({ ttl: "10 minutes" }))
// #endregion

// #region start
const leave = Effect.fnUntraced(function* (server: TestMcp.TestServer<never>) {
  const client = yield* server.connect()
  const handle = yield* TaskHandle.start(client, Greet, { formal: true })
  // Keep it wherever you keep things. It is undefined where the server answered at once.
  return handle.id
}, Effect.scoped)

const comeBack = Effect.fnUntraced(function* (server: TestMcp.TestServer<never>, id: string) {
  const client = yield* server.connect()
  // Without the definition the result comes as the server says it.
  const handle = yield* TaskHandle.resume(client, id, Greet)
  return yield* handle.result
}, Effect.scoped)
// #endregion

const leaving = Effect.gen(function* () {
  const server = yield* TestMcp.serve(Server)
  return yield* comeBack(server, (yield* leave(server)) ?? "")
}).pipe(Effect.scoped, Effect.provide(Host))

deepStrictEqual(await Effect.runPromise(leaving), { text: "Good day Ada" })

// #region hand
const answering = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Server, { revision: Revisions.latest })
  const handle = yield* TaskHandle.start(client, Greet, { formal: false }, { answers: "hand" })
  yield* handle.status.pipe(
    Stream.filter(({ status }) => status === "input_required"),
    Stream.take(1),
    // Show `questions` wherever and whenever you like, then:
    Stream.runForEach(({ questions }) =>
      Effect.forEach(Object.keys(questions), (key) =>
        handle.answer(key, { action: "accept", content: { name: "Bob" } })
      )
    )
  )
  return yield* handle.result
})
// #endregion

const answered = answering.pipe(Effect.scoped, Effect.provide(Host))
deepStrictEqual(await Effect.runPromise(answered), { text: "Hi Bob" })

// #region errors
const cancelling = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Server)
  const handle = yield* TaskHandle.start(client, Greet, { formal: false }, { answers: "hand" })
  yield* handle.cancel
  return yield* handle.result.pipe(
    Effect.map(({ text }) => text),
    Effect.catchReason("ClientError", "Unresolved", ({ cause }) =>
      Effect.succeed(cause instanceof TaskError.TaskCancelled ? "cancelled" : "expired, or lost")
    )
  )
})
// #endregion

const cancelled = cancelling.pipe(Effect.scoped, Effect.provide(Host))
deepStrictEqual(await Effect.runPromise(cancelled), "cancelled")

// #region list
const listing = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Server, { revision: Revisions.byVersion("2025-11-25") })
  const { id, immediate } = yield* TaskHandle.start(client, Greet, { formal: false })
  // What the model may be told meanwhile.
  deepStrictEqual(immediate, "I have asked.")
  const tasks = yield* Stream.runCollect(TaskHandle.list(client))
  return tasks.map((task) => [task.id === id, task.ttl])
})
// #endregion

const listed = listing.pipe(Effect.scoped, Effect.provide(Host))
deepStrictEqual(await Effect.runPromise(listed), [[true, 600_000]])
