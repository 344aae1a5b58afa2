import { Elicitation, Roots, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Schema } from "effect"

import {
  answer,
  initialize,
  notification,
  paramsOf,
  resultOf,
  type Session
} from "../support/peer.ts"
import { type Incoming, type Json, messagesOf } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"

/** Asks, and answers with what it was told. */
const Ask = Tool.make("ask", { input: Schema.Struct({ about: Schema.String }) }).handle(
  ({ about }) =>
    Effect.map(
      Elicitation.form({ message: about, schema: Schema.Struct({ word: Schema.String }) }),
      ({ word }) => `${about}: ${word}`
    )
)

const able = { elicitation: {} }

const text = (message: Json) =>
  (resultOf(message)["content"] as ReadonlyArray<{ readonly text: string }>)[0]?.text

const ask = (session: Session, about: string) =>
  session.call(about, "ask", { arguments: { about } })

/** Answers a question as the person would. */
const say = (session: Session, question: Json, word: string) =>
  session.post({
    jsonrpc: "2.0",
    id: question["id"],
    result: { action: "accept", content: { word } }
  })

const about = (question: Json) => paramsOf(question)["message"]

const next = (stream: Incoming) => stream.message

describe("a question in the middle of a call", () => {
  it.effect.each(["2025-06-18", "2025-11-25"])(
    "interop/IS-10: in %s comes on the call's own stream, and its answer by a POST of its own",
    (version) =>
      Effect.gen(function* () {
        const { url } = yield* serve(mcp(Ask))
        const session = yield* initialize(url, { version, capabilities: able })
        const call = yield* ask(session, "colour")
        const question = yield* next(call)
        assert.strictEqual(question["method"], "elicitation/create")
        assert.strictEqual(about(question), "colour")
        const taken = yield* say(session, question, "green")
        assert.deepStrictEqual([taken.status, yield* taken.text], [202, ""])
        const last = yield* next(call)
        assert.strictEqual(last["id"], "colour")
        assert.strictEqual(text(last), "colour: green")
        assert.strictEqual(yield* call.ended, "End")
      })
  )

  it.effect(
    "2025-11-25/T-19, 2025-11-25/T-29: each call's question is on its own stream, and on no other",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(mcp(Ask))
        const session = yield* initialize(url, { capabilities: able })
        const listening = yield* session.get()
        const [one, two] = [yield* ask(session, "one"), yield* ask(session, "two")]
        const questions = [yield* next(one), yield* next(two)] as const
        assert.deepStrictEqual(questions.map(about), ["one", "two"])
        assert.notStrictEqual(questions[0]["id"], questions[1]["id"])
        yield* say(session, questions[1], "second")
        yield* say(session, questions[0], "first")
        assert.strictEqual(text(yield* answer(one)), "one: first")
        assert.strictEqual(text(yield* answer(two)), "two: second")
        yield* session.delete
        assert.deepStrictEqual(messagesOf(yield* listening.rest), [])
      })
  )

  it.effect("question.owner: is answered by the session that was asked, and by no other", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(mcp(Ask))
      const asked = yield* initialize(url, { capabilities: able })
      const other = yield* initialize(url, { capabilities: able })
      const call = yield* ask(asked, "colour")
      const question = yield* next(call)
      assert.strictEqual((yield* say(other, question, "red")).status, 202)
      yield* say(asked, question, "green")
      assert.strictEqual(text(yield* answer(call)), "colour: green")
    })
  )

  it.effect(
    "question.json: goes to the session's own stream where calls are answered as JSON",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(mcp(Ask), { answers: "json" })
        const session = yield* initialize(url, { capabilities: able })
        const listening = yield* session.get()
        const calling = yield* Effect.forkChild(ask(session, "colour"))
        const question = yield* next(listening)
        yield* say(session, question, "green")
        const response = yield* Fiber.join(calling)
        assert.strictEqual(response.headers["content-type"], "application/json")
        assert.strictEqual(text(yield* response.json), "colour: green")
      })
  )

  it.effect("question.lost: waits for a client that comes back", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(mcp(Ask))
      const session = yield* initialize(url, { capabilities: able })
      const call = yield* ask(session, "colour")
      const primed = yield* call.next
      yield* call.leave
      const stream = yield* session.get({ "last-event-id": String(primed.id) })
      const question = yield* next(stream)
      yield* say(session, question, "green")
      assert.strictEqual(text(yield* answer(stream)), "colour: green")
    })
  )

  it.effect("2025-11-25/L-11: waits until the client has said that it is ready", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const Early = Tool.make("early", {}).handle(() =>
        Effect.andThen(
          Deferred.succeed(begun, undefined),
          Effect.map(Roots.list, (roots) => `${roots.length} roots`)
        )
      )
      const { url } = yield* serve(mcp(Layer.mergeAll(Ask, Early)))
      const session = yield* initialize(url, { capabilities: { roots: {} }, ready: false })
      const calling = yield* Effect.forkChild(session.call(1, "early"))
      yield* Deferred.await(begun)
      assert.deepStrictEqual(resultOf(yield* session.ask("ping")), {})
      assert.isUndefined(calling.pollUnsafe())
      yield* session.post(notification("notifications/initialized"))
      const call = yield* Fiber.join(calling)
      const question = yield* next(call)
      assert.strictEqual(question["method"], "roots/list")
      yield* session.post({ jsonrpc: "2.0", id: question["id"], result: { roots: [] } })
      assert.strictEqual(text(yield* answer(call)), "0 roots")
    })
  )

  it.effect(
    "question.cancelled: a call that is cancelled is not answered, and its stream ends",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(mcp(Ask))
        const session = yield* initialize(url, { capabilities: able })
        const listening = yield* session.get()
        const call = yield* ask(session, "colour")
        const question = yield* next(call)
        yield* session.post(notification("notifications/cancelled", { requestId: "colour" }))
        assert.deepStrictEqual(messagesOf(yield* call.rest), [])
        const withdrawn = yield* next(listening)
        assert.deepStrictEqual(
          [withdrawn["method"], paramsOf(withdrawn)["requestId"]],
          ["notifications/cancelled", question["id"]]
        )
        assert.strictEqual((yield* say(session, question, "late")).status, 202)
      })
  )

  it.effect("question.unasked: there is nobody to ask where there are no sessions", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(mcp(Ask), { sessions: false })
      const session = yield* initialize(url, { capabilities: able })
      const message = yield* answer(yield* ask(session, "colour"))
      assert.isDefined(message["error"] ?? (message["result"] as Json)["isError"])
    })
  )
})
