/**
 * What is said about tasks, in both of their dialects, by official clients and servers and by ours, is read member by
 * member. The transcripts are written by `scripts/recordTasks.ts`.
 */
import { readdirSync, readFileSync } from "node:fs"

import { Schema } from "effect"
import { assert, describe, it } from "vitest"

import { payloadOf } from "../../../src/Payloads.ts"
import * as Transcript from "../../../src/Transcript.ts"

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

/** How often each kind of message was said. */
const counted = (said: ReadonlyArray<Transcript.Read>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { envelope, line, method } of said) {
    const kind = `${line.from} ${envelope._tag} ${method}`
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}

/** What there is in every conversation of a dialect. */
const kinds: { readonly [revision: string]: ReadonlyArray<string> } = {
  "2025-11-25": [
    "client Request tools/call",
    "client Request tasks/get",
    "client Request tasks/result",
    "client Request tasks/cancel",
    "server Result tools/call",
    "server Result tasks/get",
    "server Result tasks/result",
    "server Result tasks/cancel",
    "server Error tasks/get",
    "server Request elicitation/create",
    "client Result elicitation/create"
  ],
  "2026-07-28": [
    "client Request tools/call",
    "client Request tasks/get",
    "client Request tasks/update",
    "client Request tasks/cancel",
    "client Request subscriptions/listen",
    "server Result tools/call",
    "server Result tasks/get",
    "server Result tasks/update",
    "server Result tasks/cancel",
    "server Error tasks/get",
    "server Notification notifications/subscriptions/acknowledged",
    "server Notification notifications/tasks"
  ]
}

describe.each(transcripts)("$name", ({ name, said }) => {
  it("recorded.tasks: every message is read, and nothing is lost", () => {
    for (const read of said) {
      const text = JSON.stringify(read.line)
      const payload = payloadOf(read)
      if (payload === undefined) throw new Error(`There is no such message: ${text}`)
      const exit = Schema.decodeUnknownExit(payload.schema)(payload.value)
      if (exit._tag === "Failure") throw new Error(`${String(exit.cause)}\n${text}`)
      assert.deepStrictEqual(exit.value, payload.value, text)
    }
    assert.isAbove(said.length, 40)
  })

  it("recorded.tasks: it has what belongs to a task, from its beginning to each of its ends", () => {
    const revision = said.at(-1)?.line.revision ?? ""
    assert.includeMembers([...counted(said).keys()], [...(kinds[revision] ?? ["no such revision"])])
    const statuses = said.flatMap(({ envelope }) =>
      envelope._tag === "Result" && typeof envelope.result["status"] === "string"
        ? [envelope.result["status"]]
        : []
    )
    assert.includeMembers(statuses, ["completed", "cancelled"])
  })

  it("extensions/TX-48: over HTTP requests about a task repeat which one", () => {
    const about = said.flatMap(({ envelope, line }) =>
      envelope._tag === "Request" && envelope.params?.["taskId"] !== undefined
        ? [{ name: line.headers?.["mcp-name"], id: envelope.params["taskId"] }]
        : []
    )
    const repeats = name.includes("2026-07-28") && name.includes(".http.")
    assert.deepStrictEqual(
      about.map(({ name }) => name),
      about.map(({ id }) => (repeats ? id : undefined))
    )
  })

  it("extensions/TX-34, 2025-11-25/U-02: no request that began a task is cancelled", () => {
    const began = new Set(
      said.flatMap(({ envelope, method }) =>
        envelope._tag === "Result" && method === "tools/call" ? [envelope.id] : []
      )
    )
    for (const { envelope } of said) {
      if (envelope._tag !== "Notification") continue
      if (envelope.method !== "notifications/cancelled") continue
      assert.isFalse(began.has(envelope.params?.["requestId"] as string))
    }
  })
})
