/**
 * The official clients, as they come from npm, against our server over stdio.
 *
 * One suite for every client and era; the fixture is `fixtures/interop-server.ts`.
 */
import { fileURLToPath } from "node:url"

import { afterAll, assert, beforeAll, describe, it } from "vitest"

import { Arrivals } from "../../src/Arrivals.ts"
import * as OfficialClient from "../../src/OfficialClient.ts"

type Json = OfficialClient.Json

const command = {
  command: process.execPath,
  args: [
    "--conditions=@effect-mcp/source",
    fileURLToPath(new URL("../../fixtures/interop-server.ts", import.meta.url))
  ]
}

const text = (result: Json): string => {
  const [block] = result["content"] as ReadonlyArray<Json>
  return String(block?.["text"])
}

const names = (result: Json): ReadonlyArray<string> =>
  (result["tools"] as ReadonlyArray<Json>).map((tool) => String(tool["name"]))

describe.each(OfficialClient.modes)("interop: $name", (mode) => {
  let client: OfficialClient.OfficialClient
  let arrivals: Arrivals
  const asked: Array<Json> = []

  beforeAll(async () => {
    arrivals = new Arrivals()
    client = await mode.connect(command, {
      elicit: (params) => {
        asked.push(params)
        return { action: "accept", content: { name: "Ada", colour: "green" } }
      },
      sample: (params) => {
        asked.push(params)
        return {
          role: "assistant",
          model: "test-model",
          stopReason: "endTurn",
          content: { type: "text", text: "forty-two" }
        }
      },
      roots: () => ({ roots: [{ uri: "file:///work/project", name: "project" }] }),
      notified: (method, params) => arrivals.add(method, params)
    })
  })

  afterAll(() => client.close())

  it("interop.negotiation: the era spoken is the one asked for", () => {
    assert.strictEqual(client.revision, mode.expects)
    assert.deepInclude(client.server, { name: "interop", version: "1.0.0" })
    assert.containsAllKeys(client.capabilities, [
      "tools",
      "resources",
      "prompts",
      "completions",
      "logging"
    ])
  })

  it("interop.list: definitions arrive whole, in pages", async () => {
    const first = await client.listTools()
    const add = (first["tools"] as ReadonlyArray<Json>).find((tool) => tool["name"] === "add")
    assert.deepInclude(add, { title: "Add", description: "Adds two numbers." })
    assert.deepNestedInclude(add, { "inputSchema.type": "object" })
    const seen = [...names(first)]
    let cursor = first["nextCursor"] as string | undefined
    while (cursor !== undefined) {
      const page = await client.listTools(cursor)
      seen.push(...names(page))
      cursor = page["nextCursor"] as string | undefined
    }
    assert.includeMembers(seen, ["add", "count", "filler-1", "filler-30"])
    assert.strictEqual(new Set(seen).size, seen.length)
  })

  it("interop.call: structured output comes with its text", async () => {
    const result = await client.callTool("add", { a: 1, b: 2 })
    assert.deepStrictEqual(result["structuredContent"], { sum: 3 })
    assert.strictEqual(text(result), '{"sum":3}')
  })

  it("interop.invalid: bad input is an error result that names the path", async () => {
    const result = await client.callTool("add", { a: 1, b: "two" })
    assert.strictEqual(result["isError"], true)
    assert.include(text(result), '"add": /b')
  })

  it("interop.progress: each report arrives, rising", async () => {
    const seen: Array<number> = []
    const result = await client.callTool(
      "count",
      { name: mode.name, to: 3 },
      {
        onProgress: ({ progress }) => {
          seen.push(Number(progress))
          void client.callTool("seen", { name: mode.name })
        }
      }
    )
    assert.strictEqual(text(result), "counted to 3")
    assert.deepStrictEqual(seen, [1, 2, 3])
  })

  it("interop.cancellation: an aborted call is interrupted at the server", async () => {
    const abort = new AbortController()
    const call = client.callTool(
      "wait",
      { name: mode.name },
      { signal: abort.signal, onProgress: () => abort.abort("enough") }
    )
    const failure = await call.then(
      () => undefined,
      (error: unknown) => error
    )
    assert.isDefined(failure)
    assert.strictEqual(text(await client.callTool("interrupted", { name: mode.name })), "yes")
  })

  it("interop.elicitation: a question in mid-call reaches the person", async () => {
    const result = await client.callTool("greet", {})
    assert.strictEqual(text(result), "Hello Ada, your colour is green.")
    assert.deepNestedInclude(asked.at(-1), { message: "Who are you?" })
  })

  it("interop.interactive: two questions and a step that runs once", async () => {
    const result = await client.callTool("deploy", { env: "production" })
    assert.strictEqual(text(result), "production as Ada in green, planned 1 time")
  })

  it("interop.sampling: the model is asked through the client", async () => {
    assert.strictEqual(
      text(await client.callTool("ponder", { question: "life" })),
      "test-model says forty-two"
    )
  })

  it("interop.roots: the folders that the client shows", async () => {
    assert.strictEqual(text(await client.callTool("where", {})), "file:///work/project")
  })

  it("interop.logging: messages at or above the level asked", async () => {
    await client.setLogLevel?.("info")
    assert.strictEqual(text(await client.callTool("talk", {})), "talked")
    if (client.setLogLevel === undefined) {
      // The official client asks for no level in this era, so nothing may be sent.
      assert.isFalse(arrivals.all.some(({ method }) => method === "notifications/message"))
      return
    }
    const message = await arrivals.until(
      (method, params) => method === "notifications/message" && params["level"] === "warning"
    )
    assert.include(JSON.stringify(message["data"]), "careful")
    assert.isFalse(
      arrivals.all.some(({ params }) => JSON.stringify(params["data"] ?? "").includes("whisper"))
    )
  })

  it("interop.completion: values for a prompt's argument", async () => {
    const result = await client.complete("letter", "style", "fo")
    assert.deepNestedInclude(result, { "completion.values": ["formal"] })
  })

  it("interop.resources: listed and read", async () => {
    const listed = await client.listResources()
    const uris = (listed["resources"] as ReadonlyArray<Json>).map((item) => item["uri"])
    assert.include(uris, "memo://first")
    const read = await client.readResource("memo://numbers/7")
    assert.deepNestedInclude(read, { "contents[0].text": "number 7" })
  })

  it("interop.prompts: a prompt with its argument", async () => {
    const prompt = await client.getPrompt("letter", { style: "formal" })
    assert.deepNestedInclude(prompt, { "messages[0].content.text": "Write a formal letter." })
  })

  it("interop.subscription: a change of a resource and of the list arrive", async () => {
    const stop = await client.subscribe("memo://first")
    await client.callTool("touch", { uri: "memo://first" })
    const updated = await arrivals.until((method) => method === "notifications/resources/updated")
    assert.strictEqual(updated["uri"], "memo://first")
    await client.callTool("grow", {})
    assert.isDefined(
      await arrivals.until((method) => method === "notifications/tools/list_changed")
    )
    await stop()
  })
})
