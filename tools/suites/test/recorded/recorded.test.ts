/**
 * What official clients and servers really said is read by the schemas of the revision it was said in.
 *
 * The transcripts are written by `scripts/record.ts`.
 */
import { readdirSync, readFileSync } from "node:fs"

import type { JsonRpc } from "@effect-mcp/schema"
import { Schema } from "effect"
import { assert, describe, it } from "vitest"

import { payloadOf, revisionOf } from "../../src/Payloads.ts"
import * as Transcript from "../../src/Transcript.ts"

const folder = new URL("./", import.meta.url)

const transcripts = readdirSync(folder)
  .filter((name) => name.endsWith(".ndjson"))
  .map((name) => ({
    name,
    said: Transcript.read(
      readFileSync(new URL(name, folder), "utf8")
        .trimEnd()
        .split("\n")
        .map((line): Transcript.Line => JSON.parse(line))
    )
  }))

/**
 * Where a message says more than the revision that is spoken: official libraries know the newest words
 * only. These must not be read, so that the list cannot outlive its reason.
 */
const deviations: { readonly [transcript: string]: ReadonlyArray<string> } = {
  // Links to resources came with 2025-06-18.
  "ours-2024-11-05.everything.ndjson": ["server Result tools/call: resource_link"],
  "ours-2024-11-05.everything.http.ndjson": ["server Result tools/call: resource_link"],
  "ours-2024-11-05.everything.sse.ndjson": ["server Result tools/call: resource_link"],
  "ours-2025-03-26.everything.ndjson": ["server Result tools/call: resource_link"],
  // Choices of several came with 2025-11-25; ours answers who asks for one.
  "ours-2025-06-18.everything.ndjson": [
    "server Request elicitation/create: array",
    "client Result elicitation/create: Guitar"
  ]
}

const kindOf = ({ envelope, line, method }: Transcript.Read): string =>
  `${line.from} ${envelope._tag} ${method}`

/** Whether a message is one of the deviations: of that kind, and with that word in it. */
const deviates = (transcript: string, read: Transcript.Read): boolean =>
  (deviations[transcript] ?? []).some((deviation) => {
    const [kind, word] = deviation.split(": ")
    return kind === kindOf(read) && JSON.stringify(read.line.message).includes(`"${word}"`)
  })

const decode = (read: Transcript.Read) => {
  const payload = payloadOf(read)
  if (payload === undefined) {
    throw new Error(`${read.line.revision} has no such message: ${JSON.stringify(read.line)}`)
  }
  return { payload, exit: Schema.decodeUnknownExit(payload.schema)(payload.value) }
}

const check = (read: Transcript.Read): void => {
  const { exit, payload } = decode(read)
  const text = JSON.stringify(read.line)
  if (exit._tag === "Failure") throw new Error(`${String(exit.cause)}\n${text}`)
  assert.deepStrictEqual(exit.value, payload.value, text)
}

describe.each(transcripts)("$name", ({ name, said }) => {
  it("recorded.read: every message is read by its revision, and nothing is lost", () => {
    for (const read of said) if (!deviates(name, read)) check(read)
    assert.isAbove(said.length, 55)
  })

  it("recorded.deviations: what the revision has no word for is not read", () => {
    const deviating = said.filter((read) => deviates(name, read))
    assert.strictEqual(deviating.length, deviations[name]?.length ?? 0)
    assert.isTrue(deviating.every((read) => decode(read).exit._tag === "Failure"))
  })

  it("recorded.whole: it has messages of every kind, from both sides", () => {
    const kinds = new Set(said.map(({ envelope, line }) => `${line.from} ${envelope._tag}`))
    assert.includeMembers([...kinds], silent.has(name) ? kindsOfAnswered : everyKind)
  })

  it("recorded.headers: what is repeated of a request is what it says, and nothing else is", () => {
    const repeating = said.filter(({ envelope, line }) => isRepeated(name, line, envelope))
    assert.deepStrictEqual(
      repeating.map(({ line }) => line.headers),
      repeating.map(({ envelope, line }) => expectedHeaders(line, envelope))
    )
  })
})

const kindsOfAnswered = ["client Request", "server Result", "server Notification", "server Error"]
const everyKind = [...kindsOfAnswered, "client Notification"]

/** Where a call is cancelled by the end of its stream, our client has nothing to notify of. */
const silent = new Set(["ours-2026-07-28.v2-server.http.ndjson"])

/** Over HTTP, whatever asks for something. What v2 posts when it stops to listen lacks a header, and is not needed. */
const isRepeated = (
  transcript: string,
  { from }: Transcript.Line,
  { _tag }: JsonRpc.Envelope
): boolean => transcript.includes(".http.") && from === "client" && _tag === "Request"

const expectedHeaders = (
  { revision }: Transcript.Line,
  envelope: JsonRpc.Envelope
): { readonly [name: string]: string } | undefined => {
  if (envelope._tag !== "Request") return undefined
  const { client, requestHeaders, versionHeader } = revisionOf(revision)
  if (!versionHeader || envelope.method === "initialize") return undefined
  const version = { "mcp-protocol-version": revision }
  if (!requestHeaders) return version
  const by = client.requests[envelope.method]?.named
  const name = by === undefined ? {} : { "mcp-name": String(envelope.params?.[by]) }
  return { "mcp-method": envelope.method, ...name, ...version }
}

/** How often something was said, over all transcripts. */
const counted = (pick: (read: Transcript.Read) => string | undefined): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const key of transcripts.flatMap(({ said }) => said.map(pick))) {
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

describe("all transcripts", () => {
  it.each([
    ["2024-11-05", 200],
    ["2025-03-26", 70],
    ["2025-06-18", 70],
    ["2025-11-25", 800],
    ["2026-07-28", 310]
  ])("recorded.revisions: %s was spoken, in %i messages and more", (version, least) => {
    const counts = counted(({ line }) => line.revision)
    assert.isAtLeast(counts.get(version) ?? 0, least)
  })

  it.each([
    ["client Request tools/call", 120],
    ["client Request initialize", 9],
    ["client Request server/discover", 4],
    ["client Request subscriptions/listen", 3],
    ["client Request resources/subscribe", 9],
    ["client Request resources/unsubscribe", 9],
    ["client Request logging/setLevel", 9],
    ["client Request completion/complete", 13],
    ["client Request prompts/get", 13],
    ["client Request resources/read", 39],
    ["client Notification notifications/initialized", 9],
    ["client Notification notifications/cancelled", 13],
    ["client Result elicitation/create", 6],
    ["client Result sampling/createMessage", 9],
    ["client Result roots/list", 9],
    ["server Result tools/list", 13],
    ["server Result tools/call", 100],
    ["server Result server/discover", 3],
    ["server Notification notifications/progress", 40],
    ["server Notification notifications/message", 20],
    ["server Notification notifications/resources/updated", 13],
    ["server Notification notifications/tools/list_changed", 7],
    ["server Notification notifications/subscriptions/acknowledged", 3],
    ["server Error prompts/get", 13],
    ["server Error resources/read", 13]
  ])("recorded.kinds: %s was said at least %i times", (kind, least) => {
    const counts = counted(kindOf)
    assert.isAtLeast(counts.get(kind) ?? 0, least)
  })

  it("recorded.asking: rounds that ask, and rounds that answer", () => {
    const results = counted(({ envelope }) =>
      envelope._tag === "Result" ? String(envelope.result["resultType"]) : undefined
    )
    assert.isAtLeast(results.get("input_required") ?? 0, 11)
    const retries = counted(({ envelope }) =>
      envelope._tag === "Request" && envelope.params?.["inputResponses"] !== undefined
        ? envelope.method
        : undefined
    )
    assert.isAtLeast(retries.get("tools/call") ?? 0, 11)
  })
})
