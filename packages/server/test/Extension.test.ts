import { Extension, Principal } from "@effect-mcp/protocol"
import { McpServer, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"

import * as Eras from "./eras.ts"
import { arrived, type Json, withServer } from "./RawClient.ts"

declare module "@effect-mcp/server" {
  interface ToolAnnotations {
    readonly audited?: "always" | undefined
  }
}

const id = "com.example/audit"

let emit: (what: string) => void = () => undefined

/** Adds a member to tools in one revision, one to the listen filter, and says so in its settings. */
const audit = Extension.layer({
  id,
  settings: { level: "full" },
  server: (revision) =>
    revision.lifecycle === "PerRequest"
      ? {
          tool: (definition, annotations) =>
            "audited" in annotations
              ? { ...definition, auditing: annotations["audited"] }
              : definition,
          listen: {
            auditEvents: (asked, subscriber) => {
              emit = (what) => subscriber.notify("notifications/com.example/audit", { what })
              emit("opened")
              return Effect.succeed({ honoured: asked, close: () => (emit = () => undefined) })
            }
          }
        }
      : undefined
})

const features = Layer.mergeAll(
  Tool.make("watched", { description: "Looked at.", audited: "always" }).handle(() =>
    Effect.succeed("")
  ),
  Tool.make("plain", {}).handle(() => Effect.succeed(""))
)

const server = McpServer.layer({ name: "audited", version: "1.0.0" }).pipe(
  McpServer.provide(features),
  Layer.provide(audit)
)

const declared = { extensions: { [id]: {} } }

describe("extensions", () => {
  it.effect(
    "extension.tool-field: a tool's annotation is a member of its definition in the revision that has it",
    () =>
      Effect.gen(function* () {
        for (const [, revision] of Eras.every) {
          const client = yield* withServer(server, { revision, capabilities: declared })
          const tools = (yield* client.result("tools/list"))["tools"] as ReadonlyArray<Json>
          assert.deepStrictEqual(
            tools.map((tool) => tool["auditing"]),
            [undefined, Eras.by(revision, { "2026-07-28": "always" })]
          )
        }
      })
  )

  it.effect("2026-07-28/V-09: an extension is declared with its settings", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server, { revision: Eras.at("2026-07-28") })
      const { capabilities } = yield* client.result("server/discover")
      assert.deepStrictEqual((capabilities as Json)["extensions"], { [id]: { level: "full" } })
    })
  )

  it.effect(
    "2026-07-28/SU-03, 2026-07-28/SU-05: an extension's filter is honoured, acknowledged first and tagged",
    () =>
      Effect.gen(function* () {
        const revision = Eras.at("2026-07-28")
        const client = yield* withServer(server, {
          revision,
          capabilities: declared,
          principal: Principal.local
        })
        const listen = yield* client.begin("subscriptions/listen", {
          notifications: { auditEvents: ["login"] }
        })
        const tagged = { _meta: { "io.modelcontextprotocol/subscriptionId": listen } }
        assert.deepStrictEqual(yield* client.notification, {
          method: "notifications/subscriptions/acknowledged",
          params: { notifications: { auditEvents: ["login"] }, ...tagged }
        })
        assert.deepStrictEqual(yield* client.notification, {
          method: "notifications/com.example/audit",
          params: { what: "opened", ...tagged }
        })
        emit("login")
        assert.deepStrictEqual(yield* client.notification, {
          method: "notifications/com.example/audit",
          params: { what: "login", ...tagged }
        })
        yield* client.notify("notifications/cancelled", { requestId: listen })
        yield* arrived
        emit("late")
        yield* arrived
        assert.deepStrictEqual(yield* client.notifications, [])
      })
  )

  it.effect("2026-07-28/V-10: for a client without it the core behaviour stays", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server, { revision: Eras.at("2026-07-28") })
      yield* client.begin("subscriptions/listen", { notifications: { auditEvents: ["login"] } })
      const { params } = yield* client.notification
      assert.deepStrictEqual(params["notifications"], {})
    })
  )
})
