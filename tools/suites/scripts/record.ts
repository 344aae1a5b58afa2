/**
 * Writes the transcripts of `test/recorded` anew: what official clients and servers really say, to each other
 * and to ours. Run it by hand when one of them has changed: `pnpm record`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { Arrivals } from "../src/Arrivals.ts"
import * as OfficialClient from "../src/OfficialClient.ts"
import { type Line, withRevisions } from "../src/Transcript.ts"
import * as OurClient from "./ourClient.ts"
import * as Plans from "./plans.ts"

type Json = OfficialClient.Json

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const mode = (name: string): OfficialClient.Mode["connect"] => {
  const found = OfficialClient.modes.find((each) => each.name === name)
  if (found === undefined) throw new Error(`No client ${name}`)
  return found.connect
}

/** Who talks to whom. */
const conversations: ReadonlyArray<{
  readonly name: string
  readonly connect: OfficialClient.Mode["connect"]
  readonly plan: Plans.Plan
}> = [
  { name: "v1-client.everything", connect: mode("official v1"), plan: Plans.everything },
  { name: "v1-client.ours", connect: mode("official v1"), plan: Plans.ours },
  { name: "v2-client-legacy.v2-server", connect: mode("official v2, legacy"), plan: Plans.v2 },
  { name: "v2-client-legacy.ours", connect: mode("official v2, legacy"), plan: Plans.ours },
  { name: "v2-client-auto.everything", connect: mode("official v2, auto"), plan: Plans.everything },
  { name: "v2-client-auto.v2-server", connect: mode("official v2, auto"), plan: Plans.v2 },
  { name: "v2-client-pinned.ours", connect: mode("official v2, pinned"), plan: Plans.ours },
  ...["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"].map((version) => ({
    name: `ours-${version}.everything`,
    connect: OurClient.pinned(version),
    plan: Plans.everything
  })),
  ...["2025-11-25", "2026-07-28"].map((version) => ({
    name: `ours-${version}.v2-server`,
    connect: OurClient.pinned(version),
    plan: Plans.v2
  }))
]

const person = (): Json => ({ action: "accept", content: { name: "Ada", colour: "green" } })
const model = (): Json => ({
  role: "assistant",
  content: { type: "text", text: "forty-two" },
  model: "test-model"
})

const record = async (
  connect: OfficialClient.Mode["connect"],
  plan: Plans.Plan
): Promise<ReadonlyArray<Line>> => {
  const folder = mkdtempSync(join(tmpdir(), "record-"))
  const file = join(folder, "lines.ndjson")
  const arrivals = new Arrivals()
  const tee = {
    command: process.execPath,
    args: [path("tee.mjs"), file, process.execPath, ...plan.program]
  }
  const client = await connect(tee, {
    elicit: person,
    sample: model,
    roots: () => ({ roots: [{ uri: "file:///work/project", name: "project" }] }),
    notified: (method, params) => arrivals.add(method, params)
  })
  await Plans.play(client, arrivals, plan)
  await client.close()
  const text = readFileSync(file, "utf8")
  rmSync(folder, { recursive: true })
  return withRevisions(
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
  )
}

const repository = path("../../..").replace(/\/$/u, "")

for (const { connect, name, plan } of conversations) {
  const lines = await record(connect, plan)
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("")
  if (text.includes(repository)) throw new Error(`${name} names a path of this machine`)
  writeFileSync(path(`../test/recorded/${name}.ndjson`), text)
  console.log(`${name}: ${lines.length} messages`)
}
process.exit(0)
