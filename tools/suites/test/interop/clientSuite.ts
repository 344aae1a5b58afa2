/**
 * One suite for every official client and era, whatever carries it; the server is `src/servers/Interop.ts`.
 */
import { Effect, Exit, Scope } from "effect"
import { afterAll, assert, beforeAll, it } from "vitest"

import { Arrivals } from "../../src/Arrivals.ts"
import * as Journal from "../../src/Journal.ts"
import type * as OfficialClient from "../../src/OfficialClient.ts"
import type { Target } from "../../src/OfficialTransport.ts"

type Json = OfficialClient.Json

const text = (result: Json): string => {
  const [block] = result["content"] as ReadonlyArray<Json>
  return String(block?.["text"])
}

const names = (result: Json): ReadonlyArray<string> =>
  (result["tools"] as ReadonlyArray<Json>).map((tool) => String(tool["name"]))

const host = (arrivals: Arrivals, asked: Array<Json>): OfficialClient.Host => ({
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

/** Who takes part. */
interface Party {
  readonly mode: OfficialClient.Mode
  /** Once it has connected. */
  readonly client: OfficialClient.OfficialClient
  readonly arrivals: Arrivals
  readonly asked: ReadonlyArray<Json>
  readonly run: <A>(effect: Effect.Effect<A, never, Scope.Scope>) => Promise<A>
}

/** What it finds out, and what it is listed. */
const meets = (party: Party): void => {
  it("interop.negotiation: the era spoken is the one asked for", () => {
    assert.strictEqual(party.client.revision, party.mode.expects)
    assert.deepInclude(party.client.server, { name: "interop", version: "1.0.0" })
    assert.containsAllKeys(party.client.capabilities, [
      "tools",
      "resources",
      "prompts",
      "completions",
      "logging"
    ])
  })

  it("interop.list: definitions arrive whole, in pages", async () => {
    const first = await party.client.listTools()
    const add = (first["tools"] as ReadonlyArray<Json>).find((tool) => tool["name"] === "add")
    assert.deepInclude(add, { title: "Add", description: "Adds two numbers." })
    assert.deepNestedInclude(add, { "inputSchema.type": "object" })
    const seen = [...names(first)]
    let cursor = first["nextCursor"] as string | undefined
    while (cursor !== undefined) {
      const page = await party.client.listTools(cursor)
      seen.push(...names(page))
      cursor = page["nextCursor"] as string | undefined
    }
    assert.includeMembers(seen, ["add", "count", "filler-1", "filler-30"])
    assert.strictEqual(new Set(seen).size, seen.length)
  })
}

/** Calls, and how they go. */
const calls = (party: Party): void => {
  it("interop.call: structured output comes with its text", async () => {
    const result = await party.client.callTool("add", { a: 1, b: 2 })
    assert.deepStrictEqual(result["structuredContent"], { sum: 3 })
    assert.strictEqual(text(result), '{"sum":3}')
  })

  it("interop.invalid: bad input is an error result that names the path", async () => {
    const result = await party.client.callTool("add", { a: 1, b: "two" })
    assert.strictEqual(result["isError"], true)
    assert.include(text(result), '"add": /b')
  })

  it("interop.progress: each report arrives, rising", async () => {
    const seen: Array<number> = []
    const result = await party.client.callTool(
      "count",
      { name: party.mode.name, to: 3 },
      {
        onProgress: ({ progress }) => {
          seen.push(Number(progress))
          void party.client.callTool("seen", { name: party.mode.name })
        }
      }
    )
    assert.strictEqual(text(result), "counted to 3")
    assert.deepStrictEqual(seen, [1, 2, 3])
  })

  it("interop.cancellation: an aborted call is interrupted at the server", async () => {
    const abort = new AbortController()
    const call = party.client.callTool(
      "wait",
      { name: party.mode.name },
      { signal: abort.signal, onProgress: () => abort.abort("enough") }
    )
    const failure = await call.then(
      () => undefined,
      (error: unknown) => error
    )
    assert.isDefined(failure)
    assert.strictEqual(
      text(await party.client.callTool("interrupted", { name: party.mode.name })),
      "yes"
    )
  })
}

/** What is asked in the middle of a call. */
const asks = (party: Party): void => {
  it("interop.elicitation: a question in mid-call reaches the person", async () => {
    assert.strictEqual(text(await party.client.callTool("greet", {})), "Hello Ada.")
    assert.deepNestedInclude(party.asked.at(-1), { message: "Who are you?" })
  })

  it("interop.interactive: two questions in sequence, and each step runs once", async () => {
    const journal = await party.run(Journal.make)
    const result = await party.client.callTool("deploy", { journal: journal.path })
    assert.strictEqual(text(result), "Ada in green, 7 and 4")
    assert.deepInclude(await party.run(journal.counts), { reserve: 1, plan: 1 })
  })

  it("interop.sampling: the model is asked through the client", async () => {
    const journal = await party.run(Journal.make)
    const result = await party.client.callTool("ponder", { journal: journal.path })
    assert.strictEqual(text(result), "forty-two, forty-two, 7 and 4")
  })

  it("interop.roots: the folders that the client shows", async () => {
    assert.strictEqual(text(await party.client.callTool("where", {})), "file:///work/project")
  })
}

/** What comes beside tools, and what changes. */
const reads = (party: Party): void => {
  it("interop.logging: messages at or above the level asked", async () => {
    await party.client.setLogLevel?.("info")
    assert.strictEqual(text(await party.client.callTool("talk", {})), "talked")
    if (party.client.setLogLevel === undefined) {
      // The official client asks for no level in this era, so nothing may be sent.
      assert.isFalse(party.arrivals.all.some(({ method }) => method === "notifications/message"))
      return
    }
    const message = await party.arrivals.until(
      (method, params) => method === "notifications/message" && params["level"] === "warning"
    )
    assert.include(JSON.stringify(message["data"]), "careful")
    assert.isFalse(
      party.arrivals.all.some(({ params }) =>
        JSON.stringify(params["data"] ?? "").includes("whisper")
      )
    )
  })

  it("interop.completion: values for a prompt's argument", async () => {
    const result = await party.client.complete("letter", "style", "fo")
    assert.deepNestedInclude(result, { "completion.values": ["formal"] })
  })

  it("interop.resources: listed and read", async () => {
    const listed = await party.client.listResources()
    const uris = (listed["resources"] as ReadonlyArray<Json>).map((item) => item["uri"])
    assert.include(uris, "memo://first")
    const read = await party.client.readResource("memo://numbers/7")
    assert.deepNestedInclude(read, { "contents[0].text": "number 7" })
  })

  it("interop.prompts: a prompt with its argument", async () => {
    const prompt = await party.client.getPrompt("letter", { style: "formal" })
    assert.deepNestedInclude(prompt, { "messages[0].content.text": "Write a formal letter." })
  })

  it("interop.subscription: a change of a resource and of the list arrive", async () => {
    const stop = await party.client.subscribe("memo://first")
    await party.client.callTool("touch", { uri: "memo://first" })
    const updated = await party.arrivals.until(
      (method) => method === "notifications/resources/updated"
    )
    assert.strictEqual(updated["uri"], "memo://first")
    await party.client.callTool("grow", {})
    assert.isDefined(
      await party.arrivals.until((method) => method === "notifications/tools/list_changed")
    )
    await stop()
  })
}

/** `reach` is where the server is, for as long as the scope is open. */
export const suite = (
  mode: OfficialClient.Mode,
  reach: Effect.Effect<Target, never, Scope.Scope>
): void => {
  let client: OfficialClient.OfficialClient
  const scope = Scope.makeUnsafe()
  const run: Party["run"] = (effect) => Effect.runPromise(Scope.provide(effect, scope))
  const arrivals = new Arrivals()
  const asked: Array<Json> = []

  beforeAll(async () => {
    client = await mode.connect(await run(reach), host(arrivals, asked))
  })

  afterAll(async () => {
    await client.close()
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })

  const party: Party = {
    mode,
    arrivals,
    asked,
    run,
    get client() {
      return client
    }
  }
  meets(party)
  calls(party)
  asks(party)
  reads(party)
}
