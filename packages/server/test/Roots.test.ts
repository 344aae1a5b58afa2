import { McpServer, Roots, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { asking } from "./asking.ts"
import * as Eras from "./eras.ts"
import { type Json, withServer } from "./RawClient.ts"

const Where = Tool.make("where", {})
const live = Where.handle(() =>
  Effect.map(Roots.list, (roots) => roots.map(({ uri }) => uri).join(" "))
)
const Server = McpServer.layer({ name: "roots", version: "1.0.0" }).pipe(McpServer.provide(live))

const text = (answer: { readonly result?: Json }) =>
  String((answer.result?.["content"] as ReadonlyArray<Json> | undefined)?.[0]?.["text"])

describe.each(Eras.every)("%s", (_, revision) => {
  it.effect(
    "2025-11-25/CL-06, 2026-07-28/CL-49: roots are asked for anew each time, so a change is seen",
    () =>
      Effect.gen(function* () {
        const lists = [["file:///a"], ["file:///a", "file:///b"]]
        const { call, client } = yield* asking(Server, {
          revision,
          capabilities: { roots: {} },
          answers: {
            "roots/list": () => ({ roots: (lists.shift() ?? []).map((uri) => ({ uri })) })
          }
        })
        assert.strictEqual(text((yield* call("where")).answer), "file:///a")
        yield* client.notify("notifications/roots/list_changed")
        assert.strictEqual(text((yield* call("where")).answer), "file:///a file:///b")
      })
  )

  it.effect("2025-11-25/CL-06, 2026-07-28/CL-49: a client without roots is not asked", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision, capabilities: {} })
      const error = yield* client.error("tools/call", { name: "where" })
      assert.deepStrictEqual(error.data, { requiredCapabilities: { roots: {} } })
      assert.deepStrictEqual(client.asked, [])
    })
  )
})

describe("boundaries", () => {
  const roots = [{ uri: "file:///home/ada/work" }, { uri: "file:///srv/data/" }]

  it("2025-11-25/CL-06, 2026-07-28/CL-49: only what lies under a root is contained", () => {
    for (const uri of [
      "file:///home/ada/work",
      "file:///home/ada/work/a/b.txt",
      "file:///srv/data/x",
      "file:///home/ada/work/./a"
    ]) {
      assert.isTrue(Roots.contain(roots, uri), uri)
    }
    for (const uri of [
      "file:///home/ada",
      "file:///home/ada/workshop",
      "file:///home/ada/work/../secrets",
      "file:///home/ada/work/%2e%2e/secrets",
      "file:///home/ada/work/a%2F..%2F..%2F..%2Fetc",
      "file:///home/ada/work/%5c..%5cx",
      "file://other/home/ada/work/a",
      "https://home/ada/work",
      "nonsense"
    ]) {
      assert.isFalse(Roots.contain(roots, uri), uri)
    }
  })
})
