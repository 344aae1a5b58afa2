/**
 * The client's side: a skill is read only when it is wanted, and used only if it is what was listed.
 *
 * @since 0.1.0
 */
import { isDeepStrictEqual } from "node:util"

import type { Client } from "@effect-mcp/client"
import { Extension } from "@effect-mcp/protocol"
import { Effect, Schema } from "effect"

import * as Skill from "./Skill.ts"

/** Declares that this client knows what skills are. */
export const layer = Extension.layer({ id: Skill.id, settings: {}, client: () => ({}) })

/** A file is not what the skill's entry says. Nothing of it may be used. */
export class Unverified extends Schema.TaggedError<Unverified>()("Unverified", {
  uri: Schema.String,
  because: Schema.Literals(["NotListed", "NoText", "Size", "Digest", "Frontmatter"])
}) {
  override get message() {
    return `${this.uri} is not what was listed: ${this.because}`
  }
}

/** The skills of a server. Reads no file. */
export const list = Effect.fnUntraced(function* (client: Client.Client) {
  const answer = yield* client.send("skills/list", {})
  const { skills } = yield* Schema.decodeUnknownEffect(Skill.Listing)(answer)
  return skills
})

const problemOf = (entry: Skill.Entry, file: Skill.File | undefined, text: string) => {
  if (file !== undefined && file.size !== Skill.sizeOf(text)) return "Size"
  if (file !== undefined && file.digest !== Skill.digestOf(text)) return "Digest"
  const isSkill = file === undefined || file.uri === entry.uri
  return isSkill && !isDeepStrictEqual(Skill.frontmatterOf(text), entry.frontmatter)
    ? "Frontmatter"
    : undefined
}

/** One file of a skill, checked against the entry it was listed with. */
export const read = Effect.fnUntraced(function* (
  client: Client.Client,
  entry: Skill.Entry,
  uri: string
) {
  const listed =
    entry.resources === "dynamic" ? undefined : entry.resources.find((file) => file.uri === uri)
  if (listed === undefined && entry.resources !== "dynamic") {
    return yield* new Unverified({ uri, because: "NotListed" })
  }
  const { contents } = yield* client.readResource(uri)
  const [part] = contents
  if (part === undefined || !("text" in part))
    return yield* new Unverified({ uri, because: "NoText" })
  const because = problemOf(entry, listed, part.text)
  return because === undefined ? part.text : yield* new Unverified({ uri, because })
})

/** All files of a skill: `SKILL.md` first, and no other before it is known to be right. */
export const load = Effect.fnUntraced(function* (client: Client.Client, entry: Skill.Entry) {
  const others = entry.resources === "dynamic" ? [] : entry.resources.map(({ uri }) => uri)
  return yield* Effect.forEach(new Set([entry.uri, ...others]), (uri) => read(client, entry, uri))
})
