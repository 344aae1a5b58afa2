/** The client's tasks and the server's, joined in memory. */
import { ElicitationHandler } from "@effect-mcp/client"
import type { Revision } from "@effect-mcp/schema"
import { Elicitation, McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Queue, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"

import { TaskClient, TaskError, TaskHandle, Tasks } from "../../src/index.ts"
import { core, modern, older } from "./support/Scripted.ts"
import * as User from "./support/user.ts"

const Approval = Schema.Struct({ ok: Schema.Boolean })

class Declined extends Schema.TaggedError<Declined>()("Declined", { env: Schema.String }) {}

const Deploy = Tool.make("deploy", {
  input: Schema.Struct({ env: Schema.String }),
  output: Schema.Struct({ url: Schema.String }),
  error: Declined,
  task: { support: "optional", pollInterval: "2 seconds" }
})

const Wait = Tool.make("wait", { task: "required" })

/** What happens to the handler of `wait`. */
const waits = () => {
  const begun = Effect.runSync(Queue.unbounded<string>())
  const stopped = Effect.runSync(Queue.unbounded<string>())
  const handle = Wait.handle(() =>
    Queue.offer(begun, "begun").pipe(
      Effect.andThen(Effect.never),
      Effect.onInterrupt(() => Queue.offer(stopped, "stopped"))
    )
  )
  return { begun, stopped, handle }
}

const deploy = Deploy.handle(
  Effect.fnUntraced(function* ({ env }) {
    const { ok } = yield* Elicitation.form({ message: `Deploy ${env}?`, schema: Approval })
    if (!ok) return yield* new Declined({ env })
    return { url: `https://${env}.example.com` }
  })
)

const server = (wait = waits()) =>
  McpServer.layer({ name: "deployer", version: "1.0.0" }).pipe(
    McpServer.provide(deploy, wait.handle),
    Layer.provide(Tasks.layerMemory())
  )

/** Says yes to all but this. */
const user = (but = "") =>
  Layer.merge(
    TaskClient.layer(),
    ElicitationHandler.layer({
      form: ({ message }) =>
        Effect.succeed({ action: "accept", content: { ok: message !== `Deploy ${but}?` } })
    })
  )

/** Lets the time pass that looking takes. */
const passing = <A, E>(fiber: Fiber.Fiber<A, E>) =>
  Effect.gen(function* () {
    for (let n = 0; n < 20 && fiber.pollUnsafe() === undefined; n++) {
      yield* TestClock.adjust("1 second")
    }
    return yield* Fiber.join(fiber)
  })

const revisions: ReadonlyArray<Revision.Revision> = [modern, core]

for (const revision of revisions) {
  describe(`tasks in ${revision.version}`, () => {
    it.effect("task.call: a call waits for its task, and its questions go to the handlers", () =>
      Effect.gen(function* () {
        const client = yield* TestMcp.connect(server(), { revision })
        const calling = yield* Effect.forkChild(client.call(Deploy, { env: "prod" }))
        assert.deepStrictEqual(yield* passing(calling), { url: "https://prod.example.com" })
      }).pipe(Effect.provide(user()))
    )

    it.effect("task.error: what the tool fails with is the call's typed failure", () =>
      Effect.gen(function* () {
        const client = yield* TestMcp.connect(server(), { revision })
        const calling = yield* Effect.forkChild(Effect.flip(client.call(Deploy, { env: "prod" })))
        assert.deepStrictEqual(yield* passing(calling), new Declined({ env: "prod" }))
      }).pipe(Effect.provide(user("prod")))
    )

    it.effect("task.cancel: who stops calling stops the handler", () =>
      Effect.gen(function* () {
        const wait = waits()
        const client = yield* TestMcp.connect(server(wait), { revision })
        const calling = yield* Effect.forkChild(client.callTool("wait"))
        yield* Queue.take(wait.begun)
        yield* Effect.yieldNow
        yield* Fiber.interrupt(calling)
        assert.strictEqual(yield* Queue.take(wait.stopped), "stopped")
      }).pipe(Effect.provide(user()))
    )

    it.effect("task.handle: left, found again by another client, watched and cancelled", () =>
      Effect.gen(function* () {
        const wait = waits()
        const serving = yield* TestMcp.serve(server(wait))
        const id = yield* Effect.scoped(
          Effect.gen(function* () {
            const client = yield* serving.connect({ revision })
            const handle = yield* TaskHandle.start(client, "wait")
            yield* Queue.take(wait.begun)
            return handle.id
          })
        )
        assert.isString(id)
        const client = yield* serving.connect({ revision })
        const handle = yield* TaskHandle.resume(client, String(id), Wait)
        const working = yield* Deferred.make<void>()
        const watching = yield* Effect.forkChild(
          Stream.runCollect(Stream.tap(handle.status, () => Deferred.succeed(working, undefined)))
        )
        const result = yield* Effect.forkChild(Effect.flip(handle.result))
        yield* Deferred.await(working)
        yield* handle.cancel
        assert.strictEqual(yield* Queue.take(wait.stopped), "stopped")
        const statuses = (yield* passing(watching)).map(({ status }) => status)
        assert.deepStrictEqual(statuses, ["working", "cancelled"])
        const error = yield* passing(result)
        assert.isTrue(
          error._tag === "ClientError" &&
            error.reason._tag === "Unresolved" &&
            error.reason.cause instanceof TaskError.TaskCancelled
        )
        yield* handle.cancel
      }).pipe(Effect.provide(user()))
    )
  })
}

describe("a person who takes more time than a question has", () => {
  const Name = Tool.make("name", { task: { support: "required", ttl: "1 day" } })
  const naming = Name.handle(() =>
    Effect.map(
      Elicitation.form({ message: "Who?", schema: Schema.Struct({ name: Schema.String }) }),
      ({ name }) => name
    )
  )
  const namer = McpServer.layer({ name: "namer", version: "1.0.0" }).pipe(
    McpServer.provide(naming),
    Layer.provide(Tasks.layerMemory())
  )

  it.effect("task.patience: is asked again by the one wait there is", () => {
    const person = User.slow()
    return Effect.gen(function* () {
      const client = yield* TestMcp.connect(namer, { revision: core })
      const calling = yield* Effect.forkChild(client.callTool("name"))
      for (let hour = 0; hour < 2; hour++) {
        assert.strictEqual(yield* Queue.take(person.asked), "Who?")
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(yield* Queue.take(person.left), "Who?")
      }
      yield* Queue.take(person.asked)
      yield* Queue.offer(person.answers, "Ada")
      const { content } = yield* passing(calling)
      assert.deepStrictEqual(content, [{ type: "text", text: "Ada" }])
    }).pipe(Effect.provide(Layer.merge(TaskClient.layer(), person.layer)))
  })
})

describe("tasks where there is one side of them", () => {
  it.effect("task.older: a call in a revision without tasks", () =>
    Effect.gen(function* () {
      const client = yield* TestMcp.connect(server(), { revision: older })
      assert.deepStrictEqual(yield* client.call(Deploy, { env: "prod" }), {
        url: "https://prod.example.com"
      })
    }).pipe(Effect.provide(user()))
  )

  it.effect("task.list: a server tells which tasks it keeps for a client", () =>
    Effect.gen(function* () {
      const wait = waits()
      const client = yield* TestMcp.connect(server(wait), { revision: core })
      const one = yield* TaskHandle.start(client, "wait", undefined, { ttl: "1 minute" })
      yield* TestClock.adjust(1)
      const two = yield* TaskHandle.start(client, "wait")
      const listed = yield* Stream.runCollect(TaskHandle.list(client))
      assert.deepStrictEqual(
        listed.map(({ id, ttl }) => [id, ttl]),
        [
          [one.id, 60_000],
          [two.id, 3_600_000]
        ]
      )
    }).pipe(Effect.provide(user()))
  )
})
