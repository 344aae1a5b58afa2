import { Principal } from "@effect-mcp/protocol"
import { McpServer, Roots, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Queue } from "effect"

import { asking } from "./asking.ts"
import * as Eras from "./eras.ts"
import { arrived, type Json, withServer } from "./RawClient.ts"

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

const changed = "notifications/roots/list_changed"

describe.each(Eras.only("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"))(
  "changes in %s",
  (_, revision) => {
    it.effect(
      "roots.changed: a server hears of them without a call, and can ask what they are",
      () =>
        Effect.gen(function* () {
          const seen = yield* Queue.unbounded<unknown>()
          const watching = McpServer.layer({ name: "roots", version: "1.0.0" }).pipe(
            McpServer.provide(
              Roots.onChanged(({ list, principal }) =>
                Effect.flatMap(Effect.orDie(list), (roots) =>
                  Queue.offer(seen, [principal.id, roots.map(({ uri }) => uri)])
                )
              )
            )
          )
          const lists = [["file:///a"], ["file:///a", "file:///b"]]
          const client = yield* withServer(watching, {
            revision,
            principal: Principal.user("ada"),
            capabilities: { roots: { listChanged: true } },
            answers: {
              "roots/list": () => ({ roots: (lists.shift() ?? []).map((uri) => ({ uri })) })
            }
          })
          yield* client.notify(changed)
          assert.deepStrictEqual(yield* Queue.take(seen), ["ada", ["file:///a"]])
          yield* client.notify(changed)
          assert.deepStrictEqual(yield* Queue.take(seen), ["ada", ["file:///a", "file:///b"]])
        })
    )
  }
)

describe("reacting to changes", () => {
  const revision = Eras.at("2025-11-25")

  it.effect("roots.busy: what changes while a server is at it makes one more run", () =>
    Effect.gen(function* () {
      const begun = yield* Queue.unbounded<number>()
      const go = yield* Queue.unbounded<void>()
      let runs = 0
      const slow = Roots.onChanged(() =>
        Effect.andThen(
          Effect.suspend(() => Queue.offer(begun, ++runs)),
          Queue.take(go)
        )
      )
      const client = yield* withServer(
        McpServer.layer({ name: "roots", version: "1.0.0" }).pipe(McpServer.provide(slow)),
        { revision }
      )
      yield* client.notify(changed)
      assert.strictEqual(yield* Queue.take(begun), 1)
      for (let times = 0; times < 50; times++) yield* client.notify(changed)
      yield* arrived
      yield* Queue.offer(go, undefined)
      assert.strictEqual(yield* Queue.take(begun), 2)
      yield* Queue.offer(go, undefined)
      yield* arrived
      assert.strictEqual(runs, 2)
      yield* client.notify(changed)
      assert.strictEqual(yield* Queue.take(begun), 3)
    })
  )

  it.effect("roots.defect: what a reaction dies of is not the end of reacting", () =>
    Effect.gen(function* () {
      const lived = yield* Deferred.make<void>()
      let runs = 0
      const frail = Roots.onChanged(() =>
        ++runs === 1 ? Effect.die(new Error("frail")) : Deferred.succeed(lived, undefined)
      )
      const client = yield* withServer(
        McpServer.layer({ name: "roots", version: "1.0.0" }).pipe(McpServer.provide(frail)),
        { revision }
      )
      yield* client.notify(changed)
      yield* arrived
      yield* client.notify(changed)
      yield* Deferred.await(lived)
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
