import { readFile } from "node:fs/promises"

import { JsonSchemaValidator } from "@effect-mcp/protocol"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Queue, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"

import { IconCheck, ToolApproval, ToolNames, Typeahead } from "../src/index.ts"
import { connected, envelope, page } from "./support/Connected.ts"
import type { Frame } from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]

const tool = (name: string) => ({ name, inputSchema: { type: "object" as const } })

describe("approving calls", () => {
  for (const revision of Revisions.all) {
    it.effect(
      `2025-11-25/SV-17, 2026-07-28/SV-24: whoever approves sees what will be sent, and without a yes nothing is (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const asked: Array<ToolApproval.ToolCall> = []
          const layer = ToolApproval.layer((call) =>
            Effect.sync(() => {
              asked.push(call)
              return call.name === "safe"
            })
          )
          const { client, line } = yield* connected(revision, { layer })
          const listing = yield* Effect.forkChild(client.listTools())
          line.answer((yield* line.next)["id"], { ...page(revision), tools: [tool("safe")] })
          yield* Fiber.join(listing)
          for (const call of [
            Effect.asVoid(client.callTool("rm", { path: "/" })),
            Effect.asVoid(client.beginTool("rm", { path: "/" })),
            Effect.asVoid(client.request("tools/call", { name: "rm", arguments: { path: "/" } }))
          ]) {
            const { reason } = yield* Effect.flip(call)
            assert.deepStrictEqual(reason._tag === "NotApproved" && reason.tool, "rm")
          }
          assert.deepStrictEqual(yield* line.rest, [])
          const calling = yield* Effect.forkChild(client.callTool("safe"))
          line.answer((yield* line.next)["id"], { ...envelope(revision), content: [] })
          yield* Fiber.join(calling)
          assert.deepStrictEqual(
            asked.map((call) => [call.name, call.arguments, call.tool?.name, call.server?.name]),
            [
              ["rm", { path: "/" }, undefined, "written"],
              ["rm", { path: "/" }, undefined, "written"],
              ["rm", { path: "/" }, undefined, "written"],
              ["safe", undefined, "safe", "written"]
            ]
          )
        })
    )
  }
})

describe("several servers", () => {
  it("2026-07-28/SV-14: tools of the same name are told apart by a label of the host's", () => {
    const named = ToolNames.disambiguate([
      { label: "files", tools: [tool("read"), tool("list")] },
      { label: "mail", tools: [tool("read"), tool("send")] }
    ])
    assert.deepStrictEqual(
      named.map(({ label, name, tool }) => [name, label, tool.name]),
      [
        ["files.read", "files", "read"],
        ["list", "files", "list"],
        ["mail.read", "mail", "read"],
        ["send", "mail", "send"]
      ]
    )
  })
})

describe("one connection", () => {
  it.effect("2026-07-28/B-26: serves any number of conversations, and outlives each of them", () =>
    Effect.gen(function* () {
      const { client, line, peer } = yield* connected(modern)
      for (let conversation = 0; conversation < 3; conversation++) {
        const scope = yield* Scope.make()
        const calling = yield* Effect.forkIn(client.callTool("t"), scope)
        line.answer((yield* line.next)["id"], { resultType: "complete", content: [] })
        yield* Fiber.join(calling)
        yield* Scope.close(scope, Exit.void)
      }
      assert.isFalse(line.isClosed)
      assert.strictEqual(yield* Queue.size(peer.lines), 0)
    })
  )

  it.effect("2025-11-25/B-23, 2026-07-28/B-42: puts no key of its own into _meta", () =>
    Effect.gen(function* () {
      for (const revision of [newest, modern]) {
        const { client, line } = yield* connected(revision)
        yield* Effect.forkChild(
          client.callTool("t", {}, { onProgress: () => undefined, logLevel: "info" })
        )
        const meta = ((yield* line.next)["params"] as Frame)["_meta"] as Frame
        assert.deepStrictEqual(
          Object.keys(meta).toSorted(),
          revision === newest
            ? ["progressToken"]
            : [
                "io.modelcontextprotocol/clientCapabilities",
                "io.modelcontextprotocol/clientInfo",
                "io.modelcontextprotocol/logLevel",
                "io.modelcontextprotocol/protocolVersion",
                "progressToken"
              ]
        )
      }
    })
  )
})

const value = (frame: Frame) => ((frame["params"] as Frame)["argument"] as Frame)["value"]

describe("completing while somebody types", () => {
  const ref = { type: "ref/prompt", name: "p" } as const

  it.effect(
    "2025-11-25/SV-44, 2026-07-28/SV-54: asked at a pause, not twice, and without an answer there is none",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(newest)
        const texts = yield* Queue.unbounded<string>()
        const seen: Array<ReadonlyArray<string>> = []
        yield* Effect.forkScoped(
          Typeahead.proposals(client, Stream.fromQueue(texts), { ref, argument: "a" }).pipe(
            Stream.runForEach(({ values }) => Effect.sync(() => seen.push(values)))
          )
        )
        const type = Effect.fnUntraced(function* (...typed: ReadonlyArray<string>) {
          for (const text of typed) yield* Queue.offer(texts, text)
          yield* TestClock.adjust("150 millis")
        })
        yield* type("p", "py")
        const first = yield* line.next
        assert.strictEqual(value(first), "py")
        line.answer(first["id"], { completion: { values: ["python"] } })
        yield* type("x")
        line.refuse((yield* line.next)["id"], { code: -32603, message: "no" })
        yield* type("py")
        assert.deepStrictEqual(yield* line.rest, [])
        assert.deepStrictEqual(seen, [["python"], [], ["python"]])
      })
  )

  it.effect("typeahead.latest: an answer to an older text is given up", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const texts = yield* Queue.unbounded<string>()
      yield* Effect.forkScoped(
        Stream.runDrain(
          Typeahead.proposals(client, Stream.fromQueue(texts), { ref, argument: "a" })
        )
      )
      yield* Queue.offer(texts, "a")
      yield* TestClock.adjust("150 millis")
      const { id } = yield* line.next
      yield* Queue.offer(texts, "ab")
      yield* TestClock.adjust("150 millis")
      const sent = [yield* line.next, yield* line.next]
      const cancel = sent.find(({ method }) => method === "notifications/cancelled") as Frame
      assert.strictEqual((cancel["params"] as Frame)["requestId"], id)
    })
  )
})

const bytes = (...head: ReadonlyArray<number>) => Uint8Array.from([...head, 0, 0, 0, 0])

const text = (source: string) => new TextEncoder().encode(source)

describe("icons", () => {
  const origin = "https://mcp.example"
  const kept = (src: string, mimeType?: string, from: string | undefined = origin) =>
    IconCheck.permitted([mimeType === undefined ? { src } : { src, mimeType }], { origin: from })
      .length === 1

  it("2025-11-25/B-25, 2025-11-25/B-26, 2026-07-28/B-57, 2026-07-28/B-58: the four types that hosts show", () => {
    const found = ["image/png", "image/jpeg", "image/jpg", "image/svg+xml", "image/webp"]
    for (const type of found) assert.isTrue(kept(`${origin}/i`, type))
    for (const type of ["text/html", "image/gif", "application/pdf"]) {
      assert.isFalse(kept(`${origin}/i`, type))
    }
  })

  it("2026-07-28/B-59: https of the server's own origin, or data", () => {
    assert.isTrue(kept(`${origin}/icon.png`))
    assert.isTrue(kept("data:image/png;base64,iVBORw0KGgo="))
    for (const src of [
      "http://mcp.example/icon.png",
      "https://elsewhere.example/icon.png",
      "https://mcp.example.evil.com/icon.png",
      "https://mcp.example:444/icon.png",
      "javascript:alert(1)",
      "data:text/html,<script>",
      "data:,x",
      "\u0000data:image/png,x",
      " data:image/png,x",
      "file:///icon.png",
      "ws://mcp.example/icon",
      "icon.png"
    ]) {
      assert.isFalse(kept(src), src)
    }
    assert.isFalse(IconCheck.permitted([{ src: `${origin}/i` }], { origin: undefined }).length > 0)
  })

  it("2025-11-25/B-28: the bytes decide what it is, and how much of it is read", () => {
    const png = bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
    const { verify } = IconCheck
    assert.strictEqual(verify(png, "image/png"), "image/png")
    assert.strictEqual(verify(png, undefined), "image/png")
    assert.strictEqual(verify(bytes(0xff, 0xd8, 0xff), "image/jpg"), "image/jpeg")
    assert.strictEqual(
      verify(text('<?xml version="1.0"?>\n<svg xmlns="x"/>'), "image/svg+xml"),
      "image/svg+xml"
    )
    assert.strictEqual(verify(text("RIFF____WEBPVP8 "), "image/webp; charset=binary"), "image/webp")
    assert.isUndefined(verify(png, "image/jpeg"))
    assert.isUndefined(verify(text("<html><svg></svg></html>"), "image/svg+xml"))
    assert.isUndefined(verify(text("GIF89a"), undefined))
    const large = new Uint8Array(IconCheck.maxBytes + 1)
    large.set(png)
    assert.isUndefined(verify(large, "image/png"))
  })
})

describe("what is written down", () => {
  it.effect(
    "2025-11-25/B-18, 2026-07-28/B-33: the README names the dialects that are understood",
    () =>
      Effect.gen(function* () {
        const readme = yield* Effect.promise(() =>
          readFile(new URL("../README.md", import.meta.url), "utf8")
        )
        const { compile } = yield* JsonSchemaValidator.make
        const dialects = {
          "2020-12": "https://json-schema.org/draft/2020-12/schema",
          "2019-09": "https://json-schema.org/draft/2019-09/schema",
          "draft-07": "http://json-schema.org/draft-07/schema#",
          "draft-06": "http://json-schema.org/draft-06/schema#",
          "draft-04": "http://json-schema.org/draft-04/schema#"
        }
        for (const [name, $schema] of Object.entries(dialects)) {
          assert.strictEqual(compile({ $schema, type: "object" })._tag, "Checker")
          assert.include(readme, name)
        }
      })
  )
})
