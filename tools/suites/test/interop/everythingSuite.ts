import type { ToolDefinition } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
/**
 * Our client against the reference server `server-everything`, as it comes from npm.
 *
 * It shakes hands only: what ends up being spoken is the same pinned and found out.
 */
import { assert, describe, it, layer, type Vitest } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schema } from "effect"

import type { Carrier, OfficialProgram } from "../../src/OfficialProgram.ts"
import * as OfficialServer from "../../src/OfficialServer.ts"
import { isUpdate, Peer } from "../../src/Peer.ts"
import { textOf } from "../../src/Results.ts"
import { isGone } from "./isGone.ts"

type It = Vitest.MethodsNonLive<Peer | OfficialServer.Process>

const modes = [
  { name: "pinned to 2025-11-25", pin: Revisions.byVersion("2025-11-25") },
  { name: "found out", pin: undefined }
]

const Weather = {
  name: "get-structured-content",
  input: Schema.Struct({ location: Schema.String }),
  output: Schema.Struct({
    temperature: Schema.Finite,
    conditions: Schema.String,
    humidity: Schema.Finite
  })
} satisfies ToolDefinition.ToolDefinition

const rawResult = (text: string): unknown => JSON.parse(text.slice(text.indexOf("{")))

/** What it says of itself, and what it has. */
const meets = (it: It): void => {
  it.effect(
    "interop/IC-01, interop/IC-05, 2025-11-25/T-50: the handshake is spoken, in its newest revision",
    () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        assert.strictEqual(client.revision.version, "2025-11-25")
        assert.deepInclude(client.server.info, {
          name: "mcp-servers/everything",
          version: "2.0.0"
        })
        assert.include(client.server.instructions, "Everything")
        assert.deepInclude(client.server.capabilities, {
          resources: { subscribe: true, listChanged: true }
        })
      })
  )

  it.effect("interop.list: tools, among them those for what we declared", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const names = (yield* client.listTools()).map(({ name }) => name)
      assert.includeMembers(names, [
        "echo",
        "get-sum",
        "get-roots-list",
        "trigger-elicitation-request",
        "trigger-sampling-request"
      ])
    })
  )
}

/** What comes of a call. */
const calls = (it: It): void => {
  it.effect("interop.call: text comes back", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const result = yield* client.callTool("get-sum", { a: 1, b: 2 })
      assert.strictEqual(textOf(result), "The sum of 1 and 2 is 3.")
    })
  )

  it.effect("interop.structured: output is checked against its schema and typed", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const weather = yield* client.call(Weather, { location: "Chicago" })
      assert.deepStrictEqual(weather, {
        temperature: 36,
        conditions: "Light rain / drizzle",
        humidity: 82
      })
      yield* client.listTools()
      const result = yield* client.callTool("get-structured-content", { location: "Chicago" })
      assert.deepStrictEqual(result.validation, { _tag: "Valid" })
    })
  )

  it.effect("interop.failure: wrong arguments come back as something for the model", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const result = yield* client.callTool("get-sum", { a: 1, b: "two" })
      assert.strictEqual(result.isError, true)
      assert.include(textOf(result), "get-sum")
    })
  )
}

/** Calls on their way. */
const flows = (it: It): void => {
  it.effect("interop.progress: each report arrives, rising", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const seen: Array<readonly [number, number | undefined]> = []
      const result = yield* client.callTool(
        "trigger-long-running-operation",
        { duration: 0.2, steps: 4 },
        { onProgress: ({ progress, total }) => seen.push([progress, total]) }
      )
      assert.include(textOf(result), "completed")
      assert.deepStrictEqual(seen, [
        [1, 4],
        [2, 4],
        [3, 4],
        [4, 4]
      ])
    })
  )

  it.effect("interop.cancellation: an interrupted call is over here, and the next one works", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const begun = yield* Deferred.make<void>()
      const call = yield* Effect.forkChild(
        client.callTool(
          "trigger-long-running-operation",
          { duration: 60, steps: 1200 },
          { onProgress: () => Deferred.doneUnsafe(begun, Effect.void) }
        )
      )
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(call)
      assert.strictEqual(textOf(yield* client.callTool("echo", { message: "hi" })), "Echo: hi")
    })
  )
}

/** What the server asks of us. */
const asks = (it: It): void => {
  it.effect("interop.elicitation: every form field, and defaults where nothing was typed", () =>
    Effect.gen(function* () {
      const { client, host } = yield* Peer
      const result = yield* client.callTool("trigger-elicitation-request")
      assert.strictEqual(host.forms.at(-1)?.schema.required?.[0], "name")
      const raw = result.content.at(-1)
      assert.deepStrictEqual(raw?.type === "text" ? rawResult(raw.text) : undefined, {
        action: "accept",
        content: {
          name: "Ada",
          firstLine: "It was a dark and stormy night.",
          integer: 42,
          number: 3.14,
          untitledSingleSelectEnum: "Monica",
          untitledMultipleSelectEnum: ["Guitar"],
          titledSingleSelectEnum: "hero-1",
          titledMultipleSelectEnum: ["fish-1"],
          legacyTitledEnum: "pet-1"
        }
      })
    })
  )

  it.effect("interop.sampling: the model is asked, and its answer arrives", () =>
    Effect.gen(function* () {
      const { client, host } = yield* Peer
      const result = yield* client.callTool("trigger-sampling-request", { prompt: "life" })
      assert.include(textOf(result), '"text": "forty-two"')
      assert.strictEqual(host.prompts.at(-1)?.params.systemPrompt, "You are a helpful test server.")
    })
  )

  it.effect("interop.roots: the folders that we show", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const result = yield* client.callTool("get-roots-list")
      assert.include(textOf(result), "1. project\n   URI: file:///work/project")
    })
  )
}

/** Everything but tools. */
const reads = (it: It): void => {
  it.effect("interop.logging: a message of the level that was asked for", () =>
    Effect.gen(function* () {
      const { client, until } = yield* Peer
      yield* client.setLogLevel("info")
      const listening = yield* client.listen({ resourceSubscriptions: ["demo://one"] })
      const heard = yield* until(
        (event) => event._tag === "LogMessage" && JSON.stringify(event.data).includes("demo://one")
      )
      assert.deepInclude(heard, { level: "info" })
      assert.deepStrictEqual(listening.acknowledged.resourceSubscriptions, ["demo://one"])
    }).pipe(Effect.scoped)
  )

  it.effect("interop.completion: of a prompt's argument, with another one settled", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const { values } = yield* client.complete({
        ref: { type: "ref/prompt", name: "completable-prompt" },
        argument: { name: "name", value: "" },
        context: { arguments: { department: "Sales" } }
      })
      assert.deepStrictEqual(values, ["David", "Eve", "Frank"])
    })
  )

  it.effect("interop.resources: listed, of a template, text and bytes", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      assert.isAbove((yield* client.listResources()).length, 0)
      const templates = yield* client.listResourceTemplates()
      assert.include(
        templates.map(({ uriTemplate }) => uriTemplate),
        "demo://resource/dynamic/blob/{resourceId}"
      )
      const text = yield* client.readResource("demo://resource/dynamic/text/7")
      assert.include(JSON.stringify(text.contents), "Resource 7: This is a plaintext resource")
      const blob = yield* client.readResource("demo://resource/dynamic/blob/8")
      assert.isTrue(blob.contents[0] !== undefined && "blob" in blob.contents[0])
    })
  )

  it.effect("interop.prompts: with an argument, and with a resource inside", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const weather = yield* client.getPrompt("args-prompt", { city: "Paris" })
      assert.deepStrictEqual(weather.messages, [
        { role: "user", content: { type: "text", text: "What's weather in Paris?" } }
      ])
      const embedded = yield* client.getPrompt("resource-prompt", {
        resourceType: "Text",
        resourceId: "1"
      })
      assert.strictEqual(embedded.messages[1]?.content.type, "resource")
    })
  )
}

/** What changes, and what goes wrong, the end last. */
const fails = (it: It, carrier: Carrier): void => {
  it.effect("interop.subscription: a resource that was asked for is reported", () =>
    Effect.gen(function* () {
      const { client, until } = yield* Peer
      yield* client.listen({ resourceSubscriptions: ["demo://two"] })
      yield* client.callTool("toggle-subscriber-updates")
      assert.isDefined(yield* until(isUpdate("demo://two")))
      yield* client.callTool("toggle-subscriber-updates")
    }).pipe(Effect.scoped)
  )

  it.effect("interop.refusal: an error of the server keeps its code", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const error = yield* Effect.flip(client.getPrompt("no-such-prompt"))
      assert.strictEqual(error.reason._tag, "Refused")
      assert.deepInclude(error.reason, { code: -32602 })
    })
  )

  it.effect("interop.ping: it is still there", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      assert.isUndefined(yield* client.ping())
    })
  )

  it.effect("interop.death: a call in flight ends when the process does", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const { kill } = yield* OfficialServer.Process
      const error = yield* Effect.flip(
        client.callTool(
          "trigger-long-running-operation",
          { duration: 60, steps: 1200 },
          { onProgress: () => Effect.runSync(kill) }
        )
      )
      assert.strictEqual(error.reason._tag, "Disconnected")
      yield* isGone(carrier)
    })
  )
}

export const suite = (program: OfficialProgram): void => {
  describe.each(modes)("server-everything, $name", ({ pin }) => {
    layer(OfficialServer.layer(program, { pin }), { excludeTestServices: true })((it) => {
      meets(it)
      calls(it)
      flows(it)
      asks(it)
      reads(it)
      fails(it, program.carrier)
    })
  })

  it.live(
    "interop.mismatch: one that shakes hands only is no server for a client that will not",
    () =>
      Effect.gen(function* () {
        const pin = Revisions.byVersion("2026-07-28")
        const error = yield* Effect.flip(
          Effect.scoped(Effect.provide(Peer, OfficialServer.layer(program, { pin })))
        )
        assert.deepInclude(error.reason, { _tag: "NotPerRequest", wanted: ["2026-07-28"] })
      })
  )
}
