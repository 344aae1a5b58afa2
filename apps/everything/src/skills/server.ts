/**
 * The server's side: which skills there are, what is in their folders, and the files as resources.
 *
 * @since 0.1.0
 */
import { Extension, Handler, RpcError } from "@effect-mcp/protocol"
import { Resource } from "@effect-mcp/server"
import { Effect, Layer, Schema } from "effect"

import * as Skill from "./Skill.ts"

const root = "skill://unit-conversion"

const frontmatter = {
  name: "unit-conversion",
  description: "Converts lengths and weights between metric and imperial units."
}

const files: ReadonlyMap<string, string> = new Map([
  [
    `${root}/SKILL.md`,
    Skill.document(
      frontmatter,
      "Look the factor up in references/FACTORS.md, multiply, and round to three digits.\n"
    )
  ],
  [`${root}/references/FACTORS.md`, "1 inch is 2.54 cm.\n\n1 pound is 0.45359237 kg.\n"]
])

const entry: Skill.Entry = {
  uri: `${root}/SKILL.md`,
  frontmatter,
  resources: [...files].map(([uri, text]) => ({
    uri,
    digest: Skill.digestOf(text),
    size: Skill.sizeOf(text)
  }))
}

/** Both results may be kept for as long as the server runs: the files never change. */
const kept = { ttlMs: 3_600_000, cacheScope: "public" }

const list = Handler.decoded(Schema.Struct({}), () => Effect.succeed({ skills: [entry], ...kept }))

const Named = Schema.Struct({ uri: Schema.String })

const get = Handler.decoded(Named, ({ uri }) =>
  uri === entry.uri
    ? Effect.succeed({ skill: entry, ...kept })
    : Effect.fail(RpcError.invalidParams(`No skill ${uri}`, { uri }))
)

const nameOf = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1)

/** What lies directly in a folder: its files, and the folders below it once each. */
const childrenOf = (folder: string) => {
  const inside = [...files.keys()].filter((uri) => uri.startsWith(`${folder}/`))
  const folders = inside.flatMap((uri) => {
    const [name, ...below] = uri.slice(folder.length + 1).split("/")
    return below.length === 0 ? [] : [`${folder}/${name}`]
  })
  return [
    ...inside
      .filter((uri) => !uri.slice(folder.length + 1).includes("/"))
      .map((uri) => ({ uri, name: nameOf(uri), mimeType: "text/markdown" })),
    ...[...new Set(folders)].map((uri) => ({ uri, name: nameOf(uri), mimeType: "inode/directory" }))
  ]
}

const readFolder = Handler.decoded(Named, ({ uri }) => {
  const resources = childrenOf(uri.replace(/\/$/, ""))
  return resources.length === 0
    ? Effect.fail(RpcError.invalidParams(`No folder ${uri}`, { uri }))
    : Effect.succeed({ resources, ...kept })
})

/** Answers whoever asks: a client needs nothing of its own to read a skill. */
export const Methods = Extension.layer({
  id: Skill.id,
  settings: { directoryRead: true },
  server: () => ({
    agreed: () => true,
    requests: { "skills/list": list, "skills/get": get, "resources/directory/read": readFolder }
  })
})

const fileResource = ([uri, text]: readonly [string, string]) =>
  Resource.make(uri, {
    name: uri === entry.uri ? frontmatter.name : nameOf(uri),
    description: uri === entry.uri ? frontmatter.description : `A file of ${frontmatter.name}.`,
    mimeType: "text/markdown",
    size: Skill.sizeOf(text),
    cache: { ttl: "1 hour", scope: "public" }
  }).handle(Effect.succeed(text))

/** The files of all skills. */
export const Files = [...files].map(fileResource).reduce((all, one) => Layer.merge(all, one))
