import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Logger, Stream, SubscriptionRef } from "effect"
import { TestClock } from "effect/testing"

import { ElicitationHandler, RootsProvider, SamplingHandler } from "../src/index.ts"
import { connected } from "./support/Connected.ts"
import { forms, message, model, pages, roots } from "./support/handlers.ts"
import type { Frame } from "./support/Peer.ts"

const handshake = Revisions.handshake
const [newest] = handshake as [Revision.Revision]
const eliciting = handshake.filter((revision) => revision.elicitation)

/** What a server's request is answered with. */
const answered = Effect.fnUntraced(function* (
  revision: Revision.Revision,
  layer: Layer.Layer<never, unknown>,
  method: string,
  params?: Frame
) {
  const { line } = yield* connected(revision, { layer: Layer.orDie(layer) })
  line.say({ jsonrpc: "2.0", id: "q", method, ...(params === undefined ? {} : { params }) })
  const answer = yield* line.next
  assert.strictEqual(answer["id"], "q")
  return answer
})

const code = (answer: Frame) => (answer["error"] as Frame | undefined)?.["code"]

const form = {
  message: "Who?",
  requestedSchema: { type: "object", properties: { name: { type: "string" } }, required: ["name"] }
}

const page = {
  mode: "url",
  message: "Sign in",
  url: "https://example.com/a?b=c",
  elicitationId: "e1"
}

const sampling = (more: Frame = {}) => ({
  messages: [{ role: "user", content: { type: "text", text: "Hi" } }],
  maxTokens: 10,
  ...more
})

describe("ping", () => {
  for (const revision of handshake) {
    it.effect(`2025-11-25/U-09: a ping is answered with nothing in it (${revision.version})`, () =>
      Effect.gen(function* () {
        const answer = yield* answered(revision, Layer.empty, "ping")
        assert.deepStrictEqual(answer, { jsonrpc: "2.0", id: "q", result: {} })
      })
    )
  }
})

describe("roots", () => {
  for (const revision of handshake) {
    it.effect(
      `2025-11-25/CL-01, interop/IC-09: roots/list gives the roots (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { result } = yield* answered(revision, roots, "roots/list")
          assert.deepStrictEqual(result, {
            roots: [{ uri: "file:///home/me/project", name: "Project" }]
          })
        })
    )
  }

  it.effect("2025-11-25/CL-04: without roots the method does not exist", () =>
    Effect.gen(function* () {
      assert.strictEqual(code(yield* answered(newest, Layer.empty, "roots/list")), -32601)
    })
  )

  it.effect("2025-11-25/CL-04: a provider that breaks is -32603 with nothing inside", () =>
    Effect.gen(function* () {
      const broken = Layer.succeed(
        RootsProvider.RootsProvider,
        RootsProvider.RootsProvider.of({
          list: Effect.die(new Error("/secret/path")),
          changes: undefined
        })
      )
      const answer = yield* answered(newest, broken, "roots/list")
      assert.deepStrictEqual(answer["error"], { code: -32603, message: "Internal error" })
    })
  )

  it.effect("2025-11-25/CL-02: a change is told where the revision has it", () =>
    Effect.gen(function* () {
      for (const revision of Revisions.all) {
        const ref = yield* SubscriptionRef.make<ReadonlyArray<{ readonly uri: string }>>([])
        const { line } = yield* connected(revision, { layer: RootsProvider.layerRef(ref) })
        yield* Effect.yieldNow
        yield* SubscriptionRef.set(ref, [{ uri: "file:///a" }])
        if (revision.lifecycle === "PerRequest") {
          yield* Effect.yieldNow
          assert.deepStrictEqual(yield* line.rest, [])
          continue
        }
        assert.deepStrictEqual(yield* line.next, {
          jsonrpc: "2.0",
          method: "notifications/roots/list_changed"
        })
        line.say({ jsonrpc: "2.0", id: 1, method: "roots/list" })
        assert.deepStrictEqual((yield* line.next)["result"], { roots: [{ uri: "file:///a" }] })
      }
    })
  )
})

describe("sampling", () => {
  for (const revision of handshake) {
    it.effect(
      `2025-11-25/CL-25, interop/IC-09: the model's answer is the server's (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const handler = model()
          const { result } = yield* answered(
            revision,
            handler.layer,
            "sampling/createMessage",
            sampling({ systemPrompt: "Be brief" })
          )
          assert.deepStrictEqual(result, message)
          assert.deepStrictEqual(
            handler.asked.map(({ params, server }) => [
              params.systemPrompt,
              params.maxTokens,
              server?.name
            ]),
            [["Be brief", 10, "written"]]
          )
        })
    )
  }

  it.effect("2025-11-25/CL-08: without a handler the method does not exist", () =>
    Effect.gen(function* () {
      const answer = yield* answered(newest, Layer.empty, "sampling/createMessage", sampling())
      assert.strictEqual(code(answer), -32601)
    })
  )

  it.effect("2025-11-25/CL-18: the user's no is -1", () =>
    Effect.gen(function* () {
      const no = model(Effect.fail(new SamplingHandler.SamplingRejected()))
      const answer = yield* answered(newest, no.layer, "sampling/createMessage", sampling())
      assert.deepStrictEqual(answer["error"], {
        code: -1,
        message: "User rejected sampling request"
      })
    })
  )

  it.effect("2025-11-25/CL-10: tools without the capability are an error, and reach no model", () =>
    Effect.gen(function* () {
      const tools = [{ name: "t", inputSchema: { type: "object" } }]
      for (const more of [{ tools }, { toolChoice: { mode: "none" } }]) {
        const handler = model()
        const answer = yield* answered(
          newest,
          handler.layer,
          "sampling/createMessage",
          sampling(more)
        )
        assert.strictEqual(code(answer), -32602)
        assert.deepStrictEqual(handler.asked, [])
      }
    })
  )

  it.effect("2025-11-25/CL-18, 2025-11-25/CL-15: a tool result that is missing is -32602", () =>
    Effect.gen(function* () {
      const handler = model(undefined, { tools: true })
      const messages = [
        { role: "assistant", content: [{ type: "tool_use", id: "1", name: "t", input: {} }] },
        { role: "user", content: { type: "text", text: "and?" } }
      ]
      const answer = yield* answered(
        newest,
        handler.layer,
        "sampling/createMessage",
        sampling({ messages })
      )
      assert.deepStrictEqual(answer["error"], {
        code: -32602,
        message: "Tool result missing in request"
      })
      assert.deepStrictEqual(handler.asked, [])
    })
  )

  it.effect("2025-11-25/CL-17: an answer that uses a tool it was told not to is our own bug", () =>
    Effect.gen(function* () {
      const use = { type: "tool_use" as const, id: "1", name: "t", input: {} }
      const handler = model(Effect.succeed({ ...message, content: [use] }), { tools: true })
      const answer = yield* answered(
        newest,
        handler.layer,
        "sampling/createMessage",
        sampling({
          tools: [{ name: "t", inputSchema: { type: "object" } }],
          toolChoice: { mode: "none" }
        })
      )
      assert.deepStrictEqual(answer["error"], { code: -32603, message: "Internal error" })
    })
  )

  it.effect("2025-11-25/CL-24: _meta of tool messages reaches the model", () =>
    Effect.gen(function* () {
      const handler = model(undefined, { tools: true })
      const use = { type: "tool_use", id: "1", name: "t", input: {}, _meta: { "a.b/c": 1 } }
      const result = { type: "tool_result", toolUseId: "1", content: [], _meta: { "a.b/c": 2 } }
      yield* answered(
        newest,
        handler.layer,
        "sampling/createMessage",
        sampling({
          messages: [
            { role: "assistant", content: [use] },
            { role: "user", content: [result] }
          ]
        })
      )
      assert.deepStrictEqual(
        handler.asked[0]?.params.messages.map(({ content }) => content),
        [[use], [result]] as never
      )
    })
  )

  it.effect("2026-07-28/CL-40: a wish for context that was not declared is taken out", () =>
    Effect.gen(function* () {
      const wish = sampling({ includeContext: "allServers" })
      const plain = model()
      yield* answered(newest, plain.layer, "sampling/createMessage", wish)
      const willing = model(undefined, { context: true })
      yield* answered(newest, willing.layer, "sampling/createMessage", wish)
      assert.deepStrictEqual(
        [plain, willing].map(({ asked }) => asked[0]?.params.includeContext),
        [undefined, "allServers"]
      )
    })
  )

  it.effect("2025-11-25/CL-20: more than the limit is refused unseen, until time has passed", () =>
    Effect.gen(function* () {
      const asked: Array<unknown> = []
      const layer = SamplingHandler.layer({
        perMinute: 2,
        createMessage: (request) =>
          Effect.sync(() => {
            asked.push(request)
            return message
          })
      })
      const { line } = yield* connected(newest, { layer: layer })
      const ask = Effect.suspend(() => {
        line.say({ jsonrpc: "2.0", id: "q", method: "sampling/createMessage", params: sampling() })
        return Effect.map(line.next, code)
      })
      assert.deepStrictEqual([yield* ask, yield* ask, yield* ask], [undefined, undefined, -32600])
      assert.strictEqual(asked.length, 2)
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(yield* ask, undefined)
    })
  )
})

describe("elicitation, forms", () => {
  for (const revision of eliciting) {
    it.effect(
      `2025-11-25/CL-34, 2025-11-25/CL-29, 2025-11-25/CL-43: a form is shown with who asks, and its answer sent (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const user = forms({ action: "accept", content: { name: "Ada" } })
          const { result } = yield* answered(revision, user.layer, "elicitation/create", form)
          assert.deepStrictEqual(result, { action: "accept", content: { name: "Ada" } })
          assert.deepStrictEqual(
            user.asked.map((asked) => [
              asked.message,
              asked.server?.name,
              asked.content,
              asked.issues
            ]),
            [["Who?", "written", {}, []]]
          )
        })
    )

    for (const action of ["decline", "cancel"] as const) {
      it.effect(
        `2025-11-25/CL-34, 2025-11-25/CL-43: ${action} carries no content (${revision.version})`,
        () =>
          Effect.gen(function* () {
            const user = forms({ action })
            const { result } = yield* answered(revision, user.layer, "elicitation/create", form)
            assert.deepStrictEqual(result, { action })
          })
      )
    }
  }

  it.effect("form.newer: fields of a newer revision are taken in all that have forms", () =>
    Effect.gen(function* () {
      const diets = { type: "array", items: { type: "string", enum: ["a", "b"] } }
      for (const revision of handshake.filter(({ elicitation }) => elicitation)) {
        const user = forms({ action: "accept", content: { diets: ["a"] } })
        const ask = (field: object) =>
          answered(revision, user.layer, "elicitation/create", {
            message: "Which?",
            requestedSchema: { type: "object", properties: { diets: field } }
          })
        assert.deepStrictEqual((yield* ask(diets))["result"], {
          action: "accept",
          content: { diets: ["a"] }
        })
        const { error } = yield* ask({ type: "array", items: { type: "object" } })
        assert.strictEqual((error as Frame)["code"], -32602)
      }
    })
  )

  it.effect("2025-11-25/CL-29: mode form is the same as none", () =>
    Effect.gen(function* () {
      const user = forms({ action: "accept", content: { name: "Ada" } })
      const { result } = yield* answered(newest, user.layer, "elicitation/create", {
        mode: "form",
        ...form
      })
      assert.deepStrictEqual(result, { action: "accept", content: { name: "Ada" } })
    })
  )

  it.effect("2025-11-25/CL-32: defaults are filled in, and sent when left alone", () =>
    Effect.gen(function* () {
      const user = forms({ action: "accept", content: { age: 30 } })
      const { result } = yield* answered(newest, user.layer, "elicitation/create", {
        message: "m",
        requestedSchema: {
          type: "object",
          properties: {
            name: { type: "string", default: "Ada" },
            age: { type: "integer", default: 36 },
            news: { type: "boolean", default: false },
            tint: { type: "string", enum: ["red", "blue"], default: "blue" },
            tags: { type: "array", items: { type: "string", enum: ["a", "b"] }, default: ["a"] },
            note: { type: "string" }
          }
        }
      })
      const shown = { name: "Ada", age: 36, news: false, tint: "blue", tags: ["a"] }
      assert.deepStrictEqual(user.asked[0]?.content, shown)
      assert.deepStrictEqual(result, { action: "accept", content: { ...shown, age: 30 } })
    })
  )

  it.effect(
    "2025-11-25/CL-59: an answer against the schema is not sent; the form is shown again with what is wrong",
    () =>
      Effect.gen(function* () {
        const user = forms(
          { action: "accept", content: { name: 1 } },
          { action: "accept", content: { name: "Ada", more: "x" } },
          { action: "accept", content: { name: "Ada" } }
        )
        const { result } = yield* answered(newest, user.layer, "elicitation/create", form)
        assert.deepStrictEqual(result, { action: "accept", content: { name: "Ada" } })
        assert.deepStrictEqual(
          user.asked.map(({ content, issues }) => [content, issues.map(({ path }) => path)]),
          [
            [{}, []],
            [{ name: 1 }, ["/name"]],
            [{ name: "Ada", more: "x" }, ["/more"]]
          ]
        )
      })
  )

  it.effect("2025-11-25/CL-59: after three wrong answers the server is told cancel", () =>
    Effect.gen(function* () {
      const wrong = { action: "accept" as const, content: {} }
      const user = forms(wrong, wrong, wrong, wrong)
      const { result } = yield* answered(newest, user.layer, "elicitation/create", form)
      assert.deepStrictEqual(result, { action: "cancel" })
      assert.strictEqual(user.asked.length, 3)
    })
  )

  it.effect("2025-11-25/CL-28: a mode that was not declared is -32602", () =>
    Effect.gen(function* () {
      const onlyForms = yield* answered(newest, forms().layer, "elicitation/create", page)
      const onlyPages = yield* answered(newest, pages("accept").layer, "elicitation/create", form)
      assert.deepStrictEqual([code(onlyForms), code(onlyPages)], [-32602, -32602])
    })
  )

  it.effect("2025-11-25/CL-28: params that are no question are -32602", () =>
    Effect.gen(function* () {
      const user = forms({ action: "accept" })
      const nested = { type: "object", properties: { a: { type: "object", properties: {} } } }
      for (const params of [{}, { message: "m" }, { message: "m", requestedSchema: nested }]) {
        const answer = yield* answered(newest, user.layer, "elicitation/create", params)
        assert.strictEqual(code(answer), -32602)
      }
      assert.deepStrictEqual(user.asked, [])
    })
  )

  it.effect("2025-11-25/CL-49: a flood of questions is not shown", () =>
    Effect.gen(function* () {
      const asked: Array<unknown> = []
      const layer = ElicitationHandler.layer({
        perMinute: 1,
        form: (request) =>
          Effect.sync(() => {
            asked.push(request)
            return { action: "decline" as const }
          })
      })
      const { line } = yield* connected(newest, { layer: layer })
      const results: Array<unknown> = []
      for (let id = 1; id <= 3; id++) {
        line.say({ jsonrpc: "2.0", id, method: "elicitation/create", params: form })
        results.push((yield* line.next)["result"])
      }
      assert.deepStrictEqual(results, [
        { action: "decline" },
        { action: "cancel" },
        { action: "cancel" }
      ])
      assert.strictEqual(asked.length, 1)
    })
  )

  it.effect(
    "2025-11-25/U-03: a question the server has given up is taken away, and not answered",
    () =>
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
        const { line } = yield* connected(newest, { layer: layer })
        line.say({ jsonrpc: "2.0", id: "q", method: "elicitation/create", params: form })
        yield* Deferred.await(shown)
        line.notify("notifications/cancelled", { requestId: "q", reason: "changed my mind" })
        yield* Deferred.await(gone)
        yield* Effect.yieldNow
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )

  it.effect(
    "wait.paused: while the server waits for the user, the call that asked is not late",
    () =>
      Effect.gen(function* () {
        const shown = yield* Deferred.make<void>()
        const chosen = yield* Deferred.make<ElicitationHandler.FormAnswer>()
        const layer = ElicitationHandler.layer({
          form: () => Effect.andThen(Deferred.succeed(shown, undefined), Deferred.await(chosen))
        })
        const { client, line } = yield* connected(newest, { layer: layer })
        const calling = yield* Effect.forkChild(client.callTool("t", {}, { timeout: "10 seconds" }))
        const { id } = yield* line.next
        line.say({ jsonrpc: "2.0", id: "q", method: "elicitation/create", params: form })
        yield* Deferred.await(shown)
        yield* TestClock.adjust("5 minutes")
        yield* Deferred.succeed(chosen, { action: "decline" })
        assert.deepStrictEqual((yield* line.next)["result"], { action: "decline" })
        line.answer(id, { content: [] })
        yield* Fiber.join(calling)
      })
  )
})

describe("elicitation, pages", () => {
  it.effect(
    "2025-11-25/CL-34, 2025-11-25/CL-54, 2025-11-25/CL-55: the whole URL is shown before it is opened, and opened after the yes",
    () =>
      Effect.gen(function* () {
        const user = pages("accept")
        const { result } = yield* answered(newest, user.layer, "elicitation/create", page)
        assert.deepStrictEqual(result, { action: "accept" })
        assert.deepStrictEqual(user.steps, [
          "consent https://example.com/a?b=c",
          "open https://example.com/a?b=c"
        ])
        assert.deepStrictEqual(
          user.asked.map(({ elicitationId, link, message, server }) => [
            message,
            server?.name,
            link.host,
            link.warnings,
            elicitationId
          ]),
          [["Sign in", "written", "example.com", [], "e1"]]
        )
      })
  )

  for (const action of ["decline", "cancel"] as const) {
    it.effect(`2025-11-25/CL-54, 2025-11-25/CL-53: after ${action} nothing is opened`, () =>
      Effect.gen(function* () {
        const user = pages(action)
        const { result } = yield* answered(newest, user.layer, "elicitation/create", page)
        assert.deepStrictEqual(result, { action })
        assert.deepStrictEqual(user.steps, ["consent https://example.com/a?b=c"])
      })
    )
  }

  it.effect("2025-11-25/CL-56: an imitated host comes with a warning", () =>
    Effect.gen(function* () {
      const user = pages("decline")
      yield* answered(newest, user.layer, "elicitation/create", {
        ...page,
        url: "https://xn--80ak6aa92e.com/login"
      })
      assert.deepStrictEqual(user.asked[0]?.link.warnings, ["Punycode"])
    })
  )

  it.effect("url.scheme: what is not http(s) is refused and shown to nobody", () =>
    Effect.gen(function* () {
      for (const url of ["javascript:alert(1)", "file:///etc/passwd", "vscode://x", "not a url"]) {
        const user = pages("accept")
        const answer = yield* answered(newest, user.layer, "elicitation/create", { ...page, url })
        assert.strictEqual(code(answer), -32602)
        assert.deepStrictEqual(user.steps, [])
      }
    })
  )

  it.effect("2025-11-25/CL-28: pages do not exist before the revision that has them", () =>
    Effect.gen(function* () {
      const older = eliciting.filter((revision) => revision.urlElicitation === "None")
      assert.isAbove(older.length, 0)
      for (const revision of older) {
        const user = pages("accept")
        const both = ElicitationHandler.layer({
          form: () => Effect.succeed({ action: "cancel" as const }),
          url: user.url
        })
        const answer = yield* answered(revision, both, "elicitation/create", page)
        assert.strictEqual(code(answer), -32602)
        assert.deepStrictEqual(user.steps, [])
      }
    })
  )
})

describe("completion of pages", () => {
  it.effect("2025-11-25/CL-37: only a page that is open can be completed, and once", () =>
    Effect.gen(function* () {
      const user = pages("accept")
      const { client, line } = yield* connected(newest, { layer: user.layer })
      const done: Array<string> = []
      yield* Effect.forkChild(
        Stream.runForEach(client.events, (event) =>
          Effect.sync(() => {
            if (event._tag === "ElicitationComplete") done.push(event.elicitationId)
          })
        )
      )
      yield* Effect.yieldNow
      const complete = (elicitationId: string) =>
        line.notify("notifications/elicitation/complete", { elicitationId })
      complete("e1")
      complete("nobody's")
      line.say({ jsonrpc: "2.0", id: 1, method: "elicitation/create", params: page })
      yield* line.next
      complete("e1")
      complete("e1")
      yield* Effect.yieldNow
      assert.deepStrictEqual(done, ["e1"])
    })
  )

  const required = {
    code: -32042,
    message: "Visit first",
    data: { elicitations: [page] }
  }

  it.effect(
    "2025-11-25/CL-38: a call refused for a page goes on when the server reports it done",
    () =>
      Effect.gen(function* () {
        const user = pages("accept", Effect.never)
        const { client, line } = yield* connected(newest, { layer: user.layer })
        const calling = yield* Effect.forkChild(client.callTool("t"))
        const first = yield* line.next
        line.refuse(first["id"], required)
        yield* Effect.yieldNow
        line.notify("notifications/elicitation/complete", { elicitationId: "e1" })
        const second = yield* line.next
        assert.deepStrictEqual(
          [second["method"], second["params"]],
          [first["method"], first["params"]]
        )
        assert.notStrictEqual(second["id"], first["id"])
        line.answer(second["id"], { content: [] })
        yield* Fiber.join(calling)
        assert.strictEqual(user.steps.length, 2)
      })
  )

  it.effect("2025-11-25/CL-38: or when the user says so; and ends when they give up", () =>
    Effect.gen(function* () {
      for (const choice of ["retry", "cancel"] as const) {
        const user = pages("accept", Effect.succeed(choice))
        const { client, line } = yield* connected(newest, { layer: user.layer })
        const calling = yield* Effect.forkChild(client.callTool("t"))
        line.refuse((yield* line.next)["id"], required)
        if (choice === "retry") {
          line.answer((yield* line.next)["id"], { content: [] })
          yield* Fiber.join(calling)
        } else {
          const { reason } = yield* Effect.flip(Fiber.join(calling))
          assert.strictEqual(reason._tag, "UrlElicitationRequired")
        }
      }
    })
  )

  it.effect("2025-11-25/CL-54: without consent the call ends with what it was refused for", () =>
    Effect.gen(function* () {
      const user = pages("decline", Effect.succeed("retry"))
      const { client, line } = yield* connected(newest, { layer: user.layer })
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.refuse((yield* line.next)["id"], required)
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag, "UrlElicitationRequired")
      assert.deepStrictEqual(user.steps, ["consent https://example.com/a?b=c"])
    })
  )
})

const turn = (at: number) => [
  { role: "assistant", content: [{ type: "tool_use", id: `${at}`, name: "t", input: {} }] },
  { role: "user", content: [{ type: "tool_result", toolUseId: `${at}`, content: [] }] }
]

describe("what reaches a model", () => {
  it.effect("2025-11-25/CL-21: no message that is none", () =>
    Effect.gen(function* () {
      for (const content of [{ type: "poem" }, { type: "image", data: 1 }, "text"]) {
        const handler = model()
        const answer = yield* answered(
          newest,
          handler.layer,
          "sampling/createMessage",
          sampling({ messages: [{ role: "user", content }] })
        )
        assert.deepStrictEqual([code(answer), handler.asked], [-32602, []])
      }
    })
  )

  it.effect("2025-11-25/CL-23: no conversation that uses tools without end", () =>
    Effect.gen(function* () {
      const codes: Array<unknown> = []
      for (const length of [32, 33]) {
        const handler = model(undefined, { tools: true })
        const messages = Array.from({ length }, (_, at) => turn(at)).flat()
        codes.push(
          code(
            yield* answered(newest, handler.layer, "sampling/createMessage", sampling({ messages }))
          )
        )
      }
      assert.deepStrictEqual(codes, [undefined, -32602])
    })
  )
})

describe("what the user says", () => {
  it.effect("2025-11-25/CL-22, 2026-07-28/CL-43: is nowhere in the log", () =>
    Effect.gen(function* () {
      const logged: Array<unknown> = []
      const logger = Logger.make(({ cause, message }) => {
        logged.push(message, cause)
      })
      const wrong = { action: "accept" as const, content: { name: 1, secret: "hunter2" } }
      const user = forms(wrong, wrong, wrong)
      const use = { type: "tool_use" as const, id: "hunter2", name: "t", input: {} }
      const talker = model(Effect.succeed({ ...message, content: [use] }))
      const layer = Layer.mergeAll(user.layer, talker.layer, Logger.layer([logger]))
      const { line } = yield* connected(newest, { layer })
      line.say({ jsonrpc: "2.0", id: 1, method: "elicitation/create", params: form })
      yield* line.next
      const params = sampling({ systemPrompt: "hunter2" })
      line.say({ jsonrpc: "2.0", id: 2, method: "sampling/createMessage", params })
      yield* line.next
      assert.isAbove(logged.length, 0)
      assert.notInclude(JSON.stringify(logged), "hunter2")
    })
  )

  it.effect(
    "2025-11-25/CL-57, 2026-07-28/CL-22: URLs in a message are pointed out, so that nobody makes links of them",
    () =>
      Effect.gen(function* () {
        const user = forms({ action: "decline" })
        yield* answered(newest, user.layer, "elicitation/create", {
          ...form,
          message: "See https://evil.example/a?b or www.evil.example now"
        })
        assert.deepStrictEqual(user.asked[0]?.mentioned, [
          "https://evil.example/a?b",
          "www.evil.example"
        ])
      })
  )

  it.effect(
    "2025-11-25/CL-07, 2026-07-28/CL-48: the roots are asked for anew each time, so that the user can be too",
    () =>
      Effect.gen(function* () {
        const choices = [[{ uri: "file:///a" }], []]
        const layer = Layer.succeed(
          RootsProvider.RootsProvider,
          RootsProvider.RootsProvider.of({
            list: Effect.sync(() => choices.shift() ?? []),
            changes: undefined
          })
        )
        const { line } = yield* connected(newest, { layer })
        const told: Array<unknown> = []
        for (const id of [1, 2]) {
          line.say({ jsonrpc: "2.0", id, method: "roots/list" })
          told.push((yield* line.next)["result"])
        }
        assert.deepStrictEqual(told, [{ roots: [{ uri: "file:///a" }] }, { roots: [] }])
      })
  )
})
