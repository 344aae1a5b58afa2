import { Content, McpServer, Resource, ResourceTemplate } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"

import * as Eras from "./eras.ts"
import { type Json, withServer } from "./RawClient.ts"

type Feature = Layer.Layer<never, never, McpServer.McpServer>

const server = (...features: readonly [Feature, ...Array<Feature>]) =>
  McpServer.layer({ name: "docs", version: "1.0.0" }).pipe(McpServer.provide(...features))

const Readme = Resource.make("docs://readme", {
  name: "readme",
  title: "Read me",
  description: "What this is.",
  mimeType: "text/markdown",
  size: 7,
  annotations: { audience: ["user"], lastModified: "2026-01-01T00:00:00Z" },
  icons: [{ src: "https://example.com/r.png" }]
})
const ReadmeLive = Readme.handle(Effect.succeed("# Hello"))

const User = ResourceTemplate.make("users://{id}/posts{?tag}", {
  name: "posts",
  mimeType: "application/json",
  params: Schema.Struct({ id: Schema.FiniteFromString, tag: Schema.optionalKey(Schema.String) })
})
const UserLive = User.handle(({ id, tag }) => Effect.succeed(JSON.stringify({ id: id + 1, tag })))

/** A family that is read as its own name. */
const named = (text: string, name: string) =>
  ResourceTemplate.make(text, { name, params: Schema.Struct({}) }).handle(() =>
    Effect.succeed(name)
  )

/** What the result says about the resource, without what the revision adds to every result. */
const contentsOf = (result: Json) => result["contents"]

describe.each(Eras.every)("%s", (_, revision) => {
  it.effect(
    "2025-11-25/SV-20, 2026-07-28/SV-25, 2026-07-28/SV-26, interop/IS-14: resources are declared and listed with the fields of the revision",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(ReadmeLive), { revision })
        const { resources } = yield* client.result("resources/list")
        const first = {
          name: "readme",
          description: "What this is.",
          mimeType: "text/markdown",
          annotations: { audience: ["user"] },
          uri: "docs://readme",
          size: 7
        }
        const titled = {
          ...first,
          title: "Read me",
          annotations: { audience: ["user"], lastModified: "2026-01-01T00:00:00Z" }
        }
        const all = { ...titled, icons: [{ src: "https://example.com/r.png" }] }
        assert.deepStrictEqual(resources, [
          Eras.by<Json>(revision, {
            "2024-11-05": first,
            "2025-03-26": first,
            "2025-06-18": titled,
            "2025-11-25": all,
            "2026-07-28": all
          })
        ])
      })
  )

  it.effect("2025-11-25/SV-23, 2026-07-28/SV-29: contents carry the URI and text", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(ReadmeLive), { revision })
      const result = yield* client.result("resources/read", { uri: "docs://readme" })
      assert.deepStrictEqual(contentsOf(result), [
        { uri: "docs://readme", mimeType: "text/markdown", text: "# Hello" }
      ])
    })
  )

  it.effect("2025-11-25/SV-29, 2026-07-28/SV-36: bytes are sent as base64", () =>
    Effect.gen(function* () {
      const Logo = Resource.make("docs://logo", { name: "logo", mimeType: "image/png" })
      const client = yield* withServer(
        server(Logo.handle(Effect.succeed(new Uint8Array([255, 0, 1, 2])))),
        { revision }
      )
      const result = yield* client.result("resources/read", { uri: "docs://logo" })
      assert.deepStrictEqual(contentsOf(result), [
        { uri: "docs://logo", mimeType: "image/png", blob: "/wABAg==" }
      ])
    })
  )

  it.effect("2026-07-28/SV-28: a resource may be several contents", () =>
    Effect.gen(function* () {
      const Folder = Resource.make("docs://all", { name: "all" })
      const both = Folder.handle(
        Effect.succeed([Content.contents("docs://a", "A"), Content.contents("docs://b", "B")])
      )
      const client = yield* withServer(server(both), { revision })
      const result = yield* client.result("resources/read", { uri: "docs://all" })
      assert.deepStrictEqual(contentsOf(result), [
        { uri: "docs://a", text: "A" },
        { uri: "docs://b", text: "B" }
      ])
    })
  )

  it.effect(
    "2025-11-25/SV-26, 2026-07-28/SV-30, 2026-07-28/SV-31, interop/IS-12: an unknown resource is not found, in the code of the revision",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(ReadmeLive), { revision })
        const code = Eras.by(revision, {
          "2024-11-05": -32002,
          "2025-03-26": -32002,
          "2025-06-18": -32002,
          "2025-11-25": -32002,
          "2026-07-28": -32602
        })
        assert.deepStrictEqual(yield* client.error("resources/read", { uri: "docs://other" }), {
          code: code ?? 0,
          message: "Resource not found",
          data: { uri: "docs://other" }
        })
      })
  )

  it.effect("2025-11-25/SV-27, 2026-07-28/SV-36: what is no absolute URI is refused", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(ReadmeLive), { revision })
      for (const uri of ["readme", "", "/etc/passwd", "docs://a b", "docs://\u0000", 7]) {
        assert.strictEqual((yield* client.error("resources/read", { uri })).code, -32602)
      }
    })
  )

  it.effect("2025-11-25/SV-26, 2026-07-28/SV-32: a failure of ours is -32603", () =>
    Effect.gen(function* () {
      const broken = Readme.handle(Effect.die("disk on fire"))
      const client = yield* withServer(server(broken), { revision })
      assert.deepStrictEqual(yield* client.error("resources/read", { uri: "docs://readme" }), {
        code: -32603,
        message: "Internal error"
      })
    })
  )

  it.effect(
    "2025-11-25/SV-25, 2026-07-28/SV-27: templates are listed by their RFC 6570 text and read with typed parameters",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(UserLive), { revision })
        const { resourceTemplates } = yield* client.result("resources/templates/list")
        assert.deepStrictEqual(resourceTemplates, [
          { name: "posts", mimeType: "application/json", uriTemplate: "users://{id}/posts{?tag}" }
        ])
        const read = (uri: string) =>
          Effect.map(client.result("resources/read", { uri }), contentsOf)
        assert.deepStrictEqual(yield* read("users://41/posts?tag=a%20b"), [
          {
            uri: "users://41/posts?tag=a%20b",
            mimeType: "application/json",
            text: `{"id":42,"tag":"a b"}`
          }
        ])
        assert.deepStrictEqual(yield* read("users://1/posts"), [
          { uri: "users://1/posts", mimeType: "application/json", text: `{"id":2}` }
        ])
        const wrong = yield* client.error("resources/read", { uri: "users://me/posts" })
        assert.strictEqual(wrong.message, "Resource not found")
      })
  )

  it.effect(
    "resource.precedence: a resource comes before templates, a narrow template before a wide one",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(
          server(
            named("docs://{+path}", "wide"),
            named("docs://guide/{page}", "narrow"),
            ReadmeLive
          ),
          { revision }
        )
        const text = (uri: string) =>
          Effect.map(
            client.result("resources/read", { uri }),
            (result) => (contentsOf(result) as ReadonlyArray<Json>)[0]?.["text"]
          )
        assert.strictEqual(yield* text("docs://readme"), "# Hello")
        assert.strictEqual(yield* text("docs://guide/one"), "narrow")
        assert.strictEqual(yield* text("docs://guide/one/two"), "wide")
      })
  )

  it.effect("2026-07-28/SV-37: a file template does not lead out of its folder", () =>
    Effect.gen(function* () {
      const File = ResourceTemplate.make("file:///srv/{+path}", {
        name: "file",
        params: Schema.Struct({ path: Schema.String })
      })
      const client = yield* withServer(server(File.handle(({ path }) => Effect.succeed(path))), {
        revision
      })
      const ok = yield* client.result("resources/read", { uri: "file:///srv/a/b..c.txt" })
      assert.deepStrictEqual(contentsOf(ok), [
        { uri: "file:///srv/a/b..c.txt", text: "a/b..c.txt" }
      ])
      for (const path of [
        "../etc/passwd",
        "a/../../etc",
        "%2e%2e/etc",
        "a%2F..%2F..%2Fetc",
        "..%5Cetc",
        "/etc/passwd",
        "%2Fetc/passwd",
        "%5C%5Chost%5Cshare",
        "C:/windows",
        "a%00"
      ]) {
        const error = yield* client.error("resources/read", { uri: `file:///srv/${path}` })
        assert.strictEqual(error.message, "Resource not found", path)
      }
    })
  )
})

describe("definitions", () => {
  it("template.params: a parameter that is no variable of the template is the author's mistake", () => {
    const params = Schema.Struct({ ident: Schema.String })
    assert.throws(
      () => ResourceTemplate.make("x://{id}", { name: "x", params }),
      '"ident" is no variable of x://{id}'
    )
  })

  it.effect("2025-11-25/SV-25, 2026-07-28/SV-35: a URI that is none is the author's mistake", () =>
    Effect.gen(function* () {
      const bad = Resource.make("no scheme", { name: "bad" }).handle(Effect.succeed(""))
      assert.include(
        String(yield* Effect.exit(Layer.build(server(bad)))),
        "Not an absolute URI: no scheme"
      )
      assert.throws(() =>
        ResourceTemplate.make("a://{b", { name: "bad", params: Schema.Struct({}) })
      )
    })
  )

  it.effect("template.uri: makes the URI of parameters", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* User.uri({ id: 41, tag: "a b" }), "users://41/posts?tag=a%20b")
    })
  )

  it.effect("resource.not-found: a handler may find that there is nothing", () =>
    Effect.gen(function* () {
      const Gone = Resource.make("docs://gone", { name: "gone" })
      const client = yield* withServer(
        server(Gone.handle(Effect.fail(new Resource.NotFound({ uri: "docs://gone" })))),
        { revision: Eras.at("2025-11-25") }
      )
      assert.deepStrictEqual(yield* client.error("resources/read", { uri: "docs://gone" }), {
        code: -32002,
        message: "Resource not found",
        data: { uri: "docs://gone" }
      })
    })
  )

  it.effect("resource.uri-length: a hostile URI is answered in linear time", () =>
    Effect.gen(function* () {
      const Deep = ResourceTemplate.make("x://{+a}-{+b}-{+c}-{+d}-{+e}!", {
        name: "deep",
        params: Schema.Struct({})
      })
      const client = yield* withServer(server(Deep.handle(() => Effect.succeed(""))), {
        revision: Eras.at("2026-07-28")
      })
      const before = performance.now()
      const error = yield* client.error("resources/read", { uri: `x://${"-".repeat(8000)}` })
      assert.strictEqual(error.message, "Resource not found")
      assert.isBelow(performance.now() - before, 1000)
    })
  )
})
