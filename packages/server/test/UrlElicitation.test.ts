import { Endpoint, Principal } from "@effect-mcp/protocol"
import { Elicitation, McpServer, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"

import { asking, calling } from "./asking.ts"
import * as Eras from "./eras.ts"
import { arrived, connect, type Json, withServer } from "./RawClient.ts"

const capabilities = { elicitation: { url: {} } }

const page = (id: string) => `https://bank.example/connect?e=${id}`

const Pay = Tool.make("pay", {})
const PayLive = Pay.handle(() =>
  Effect.map(
    Elicitation.url({ message: "Connect your bank.", url: page }),
    ({ elicitationId }) => elicitationId
  )
)

const Server = McpServer.layer({ name: "pays", version: "1.0.0" }).pipe(McpServer.provide(PayLive))

const text = (answer: { readonly result?: Json }) =>
  String((answer.result?.["content"] as ReadonlyArray<Json> | undefined)?.[0]?.["text"])

const accept = { "elicitation/create": () => ({ action: "accept" }) }

describe.each(Eras.only("2025-11-25", "2026-07-28"))("%s", (_, revision) => {
  it.effect(
    "2025-11-25/CL-33, 2026-07-28/CL-04, 2026-07-28/CL-14, 2026-07-28/RM-02: a page is asked for, with an id where the revision has one",
    () =>
      Effect.gen(function* () {
        const { call } = yield* asking(Server, { revision, capabilities, answers: accept })
        const { answer, asked } = yield* call("pay")
        const id = text(answer)
        assert.match(id, /^[\w-]{32}$/)
        const params = { mode: "url", message: "Connect your bank.", url: page(id) }
        assert.deepStrictEqual(asked, [
          {
            method: "elicitation/create",
            params:
              Eras.by<Json>(revision, {
                "2025-11-25": { ...params, elicitationId: id },
                "2026-07-28": params
              }) ?? {}
          }
        ])
        const other = yield* asking(Server, { revision, capabilities, answers: accept })
        assert.notStrictEqual(text((yield* other.call("pay")).answer), id)
      })
  )

  it.effect("2025-11-25/CL-27, 2026-07-28/CL-03: a client without pages is not sent to one", () =>
    Effect.gen(function* () {
      for (const declared of [{}, { elicitation: {} }, { elicitation: { form: {} } }]) {
        const client = yield* withServer(Server, { revision, capabilities: declared })
        const error = yield* client.error("tools/call", { name: "pay" })
        assert.deepStrictEqual(error.data, { requiredCapabilities: { elicitation: { url: {} } } })
        assert.deepStrictEqual(client.asked, [])
      }
    })
  )

  it.effect("elicitation.url-declined: declining is told to the model", () =>
    Effect.gen(function* () {
      const { call } = yield* asking(Server, {
        revision,
        capabilities,
        answers: { "elicitation/create": () => ({ action: "decline" }) }
      })
      assert.strictEqual((yield* call("pay")).answer.result?.["isError"], true)
    })
  )

  it.effect(
    "2025-11-25/CL-52, 2026-07-28/CL-14, 2026-07-28/CL-18: a page that is no https URL, or carries credentials, is refused by us",
    () =>
      Effect.gen(function* () {
        for (const url of [
          "nonsense",
          "javascript:alert(1)",
          "http://bank.example/",
          "https://me:pw@bank.example/"
        ]) {
          const live = Pay.handle(() => Effect.as(Elicitation.url({ message: "?", url }), ""))
          const { call } = yield* asking(
            McpServer.layer({ name: "bad", version: "1" }).pipe(McpServer.provide(live)),
            { revision, capabilities, answers: accept }
          )
          const { answer, asked } = yield* call("pay")
          assert.deepStrictEqual(answer.error, { code: -32603, message: "Internal error" }, url)
          assert.deepStrictEqual(asked, [])
        }
        const local = Pay.handle(() =>
          Effect.as(Elicitation.url({ message: "?", url: "http://localhost:8080/" }), "ok")
        )
        const { call } = yield* asking(
          McpServer.layer({ name: "dev", version: "1" }).pipe(McpServer.provide(local)),
          { revision, capabilities, answers: accept }
        )
        assert.strictEqual(text((yield* call("pay")).answer), "ok")
      })
  )

  it.effect(
    "2025-11-25/CL-44, 2025-11-25/CL-48, 2025-11-25/CL-61, 2026-07-28/CL-23, 2026-07-28/CL-24: a page knows for whom it was asked",
    () =>
      Effect.gen(function* () {
        const ada = Principal.user("ada")
        const options = { revision, capabilities, answers: accept, principal: ada }
        const { client, call } = yield* asking(Server, options)
        const id = text((yield* call("pay")).answer)
        const owner = (of: string) => Effect.provideContext(Elicitation.owner(of), client.context)
        assert.deepStrictEqual(yield* owner(id), { kind: "user", id: "ada" })
        assert.strictEqual(yield* owner(`${id}x`), undefined)
      })
  )
})

describe("2025-11-25", () => {
  const revision = Eras.at("2025-11-25")

  it.effect(
    "2025-11-25/CL-35, 2025-11-25/CL-36: completion is told to the client that was asked, once, and to no other",
    () =>
      Effect.gen(function* () {
        const { client, call } = yield* asking(Server, { revision, capabilities, answers: accept })
        const other = yield* connect(Context.get(client.context, Endpoint.Endpoint), {
          revision,
          capabilities
        })
        const id = text((yield* call("pay")).answer)
        const complete = (of: string) =>
          Effect.provideContext(Elicitation.complete(of), client.context)
        yield* complete("unknown")
        yield* complete(id)
        yield* complete(id)
        yield* arrived
        assert.deepStrictEqual(yield* client.notifications, [
          { method: "notifications/elicitation/complete", params: { elicitationId: id } }
        ])
        assert.deepStrictEqual(yield* other.notifications, [])
      })
  )
})

describe("pages first", () => {
  let connected = false
  const Balance = Tool.make("balance", {})
  const live = Balance.handle(() =>
    Effect.gen(function* () {
      if (!connected) {
        yield* Elicitation.required({ message: "Connect your bank.", url: page, key: "bank" })
      }
      if (!connected) return yield* Tool.fail("The bank is not connected yet.")
      return "42"
    })
  )
  const needing = McpServer.layer({ name: "needs", version: "1" }).pipe(McpServer.provide(live))

  it.effect(
    "2025-11-25/CL-39, interop/IS-12: where the revision has the error, the call fails with the pages",
    () =>
      Effect.gen(function* () {
        connected = false
        const client = yield* withServer(needing, { revision: Eras.at("2025-11-25"), capabilities })
        const error = yield* client.error("tools/call", { name: "balance" })
        assert.strictEqual(error.code, -32042)
        const [first] = (error.data as { elicitations: ReadonlyArray<Json> }).elicitations
        const id = String(first?.["elicitationId"])
        assert.deepStrictEqual(first, {
          mode: "url",
          message: "Connect your bank.",
          url: page(id),
          elicitationId: id
        })
        connected = true
        assert.strictEqual(
          text({ result: yield* client.result("tools/call", { name: "balance" }) }),
          "42"
        )
      })
  )

  it.effect("2025-11-25/CL-40: not to a client that cannot open pages", () =>
    Effect.gen(function* () {
      connected = false
      const client = yield* withServer(needing, {
        revision: Eras.at("2025-11-25"),
        capabilities: {}
      })
      assert.strictEqual((yield* client.error("tools/call", { name: "balance" })).code, -32602)
    })
  )

  it.effect(
    "2026-07-28/B-16, 2026-07-28/RM-02, interop/IS-12: where it has not, the pages are asked for",
    () =>
      Effect.gen(function* () {
        connected = false
        const options = { revision: Eras.at("2026-07-28"), capabilities, answers: accept }
        const client = yield* withServer(needing, options)
        const { answer, asked } = yield* calling(client, options, "tools/call", { name: "balance" })
        assert.strictEqual(asked.length, 1)
        assert.strictEqual(text(answer), "The bank is not connected yet.")
      })
  )

  it.effect("interop/IS-14: before there were pages, nobody is asked", () =>
    Effect.gen(function* () {
      connected = false
      const client = yield* withServer(needing, { revision: Eras.at("2025-06-18"), capabilities })
      assert.strictEqual((yield* client.error("tools/call", { name: "balance" })).code, -32602)
    })
  )
})
