import { deepStrictEqual } from "node:assert"

import { McpServer, Resource, ResourceTemplate } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema } from "effect"

const users = new Map([[7, "Ada"]])

const User = ResourceTemplate.make("users://{id}{?lang}", {
  name: "user",
  params: Schema.Struct({
    id: Schema.FiniteFromString,
    lang: Schema.optionalKey(Schema.Literals(["en", "de"]))
  })
})

const UserLive = User.handle(({ id, lang = "en" }, uri) => {
  const name = users.get(id)
  return name === undefined
    ? Effect.fail(new Resource.NotFound({ uri }))
    : Effect.succeed(lang === "de" ? `Guten Tag, ${name}` : `Hello, ${name}`)
})

const Directory = McpServer.layer({ name: "directory", version: "1.0.0" }).pipe(
  McpServer.provide(UserLive)
)

const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Directory)
  const [template] = yield* client.listResourceTemplates()
  deepStrictEqual(template?.uriTemplate, "users://{id}{?lang}")

  // Whoever has the definition makes the URI from it.
  const uri = yield* User.uri({ id: 7, lang: "de" })
  deepStrictEqual(uri, "users://7?lang=de")
  const { contents } = yield* client.readResource(uri)
  deepStrictEqual(contents, [{ uri, text: "Guten Tag, Ada" }])

  // Parameters that do not fit are no resource, like one that is not there.
  for (const missing of ["users://8", "users://ada"]) {
    const { reason } = yield* Effect.flip(client.readResource(missing))
    deepStrictEqual(reason._tag, "ResourceNotFound")
  }
})

await program.pipe(Effect.scoped, Effect.runPromise)
