import type { Revision } from "@effect-mcp/schema"
import { Elicitation, McpServer, Prompt, Resource, Step, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Scheduler, Schema } from "effect"

import { asking, calling } from "./asking.ts"
import * as Eras from "./eras.ts"
import { type Json, withServer } from "./RawClient.ts"

const Approval = Schema.Struct({ approved: Schema.Boolean })

const Deploy = Tool.make("deploy", { input: Schema.Struct({ env: Schema.String }) })

const DeployLive = Deploy.handle(({ env }) =>
  Effect.gen(function* () {
    const { approved } = yield* Elicitation.form({ message: `Deploy to ${env}?`, schema: Approval })
    return approved ? `deployed to ${env}` : "nothing was done"
  })
)

const server = McpServer.layer({ name: "deploys", version: "1.0.0" }).pipe(
  McpServer.provide(DeployLive)
)

const approve = (message: string) => Elicitation.form({ message, schema: Approval })

const accept = (content: Json) => ({ "elicitation/create": () => ({ action: "accept", content }) })

const text = (answer: { readonly result?: Json }) =>
  (answer.result?.["content"] as ReadonlyArray<Json> | undefined)?.[0]?.["text"]

/** The answer to a call whose question the person ended so. */
const ending = (revision: Revision.Revision, action: string) =>
  Effect.gen(function* () {
    const { call } = yield* asking(server, {
      revision,
      capabilities: { elicitation: {} },
      answers: { "elicitation/create": () => ({ action }) }
    })
    return (yield* call("deploy", { env: "prod" })).answer
  })

describe.each(Eras.only("2025-06-18", "2025-11-25", "2026-07-28"))("%s", (_, revision) => {
  const capabilities = { elicitation: {} }

  it.effect(
    "2025-11-25/CL-30, 2026-07-28/CL-04, 2026-07-28/SV-18, interop/IS-10: one handler asks by request or by result",
    () =>
      Effect.gen(function* () {
        const { call } = yield* asking(server, {
          revision,
          capabilities,
          answers: accept({ approved: true })
        })
        const { answer, asked } = yield* call("deploy", { env: "prod" })
        assert.deepStrictEqual(asked, [
          {
            method: "elicitation/create",
            params: {
              message: "Deploy to prod?",
              requestedSchema: {
                type: "object",
                properties: { approved: { type: "boolean" } },
                required: ["approved"]
              }
            }
          }
        ])
        assert.strictEqual(text(answer), "deployed to prod")
      })
  )

  it.effect("2026-07-28/CL-09: declining and turning away are told to the model", () =>
    Effect.gen(function* () {
      const declined = yield* ending(revision, "decline")
      assert.strictEqual(declined.result?.["isError"], true)
      assert.include(String(text(declined)), "declined")
      const cancelled = yield* ending(revision, "cancel")
      assert.strictEqual(cancelled.result?.["isError"], true)
      assert.include(String(text(cancelled)), "dismissed")
    })
  )

  it.effect("elicitation.result: whoever wants to decide sees what the person did", () =>
    Effect.gen(function* () {
      const Ask = Tool.make("ask", {})
      const live = Ask.handle(() =>
        Effect.map(
          Elicitation.formResult({ message: "Go?", schema: Approval }),
          (outcome) => outcome.action
        )
      )
      const { call } = yield* asking(
        McpServer.layer({ name: "asks", version: "1" }).pipe(McpServer.provide(live)),
        { revision, capabilities, answers: { "elicitation/create": () => ({ action: "decline" }) } }
      )
      assert.strictEqual(text((yield* call("ask")).answer), "decline")
    })
  )

  it.effect(
    "2025-11-25/CL-60, 2026-07-28/CL-30: an answer that does not fit is asked for again",
    () =>
      Effect.gen(function* () {
        const answers: Array<Json> = [{ approved: "yes" }, { approved: true }]
        const { call } = yield* asking(server, {
          revision,
          capabilities,
          answers: {
            "elicitation/create": () => ({ action: "accept", content: answers.shift() ?? {} })
          }
        })
        const { answer, asked } = yield* call("deploy", { env: "prod" })
        assert.strictEqual(asked.length, 2)
        assert.strictEqual(text(answer), "deployed to prod")
      })
  )

  it.effect(
    "2025-11-25/CL-27, 2026-07-28/CL-03: a client that did not declare the mode is not asked",
    () =>
      Effect.gen(function* () {
        for (const declared of [
          {},
          { sampling: {} },
          ...(revision.urlElicitation === "None" ? [] : [{ elicitation: { url: {} } }])
        ]) {
          const client = yield* withServer(server, { revision, capabilities: declared })
          const error = yield* client.error("tools/call", {
            name: "deploy",
            arguments: { env: "prod" }
          })
          assert.deepStrictEqual(error.data, {
            requiredCapabilities: { elicitation: { form: {} } }
          })
          assert.strictEqual(
            error.code,
            Eras.by(revision, { "2025-06-18": -32602, "2025-11-25": -32602, "2026-07-28": -32021 })
          )
          assert.deepStrictEqual(client.asked, [])
        }
      })
  )

  it.effect("elicitation.once: a step between two questions runs once", () =>
    Effect.gen(function* () {
      let runs = 0
      const live = Deploy.handle(({ env }) =>
        Effect.gen(function* () {
          const first = yield* Elicitation.form({ message: `First, ${env}?`, schema: Approval })
          const plan = yield* Step.once(
            "plan",
            Schema.String,
            Effect.sync(() => `plan ${++runs}`)
          )
          const second = yield* Elicitation.form({ message: `Then ${plan}?`, schema: Approval })
          return `${first.approved} ${second.approved} ${plan}`
        })
      )
      const { call } = yield* asking(
        McpServer.layer({ name: "steps", version: "1" }).pipe(McpServer.provide(live)),
        { revision, capabilities, answers: accept({ approved: true }) }
      )
      const { answer, asked } = yield* call("deploy", { env: "x" })
      assert.deepStrictEqual(
        asked.map(({ params }) => params["message"]),
        ["First, x?", "Then plan 1?"]
      )
      assert.strictEqual(text(answer), "true true plan 1")
      assert.strictEqual(runs, 1)
    })
  )

  it.effect(
    "2026-07-28/SV-28, 2026-07-28/SV-43: reading a resource and getting a prompt may ask too",
    () =>
      Effect.gen(function* () {
        const ask = Elicitation.form({
          message: "Who?",
          schema: Schema.Struct({ name: Schema.String })
        })
        const named = Effect.map(ask, ({ name }) => `Hello, ${name}.`)
        const options = { revision, capabilities, answers: accept({ name: "Ada" }) }
        const client = yield* withServer(
          McpServer.layer({ name: "asks", version: "1" }).pipe(
            McpServer.provide(
              Resource.make("x://hello", { name: "hello" }).handle(named),
              Prompt.make("hello", {}).handle(() => named)
            )
          ),
          options
        )
        const read = yield* calling(client, options, "resources/read", { uri: "x://hello" })
        assert.deepStrictEqual(read.answer.result?.["contents"], [
          { uri: "x://hello", text: "Hello, Ada." }
        ])
        const got = yield* calling(client, options, "prompts/get", { name: "hello" })
        assert.deepStrictEqual(got.answer.result?.["messages"], [
          { role: "user", content: { type: "text", text: "Hello, Ada." } }
        ])
      })
  )

  it.effect(
    "2025-11-25/CL-41, 2025-11-25/CL-42, 2026-07-28/CL-10, 2026-07-28/CL-11: a form that asks for a secret is refused by us",
    () =>
      Effect.gen(function* () {
        const live = Tool.make("login", {}).handle(() =>
          Effect.as(
            Elicitation.form({
              message: "Sign in",
              schema: Schema.Struct({ api_key: Schema.String })
            }),
            "in"
          )
        )
        const { call } = yield* asking(
          McpServer.layer({ name: "secrets", version: "1" }).pipe(McpServer.provide(live)),
          { revision, capabilities, answers: accept({ api_key: "x" }) }
        )
        const { answer, asked } = yield* call("login")
        assert.deepStrictEqual(asked, [])
        assert.deepStrictEqual(answer.error, { code: -32603, message: "Internal error" })
      })
  )

  it.effect(
    "elicitation.together: questions of one moment are asked together, whatever scheduler a layer brings",
    () =>
      Effect.gen(function* () {
        const live = Tool.make("both", {}).handle(() =>
          Effect.as(
            Effect.all(
              [
                Effect.andThen(Effect.replicateEffect(Effect.yieldNow, 50), approve("One?")),
                approve("Two?")
              ],
              {
                concurrency: "unbounded"
              }
            ),
            "both"
          )
        )
        const scheduler = Layer.succeed(Scheduler.Scheduler, new Scheduler.MixedScheduler())
        const { call, client } = yield* asking(
          McpServer.layer({ name: "both", version: "1" }).pipe(
            McpServer.provide(live.pipe(Layer.provide(scheduler)))
          ),
          { revision, capabilities, answers: accept({ approved: true }) }
        )
        const { answer, asked } = yield* call("both")
        assert.sameMembers(
          asked.map(({ params }) => params["message"]),
          ["One?", "Two?"]
        )
        assert.strictEqual(text(answer), "both")
        const rounds = client.frames.filter((frame) => frame.includes("input_required"))
        assert.strictEqual(rounds.length, Eras.by(revision, { "2026-07-28": 1 }) ?? 0)
      })
  )

  it.effect(
    "elicitation.not-secret: a field that only sounds like a secret may be asked for by name",
    () =>
      Effect.gen(function* () {
        const live = Tool.make("pin", {}).handle(() =>
          Effect.map(
            Elicitation.form({
              message: "Where to?",
              schema: Schema.Struct({ pin: Schema.String }),
              notSecret: ["pin"]
            }),
            ({ pin }) => pin
          )
        )
        const { call } = yield* asking(
          McpServer.layer({ name: "maps", version: "1" }).pipe(McpServer.provide(live)),
          { revision, capabilities, answers: accept({ pin: "52.5,13.4" }) }
        )
        assert.strictEqual(text((yield* call("pin")).answer), "52.5,13.4")
      })
  )
})

describe.each(Eras.only("2024-11-05", "2025-03-26"))("%s", (_, revision) => {
  it.effect(
    "interop/IS-14: where the revision cannot ask, nobody is asked, and a handler may do without",
    () =>
      Effect.gen(function* () {
        const capabilities = { elicitation: {} }
        const client = yield* withServer(server, { revision, capabilities })
        const error = yield* client.error("tools/call", {
          name: "deploy",
          arguments: { env: "prod" }
        })
        assert.strictEqual(error.code, -32602)
        const careful = Deploy.handle(() =>
          Elicitation.form({ message: "?", schema: Approval }).pipe(
            Effect.as("asked"),
            Effect.catchTag("Unsupported", () => Effect.succeed("went ahead"))
          )
        )
        const second = yield* withServer(
          McpServer.layer({ name: "careful", version: "1" }).pipe(McpServer.provide(careful)),
          { revision, capabilities }
        )
        const result = yield* second.result("tools/call", {
          name: "deploy",
          arguments: { env: "prod" }
        })
        assert.strictEqual(text({ result }), "went ahead")
        assert.deepStrictEqual(second.asked, [])
      })
  )
})

describe("fields", () => {
  const Everything = Schema.Struct({
    name: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(20)).annotate({
      title: "Name",
      default: "Ada"
    }),
    age: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 150 })),
    fond: Schema.Boolean.annotate({ default: true }),
    colour: Schema.Literals(["red", "green"]),
    size: Schema.Union([
      Schema.Literal("s").annotate({ title: "Small" }),
      Schema.Literal("l").annotate({ title: "Large" })
    ]),
    days: Schema.Array(Schema.Literals(["mon", "tue"])),
    note: Schema.optionalKey(Schema.String)
  })

  it.effect(
    "2025-11-25/CL-31, 2026-07-28/CL-06: text, numbers, booleans and choices, with titles, bounds and defaults",
    () =>
      Effect.gen(function* () {
        const live = Tool.make("all", {}).handle(() =>
          Effect.map(Elicitation.form({ message: "All of it", schema: Everything }), (all) =>
            JSON.stringify(all)
          )
        )
        const content = { name: "Bo", age: 7, fond: false, colour: "red", size: "l", days: ["mon"] }
        const { call } = yield* asking(
          McpServer.layer({ name: "fields", version: "1" }).pipe(McpServer.provide(live)),
          {
            revision: Eras.at("2026-07-28"),
            capabilities: { elicitation: {} },
            answers: accept(content)
          }
        )
        const { answer, asked } = yield* call("all")
        const requested = asked[0]?.params["requestedSchema"] as Json | undefined
        assert.deepStrictEqual(requested?.["properties"], {
          name: { type: "string", title: "Name", default: "Ada", minLength: 1, maxLength: 20 },
          age: { type: "integer", minimum: 0, maximum: 150 },
          fond: { type: "boolean", default: true },
          colour: { type: "string", enum: ["red", "green"] },
          size: {
            type: "string",
            oneOf: [
              { const: "s", title: "Small" },
              { const: "l", title: "Large" }
            ]
          },
          days: { type: "array", items: { type: "string", enum: ["mon", "tue"] } },
          note: { type: "string" }
        })
        assert.deepStrictEqual(JSON.parse(String(text(answer))), content)
      })
  )

  it.effect(
    "elicitation.words: a form that the revision has no fields for is not blamed on the client",
    () =>
      Effect.gen(function* () {
        const days = Schema.Struct({ days: Schema.Array(Schema.Literals(["mon", "tue"])) })
        const live = Tool.make("days", {}).handle(() =>
          Effect.as(Elicitation.form({ message: "When?", schema: days }), "asked")
        )
        const { call } = yield* asking(
          McpServer.layer({ name: "days", version: "1" }).pipe(McpServer.provide(live)),
          {
            revision: Eras.at("2025-06-18"),
            capabilities: { elicitation: {} },
            answers: accept({ days: ["mon"] })
          }
        )
        const { answer, asked } = yield* call("days")
        assert.deepStrictEqual(asked, [])
        assert.deepStrictEqual(answer.error, {
          code: -32602,
          message:
            "elicitation/create cannot be asked: revision 2025-06-18 has no words for this question."
        })
      })
  )
})
