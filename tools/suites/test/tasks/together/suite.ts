/**
 * Our client and our server: the same tools, called in the same way, in a revision without tasks and in both dialects.
 */
import { type Client, ElicitationHandler } from "@effect-mcp/client"
import { TaskClient, TaskHandle } from "@effect-mcp/tasks"
import { assert, layer, type Vitest } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Schema, Stream } from "effect"

import type * as Cells from "../../../src/Cells.ts"
import { patience } from "../../../src/Cells.ts"
import * as Host from "../../../src/Host.ts"
import * as Journal from "../../../src/Journal.ts"
import * as Peer from "../../../src/Peer.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { textOf } from "../../../src/Results.ts"
import * as Serving from "../../../src/Serving.ts"

type It = Vitest.MethodsNonLive<Peer.Peer>

const input = Schema.Struct({ name: Schema.String })
const output = Schema.Struct({ done: Schema.String })
const Slow = { name: "slow", input, output }

/** Which revisions have tasks, and whether questions are in the task. */
const expectations: {
  readonly [version: string]: { readonly tasks: boolean; readonly questions: boolean }
} = {
  "2025-06-18": { tasks: false, questions: false },
  "2025-11-25": { tasks: true, questions: false },
  "2026-07-28": { tasks: true, questions: true }
}

export const versions = Object.keys(expectations)

const go = (client: Client.Client, name: string) => client.callTool("go", { name })
const begun = (client: Client.Client, name: string) => client.callTool("begun", { name })

/** What does not depend on there being tasks. */
const alike = (it: It): void => {
  it.effect("together.call: a call waits for its result, whatever becomes of it", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const name = fresh("call")
      const call = yield* Effect.forkChild(client.call(Slow, { name }))
      yield* begun(client, name)
      yield* go(client, name)
      assert.deepStrictEqual(yield* Fiber.join(call), { done: name })
    })
  )

  it.effect(
    "together.ask: questions on the way reach the person, one or two or one after another",
    () =>
      Effect.gen(function* () {
        const { client, host } = yield* Peer.Peer
        host.forms.length = 0
        assert.strictEqual(textOf(yield* client.callTool("ask")), "Hello Ada.")
        assert.strictEqual(textOf(yield* client.callTool("pair")), "Ada and Ada")
        assert.strictEqual(textOf(yield* client.callTool("again", { name: "four" })), "Ada, Ada, 4")
        assert.strictEqual(textOf(yield* client.callTool("ponder")), "forty-two")
        assert.strictEqual(host.forms.length, 5)
      })
  )

  it.effect("together.failure: a tool that failed, a request that did, and a bug", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const failed = yield* client.callTool("fails")
      assert.strictEqual(failed.isError, true)
      assert.strictEqual(textOf(failed), "It went wrong.")
      const refused = yield* Effect.flip(client.callTool("refuses"))
      assert.deepInclude(refused.reason, { _tag: "Refused", code: -32099, message: "Not today." })
      const broken = yield* Effect.flip(client.callTool("breaks"))
      assert.deepInclude(broken.reason, { _tag: "Refused", code: -32603 })
    })
  )

  it.effect("together.leaving: who stops waiting stops the work", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const name = fresh("left")
      const call = yield* Effect.forkChild(client.call(Slow, { name }))
      yield* begun(client, name)
      yield* Fiber.interrupt(call)
      assert.strictEqual(textOf(yield* client.callTool("stopped", { name })), "yes")
    })
  )

  it.effect("together.perhaps: where it says so it becomes a task, or goes on as a call", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const name = fresh("perhaps")
      const short = yield* client.callTool("perhaps", { name, long: false })
      assert.strictEqual(textOf(short), "It was short.")
      const long = yield* Effect.forkChild(client.callTool("perhaps", { name, long: true }))
      yield* begun(client, name)
      yield* go(client, name)
      assert.strictEqual(textOf(yield* Fiber.join(long)), "It was long.")
    })
  )

  it.effect("together.many: 32 calls at one time get their own results", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const names = Array.from({ length: 32 }, () => fresh("many"))
      const all = yield* Effect.forEach(
        names,
        (name) =>
          Effect.gen(function* () {
            const call = yield* Effect.forkChild(client.call(Slow, { name }))
            yield* begun(client, name)
            yield* go(client, name)
            return yield* Fiber.join(call)
          }),
        { concurrency: 8 }
      )
      assert.deepStrictEqual(
        all.map(({ done }) => done),
        names
      )
    })
  )
}

/** What there is where there are tasks. */
const tasks = (it: It): void => {
  it.effect(
    "together.handle: a task is watched, left, found again, and gives its result twice",
    () =>
      Effect.gen(function* () {
        const { client } = yield* Peer.Peer
        const name = fresh("handle")
        const handle = yield* TaskHandle.start(client, Slow, { name })
        yield* begun(client, name)
        const working = yield* handle.get
        assert.strictEqual(working.status, "working")
        assert.strictEqual(working.statusMessage, `holding ${name} (1 of 2)`)
        const statuses = yield* Effect.forkChild(Stream.runCollect(handle.status))
        const again = yield* TaskHandle.resume(client, String(handle.id), Slow)
        const waiting = yield* Effect.forkChild(again.result)
        yield* go(client, name)
        assert.deepStrictEqual(yield* Fiber.join(waiting), { done: name })
        assert.deepStrictEqual(yield* handle.result, { done: name })
        assert.strictEqual((yield* Fiber.join(statuses)).at(-1)?.status, "completed")
      })
  )

  it.effect("together.once: what was done before there was a task is not done again", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const journal = yield* Journal.make
      const result = yield* client.callTool("publish", { journal: journal.path })
      assert.strictEqual(textOf(result), "Ada for Ada")
      assert.deepStrictEqual(yield* journal.counts, { reserve: 1, print: 1, send: 1 })
    })
  )

  it.effect("together.must: a tool that is nothing but a task can be called like any other", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const name = fresh("must")
      const call = yield* Effect.forkChild(client.callTool("must", { name }))
      yield* begun(client, name)
      yield* go(client, name)
      assert.strictEqual(textOf(yield* Fiber.join(call)), `{"done":"${name}"}`)
    })
  )

  it.effect("together.cancel: one that is cancelled is over for all who wait for it", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const name = fresh("cancel")
      const handle = yield* TaskHandle.start(client, "slow", { name })
      const waiting = yield* Effect.forkChild(Effect.flip(handle.result))
      yield* begun(client, name)
      yield* handle.cancel
      const { reason } = yield* Fiber.join(waiting)
      assert.strictEqual(reason._tag, "Unresolved")
      assert.deepInclude(Reflect.get(reason, "cause"), { _tag: "TaskCancelled", id: handle.id })
      assert.strictEqual((yield* handle.get).status, "cancelled")
      assert.strictEqual(textOf(yield* client.callTool("stopped", { name })), "yes")
      yield* handle.cancel
    })
  )

  it.effect("together.external: what an outside system says is what comes of the call", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const name = fresh("external")
      const call = yield* Effect.forkChild(client.callTool("external", { name }))
      yield* client.callTool("outside", { name, how: "complete" })
      assert.strictEqual(textOf(yield* Fiber.join(call)), `${name} is done`)
      const other = fresh("external")
      const second = yield* Effect.forkChild(
        Effect.flip(client.callTool("external", { name: other }))
      )
      yield* client.callTool("outside", { name: other, how: "fail" })
      assert.deepInclude((yield* Fiber.join(second)).reason, { _tag: "Refused", code: -32050 })
    })
  )
}

/** What there is where questions are in the task. */
const questions = (it: It): void => {
  it.effect("together.byHand: questions are seen on the task, and answered by hand", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const handle = yield* TaskHandle.start(client, "pair", {}, { answers: "hand" })
      const asked = yield* handle.status.pipe(
        Stream.filter(({ questions }) => Object.keys(questions).length === 2),
        Stream.runHead,
        Effect.flatMap(Effect.fromOption)
      )
      for (const [key, { params }] of Object.entries(asked.questions)) {
        const name = Reflect.get(params ?? {}, "message") === "Who is left?" ? "Bob" : "Eve"
        yield* handle.answer(key, { action: "accept", content: { name } })
      }
      assert.strictEqual(textOf(yield* handle.result), "Bob and Eve")
    }).pipe(Effect.orDie)
  )
}

/** A person who never comes to an answer. */
const silent = (it: It, came: Deferred.Deferred<void>): void => {
  it.effect("together.unanswered: who leaves a call that asks cancels it", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer.Peer
      const call = yield* Effect.forkChild(client.callTool("ask"))
      yield* Deferred.await(came)
      yield* Fiber.interrupt(call)
      const next = yield* client.callTool("fails")
      assert.strictEqual(next.isError, true)
    })
  )
}

export const suite = ({ connect, revision }: Cells.Cell): void => {
  const expected = expectations[revision.version]
  if (expected === undefined) throw new Error(`Nothing is expected of ${revision.version}`)
  const joined = connect(Serving.tasks, patience)
  const having = Layer.provide(TaskClient.layer({ pollInterval: "50 millis" }))

  layer(Peer.layer(joined).pipe(having), { excludeTestServices: true })("somebody", (it) => {
    alike(it)
    if (expected.tasks) tasks(it)
    if (expected.questions) questions(it)
  })

  const came = Deferred.makeUnsafe<void>()
  const nobody = ElicitationHandler.layer({
    form: () => Effect.andThen(Deferred.succeed(came, undefined), Effect.never)
  })
  layer(Peer.layer(joined, Layer.merge(Host.layer, nobody)).pipe(having), {
    excludeTestServices: true
  })("nobody", (it) => silent(it, came))
}
