import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Context, Effect, Exit, Logger, Schema } from "effect"

import * as Handler from "../src/Handler.ts"
import * as Interaction from "../src/Interaction.ts"
import * as McpRequest from "../src/McpRequest.ts"
import * as Principal from "../src/Principal.ts"
import * as RpcError from "../src/RpcError.ts"
import { connect, handshake, serve, speak, stating } from "./EngineFixture.ts"

const answering = (handler: Handler.Handler<never>) =>
  Effect.gen(function* () {
    const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
    return yield* peer.ask(1, "tools/call", stating())
  })

/** Runs with the log in an array. */
const logged = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.suspend(() => {
    const lines: Array<string> = []
    const logger = Logger.make(({ cause, message }) => {
      lines.push(`${String(message)} ${Cause.pretty(cause)}`)
    })
    return Effect.map(Effect.provide(effect, Logger.layer([logger])), (value) => ({ value, lines }))
  })

describe("Dispatcher: failures", () => {
  const secret = "password=hunter2 at /home/me/secret.ts"

  const bugs: ReadonlyArray<readonly [string, Handler.Handler<never>]> = [
    ["a defect", { run: () => Effect.die(new Error(secret)) }],
    ["a defect that is no error", { run: () => Effect.die(secret) }],
    ["an exit", { run: () => Exit.die(new Error(secret)) }],
    [
      "a throw",
      {
        run: () => {
          throw new Error(secret)
        }
      }
    ],
    [
      "a later defect",
      { run: () => Effect.andThen(Effect.yieldNow, Effect.die(new Error(secret))) }
    ],
    [
      "a result that is no JSON",
      {
        run: () =>
          Exit.succeed({
            toJSON: () => {
              throw new Error(secret)
            }
          })
      }
    ],
    [
      "a failure beside a defect",
      {
        run: () =>
          Effect.failCause(
            Cause.combine(Cause.fail(RpcError.invalidParams("mine")), Cause.die(new Error(secret)))
          )
      }
    ]
  ]

  for (const [what, handler] of bugs) {
    it.effect(`dispatcher.defect: ${what} is logged whole and answered with nothing inside`, () =>
      Effect.gen(function* () {
        const { lines, value } = yield* logged(answering(handler))
        assert.deepStrictEqual(value.error, { code: -32603, message: "Internal error" })
        assert.strictEqual(lines.length, 1)
        assert.include(lines[0], secret)
      })
    )
  }

  it.effect(
    "dispatcher.interrupted: a handler that interrupts itself is our bug, not silence",
    () =>
      Effect.gen(function* () {
        const { value } = yield* logged(answering({ run: () => Effect.interrupt }))
        assert.strictEqual(value.error?.code, -32603)
      })
  )

  it.effect("2026-07-28/B-11: a typed failure is answered as it is, data and all", () =>
    Effect.gen(function* () {
      const { lines, value } = yield* logged(
        answering({ run: () => Effect.fail(RpcError.make(4711, "No such thing", { uri: "a:b" })) })
      )
      assert.deepStrictEqual(value.error, {
        code: 4711,
        message: "No such thing",
        data: { uri: "a:b" }
      })
      assert.deepStrictEqual(lines, [])
    })
  )

  const ends: ReadonlyArray<readonly [Interaction.InteractionError, number]> = [
    [new Interaction.Declined({ key: "q" }), -1],
    [new Interaction.Cancelled({ key: "q" }), -1],
    [new Interaction.Refused({ key: "q", code: -1, reason: "no" }), -1],
    [new Interaction.InvalidAnswer({ key: "q", problem: "p" }), -32602]
  ]
  for (const [failure, code] of ends) {
    it.effect(
      `dispatcher.question: a question that ends as ${failure._tag} is an error that says so`,
      () =>
        Effect.gen(function* () {
          const answer = yield* answering({ run: () => Effect.fail(failure) })
          assert.deepStrictEqual(answer.error, { code, message: failure.message })
        })
    )
  }

  it.effect(
    "2026-07-28/B-50, 2026-07-28/B-49: what needs an undeclared capability is -32021 with just the missing ones",
    () =>
      Effect.gen(function* () {
        const failure = new Interaction.Unsupported({
          method: "sampling/createMessage",
          missing: ["sampling.tools", "elicitation.url", "extensions.com.example/x"]
        })
        const answer = yield* answering({ run: () => Effect.fail(failure) })
        assert.strictEqual(answer.error?.code, -32021)
        assert.deepStrictEqual(answer.error?.data, {
          requiredCapabilities: {
            sampling: { tools: {} },
            elicitation: { url: {} },
            extensions: { "com.example/x": {} }
          }
        })
      })
  )

  it.effect("dispatcher.olderCapability: older revisions say the same as invalid parameters", () =>
    Effect.gen(function* () {
      const failure = new Interaction.Unsupported({ method: "roots/list", missing: ["roots"] })
      const handler: Handler.Handler<never> = { run: () => Effect.fail(failure) }
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
      yield* handshake(peer)
      const answer = yield* peer.ask(1, "tools/call")
      assert.strictEqual(answer.error?.code, -32602)
      assert.deepStrictEqual(answer.error?.data, { requiredCapabilities: { roots: {} } })
    })
  )
})

class Greeting extends Context.Service<Greeting, { readonly word: string }>()("test/Greeting") {}

describe("Dispatcher: handlers", () => {
  it.effect("dispatcher.context: a handler has the server's services and its request's own", () =>
    Effect.gen(function* () {
      const handler: Handler.Handler<Greeting> = {
        run: () =>
          Effect.gen(function* () {
            const { word } = yield* Greeting
            const { id, method } = yield* McpRequest.McpRequest
            const { kind } = yield* Principal.Principal
            return { said: [word, id, method, kind] }
          })
      }
      const endpoint = yield* serve<Greeting>({ handlers: () => ({ "tools/call": handler }) }).pipe(
        Effect.provideService(Greeting, { word: "hello" })
      )
      const answer = yield* connect(endpoint).ask(9, "tools/call", stating())
      assert.deepStrictEqual(answer.result?.["said"], ["hello", 9, "tools/call", "local"])
    })
  )

  it.effect(
    "dispatcher.decoded: parameters that do not fit are -32602 with the place, and nothing runs",
    () =>
      Effect.gen(function* () {
        let ran = 0
        const handler = Handler.decoded(
          Schema.Struct({ name: Schema.String, deep: Schema.Struct({ count: Schema.Finite }) }),
          ({ deep }) => {
            ran++
            return Effect.succeed({ count: deep.count })
          }
        )
        const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
        const good = { name: "a", deep: { count: 2 } }
        assert.strictEqual((yield* peer.ask(1, "tools/call", stating(good))).result?.["count"], 2)
        const bad = yield* peer.ask(2, "tools/call", stating({ name: "a", deep: { count: "2" } }))
        assert.strictEqual(bad.error?.code, -32602)
        assert.match(bad.error?.message ?? "", /deep.*count/)
        assert.notInclude(bad.error?.message, "\n")
        assert.strictEqual(ran, 1)
      })
  )

  it.effect("dispatcher.around: what is around every call sees it first and its result last", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const handler: Handler.Handler<never> = {
        run: () => Effect.sync(() => (order.push("handler"), { content: [] }))
      }
      const endpoint = yield* serve({
        handlers: () => ({ "tools/call": handler }),
        around: (next, request) =>
          request.meta["com.example/deny"] === true
            ? Exit.fail(RpcError.make(403, "denied"))
            : Effect.tap(
                Effect.andThen(
                  Effect.sync(() => void order.push("before")),
                  next
                ),
                () => Effect.sync(() => void order.push("after"))
              )
      })
      const peer = connect(endpoint)
      yield* peer.ask(1, "tools/call", stating())
      const denied = yield* peer.ask(2, "tools/call", stating({}, {}, { "com.example/deny": true }))
      assert.deepStrictEqual(order, ["before", "handler", "after"])
      assert.strictEqual(denied.error?.code, 403)
    })
  )

  it.effect("dispatcher.notification: a handler of notifications that throws harms nobody", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const { lines } = yield* logged(
        Effect.gen(function* () {
          const endpoint = yield* serve({
            notifications: () => ({
              "notifications/roots/list_changed": (params) => {
                seen.push(params)
                throw new Error("broken")
              }
            })
          })
          const peer = connect(endpoint)
          yield* handshake(peer)
          peer.notify("notifications/roots/list_changed", { a: 1 })
          assert.deepStrictEqual((yield* peer.ask(1, "ping")).result, {})
        })
      )
      assert.deepStrictEqual(seen, [{ a: 1 }])
      assert.strictEqual(lines.length, 1)
      assert.match(lines[0] ?? "", /notifications\/roots\/list_changed.*broken/)
    })
  )

  for (const revision of Revisions.all) {
    it.effect("dispatcher.encoded: a result that is text already is sent as it is", () =>
      Effect.gen(function* () {
        const text = `{"tools":[ ],"resultType":"complete"}`
        const handler: Handler.Handler<never> = {
          run: () => Exit.succeed(new Handler.Encoded(text))
        }
        const peer = connect(yield* serve({ handlers: () => ({ "tools/list": handler }) }))
        const params = yield* speak(peer, revision)
        const answer = yield* peer.ask(1, "tools/list", params())
        assert.deepStrictEqual(answer.result, { tools: [], resultType: "complete" })
      })
    )
  }
})
