/**
 * Writes the transcripts of `test/recorded/tasks` anew: what is said about tasks, in both of their dialects. Run by
 * `pnpm record`.
 */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

import * as OfficialProgram from "../src/OfficialProgram.ts"
import type { Target } from "../src/OfficialTransport.ts"
import * as Serving from "../src/Serving.ts"
import { withRevisions } from "../src/Transcript.ts"
import * as Tap from "./tap.ts"
import * as Plans from "./taskPlans.ts"

interface Recording {
  readonly name: string
  readonly open: Tap.Open
  readonly plan: Plans.Plan
  readonly play: (target: Target, plan: Plans.Plan) => Promise<void>
}

const { v1Tasks } = OfficialProgram

const recordings: ReadonlyArray<Recording> = (["stdio", "http"] as const).flatMap((carrier) => {
  const suffix = carrier === "stdio" ? "" : ".http"
  const ours = { open: Tap.ours(carrier, Serving.tasks), plan: Plans.ours }
  const v1 = { open: Tap.official(v1Tasks[carrier]), plan: Plans.v1 }
  return [
    { name: `v1-client.ours${suffix}`, ...ours, play: Plans.playV1 },
    { name: `ours-2025-11-25.v1-server${suffix}`, ...v1, play: Plans.playOurs("2025-11-25") },
    { name: `ours-2025-11-25.ours${suffix}`, ...ours, play: Plans.playOurs("2025-11-25") },
    { name: `ours-2026-07-28.ours${suffix}`, ...ours, play: Plans.playOurs("2026-07-28") }
  ]
})

const repository = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/u, "")

for (const { name, open, plan, play } of recordings) {
  const tap = await open()
  await play(tap.target, plan)
  const lines = withRevisions(tap.said())
  await tap.close()
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("")
  if (text.includes(repository)) throw new Error(`${name} names a path of this machine`)
  writeFileSync(new URL(`../test/recorded/tasks/${name}.ndjson`, import.meta.url), text)
  console.log(`${name}: ${lines.length} messages`)
}
process.exit(0)
