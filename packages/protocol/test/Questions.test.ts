import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Schema } from "effect"
import { TestClock } from "effect/testing"

import type * as Endpoint from "../src/Endpoint.ts"
import type * as Handler from "../src/Handler.ts"
import { primitives } from "../src/node/StateSealNode.ts"
import * as Principal from "../src/Principal.ts"
import * as RpcError from "../src/RpcError.ts"
import * as StateLedger from "../src/StateLedger.ts"
import * as StateSeal from "../src/StateSeal.ts"
import * as Step from "../src/Step.ts"
import {
  connect,
  type Frame,
  frameOf,
  handshake,
  type RawPeer,
  serve,
  speak,
  stating,
  turn
} from "./EngineFixture.ts"
import { approve } from "./InteractionFixture.ts"

const runs: Array<string> = []

/** Two questions in sequence, and a step between them that must run once. */
const deploy: Handler.Handler<never> = {
  interactive: true,
  run: (request) =>
    Effect.gen(function* () {
      runs.push("handler")
      const first = yield* approve("first", `Deploy to ${String(request.params?.["env"])}?`)
      const plan = yield* Step.once(
        "plan",
        Schema.String,
        Effect.sync(() => (runs.push("plan"), "p1"))
      )
      const second = yield* approve("second", "Sure?")
      return { content: [], said: [first.approved, plan, second.approved] }
    })
}

const served = (
  handler: Handler.Handler<never> = deploy,
  options: Partial<Endpoint.Options<never>> = {}
) =>
  Effect.suspend(() => {
    runs.length = 0
    return serve({
      handlers: () => ({ "tools/call": handler, "prompts/get": handler }),
      ...options
    })
  })

const yes = { action: "accept", content: { approved: true } }
const canForm = { elicitation: { form: {} } }

const call = (peer: RawPeer, params: object = {}, capabilities: object = canForm) =>
  peer.ask(1, "tools/call", stating({ name: "deploy", env: "prod", ...params }, capabilities))

const state = (frame: Frame) => {
  const { requestState } = frame.result ?? {}
  assert.isString(requestState)
  return String(requestState)
}
const keys = (frame: Frame) => Object.keys(frame.result?.["inputRequests"] ?? {})

for (const revision of Revisions.all.filter(
  ({ asks, elicitation }) => asks === "Push" && elicitation
)) {
  describe(`Questions in ${revision.version}`, () => {
    it.effect(
      "interop/IS-10: a question is a request on the call's own stream, and its answer goes on",
      () =>
        Effect.gen(function* () {
          const peer = connect(yield* served())
          yield* handshake(peer, revision.version, { elicitation: {} })
          const own: Array<Frame> = []
          peer.send(
            { jsonrpc: "2.0", id: "call", method: "tools/call", params: { env: "prod" } },
            { send: (frame) => void own.push(frameOf(frame)) }
          )
          for (const text of ["Deploy to prod?", "Sure?"]) {
            const question = own.at(-1)
            assert.strictEqual(question?.method, "elicitation/create")
            assert.strictEqual(question?.params?.["message"], text)
            peer.send({ jsonrpc: "2.0", id: question?.id, result: yes })
            yield* turn
          }
          const answer = yield* peer.next
          assert.deepStrictEqual(
            [answer.id, answer.result],
            ["call", { content: [], said: [true, "p1", true] }]
          )
          assert.deepStrictEqual(runs, ["handler", "plan"])
        })
    )
  })
}

describe("Questions: pushed", () => {
  const pushed = Effect.fnUntraced(function* (handler?: Handler.Handler<never>) {
    const peer = connect(yield* served(handler))
    yield* handshake(peer, "2025-11-25", { elicitation: {} })
    peer.send({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { env: "a" } })
    return { peer, question: yield* peer.next }
  })

  it.effect("questions.cancelled: cancelling the call cancels its open question", () =>
    Effect.gen(function* () {
      const { peer, question } = yield* pushed()
      peer.notify("notifications/cancelled", { requestId: 1 })
      const cancelled = yield* peer.next
      assert.deepStrictEqual(
        [cancelled.method, cancelled.params?.["requestId"]],
        ["notifications/cancelled", question.id]
      )
      peer.send({ jsonrpc: "2.0", id: question.id, result: yes })
      assert.deepStrictEqual(yield* peer.rest, [])
    })
  )

  it.effect("questions.refused: an error from the client ends the call with one that says so", () =>
    Effect.gen(function* () {
      const { peer, question } = yield* pushed()
      const error = { code: -1, message: "User rejected" }
      peer.send({ jsonrpc: "2.0", id: question.id, error })
      const answer = yield* peer.next
      assert.strictEqual(answer.error?.code, -1)
      assert.include(answer.error?.message, "User rejected")
    })
  )

  it.effect("questions.unreadable: an answer that is none is asked for again, at once", () =>
    Effect.gen(function* () {
      for (const wrong of [
        { result: null },
        { result: [] },
        { error: "x" },
        { error: { code: "a" } },
        { result: {}, error: { code: 1, message: "both" } }
      ]) {
        const { peer, question } = yield* pushed()
        peer.send({ jsonrpc: "2.0", id: question.id, ...wrong })
        const again = yield* peer.next
        assert.strictEqual(again.method, "elicitation/create", JSON.stringify(wrong))
        peer.send({ jsonrpc: "2.0", id: again.id, error: { code: -1, message: "No" } })
        assert.strictEqual((yield* peer.next).error?.code, -1)
      }
    })
  )

  it.effect(
    "questions.patience: a person has ten minutes, and then the question is cancelled",
    () =>
      Effect.gen(function* () {
        const { peer, question } = yield* pushed()
        yield* turn
        yield* TestClock.adjust("599 seconds")
        assert.deepStrictEqual(yield* peer.rest, [])
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual((yield* peer.next).params?.["requestId"], question.id)
        assert.include((yield* peer.next).error?.message, "no answer within 600000 ms")
      })
  )

  it.effect(
    "2026-07-28/V-10: without the capability nothing is asked, and a handler may do without",
    () =>
      Effect.gen(function* () {
        const copes: Handler.Handler<never> = {
          interactive: true,
          run: () =>
            approve("q").pipe(
              Effect.map(() => ({ asked: true })),
              Effect.catchTag("Unsupported", (error) =>
                Effect.succeed({ asked: false, missing: error.missing })
              )
            )
        }
        for (const revision of Revisions.all) {
          const peer = connect(yield* served(copes))
          const params = yield* speak(peer, revision)
          const answer = yield* peer.ask(1, "tools/call", params())
          assert.isFalse(answer.result?.["asked"], revision.version)
          assert.deepStrictEqual(answer.result?.["missing"], ["elicitation.form"])
        }
      })
  )
})

describe("Questions: replayed", () => {
  it.effect(
    "2026-07-28/MR-01, 2026-07-28/MR-02, 2026-07-28/MR-04, 2026-07-28/MR-11, 2026-07-28/B-21: the call ends with its question, round by round",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* served())
        const first = yield* call(peer)
        assert.strictEqual(first.result?.["resultType"], "input_required")
        assert.deepStrictEqual(first.result?.["inputRequests"], {
          first: {
            method: "elicitation/create",
            params: {
              mode: "form",
              message: "Deploy to prod?",
              requestedSchema: { type: "object" }
            }
          }
        })
        const second = yield* call(peer, {
          requestState: state(first),
          inputResponses: { first: yes, __proto__: yes, unknown: { a: 1 } }
        })
        assert.deepStrictEqual(keys(second), ["second"])
        assert.notStrictEqual(state(second), state(first))
        const last = yield* call(peer, {
          requestState: state(second),
          inputResponses: { second: { action: "accept", content: { approved: false } } }
        })
        assert.deepStrictEqual(last.result, {
          resultType: "complete",
          _meta: { "io.modelcontextprotocol/serverInfo": { name: "server", version: "1.2.3" } },
          content: [],
          said: [true, "p1", false]
        })
        assert.deepStrictEqual(runs, ["handler", "handler", "plan", "handler"])
        assert.isTrue(peer.connection.isIdle)
      })
  )

  it.effect(
    "2026-07-28/MR-19, 2026-07-28/MR-20, 2026-07-28/MR-21: what is missing or malformed is asked again",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* served())
        const first = yield* call(peer)
        for (const answers of [
          {},
          { other: yes },
          { first: 5 },
          { first: { action: "perhaps" } },
          { first: { action: "accept", content: { approved: "yes" } } }
        ]) {
          const again = yield* call(peer, { requestState: state(first), inputResponses: answers })
          assert.deepStrictEqual(keys(again), ["first"])
        }
      })
  )

  const changes: ReadonlyArray<readonly [string, object]> = [
    ["a changed state", { requestState: "AAAA" }],
    ["an empty state", { requestState: "" }],
    ["a state that is no text", { requestState: { a: 1 } }],
    ["other parameters", { env: "staging" }],
    ["an added parameter", { extra: 1 }],
    ["answers that are no object", { inputResponses: [yes] }]
  ]
  for (const [what, change] of changes) {
    it.effect(
      `2026-07-28/MR-06, 2026-07-28/MR-07, 2026-07-28/MR-08, 2026-07-28/MR-22: ${what} is -32602 and nothing runs`,
      () =>
        Effect.gen(function* () {
          const peer = connect(yield* served())
          const first = yield* call(peer)
          runs.length = 0
          const refused = yield* call(peer, {
            requestState: state(first),
            inputResponses: { first: yes },
            ...change
          })
          assert.strictEqual(refused.error?.code, -32602)
          assert.deepStrictEqual(runs, [])
        })
    )
  }

  it.effect(
    "2026-07-28/MR-08, 2026-07-28/CL-23: a state opens for its own principal and method only",
    () =>
      Effect.gen(function* () {
        const endpoint = yield* served()
        const ann = connect(endpoint, { principal: Principal.user("ann") })
        const bob = connect(endpoint, { principal: Principal.user("bob") })
        const first = yield* call(ann)
        const retry = { requestState: state(first), inputResponses: { first: yes } }
        runs.length = 0
        assert.strictEqual((yield* call(bob, retry)).error?.code, -32602)
        const params = stating({ name: "deploy", env: "prod", ...retry }, canForm)
        assert.strictEqual((yield* ann.ask(2, "prompts/get", params)).error?.code, -32602)
        assert.deepStrictEqual(runs, [])
        assert.deepStrictEqual(keys(yield* call(ann, retry)), ["second"])
      })
  )

  it.effect(
    "2026-07-28/MR-10, 2026-07-28/B-27: all that a later round needs is in the state, on any instance with the key",
    () =>
      Effect.gen(function* () {
        const seal = StateSeal.make(primitives, Date.now, {})
        const start = served().pipe(Effect.provideService(StateSeal.StateSeal, seal))
        const one = connect(yield* start)
        const first = yield* call(one)
        one.connection.close()
        const other = connect(yield* start)
        const second = yield* call(other, {
          requestState: state(first),
          inputResponses: { first: yes }
        })
        assert.deepStrictEqual(keys(second), ["second"])
        const stranger = connect(yield* served())
        const refused = yield* call(stranger, {
          requestState: state(first),
          inputResponses: { first: yes }
        })
        assert.strictEqual(refused.error?.code, -32602)
      })
  )

  it.effect("2026-07-28/MR-09: with a ledger a state is good for one presentation", () =>
    Effect.gen(function* () {
      const peer = connect(yield* served().pipe(Effect.provide(StateLedger.layerMemory())))
      const first = yield* call(peer)
      const retry = { requestState: state(first), inputResponses: { first: yes } }
      assert.deepStrictEqual(keys(yield* call(peer, retry)), ["second"])
      runs.length = 0
      const refused = yield* call(peer, retry)
      assert.strictEqual(refused.error?.code, -32602)
      assert.deepStrictEqual(runs, [])
    })
  )

  it.effect("2026-07-28/MR-03: a method that may not ask never ends in a question", () =>
    Effect.gen(function* () {
      const asks: Handler.Handler<never> = {
        interactive: true,
        run: () => Effect.as(approve("q"), {})
      }
      const endpoint = yield* serve({ handlers: () => ({ "completion/complete": asks }) })
      const peer = connect(endpoint)
      const answer = yield* peer.ask(1, "completion/complete", stating({}, canForm))
      assert.strictEqual(answer.error?.code, -32603)
    })
  )

  it.effect("questions.waiting: a replayed call that waits is in flight and can be cancelled", () =>
    Effect.gen(function* () {
      const freed = yield* Deferred.make<boolean>()
      const waits: Handler.Handler<never> = {
        interactive: true,
        run: () =>
          Effect.onInterrupt(Effect.never, (interrupted) =>
            Deferred.succeed(freed, typeof interrupted === "object")
          )
      }
      const peer = connect(yield* served(waits))
      peer.send({ jsonrpc: "2.0", id: 1, method: "tools/call", params: stating() })
      assert.strictEqual(peer.connection.inFlight.size, 1)
      peer.notify("notifications/cancelled", { requestId: 1 })
      yield* Deferred.await(freed)
      assert.deepStrictEqual(yield* peer.rest, [])
    })
  )

  it.effect("questions.failure: a failure after the answers is the call's answer", () =>
    Effect.gen(function* () {
      const fails: Handler.Handler<never> = {
        interactive: true,
        run: () => Effect.andThen(approve("q"), Effect.fail(RpcError.make(99, "no")))
      }
      const peer = connect(yield* served(fails))
      const first = yield* call(peer)
      const last = yield* call(peer, { requestState: state(first), inputResponses: { q: yes } })
      assert.deepStrictEqual(last.error, { code: 99, message: "no" })
    })
  )

  it.effect(
    "questions.declined: a no reaches the handler as a typed failure in both ways of asking",
    () =>
      Effect.gen(function* () {
        const copes: Handler.Handler<never> = {
          interactive: true,
          run: () =>
            Effect.catchTag(Effect.as(approve("q"), {}), "Declined", () =>
              Effect.succeed({ no: true })
            )
        }
        const peer = connect(yield* served(copes))
        const first = yield* call(peer)
        const no = { q: { action: "decline" } }
        const last = yield* call(peer, { requestState: state(first), inputResponses: no })
        assert.isTrue(last.result?.["no"])
        yield* handshake(peer, "2025-11-25", { elicitation: {} })
        peer.send({ jsonrpc: "2.0", id: 1, method: "tools/call" })
        const question = yield* peer.next
        peer.send({ jsonrpc: "2.0", id: question.id, result: { action: "decline" } })
        assert.isTrue((yield* peer.next).result?.["no"])
      })
  )
})
