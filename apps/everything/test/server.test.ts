import { type Client, ToolResult } from "@effect-mcp/client"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { TestMcp } from "@effect-mcp/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { Host } from "../src/client/host.ts"
import { Everything } from "../src/server.ts"

const inEach = (
  name: string,
  among: ReadonlyArray<Revision.Revision>,
  body: (client: Client.Client) => Effect.Effect<void, unknown>
) =>
  it.live.each(among.map((revision) => [revision.version, revision] as const))(
    `${name}, in %s`,
    ([, revision]) =>
      Effect.flatMap(TestMcp.connect(Everything, { revision }), body).pipe(Effect.provide(Host))
  )

const texts = (client: Client.Client, tools: ReadonlyArray<string>, args = {}) =>
  Effect.forEach(tools, (tool) => Effect.map(client.callTool(tool, args), ToolResult.text))

/** Before these, only a box to tick could be filled in beforehand. */
const newest = [Revisions.latest, ...Revisions.handshake.slice(0, 1)]
const replayed = Revisions.all.filter(({ asks }) => asks === "Replay")

describe("lists", () => {
  inEach("everything.described: all that is listed has a description", Revisions.all, (client) =>
    Effect.gen(function* () {
      const all = [
        ...(yield* client.listTools()),
        ...(yield* client.listPrompts()),
        ...(yield* client.listResources()),
        ...(yield* client.listResourceTemplates())
      ]
      assert.isAtLeast(all.length, 30)
      assert.deepStrictEqual(
        all.filter(({ description = "" }) => description === ""),
        []
      )
    })
  )

  inEach("everything.changes: each call of a trigger changes its list", Revisions.all, (client) =>
    Effect.gen(function* () {
      const counts = Effect.gen(function* () {
        const [tools, prompts] = yield* Effect.all([client.listTools(), client.listPrompts()])
        return [tools.length, prompts.length] as const
      })
      const [tools, prompts] = yield* counts
      yield* texts(client, ["test_trigger_tool_change"])
      assert.deepStrictEqual(yield* counts, [tools + 1, prompts])
      yield* texts(client, ["test_trigger_prompt_change"])
      assert.deepStrictEqual(yield* counts, [tools + 1, prompts + 1])
      yield* texts(client, ["test_trigger_tool_change", "test_trigger_prompt_change"])
      assert.deepStrictEqual(yield* counts, [tools, prompts])
      yield* texts(client, ["test_trigger_tool_change"])
      assert.deepStrictEqual(yield* counts, [tools + 1, prompts])
    })
  )
})

describe("tools", () => {
  inEach("everything.content: every kind of content", Revisions.all, (client) =>
    Effect.gen(function* () {
      const { content } = yield* client.callTool("test_multiple_content_types")
      assert.deepStrictEqual(
        content.map(({ type }) => type),
        ["text", "image", "resource"]
      )
      const failed = yield* client.callTool("test_error_handling")
      assert.isTrue(failed.isError)
      assert.strictEqual(
        ToolResult.text(failed),
        "This tool intentionally returns an error for testing"
      )
    })
  )

  inEach("everything.model: the client's model is asked", Revisions.all, (client) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* texts(client, ["test_sampling"], { prompt: "Hello?" }), [
        "LLM response: Yes."
      ])
    })
  )

  inEach("everything.progress: three reports, and three messages", Revisions.all, (client) =>
    Effect.gen(function* () {
      const seen: Array<number> = []
      yield* client.callTool(
        "test_tool_with_progress",
        {},
        { onProgress: ({ progress }) => seen.push(progress) }
      )
      assert.deepStrictEqual(seen, [0, 50, 100])
    })
  )

  inEach(
    "everything.reconnection: goes on where no stream can be given back",
    Revisions.all,
    (client) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* texts(client, ["test_reconnection"]), [
          "Reconnection test completed successfully."
        ])
      })
  )
})

describe("forms", () => {
  inEach("everything.defaults: what is filled in is the answer", newest, (client) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* texts(client, ["test_elicitation_sep1034_defaults"]), [
        'Elicitation completed: action=accept, content={"name":"John Doe","age":30,"score":95.5,"status":"active","verified":true}'
      ])
    })
  )
})

describe("rounds", () => {
  const name = { user_name: { action: "accept", content: { name: "Ada" } } } as const

  inEach("everything.rounds: one question, answered by hand", replayed, (client) =>
    Effect.gen(function* () {
      const first = yield* client.beginTool("test_input_required_result_elicitation")
      assert(first._tag === "InputRequired")
      assert.deepStrictEqual(Object.keys(first.requests), ["user_name"])
      const second = yield* first.answer(name)
      assert(second._tag === "Complete")
      assert.strictEqual(ToolResult.text(second.result), "Hello, Ada!")
    })
  )

  inEach("everything.rounds: three questions of the same moment", replayed, (client) =>
    Effect.gen(function* () {
      const first = yield* client.beginTool("test_input_required_result_multiple_inputs")
      assert(first._tag === "InputRequired")
      assert.deepStrictEqual(
        Object.values(first.requests).map(({ method }) => method),
        ["elicitation/create", "sampling/createMessage", "roots/list"]
      )
    })
  )

  inEach(
    "everything.rounds: a client with a model is not asked by a form",
    Revisions.all,
    (client) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* texts(client, ["test_input_required_result_capabilities"]), [
          "Yes."
        ])
      })
  )
})

describe("prompts and resources", () => {
  inEach("everything.prompts: arguments are put in and completed", Revisions.all, (client) =>
    Effect.gen(function* () {
      const args = { arg1: "hello", arg2: "world" }
      const { messages } = yield* client.getPrompt("test_prompt_with_arguments", args)
      assert.deepStrictEqual(messages, [
        {
          role: "user",
          content: { type: "text", text: "Prompt with arguments: arg1='hello', arg2='world'" }
        }
      ])
      const { values } = yield* client.complete({
        ref: { type: "ref/prompt", name: "test_prompt_with_arguments" },
        argument: { name: "arg1", value: "te" }
      })
      assert.deepStrictEqual(values, ["test", "testing"])
    })
  )

  inEach("everything.resources: one of a family", Revisions.all, (client) =>
    Effect.gen(function* () {
      const { contents } = yield* client.readResource("test://template/123/data")
      assert.deepStrictEqual(contents, [
        {
          uri: "test://template/123/data",
          mimeType: "application/json",
          text: '{"id":"123","templateTest":true,"data":"Data for ID: 123"}'
        }
      ])
    })
  )
})
