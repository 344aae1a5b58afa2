/**
 * Writes the transcripts of `test/recorded` anew: what official clients and servers really say, to each other
 * and to ours. Run it by hand when one of them has changed: `pnpm record`.
 */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

import { Arrivals } from "../src/Arrivals.ts"
import * as OfficialClient from "../src/OfficialClient.ts"
import * as OfficialProgram from "../src/OfficialProgram.ts"
import { type Line, withRevisions } from "../src/Transcript.ts"
import * as OurClient from "./ourClient.ts"
import * as Plans from "./plans.ts"
import * as Tap from "./tap.ts"

type Json = OfficialClient.Json

/** A server, what is done with it, and how its transcripts are called. */
interface Played {
  readonly name: string
  readonly open: Tap.Open
  readonly plan: Plans.Plan
}

const { everything, v2 } = OfficialProgram

/** What goes over stdio does not say so. */
const suffixed = (name: string, carrier: OfficialProgram.Carrier) =>
  carrier === "stdio" ? name : `${name}.${carrier}`

const reference = (carrier: OfficialProgram.Carrier): Played => ({
  name: suffixed("everything", carrier),
  open: Tap.official(everything[carrier]),
  plan: Plans.everything
})

const v2Server = (carrier: "stdio" | "http"): Played => ({
  name: suffixed("v2-server", carrier),
  open: Tap.official(v2[carrier]),
  plan: Plans.v2
})

const ours = (carrier: OfficialProgram.Carrier): Played => ({
  name: suffixed("ours", carrier),
  open: Tap.ours(carrier),
  plan: Plans.ours
})

const client = (name: string): OfficialClient.Mode["connect"] => {
  const found = OfficialClient.modes.find((each) => each.name === name)
  if (found === undefined) throw new Error(`No client ${name}`)
  return found.connect
}

/** Who talks to whom. */
const clients: ReadonlyArray<{
  readonly name: string
  readonly connect: OfficialClient.Mode["connect"]
  readonly to: ReadonlyArray<Played>
}> = [
  {
    name: "v1-client",
    connect: client("official v1"),
    to: [reference("stdio"), ours("stdio"), ours("http"), ours("sse")]
  },
  {
    name: "v2-client-legacy",
    connect: client("official v2, legacy"),
    to: [v2Server("stdio"), ours("stdio"), ours("http")]
  },
  {
    name: "v2-client-auto",
    connect: client("official v2, auto"),
    to: [reference("stdio"), v2Server("stdio")]
  },
  {
    name: "v2-client-pinned",
    connect: client("official v2, pinned"),
    to: [ours("stdio"), ours("http")]
  },
  {
    name: "ours-2024-11-05",
    connect: OurClient.pinned("2024-11-05"),
    to: [reference("stdio"), reference("http"), reference("sse")]
  },
  { name: "ours-2025-03-26", connect: OurClient.pinned("2025-03-26"), to: [reference("stdio")] },
  { name: "ours-2025-06-18", connect: OurClient.pinned("2025-06-18"), to: [reference("stdio")] },
  {
    name: "ours-2025-11-25",
    connect: OurClient.pinned("2025-11-25"),
    to: [reference("stdio"), reference("http"), v2Server("stdio"), v2Server("http")]
  },
  {
    name: "ours-2026-07-28",
    connect: OurClient.pinned("2026-07-28"),
    to: [v2Server("stdio"), v2Server("http")]
  }
]

const person = (): Json => ({ action: "accept", content: { name: "Ada", colour: "green" } })
const model = (): Json => ({
  role: "assistant",
  content: { type: "text", text: "forty-two" },
  model: "test-model"
})

const record = async (
  connect: OfficialClient.Mode["connect"],
  { open, plan }: Played
): Promise<ReadonlyArray<Line>> => {
  const arrivals = new Arrivals()
  const tap = await open()
  const client = await connect(tap.target, {
    elicit: person,
    sample: model,
    roots: () => ({ roots: [{ uri: "file:///work/project", name: "project" }] }),
    notified: (method, params) => arrivals.add(method, params)
  })
  await Plans.play(client, arrivals, plan)
  await client.close()
  const lines = withRevisions(tap.said())
  await tap.close()
  return lines
}

const repository = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/u, "")

for (const { connect, name, to } of clients) {
  for (const played of to) {
    const transcript = `${name}.${played.name}`
    const lines = await record(connect, played)
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("")
    if (text.includes(repository)) throw new Error(`${transcript} names a path of this machine`)
    writeFileSync(new URL(`../test/recorded/${transcript}.ndjson`, import.meta.url), text)
    console.log(`${transcript}: ${lines.length} messages`)
  }
}
process.exit(0)
