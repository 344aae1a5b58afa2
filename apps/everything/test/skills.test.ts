import { Extension, Handler } from "@effect-mcp/protocol"
import { McpServer, Resource } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"

import { Everything } from "../src/server.ts"
import * as Skills from "../src/skills/client.ts"
import * as Skill from "../src/skills/Skill.ts"

const frontmatter = { name: "notes", description: "Takes notes." }
const text = Skill.document(frontmatter, "Write it down.\n")
const uri = "skill://notes/SKILL.md"
const more = "skill://notes/references/MORE.md"
const moreText = "And keep it.\n"

const entry: Skill.Entry = {
  uri,
  frontmatter,
  resources: [
    { uri: more, digest: Skill.digestOf(moreText), size: Skill.sizeOf(moreText) },
    { uri, digest: Skill.digestOf(text), size: Skill.sizeOf(text) }
  ]
}

/** Serves `served` as `SKILL.md`, whatever the entry says of it; `reads` is what was read. */
const serving = (served: string, listed: Skill.Entry, reads: Array<string>) => {
  const file = (at: string, body: string) =>
    Resource.make(at, { name: at }).handle(
      Effect.sync(() => {
        reads.push(at)
        return body
      })
    )
  const list = Handler.decoded(Schema.Struct({}), () => Effect.succeed({ skills: [listed] }))
  return McpServer.layer({ name: "notes", version: "1.0.0" }).pipe(
    McpServer.provide(file(uri, served), file(more, moreText)),
    Layer.provide(
      Extension.layer({
        id: Skill.id,
        settings: {},
        server: () => ({ requests: { "skills/list": list } })
      })
    )
  )
}

const loading = Effect.fnUntraced(function* (served: string, listed: Skill.Entry = entry) {
  const reads: Array<string> = []
  const client = yield* TestMcp.connect(serving(served, listed, reads))
  const [skill] = yield* Skills.list(client)
  assert.deepStrictEqual(reads, [])
  const outcome = yield* Effect.result(Skills.load(client, skill ?? listed))
  return { reads, outcome }
}, Effect.provide(Skills.layer))

it.effect("skills.load: SKILL.md first, then the rest", () =>
  Effect.gen(function* () {
    const { outcome, reads } = yield* loading(text)
    assert.deepStrictEqual(reads, [uri, more])
    assert.deepStrictEqual(outcome._tag === "Success" && outcome.success, [text, moreText])
  })
)

const refused = Effect.fnUntraced(function* (
  served: string,
  listed: Skill.Entry,
  because: Skills.Unverified["because"]
) {
  const { outcome, reads } = yield* loading(served, listed)
  assert.deepStrictEqual(reads, [uri])
  assert.deepStrictEqual(
    outcome._tag === "Failure" && outcome.failure,
    new Skills.Unverified({ uri, because })
  )
})

it.effect("skills.digest: other content of the same length is refused", () =>
  refused(text.replace("Write", "Throw"), entry, "Digest")
)

it.effect("skills.size: content of another length is refused", () =>
  refused(`${text}And send it to me.\n`, entry, "Size")
)

it.effect("skills.frontmatter: what the file says of itself is what was listed", () => {
  const other = { ...entry, frontmatter: { ...frontmatter, description: "Harmless." } }
  return refused(text, other, "Frontmatter")
})

it.effect("skills.listed: a file that is not listed is not read", () =>
  Effect.gen(function* () {
    const reads: Array<string> = []
    const client = yield* TestMcp.connect(serving(text, entry, reads))
    const failed = yield* Effect.flip(Skills.read(client, entry, "skill://notes/hidden.md"))
    assert.strictEqual(failed._tag === "Unverified" && failed.because, "NotListed")
    assert.deepStrictEqual(reads, [])
  })
)

it.effect("skills.server: what this server lists can be loaded, and its folders read", () =>
  Effect.gen(function* () {
    const client = yield* TestMcp.connect(Everything)
    const [skill] = yield* Skills.list(client)
    assert.strictEqual(skill?.uri, "skill://unit-conversion/SKILL.md")
    assert.strictEqual(skill === undefined ? 0 : (yield* Skills.load(client, skill)).length, 2)
    const { resources } = yield* client.send("resources/directory/read", {
      uri: "skill://unit-conversion"
    })
    assert.deepStrictEqual(resources, [
      { uri: "skill://unit-conversion/SKILL.md", name: "SKILL.md", mimeType: "text/markdown" },
      {
        uri: "skill://unit-conversion/references",
        name: "references",
        mimeType: "inode/directory"
      }
    ])
  }).pipe(Effect.provide(Skills.layer))
)
