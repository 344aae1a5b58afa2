import { McpServer, Sampling, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Schema } from "effect"

import { asking } from "./asking.ts"
import * as Eras from "./eras.ts"
import { type Json, withServer } from "./RawClient.ts"

const Ask = Tool.make("ask", { input: Schema.Struct({ question: Schema.String }) })

const said = (text: string): Json => ({
  role: "assistant",
  content: { type: "text", text },
  model: "m",
  stopReason: "endTurn"
})

const user = (text: string) => ({ role: "user", content: { type: "text", text } }) as const

const serverOf = (live: Layer.Layer<never, never, McpServer.McpServer>) =>
  McpServer.layer({ name: "samples", version: "1.0.0" }).pipe(McpServer.provide(live))

const text = (answer: { readonly result?: Json }) =>
  String((answer.result?.["content"] as ReadonlyArray<Json> | undefined)?.[0]?.["text"])

const plain = Ask.handle(({ question }) =>
  Effect.map(
    Sampling.createMessage({
      messages: [user(question)],
      maxTokens: 10,
      systemPrompt: "Be short."
    }),
    ({ content }) => ("text" in content ? content.text : "?")
  )
)

describe.each(Eras.every)("%s", (_, revision) => {
  it.effect(
    "interop/IS-10: the client's model is asked, by request or by result, in every revision",
    () =>
      Effect.gen(function* () {
        const { call } = yield* asking(serverOf(plain), {
          revision,
          capabilities: { sampling: {} },
          answers: { "sampling/createMessage": () => said("Paris") }
        })
        const { answer, asked } = yield* call("ask", { question: "Capital of France?" })
        assert.deepStrictEqual(asked, [
          {
            method: "sampling/createMessage",
            params: {
              messages: [{ role: "user", content: { type: "text", text: "Capital of France?" } }],
              maxTokens: 10,
              systemPrompt: "Be short."
            }
          }
        ])
        assert.strictEqual(text(answer), "Paris")
      })
  )

  it.effect("sampling.undeclared: a client without sampling is not asked", () =>
    Effect.gen(function* () {
      const client = yield* withServer(serverOf(plain), { revision, capabilities: {} })
      const error = yield* client.error("tools/call", { name: "ask", arguments: { question: "?" } })
      assert.deepStrictEqual(error.data, { requiredCapabilities: { sampling: {} } })
      assert.deepStrictEqual(client.asked, [])
    })
  )
})

describe.each(Eras.only("2024-11-05", "2025-06-18", "2025-11-25"))("%s", (_, revision) => {
  it.effect("sampling.refused: a user's no is told to the model", () =>
    Effect.gen(function* () {
      const { call } = yield* asking(serverOf(plain), {
        revision,
        capabilities: { sampling: {} },
        answers: {
          "sampling/createMessage": () => ({ code: -1, message: "User rejected sampling request" })
        }
      })
      const { answer } = yield* call("ask", { question: "?" })
      assert.strictEqual(answer.result?.["isError"], true)
      assert.include(text(answer), "User rejected sampling request")
    })
  )
})

const weather = {
  definition: { name: "weather", inputSchema: { type: "object" } },
  run: ({ city }: Json) =>
    city === "Atlantis"
      ? Effect.fail(new Error("No such city"))
      : Effect.succeed(`Sunny in ${String(city)}`)
} as const

const looping = Ask.handle(({ question }) =>
  Effect.map(
    Sampling.loop({ messages: [user(question)], maxTokens: 10, tools: [weather], maxRounds: 3 }),
    ({ content }) => JSON.stringify(content)
  )
)

const use = (...uses: ReadonlyArray<readonly [id: string, name: string, city: string]>): Json => ({
  role: "assistant",
  model: "m",
  stopReason: "toolUse",
  content: uses.map(([id, name, city]) => ({ type: "tool_use", id, name, input: { city } }))
})

describe.each(Eras.only("2025-11-25", "2026-07-28"))("%s", (_, revision) => {
  const capabilities = { sampling: { tools: {} } }

  it.effect(
    "2025-11-25/CL-14, 2025-11-25/CL-15, 2025-11-25/CL-16, 2026-07-28/CL-36, 2026-07-28/CL-37: every use of a tool is answered by a result, in one message of results",
    () =>
      Effect.gen(function* () {
        const answers = [
          use(["a", "weather", "Rome"], ["b", "weather", "Atlantis"], ["c", "nope", ""]),
          said("Sunny.")
        ]
        const { call } = yield* asking(serverOf(looping), {
          revision,
          capabilities,
          answers: { "sampling/createMessage": () => answers.shift() }
        })
        const { asked } = yield* call("ask", { question: "Weather?" })
        const messages = asked[1]?.params["messages"] as ReadonlyArray<Json>
        assert.deepStrictEqual(messages[2], {
          role: "user",
          content: [
            {
              type: "tool_result",
              toolUseId: "a",
              content: [{ type: "text", text: "Sunny in Rome" }]
            },
            {
              type: "tool_result",
              toolUseId: "b",
              content: [{ type: "text", text: "No such city" }],
              isError: true
            },
            {
              type: "tool_result",
              toolUseId: "c",
              content: [{ type: "text", text: "Unknown tool: nope" }],
              isError: true
            }
          ]
        })
      })
  )

  it.effect(
    "2025-11-25/CL-17, 2026-07-28/CL-42: a model that never stops is asked a last time without tools",
    () =>
      Effect.gen(function* () {
        const { call } = yield* asking(serverOf(looping), {
          revision,
          capabilities,
          answers: { "sampling/createMessage": () => use(["a", "weather", "Rome"]) }
        })
        const { asked } = yield* call("ask", { question: "Weather?" })
        assert.deepStrictEqual(
          asked.map(({ params }) => params["toolChoice"]),
          [undefined, undefined, { mode: "none" }]
        )
      })
  )

  it.effect(
    "2025-11-25/CL-09, 2026-07-28/CL-33: tools are not sent to a client that did not declare them",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(serverOf(looping), {
          revision,
          capabilities: { sampling: {} }
        })
        const error = yield* client.error("tools/call", {
          name: "ask",
          arguments: { question: "?" }
        })
        assert.deepStrictEqual(error.data, { requiredCapabilities: { sampling: { tools: {} } } })
        assert.deepStrictEqual(client.asked, [])
      })
  )

  it.effect(
    "2025-11-25/CL-11, 2025-11-25/CL-12, 2026-07-28/CL-34: context of servers is asked of none that did not declare it",
    () =>
      Effect.gen(function* () {
        const live = Ask.handle(() =>
          Effect.as(
            Sampling.createMessage({
              messages: [user("?")],
              maxTokens: 1,
              includeContext: "allServers"
            }),
            ""
          )
        )
        const client = yield* withServer(serverOf(live), {
          revision,
          capabilities: { sampling: {} }
        })
        const error = yield* client.error("tools/call", {
          name: "ask",
          arguments: { question: "?" }
        })
        assert.deepStrictEqual(error.data, { requiredCapabilities: { sampling: { context: {} } } })
      })
  )
})

describe("messages", () => {
  const toolUse = { type: "tool_use", id: "1", name: "t", input: {} } as const
  const toolResult = { type: "tool_result", toolUseId: "1", content: [] } as const
  const hello = { type: "text", text: "hello" } as const
  const assistant = { role: "assistant", content: [toolUse] } as const
  const unbalanced = [
    [{ role: "user", content: [toolResult, hello] }],
    [assistant, { role: "user", content: [toolResult, hello] }],
    [assistant, { role: "user", content: hello }],
    [assistant],
    [assistant, { role: "user", content: [{ ...toolResult, toolUseId: "2" }] }],
    [assistant, { role: "user", content: [toolResult, toolResult] }],
    [
      { role: "assistant", content: [toolUse, { ...toolUse, id: "2" }] },
      { role: "user", content: [toolResult, toolResult] }
    ],
    [{ role: "user", content: [toolResult] }],
    [{ role: "user", content: [toolUse] }],
    [{ role: "assistant", content: [toolResult] }]
  ] as const

  it.effect(
    "2025-11-25/CL-14, 2025-11-25/CL-15, 2025-11-25/CL-21, 2026-07-28/CL-36, 2026-07-28/CL-37: unbalanced messages are never sent",
    () =>
      Effect.gen(function* () {
        for (const messages of unbalanced) {
          const live = Ask.handle(() =>
            Effect.as(Sampling.createMessage({ messages, maxTokens: 1 }), "")
          )
          const client = yield* withServer(serverOf(live), {
            revision: Eras.at("2025-11-25"),
            capabilities: { sampling: { tools: {} } }
          })
          const error = yield* client.error("tools/call", {
            name: "ask",
            arguments: { question: "?" }
          })
          assert.deepStrictEqual(error, { code: -32603, message: "Internal error" })
          assert.deepStrictEqual(client.asked, [], JSON.stringify(messages))
        }
      })
  )
})
