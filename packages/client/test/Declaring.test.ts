import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"

import { ElicitationHandler, SamplingHandler } from "../src/index.ts"
import { connected } from "./support/Connected.ts"
import { forms, model, pages, roots, rootsThatChange } from "./support/handlers.ts"
import type { Frame } from "./support/Peer.ts"

/** What the first message declares. */
const declared = Effect.fnUntraced(function* (
  revision: Revision.Revision,
  layer: Layer.Layer<never, unknown>
) {
  const { hello } = yield* connected(revision, { layer: Layer.orDie(layer) })
  const params = hello["params"] as Frame
  return revision.lifecycle === "Handshake"
    ? params["capabilities"]
    : (params["_meta"] as Frame)["io.modelcontextprotocol/clientCapabilities"]
})

const rows = Effect.fnUntraced(function* (layer: Layer.Layer<never, unknown>) {
  const found: { [version: string]: unknown } = {}
  for (const revision of Revisions.all) {
    found[revision.version] = yield* declared(revision, layer)
  }
  return found
})

const { form } = forms()
const { url } = pages("accept")

describe("capabilities follow from the layers", () => {
  it.effect("2025-11-25/L-14, 2025-11-25/L-23: without handlers nothing is declared", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rows(Layer.empty), {
        "2026-07-28": {},
        "2025-11-25": {},
        "2025-06-18": {},
        "2025-03-26": {},
        "2024-11-05": {}
      })
    })
  )

  it.effect("2025-11-25/CL-26, 2026-07-28/CL-01, 2026-07-28/CL-02: forms", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rows(ElicitationHandler.layer({ form })), {
        "2026-07-28": { elicitation: { form: {} } },
        "2025-11-25": { elicitation: { form: {} } },
        "2025-06-18": { elicitation: {} },
        "2025-03-26": {},
        "2024-11-05": {}
      })
    })
  )

  it.effect("2025-11-25/CL-26: pages alone are nothing where an empty object means forms", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rows(ElicitationHandler.layer({ url })), {
        "2026-07-28": { elicitation: { url: {} } },
        "2025-11-25": { elicitation: { url: {} } },
        "2025-06-18": {},
        "2025-03-26": {},
        "2024-11-05": {}
      })
    })
  )

  it.effect("2025-11-25/CL-26: a handler of neither declares nothing", () =>
    Effect.gen(function* () {
      const found = yield* rows(ElicitationHandler.layer({}))
      assert.deepStrictEqual(Object.values(found), [{}, {}, {}, {}, {}])
    })
  )

  it.effect("2025-11-25/CL-08, 2026-07-28/CL-32: sampling, and with tools where they exist", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rows(model().layer), {
        "2026-07-28": { sampling: {} },
        "2025-11-25": { sampling: {} },
        "2025-06-18": { sampling: {} },
        "2025-03-26": { sampling: {} },
        "2024-11-05": { sampling: {} }
      })
      const all = SamplingHandler.layer({
        createMessage: () => Effect.fail(new SamplingHandler.SamplingRejected()),
        tools: true,
        context: true
      })
      assert.deepStrictEqual(yield* rows(all), {
        "2026-07-28": { sampling: { tools: {}, context: {} } },
        "2025-11-25": { sampling: { tools: {}, context: {} } },
        "2025-06-18": { sampling: {} },
        "2025-03-26": { sampling: {} },
        "2024-11-05": { sampling: {} }
      })
    })
  )

  it.effect("2025-11-25/CL-01, 2026-07-28/CL-45: roots, which do not change", () =>
    Effect.gen(function* () {
      const found = yield* rows(roots)
      assert.deepStrictEqual(Object.values(found), [
        { roots: {} },
        { roots: {} },
        { roots: {} },
        { roots: {} },
        { roots: {} }
      ])
    })
  )

  it.effect("2025-11-25/CL-02, 2026-07-28/RM-02: roots that do, where a client may say so", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* rows(rootsThatChange(Stream.never)), {
        "2026-07-28": { roots: {} },
        "2025-11-25": { roots: { listChanged: true } },
        "2025-06-18": { roots: { listChanged: true } },
        "2025-03-26": { roots: { listChanged: true } },
        "2024-11-05": { roots: { listChanged: true } }
      })
    })
  )

  it.effect("2026-07-28/B-44: what is declared is declared again with every request", () =>
    Effect.gen(function* () {
      const [modern] = Revisions.all as [Revision.Revision]
      const { client, line } = yield* connected(modern, { layer: model().layer })
      yield* Effect.forkChild(client.callTool("t"))
      const meta = ((yield* line.next)["params"] as Frame)["_meta"] as Frame
      assert.deepStrictEqual(meta["io.modelcontextprotocol/clientCapabilities"], { sampling: {} })
      assert.deepStrictEqual(meta["io.modelcontextprotocol/protocolVersion"], "2026-07-28")
    })
  )
})

describe("what the client says of itself", () => {
  it.effect("2025-11-25/L-02: title, icons and the rest where the revision has them", () =>
    Effect.gen(function* () {
      const settings = {
        title: "The host",
        description: "Hosts.",
        websiteUrl: "https://host.example",
        icons: [{ src: "https://host.example/icon.png" }]
      }
      const infos: { [version: string]: unknown } = {}
      for (const revision of Revisions.all) {
        const { hello } = yield* connected(revision, { settings })
        const params = hello["params"] as Frame
        const info =
          revision.lifecycle === "Handshake"
            ? params["clientInfo"]
            : (params["_meta"] as Frame)["io.modelcontextprotocol/clientInfo"]
        infos[revision.version] = Object.keys(info as Frame).toSorted()
      }
      assert.deepStrictEqual(infos, {
        "2026-07-28": ["description", "icons", "name", "title", "version", "websiteUrl"],
        "2025-11-25": ["description", "icons", "name", "title", "version", "websiteUrl"],
        "2025-06-18": ["name", "title", "version"],
        "2025-03-26": ["name", "version"],
        "2024-11-05": ["name", "version"]
      })
    })
  )

  it.effect(
    "2025-11-25/L-14, 2025-11-25/SV-37: what the server did not declare is not asked of it",
    () =>
      Effect.gen(function* () {
        for (const revision of Revisions.all) {
          const { client, line } = yield* connected(revision, { capabilities: {} })
          const calls = [
            ["tools/list", "tools", Effect.asVoid(client.listTools())],
            ["prompts/get", "prompts", Effect.asVoid(client.getPrompt("p"))],
            ["resources/read", "resources", Effect.asVoid(client.readResource("x://a"))]
          ] as const
          for (const [method, what, call] of calls) {
            const error = yield* Effect.flip(call)
            assert.strictEqual(error.method, method)
            assert.deepStrictEqual(
              error.reason._tag === "Unsupported" && [error.reason.what, error.reason.by],
              [what, "Server"]
            )
          }
          assert.deepStrictEqual(yield* line.rest, [])
        }
      })
  )

  it.effect("revision.method: what the revision does not have is not sent", () =>
    Effect.gen(function* () {
      const [modern] = Revisions.all as [Revision.Revision]
      const { client, line } = yield* connected(modern)
      const error = yield* Effect.flip(client.ping())
      assert.deepStrictEqual(
        error.reason._tag === "Unsupported" && [error.reason.what, error.reason.by],
        ["ping", "Revision"]
      )
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("completion.undeclared: a revision without the capability needs none", () =>
    Effect.gen(function* () {
      const unnamed = Revisions.all.at(-1) as Revision.Revision
      const { client, line } = yield* connected(unnamed, { capabilities: {} })
      yield* Effect.forkChild(
        client.complete({
          ref: { type: "ref/prompt", name: "p" },
          argument: { name: "a", value: "" }
        })
      )
      assert.strictEqual((yield* line.next)["method"], "completion/complete")
    })
  )
})
