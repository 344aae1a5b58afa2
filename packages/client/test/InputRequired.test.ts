import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"

import { ElicitationHandler, SamplingHandler } from "../src/index.ts"
import { connected } from "./support/Connected.ts"
import { forms, message, model, pages, roots } from "./support/handlers.ts"
import type { Frame } from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]

const form = {
  method: "elicitation/create",
  params: {
    mode: "form",
    message: "Who?",
    requestedSchema: { type: "object", properties: { name: { type: "string", default: "Ada" } } }
  }
}

const sample = {
  method: "sampling/createMessage",
  params: {
    messages: [{ role: "user", content: { type: "text", text: "Hi" } }],
    maxTokens: 10
  }
}

const rootsList = { method: "roots/list" }

const required = (inputRequests?: Frame, requestState?: string): Frame => ({
  resultType: "input_required",
  ...(inputRequests === undefined ? {} : { inputRequests }),
  ...(requestState === undefined ? {} : { requestState })
})

const complete = { resultType: "complete", content: [] }

/** The parameters without what every request carries. */
const bare = (frame: Frame) => {
  const { _meta, ...params } = frame["params"] as Frame
  return params
}

const all = Layer.mergeAll(
  forms({ action: "accept" }, { action: "accept" }, { action: "accept" }).layer,
  model().layer,
  roots
) as Layer.Layer<never, unknown>

describe("input_required, answered by handlers", () => {
  it.effect(
    "2026-07-28/MR-12, 2026-07-28/MR-14, 2026-07-28/MR-17, 2026-07-28/CL-08: all that was asked is answered in one retry of the same call, under a new id",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern, { layer: Layer.orDie(all) })
        const calling = yield* Effect.forkChild(client.callTool("t", { a: 1 }))
        const first = yield* line.next
        const state = 'opaque "state" \u0000 {not json'
        line.answer(first["id"], required({ q1: form, q2: sample, q3: rootsList }, state))
        const second = yield* line.next
        assert.notStrictEqual(second["id"], first["id"])
        assert.strictEqual(second["method"], "tools/call")
        assert.deepStrictEqual(bare(second), {
          name: "t",
          arguments: { a: 1 },
          inputResponses: {
            q1: { action: "accept", content: { name: "Ada" } },
            q2: message,
            q3: { roots: [{ uri: "file:///home/me/project", name: "Project" }] }
          },
          requestState: state
        })
        line.answer(second["id"], complete)
        yield* Fiber.join(calling)
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )

  it.effect("2026-07-28/MR-16: a state is carried into the next round and no other", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: Layer.orDie(all) })
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], required({ q1: rootsList }, "one"))
      const second = yield* line.next
      assert.strictEqual(bare(second)["requestState"], "one")
      line.answer(second["id"], required({ q2: rootsList }))
      const third = bare(
        yield* Effect.tap(line.next, ({ id }) => Effect.sync(() => line.answer(id, complete)))
      )
      assert.deepStrictEqual(Object.keys(third).toSorted(), ["inputResponses", "name"])
      assert.deepStrictEqual(Object.keys(third["inputResponses"] as Frame), ["q2"])
      yield* Fiber.join(calling)
    })
  )

  it.effect(
    "2026-07-28/MR-13: with a state alone the call is made again at once, then less and less often",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern)
        const calling = yield* Effect.forkChild(client.callTool("t"))
        line.answer((yield* line.next)["id"], required(undefined, "later"))
        const second = yield* line.next
        assert.deepStrictEqual(bare(second), { name: "t", requestState: "later" })
        line.answer(second["id"], required(undefined, "later still"))
        yield* Effect.yieldNow
        assert.deepStrictEqual(yield* line.rest, [])
        yield* TestClock.adjust("5 seconds")
        const third = yield* line.next
        assert.deepStrictEqual(bare(third), { name: "t", requestState: "later still" })
        line.answer(third["id"], complete)
        yield* Fiber.join(calling)
      })
  )

  it.effect("2026-07-28/MR-18: two calls at once keep their own states and answers", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: Layer.orDie(all) })
      const calls = yield* Effect.forEach(["a", "b"], (name) =>
        Effect.forkChild(client.callTool(name))
      )
      for (let call = 0; call < 2; call++) {
        const sent = yield* line.next
        const name = bare(sent)["name"] as string
        line.answer(sent["id"], required({ [`${name}-key`]: rootsList }, `${name}-state`))
      }
      for (let call = 0; call < 2; call++) {
        const sent = yield* line.next
        const { inputResponses, name, requestState } = bare(sent)
        assert.deepStrictEqual(
          [requestState, Object.keys(inputResponses as Frame)],
          [`${String(name)}-state`, [`${String(name)}-key`]]
        )
        line.answer(sent["id"], complete)
      }
      for (const call of calls) yield* Fiber.join(call)
    })
  )

  it.effect("2026-07-28/MR-23: a server that never stops asking is given up", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: Layer.orDie(all) })
      const calling = yield* Effect.forkChild(client.callTool("t", {}, { maxRounds: 3 }))
      for (let round = 0; round < 3; round++) {
        line.answer((yield* line.next)["id"], required({ q: rootsList }, `s${round}`))
      }
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag === "TooManyRounds" && reason.rounds, 3)
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("2026-07-28/MR-23: sixteen rounds unless something else is said", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: Layer.orDie(all) })
      const calling = yield* Effect.forkChild(client.callTool("t"))
      for (let round = 0; round < 16; round++) {
        line.answer((yield* line.next)["id"], required({ q: rootsList }))
      }
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag === "TooManyRounds" && reason.rounds, 16)
    })
  )

  it.effect("round.ceiling: all rounds together have the time of one call", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: Layer.orDie(all) })
      const calling = yield* Effect.forkChild(client.callTool("t", {}, { ceiling: "90 seconds" }))
      for (let round = 0; round < 2; round++) {
        const { id } = yield* line.next
        yield* TestClock.adjust("40 seconds")
        line.answer(id, required({ q: rootsList }))
      }
      yield* line.next
      yield* TestClock.adjust("10 seconds")
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag === "TimedOut" && reason.after, 90_000)
      assert.strictEqual((yield* line.next)["method"], "notifications/cancelled")
    })
  )

  it.effect("round.ceiling: but for the time somebody here takes, and none if there is none", () =>
    Effect.gen(function* () {
      for (const ceiling of ["90 seconds", "Infinity"] as const) {
        const said = yield* Deferred.make<void>()
        const shown = yield* Deferred.make<void>()
        const form_ = () =>
          Effect.as(Effect.andThen(Deferred.succeed(shown, undefined), Deferred.await(said)), {
            action: "decline" as const
          })
        const layer = ElicitationHandler.layer({ form: form_ })
        const { client, line } = yield* connected(modern, { layer })
        const calling = yield* Effect.forkChild(client.callTool("t", {}, { ceiling }))
        line.answer((yield* line.next)["id"], required({ q: form }))
        yield* Deferred.await(shown)
        yield* TestClock.adjust("1 hour")
        yield* Deferred.succeed(said, undefined)
        line.answer((yield* line.next)["id"], complete)
        yield* Fiber.join(calling)
      }
    })
  )

  it.effect("round.methods: prompts and resources ask the same way", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: Layer.orDie(all) })
      const results = [
        [
          Effect.asVoid(client.getPrompt("p", { a: "1" })),
          { resultType: "complete", messages: [] }
        ],
        [Effect.asVoid(client.readResource("x://a")), { resultType: "complete", contents: [] }]
      ] as const
      for (const [call, result] of results) {
        const calling = yield* Effect.forkChild(call)
        const first = yield* line.next
        line.answer(first["id"], required({ q: rootsList }, "s"))
        const second = yield* line.next
        const { inputResponses, requestState, ...rest } = bare(second)
        assert.deepStrictEqual([rest, requestState], [bare(first), "s"])
        assert.isDefined(inputResponses)
        line.answer(second["id"], result)
        yield* Fiber.join(calling)
      }
    })
  )

  it.effect("round.side by side: the questions of one round are answered together", () =>
    Effect.gen(function* () {
      const both = yield* Deferred.make<void>()
      let asking = 0
      const layer = ElicitationHandler.layer({
        form: () =>
          Effect.gen(function* () {
            if (++asking === 2) yield* Deferred.succeed(both, undefined)
            yield* Deferred.await(both)
            return { action: "decline" as const }
          })
      })
      const { client, line } = yield* connected(modern, { layer: layer })
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], required({ q1: form, q2: form }))
      const second = yield* line.next
      assert.deepStrictEqual(bare(second)["inputResponses"], {
        q1: { action: "decline" },
        q2: { action: "decline" }
      })
      line.answer(second["id"], complete)
      yield* Fiber.join(calling)
    })
  )

  it.effect("round.proto: a key that looks like a prototype is a key", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { layer: Layer.orDie(all) })
      yield* Effect.forkChild(client.callTool("t"))
      const { id } = yield* line.next
      line.text(
        `{"jsonrpc":"2.0","id":${String(id)},"result":{"resultType":"input_required","inputRequests":{"constructor":{"method":"roots/list"}}}}`
      )
      const responses = bare(yield* line.next)["inputResponses"] as Frame
      assert.deepStrictEqual(Object.keys(responses), ["constructor"])
    })
  )
})

const unhandled = (request: string) => ["q", request, "Unhandled"]

describe("input_required, not answered", () => {
  const ending = Effect.fnUntraced(function* (layer: Layer.Layer<never, unknown>, question: Frame) {
    const { client, line } = yield* connected(modern, { layer: Layer.orDie(layer) })
    const calling = yield* Effect.forkChild(client.callTool("t"))
    line.answer((yield* line.next)["id"], required({ q: question }, "s"))
    const { reason } = yield* Effect.flip(Fiber.join(calling))
    assert.deepStrictEqual(yield* line.rest, [])
    return reason._tag === "NotAnswered"
      ? [reason.key, reason.request, reason.because]
      : [reason._tag]
  })

  it.effect(
    "2026-07-28/CL-44: a rejected sampling is not retried, and the caller is told why",
    () =>
      Effect.gen(function* () {
        const no = model(Effect.fail(new SamplingHandler.SamplingRejected()))
        assert.deepStrictEqual(yield* ending(no.layer, sample), [
          "q",
          "sampling/createMessage",
          "Rejected"
        ])
      })
  )

  it.effect("question.undeclared: a kind or a mode that was not declared is not answered", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* ending(Layer.empty, form), unhandled("elicitation/create"))
      assert.deepStrictEqual(yield* ending(Layer.empty, rootsList), unhandled("roots/list"))
      assert.deepStrictEqual(
        yield* ending(pages("accept").layer, form),
        unhandled("elicitation/create")
      )
      const tools = { ...sample, params: { ...sample.params, tools: [] } }
      assert.deepStrictEqual(
        yield* ending(model().layer, tools),
        unhandled("sampling/createMessage")
      )
    })
  )

  it.effect(
    "2026-07-28/CL-36, 2026-07-28/CL-37: a conversation that breaks the rules reaches no model",
    () =>
      Effect.gen(function* () {
        const handler = model(undefined, { tools: true })
        const messages = [
          { role: "user", content: [{ type: "tool_result", toolUseId: "1", content: [] }] }
        ]
        yield* ending(handler.layer, { ...sample, params: { ...sample.params, messages } })
        assert.deepStrictEqual(handler.asked, [])
      })
  )

  it.effect("question.refused: a question that breaks the rules says how", () =>
    Effect.gen(function* () {
      const url = "javascript:alert(1)"
      const asked = { method: "elicitation/create", params: { mode: "url", message: "m", url } }
      const { client, line } = yield* connected(modern, { layer: pages("accept").layer })
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], required({ q: asked }))
      assert.strictEqual(
        (yield* Effect.flip(Fiber.join(calling))).message,
        'tools/call: elicitation/create "q" was not answered (Refused: The URL is not one that may be opened (Scheme))'
      )
    })
  )

  it.effect("question.unknown: a kind nobody defined makes the result invalid", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* ending(all, { method: "tools/call", params: {} }), [
        "InvalidResult"
      ])
    })
  )

  it.effect("question.empty: asking for nothing is invalid", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], { resultType: "input_required" })
      assert.strictEqual((yield* Effect.flip(Fiber.join(calling))).reason._tag, "InvalidResult")
    })
  )

  it.effect("question.given up: interrupting the call takes the question away", () =>
    Effect.gen(function* () {
      const shown = yield* Deferred.make<void>()
      const gone = yield* Deferred.make<void>()
      const layer = ElicitationHandler.layer({
        form: () =>
          Deferred.succeed(shown, undefined).pipe(
            Effect.andThen(Effect.never),
            Effect.onInterrupt(() => Deferred.succeed(gone, undefined))
          )
      })
      const { client, line } = yield* connected(modern, { layer: layer })
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], required({ q: form }))
      yield* Deferred.await(shown)
      yield* Fiber.interrupt(calling)
      yield* Deferred.await(gone)
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )
})

describe("input_required, pages", () => {
  const page = {
    method: "elicitation/create",
    params: { mode: "url", message: "Sign in", url: "https://example.com/a" }
  }

  it.effect(
    "2026-07-28/CL-13, 2026-07-28/CL-19, 2026-07-28/CL-20, 2026-07-28/CL-08: shown whole, then opened, then accepted without content",
    () =>
      Effect.gen(function* () {
        const user = pages("accept")
        const { client, line } = yield* connected(modern, { layer: user.layer })
        yield* Effect.forkChild(client.callTool("t"))
        line.answer((yield* line.next)["id"], required({ q: page }, "s"))
        assert.deepStrictEqual(bare(yield* line.next)["inputResponses"], {
          q: { action: "accept" }
        })
        assert.deepStrictEqual(user.steps, [
          "consent https://example.com/a",
          "open https://example.com/a"
        ])
        assert.deepStrictEqual(user.asked[0]?.link.host, "example.com")
      })
  )

  it.effect("2026-07-28/CL-21: what is odd about a URL is said", () =>
    Effect.gen(function* () {
      const user = pages("decline")
      const { client, line } = yield* connected(modern, { layer: user.layer })
      yield* Effect.forkChild(client.callTool("t"))
      const odd = { ...page, params: { ...page.params, url: "http://paypal.com@xn--e1awd7f.com/" } }
      line.answer((yield* line.next)["id"], required({ q: odd }, "s"))
      yield* line.next
      assert.deepStrictEqual(user.asked[0]?.link.warnings, ["Punycode", "Credentials", "Insecure"])
    })
  )

  it.effect(
    "2026-07-28/CL-15: the call goes on when the user says they are done, and is cancelled when they give up",
    () =>
      Effect.gen(function* () {
        for (const [choice, action] of [
          ["retry", "accept"],
          ["cancel", "cancel"]
        ] as const) {
          const chosen = yield* Deferred.make<"retry" | "cancel">()
          const user = pages("accept", Deferred.await(chosen))
          const { client, line } = yield* connected(modern, { layer: user.layer })
          yield* Effect.forkChild(client.callTool("t"))
          line.answer((yield* line.next)["id"], required({ q: page }, "s"))
          yield* Effect.yieldNow
          assert.deepStrictEqual(yield* line.rest, [])
          yield* Deferred.succeed(chosen, choice)
          assert.deepStrictEqual(bare(yield* line.next)["inputResponses"], { q: { action } })
        }
      })
  )
})

describe("input_required, answered by hand", () => {
  it.effect(
    "2026-07-28/MR-12, 2026-07-28/MR-14, 2026-07-28/MR-15: the caller sees the questions, never the state, and answers when it likes",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern)
        const beginning = yield* Effect.forkChild(client.beginTool("t", { a: 1 }))
        line.answer((yield* line.next)["id"], required({ q: form }, "s1"))
        const round = yield* Fiber.join(beginning)
        assert.strictEqual(round._tag, "InputRequired")
        if (round._tag !== "InputRequired") return
        assert.deepStrictEqual(round.requests, { q: form } as never)
        assert.notInclude(JSON.stringify(round), "s1")
        const answering = yield* Effect.forkChild(round.answer({ q: { action: "decline" } }))
        const second = yield* line.next
        assert.deepStrictEqual(bare(second), {
          name: "t",
          arguments: { a: 1 },
          inputResponses: { q: { action: "decline" } },
          requestState: "s1"
        })
        line.answer(second["id"], complete)
        const last = yield* Fiber.join(answering)
        assert.strictEqual(last._tag === "Complete" && last.result.validation._tag, "NotDeclared")
      })
  )

  it.effect("by hand.answer: single questions may still be left to the handlers", () =>
    Effect.gen(function* () {
      const { client } = yield* connected(modern, { layer: Layer.orDie(all) })
      assert.deepStrictEqual(yield* client.answer({ method: "roots/list" }), {
        roots: [{ uri: "file:///home/me/project", name: "Project" }]
      })
    })
  )

  it.effect("by hand.older: in a revision that asks by request there is one round", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const beginning = yield* Effect.forkChild(client.beginTool("t"))
      line.answer((yield* line.next)["id"], { content: [] })
      assert.strictEqual((yield* Fiber.join(beginning))._tag, "Complete")
    })
  )
})

describe("input_required, what handlers see", () => {
  it.effect("2026-07-28/CL-05, 2026-07-28/CL-12: a form without mode, and who asks", () =>
    Effect.gen(function* () {
      const user = forms({ action: "decline" })
      const { client, line } = yield* connected(modern, { layer: user.layer })
      yield* Effect.forkChild(client.callTool("t"))
      const { mode: _form, ...params } = form.params
      line.answer((yield* line.next)["id"], required({ q: { ...form, params } }))
      assert.deepStrictEqual(bare(yield* line.next)["inputResponses"], {
        q: { action: "decline" }
      })
      assert.deepStrictEqual(
        user.asked.map(({ content, message, server }) => [message, server?.name, content]),
        [["Who?", "written", { name: "Ada" }]]
      )
    })
  )

  it.effect("2026-07-28/CL-39: how many tokens there may be", () =>
    Effect.gen(function* () {
      const talker = model()
      const { client, line } = yield* connected(modern, { layer: talker.layer })
      yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], required({ q: sample }))
      yield* line.next
      assert.deepStrictEqual(
        talker.asked.map(({ params }) => params.maxTokens),
        [10]
      )
    })
  )

  it.effect("2026-07-28/CL-42: no more questions than a model can bear", () =>
    Effect.gen(function* () {
      const layer = SamplingHandler.layer({
        perMinute: 1,
        createMessage: () => Effect.succeed(message)
      })
      const { client, line } = yield* connected(modern, { layer })
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], required({ q1: sample, q2: sample }))
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag, "NotAnswered")
    })
  )
})
