/**
 * Skills: folders of instructions for a model, as resources. An extension that this app brings along to show how
 * one is made; `server.ts` and `client.ts` beside it are its two sides.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"

import { Schema } from "effect"
import { parse, stringify } from "yaml"

/** The extension's name. */
export const id = "io.modelcontextprotocol/skills"

/** What a file says about itself, and what is checked when it is read. */
export const File = Schema.Struct({ uri: Schema.String, digest: Schema.String, size: Schema.Int })
export type File = typeof File.Type

export const Frontmatter = Schema.Record(Schema.String, Schema.Unknown)
export type Frontmatter = typeof Frontmatter.Type

/** A skill as it is listed. */
export const Entry = Schema.Struct({
  uri: Schema.String,
  frontmatter: Frontmatter,
  resources: Schema.Union([Schema.Array(File), Schema.Literal("dynamic")])
})
export type Entry = typeof Entry.Type

/** What `skills/list` is answered with. */
export const Listing = Schema.Struct({ skills: Schema.Array(Entry) })

export const sizeOf = (text: string): number => Buffer.byteLength(text)

export const digestOf = (text: string): string =>
  `sha256:${createHash("sha256").update(text).digest("hex")}`

const fence = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/

/** What stands between the first two lines of dashes; `undefined` where there is no such thing. */
export const frontmatterOf = (text: string): Frontmatter | undefined => {
  const yaml = fence.exec(text)?.[1]
  if (yaml === undefined) return undefined
  try {
    const parsed: unknown = parse(yaml)
    return Schema.is(Frontmatter)(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** The text of a `SKILL.md`. */
export const document = (frontmatter: Frontmatter, body: string): string =>
  `---\n${stringify(frontmatter)}---\n\n${body}`
