import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type * as ClientTransport from "../src/ClientTransport.ts"
import * as Extension from "../src/Extension.ts"
import * as RequestNames from "../src/RequestNames.ts"
import { connect, serve } from "./EngineFixture.ts"
import { scriptedWith } from "./ScriptedPeer.ts"

const [modern] = Revisions.perRequest as [Revision.Revision]

const jobs = {
  id: "com.example/jobs",
  settings: {},
  server: (revision: Revision.Revision) =>
    revision.lifecycle === "Handshake"
      ? undefined
      : {
          names: {
            "jobs/get": ({ jobId }: { readonly [key: string]: unknown }) =>
              typeof jobId === "string" ? jobId : undefined
          }
        }
}

/** What went to the wire beside the frames. */
const sending = Effect.fnUntraced(function* (nameOf?: RequestNames.NameOf) {
  const sent: Array<ClientTransport.Outbound> = []
  const { connection } = yield* scriptedWith({
    wire: { send: (out) => void sent.push(out), nameOf }
  })
  return { outgoing: connection.outgoing, headers: () => sent.map(({ headers }) => headers) }
})

describe("what a request is about", () => {
  it("2026-07-28/T-32: the tool, the prompt or the resource, where the revision says so", () => {
    const params = { name: "n", uri: "x://u" }
    const named = (method: string) => RequestNames.core(modern, method, params)
    assert.deepStrictEqual(
      [
        named("tools/call"),
        named("prompts/get"),
        named("resources/read"),
        named("tools/list"),
        named("jobs/get"),
        named("constructor")
      ],
      ["n", "n", "x://u", undefined, undefined, undefined]
    )
    for (const revision of Revisions.handshake) {
      assert.isUndefined(RequestNames.core(revision, "tools/call", params))
    }
  })

  it("request-names.absent: nothing, where the parameter is none", () => {
    for (const params of [undefined, {}, { name: 1 }, { name: null }]) {
      assert.isUndefined(RequestNames.core(modern, "tools/call", params))
    }
  })

  it.effect("request-names.extension: an endpoint knows the names of its extensions' methods", () =>
    Effect.gen(function* () {
      const endpoint = yield* serve()
      const named = (method: string, revision = modern) =>
        endpoint.nameOf(revision, method, { name: "n", jobId: "j1" })
      assert.deepStrictEqual(
        [named("tools/call"), named("jobs/get"), named("toString"), named("jobs/list")],
        ["n", "j1", undefined, undefined]
      )
      for (const revision of Revisions.handshake) assert.isUndefined(named("jobs/get", revision))
      assert.deepStrictEqual(endpoint.revisions, Revisions.all)
      connect(endpoint).connection.close()
    }).pipe(Effect.provide(Extension.layer(jobs)))
  )
})

describe("the headers of a message", () => {
  it.effect("2026-07-28/T-31, 2026-07-28/T-32: a request's method, and what it is called on", () =>
    Effect.gen(function* () {
      const { headers, outgoing } = yield* sending()
      const ask = (method: string, params?: { readonly [key: string]: unknown }) =>
        Effect.forkChild(outgoing.request(method, params, modern), { startImmediately: true })
      yield* ask("tools/call", { name: "büro" })
      yield* ask("resources/read", { uri: "file:///a%20b" })
      yield* ask("tools/list")
      assert.deepStrictEqual(headers(), [
        { "Mcp-Method": "tools/call", "Mcp-Name": "büro" },
        { "Mcp-Method": "resources/read", "Mcp-Name": "file:///a%20b" },
        { "Mcp-Method": "tools/list" }
      ])
    })
  )

  it.effect("2026-07-28/T-31: a notification's too", () =>
    Effect.gen(function* () {
      const { headers, outgoing } = yield* sending()
      outgoing.notify("notifications/x", { name: "n" }, modern)
      assert.deepStrictEqual(headers(), [{ "Mcp-Method": "notifications/x" }])
    })
  )

  it.effect(
    "request-names.more: those of the caller beside them, which say nothing else of the method",
    () =>
      Effect.gen(function* () {
        const { headers, outgoing } = yield* sending(() => "theirs")
        const more = { "Mcp-Param-Region": "eu", "Mcp-Method": "other", "Mcp-Name": "other" }
        yield* Effect.forkChild(outgoing.request("x/y", {}, modern, { headers: more }), {
          startImmediately: true
        })
        assert.deepStrictEqual(headers(), [
          { "Mcp-Param-Region": "eu", "Mcp-Method": "x/y", "Mcp-Name": "theirs" }
        ])
      })
  )

  for (const revision of [...Revisions.handshake, undefined]) {
    it.effect(`request-names.none: none where the revision has none (${revision?.version})`, () =>
      Effect.gen(function* () {
        const { headers, outgoing } = yield* sending()
        const more = { "Mcp-Param-Region": "eu" }
        yield* Effect.forkChild(
          outgoing.request("tools/call", { name: "n" }, revision, { headers: more }),
          { startImmediately: true }
        )
        outgoing.notify("notifications/x", undefined, revision)
        assert.deepStrictEqual(headers(), [undefined, undefined])
      })
    )
  }
})
