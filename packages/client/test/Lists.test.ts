import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"

import { ToolHints } from "../src/index.ts"
import { connected, page } from "./support/Connected.ts"
import type { Frame } from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]

const tool = (name: string) => ({ name, inputSchema: { type: "object" as const } })

const cursor = (frame: Frame) => (frame["params"] as Frame | undefined)?.["cursor"]

const names = (items: ReadonlyArray<{ readonly name: string }>) => items.map(({ name }) => name)

describe("lists", () => {
  for (const revision of Revisions.all) {
    it.effect(
      `2025-11-25/SV-53, 2025-11-25/SV-55, 2025-11-25/SV-56, 2026-07-28/SV-57, 2026-07-28/SV-58, 2026-07-28/SV-59: pages of any size, by cursors that are carried back as they came (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision)
          const listing = yield* Effect.forkChild(client.listTools())
          const pages: ReadonlyArray<readonly [ReadonlyArray<string>, string | undefined]> = [
            [["a", "b"], "=? \u00e9/+"],
            [[], ""],
            [["c"], undefined]
          ]
          const cursors: Array<unknown> = []
          for (const [found, nextCursor] of pages) {
            const sent = yield* line.next
            cursors.push(cursor(sent))
            line.answer(sent["id"], {
              ...page(revision),
              tools: found.map(tool),
              ...(nextCursor === undefined ? {} : { nextCursor })
            })
          }
          assert.deepStrictEqual(names(yield* Fiber.join(listing)), ["a", "b", "c"])
          assert.deepStrictEqual(cursors, [undefined, "=? \u00e9/+", ""])
          assert.deepStrictEqual(yield* line.rest, [])
        })
    )

    it.effect(
      `2025-11-25/SV-36, 2026-07-28/SV-47: every kind of list has pages (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision)
          const kinds = [
            ["prompts/list", "prompts", client.listPrompts(), { name: "p" }],
            ["resources/list", "resources", client.listResources(), { name: "r", uri: "x://a" }],
            [
              "resources/templates/list",
              "resourceTemplates",
              client.listResourceTemplates(),
              { name: "t", uriTemplate: "x://{a}" }
            ]
          ] as const
          for (const [method, member, list, item] of kinds) {
            const listing = yield* Effect.forkChild(
              Effect.map(list, (items: ReadonlyArray<{ readonly name: string }>) => names(items))
            )
            for (const nextCursor of ["more", undefined]) {
              const sent = yield* line.next
              assert.strictEqual(sent["method"], method)
              line.answer(sent["id"], {
                ...page(revision),
                [member]: [item],
                ...(nextCursor === undefined ? {} : { nextCursor })
              })
            }
            assert.deepStrictEqual(yield* Fiber.join(listing), [item.name, item.name])
          }
        })
    )
  }

  it.effect("page.bound: a list without end is given up", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest, { settings: { maxPages: 3 } })
      for (const list of [client.listTools(), Stream.runCollect(client.stream("tools"))]) {
        const listing = yield* Effect.forkChild(Effect.asVoid(list))
        for (let at = 0; at < 3; at++) {
          line.answer((yield* line.next)["id"], { tools: [], nextCursor: "again" })
        }
        const { reason } = yield* Effect.flip(Fiber.join(listing))
        assert.strictEqual(reason._tag === "TooManyPages" && reason.pages, 3)
        assert.deepStrictEqual(yield* line.rest, [])
      }
    })
  )

  it.effect("page.size: a list of many large pages is given up", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest, { settings: { maxListSize: 3000 } })
      const description = "x".repeat(1000)
      for (const list of [client.listTools(), Stream.runDrain(client.stream("tools"))]) {
        const listing = yield* Effect.forkChild(Effect.asVoid(list))
        for (const name of ["a", "b", "c"]) {
          const { id } = yield* line.next
          line.answer(id, { tools: [{ ...tool(name), description }], nextCursor: "again" })
        }
        const { message, reason } = yield* Effect.flip(Fiber.join(listing))
        assert.strictEqual(reason._tag, "ListTooLarge")
        assert.strictEqual(message, "tools/list: the list has more than 3000 characters")
        assert.deepStrictEqual(yield* line.rest, [])
      }
    })
  )

  it.effect("page.ceiling: all pages of a list together have the time of one call", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const listing = yield* Effect.forkChild(client.listTools({ ceiling: "90 seconds" }))
      for (let at = 0; at < 2; at++) {
        const { id } = yield* line.next
        yield* TestClock.adjust("40 seconds")
        line.answer(id, { tools: [], nextCursor: "again" })
      }
      yield* line.next
      yield* TestClock.adjust("10 seconds")
      const { reason } = yield* Effect.flip(Fiber.join(listing))
      assert.strictEqual(reason._tag === "TimedOut" && reason.after, 90_000)
      assert.strictEqual((yield* line.next)["method"], "notifications/cancelled")
    })
  )

  it.effect("page.refused: a list that is refused is not asked for again", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const listing = yield* Effect.forkChild(client.listTools())
      line.refuse((yield* line.next)["id"], { code: -32602, message: "no" })
      assert.strictEqual((yield* Effect.flip(Fiber.join(listing))).reason._tag, "Refused")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("page.stream: the next page is fetched when it is wanted", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const taking = yield* Effect.forkChild(
        Stream.runCollect(Stream.take(client.stream("tools"), 2))
      )
      line.answer((yield* line.next)["id"], { tools: [tool("a"), tool("b")], nextCursor: "c" })
      assert.deepStrictEqual(names(yield* Fiber.join(taking)), ["a", "b"])
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("2026-07-28/SV-12: every keyword of a schema comes through", () =>
    Effect.gen(function* () {
      const inputSchema = {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        $defs: { a: { $anchor: "a", type: "string" } },
        properties: { a: { $ref: "#a" } },
        if: { required: ["a"] },
        else: { minProperties: 1 },
        unevaluatedProperties: false,
        "x-more": [1]
      }
      const { client, line } = yield* connected(modern)
      const listing = yield* Effect.forkChild(client.listTools())
      line.answer((yield* line.next)["id"], {
        ...page(modern),
        tools: [{ name: "t", inputSchema }]
      })
      assert.deepStrictEqual((yield* Fiber.join(listing))[0]?.inputSchema, inputSchema as never)
    })
  )
})

describe("what is listed", () => {
  it("2025-11-25/SV-18: a tool is shown by its title, its annotations' title, its name", () => {
    const { displayName } = ToolHints
    assert.strictEqual(displayName({ name: "n", title: "T", annotations: { title: "A" } }), "T")
    assert.strictEqual(displayName({ name: "n", annotations: { title: "A" } }), "A")
    assert.strictEqual(displayName({ name: "n" }), "n")
  })

  it("2025-11-25/SV-06, 2026-07-28/SV-15: hints of a server nobody vouched for are not believed", () => {
    const kind = {
      annotations: {
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false
      }
    }
    const worst = { readOnly: false, destructive: true, idempotent: false, openWorld: true }
    assert.deepStrictEqual(ToolHints.hints(kind, { trusted: false }), worst)
    assert.deepStrictEqual(ToolHints.hints({}, { trusted: true }), worst)
    assert.deepStrictEqual(ToolHints.hints(kind, { trusted: true }), {
      readOnly: true,
      destructive: false,
      idempotent: true,
      openWorld: false
    })
  })

  it("hints.reading: a tool that only reads destroys nothing, whatever else it says or leaves out", () => {
    for (const more of [{}, { destructiveHint: true, idempotentHint: false }]) {
      assert.deepStrictEqual(
        ToolHints.hints({ annotations: { readOnlyHint: true, ...more } }, { trusted: true }),
        { readOnly: true, destructive: false, idempotent: true, openWorld: true }
      )
    }
  })
})

describe("long pages", () => {
  it.effect("list.long: a page of 300,000 is a list like any other", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const listing = yield* Effect.forkChild(client.listResources())
      const { id } = yield* line.next
      line.answer(id, {
        resources: Array.from({ length: 300_000 }, () => ({ uri: "a:b", name: "a" }))
      })
      assert.strictEqual((yield* Fiber.join(listing)).length, 300_000)
    })
  )
})

describe("asking", () => {
  for (const revision of Revisions.all) {
    it.effect(`prompt.get: a prompt with its arguments (${revision.version})`, () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(revision)
        const asking = yield* Effect.forkChild(client.getPrompt("p", { topic: "tea" }))
        const sent = yield* line.next
        const { name, arguments: args } = sent["params"] as Frame
        assert.deepStrictEqual([sent["method"], name, args], ["prompts/get", "p", { topic: "tea" }])
        const messages = [{ role: "user", content: { type: "text", text: "Tea." } }]
        line.answer(sent["id"], { ...page(revision), messages })
        assert.deepStrictEqual((yield* Fiber.join(asking)).messages, messages as never)
      })
    )

    it.effect(
      `2025-11-25/SV-41: a completion says what is settled, where it can (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision)
          const ref = { type: "ref/prompt", name: "p" } as const
          const argument = { name: "b", value: "x" }
          const asking = yield* Effect.forkChild(
            client.complete({ ref, argument, context: { arguments: { a: "1" } } })
          )
          const sent = yield* line.next
          const { _meta, ...params } = sent["params"] as Frame
          const carries = !["2024-11-05", "2025-03-26"].includes(revision.version)
          assert.deepStrictEqual(params, {
            ref,
            argument,
            ...(carries ? { context: { arguments: { a: "1" } } } : {})
          })
          line.answer(sent["id"], {
            ...page(revision),
            completion: { values: ["xy", "xz"], hasMore: true }
          })
          assert.deepStrictEqual(yield* Fiber.join(asking), { values: ["xy", "xz"], hasMore: true })
        })
    )
  }
})
