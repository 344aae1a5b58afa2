import { Revisions } from "@effect-mcp/schema"
/**
 * Our client against the official v2 server library, as it comes from npm, in both eras.
 *
 * The server is `src/servers/OfficialV2.ts`; the suite is the same for every era and carrier.
 */
import { assert, describe, it, layer, type Vitest } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schema, Stream } from "effect"

import type { Carrier, OfficialProgram } from "../../src/OfficialProgram.ts"
import * as OfficialServer from "../../src/OfficialServer.ts"
import { isToolChange, isUpdate, Peer } from "../../src/Peer.ts"
import { textOf } from "../../src/Results.ts"
import { isGone } from "./isGone.ts"

type It = Vitest.MethodsNonLive<Peer | OfficialServer.Process>

const modes = [
  {
    name: "pinned to 2025-11-25",
    pin: Revisions.byVersion("2025-11-25"),
    expects: "2025-11-25"
  },
  {
    name: "pinned to 2026-07-28",
    pin: Revisions.byVersion("2026-07-28"),
    expects: "2026-07-28"
  },
  { name: "found out", pin: undefined, expects: "2026-07-28" }
]

const Add = {
  name: "add",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
}

/** What it says of itself, and what it has. */
const meets = (it: It, expects: string): void => {
  it.effect("interop.era: the newest that both have is spoken, or the one that was pinned", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      assert.strictEqual(client.revision.version, expects)
      assert.deepInclude(client.server.info, { name: "official-v2", version: "2.4.0" })
      assert.strictEqual(client.server.instructions, "Add, count, ask.")
      assert.deepInclude(client.server.capabilities.tools, { listChanged: true })
    })
  )

  it.effect("interop.list: tools with their schemas", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const tools = yield* client.listTools()
      const add = tools.find((tool) => tool.name === "add")
      assert.deepInclude(add, { title: "Add", description: "Adds two numbers." })
      assert.deepInclude(add?.inputSchema, { type: "object", required: ["a", "b"] })
    })
  )
}

/** What comes of a call. */
const calls = (it: It): void => {
  it.effect("interop.call: a typed call gives typed output", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      assert.deepStrictEqual(yield* client.call(Add, { a: 1, b: 2 }), { sum: 3 })
    })
  )

  it.effect("interop.structured: output is checked against the schema the server declares", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      yield* client.listTools()
      const result = yield* client.callTool("add", { a: 1, b: 2 })
      assert.deepStrictEqual(result.structuredContent, { sum: 3 })
      assert.deepStrictEqual(result.validation, { _tag: "Valid" })
    })
  )

  it.effect("interop.failure: what the tool fails with, and bad input, are for the model", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const broken = yield* client.callTool("break")
      assert.deepInclude(broken, { isError: true })
      assert.strictEqual(textOf(broken), "It broke.")
      const invalid = yield* client.callTool("add", { a: 1, b: "two" })
      assert.deepInclude(invalid, { isError: true })
    })
  )
}

/** Calls on their way. */
const flows = (it: It, name: string): void => {
  it.effect("interop.progress: each report arrives, rising, before the result", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const events = yield* Stream.runCollect(client.watchTool("count", { to: 3 }))
      assert.deepStrictEqual(
        events.map((event) =>
          event._tag === "Progress" ? event.progress.progress : textOf(event.result)
        ),
        [1, 2, 3, "counted to 3"]
      )
    })
  )

  it.effect("interop.cancellation: an interrupted call is interrupted at the server", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const begun = yield* Deferred.make<void>()
      const call = yield* Effect.forkChild(
        client.callTool(
          "wait",
          { name },
          { onProgress: () => Deferred.doneUnsafe(begun, Effect.void) }
        )
      )
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(call)
      assert.strictEqual(textOf(yield* client.callTool("interrupted", { name })), "yes")
    })
  )
}

/** What the server asks of us. */
const asks = (it: It): void => {
  it.effect("2025-11-25/CL-32, 2026-07-28/CL-07: a form comes back with its defaults", () =>
    Effect.gen(function* () {
      const { client, host } = yield* Peer
      const result = yield* client.callTool("greet")
      assert.strictEqual(textOf(result), "Hello Ada, green, true.")
      assert.strictEqual(host.forms.at(-1)?.message, "Who are you?")
      assert.deepStrictEqual(host.forms.at(-1)?.content, { colour: "green", letters: true })
    })
  )

  it.effect("interop.sampling: the model is asked, and its answer arrives", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const result = yield* client.callTool("ponder", { question: "life" })
      assert.strictEqual(textOf(result), 'test-model says {"type":"text","text":"forty-two"}')
    })
  )

  it.effect("interop.roots: the folders that we show", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      assert.strictEqual(textOf(yield* client.callTool("where")), "file:///work/project")
    })
  )
}

/** Everything but tools. */
const reads = (it: It): void => {
  it.effect("interop.logging: messages at or above the level asked", () =>
    Effect.gen(function* () {
      const { client, happened, until } = yield* Peer
      yield* client.setLogLevel("info")
      yield* happened
      yield* client.callTool("talk")
      const first = yield* until(({ _tag }) => _tag === "LogMessage")
      assert.deepInclude(first, { level: "warning", logger: "mouth", data: "be careful" })
    })
  )

  it.effect("interop.completion: of a prompt's argument and of a template's parameter", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const style = yield* client.complete({
        ref: { type: "ref/prompt", name: "letter" },
        argument: { name: "style", value: "f" }
      })
      assert.deepStrictEqual(style.values, ["formal", "friendly"])
      const number = yield* client.complete({
        ref: { type: "ref/resource", uri: "memo://numbers/{n}" },
        argument: { name: "n", value: "7" }
      })
      assert.deepStrictEqual(number.values, ["7", "70"])
    })
  )

  it.effect("interop.pagination: all pages are one list", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const prompts = yield* client.listPrompts()
      assert.deepStrictEqual(
        prompts.map(({ name }) => name),
        ["letter", "a", "b", "c", "d", "e", "f"]
      )
      const page = yield* client.request("prompts/list", { cursor: "3" })
      assert.strictEqual(page.nextCursor, "6")
    })
  )

  it.effect("interop.prompts: a prompt with its argument", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const { messages } = yield* client.getPrompt("letter", { style: "terse" })
      assert.deepStrictEqual(messages, [
        { role: "user", content: { type: "text", text: "Write a terse letter." } }
      ])
    })
  )

  it.effect("interop.resources: listed, read, and read by a template", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const resources = yield* client.listResources()
      assert.deepStrictEqual(
        resources.map(({ uri }) => uri),
        ["memo://first"]
      )
      const [first] = (yield* client.readResource("memo://first")).contents
      assert.deepInclude(first, { text: "the first memo", mimeType: "text/plain" })
      const [seventh] = (yield* client.readResource("memo://numbers/7")).contents
      assert.deepInclude(seventh, { text: "number 7" })
    })
  )
}

/** What changes at the server. */
const changes = (it: It): void => {
  it.effect("interop.subscription: a change of a resource and of the list arrive", () =>
    Effect.gen(function* () {
      const { client, until } = yield* Peer
      const listening = yield* client.listen({
        toolsListChanged: true,
        resourceSubscriptions: ["memo://first"]
      })
      assert.deepStrictEqual(listening.acknowledged, {
        toolsListChanged: true,
        resourceSubscriptions: ["memo://first"]
      })
      yield* client.callTool("touch", { uri: "memo://first" })
      assert.isDefined(yield* until(isUpdate("memo://first")))
      yield* client.callTool("grow")
      assert.isDefined(yield* until(isToolChange))
      const tools = yield* client.listTools()
      assert.include(
        tools.map((tool) => tool.name),
        "grown"
      )
    }).pipe(Effect.scoped)
  )
}

/** What goes wrong, the end last. */
const fails = (it: It, carrier: Carrier): void => {
  it.effect("interop.refusal: errors of the server keep their code, or are understood", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const prompt = yield* Effect.flip(client.getPrompt("no-such-prompt"))
      assert.deepInclude(prompt.reason, { _tag: "Refused", code: -32602 })
      const page = yield* Effect.flip(client.request("prompts/list", { cursor: "99" }))
      assert.deepInclude(page.reason, {
        _tag: "Refused",
        code: -32602,
        message: "No such page"
      })
      const resource = yield* Effect.flip(client.readResource("memo://none"))
      assert.deepInclude(resource.reason, { _tag: "ResourceNotFound", uri: "memo://none" })
    })
  )

  it.effect("interop.death: a call in flight ends when the process does", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const { kill } = yield* OfficialServer.Process
      const error = yield* Effect.flip(
        client.callTool("wait", { name: "dead" }, { onProgress: () => Effect.runSync(kill) })
      )
      assert.strictEqual(error.reason._tag, "Disconnected")
      yield* isGone(carrier)
    })
  )
}

export const suite = (program: OfficialProgram): void => {
  describe.each(modes)("official v2 server, $name", ({ expects, name, pin }) => {
    layer(OfficialServer.layer(program, { pin }), { excludeTestServices: true })((it) => {
      meets(it, expects)
      calls(it)
      flows(it, name)
      asks(it)
      reads(it)
      changes(it)
      fails(it, program.carrier)
    })
  })

  describe("official v2 server, other answers", () => {
    it.live.each(["decline", "cancel"] as const)(
      "interop.elicitation: a person's %s arrives",
      (action) =>
        Effect.gen(function* () {
          const { client } = yield* Peer
          assert.strictEqual(textOf(yield* client.callTool("greet")), `You said ${action}.`)
        }).pipe(
          Effect.provide(OfficialServer.layer(program, { host: { form: () => ({ action }) } })),
          Effect.scoped
        )
    )
  })
}
