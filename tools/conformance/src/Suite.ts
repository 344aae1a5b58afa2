/**
 * The official conformance suite as it is installed: its program, its requirement sets, what it lists.
 *
 * @since 0.1.0
 */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

import { parse } from "yaml"

import * as Command from "./Command.ts"
import type * as Plan from "./Plan.ts"

const program = fileURLToPath(
  import.meta.resolve("@modelcontextprotocol/conformance/dist/index.js")
)

/** The command line that runs it. */
export const command = (args: ReadonlyArray<string>): ReadonlyArray<string> => [
  process.execPath,
  program,
  ...args
]

interface SetFile {
  readonly server: ReadonlyArray<string>
  readonly client: ReadonlyArray<string>
  readonly not_scored: ReadonlyArray<{
    readonly scenario: string
    readonly leg: Plan.Leg
    readonly reason: string
  }>
}

/** A requirement set, from its file. */
export const parseSet = (revision: string, text: string): Plan.RequirementSet => {
  // The suite checks its own files when it runs them; a member that is missing fails here by name.
  const { client, not_scored: notScored, server } = parse(text) as SetFile
  return {
    revision,
    scored: { client: [...client], server: [...server] },
    notScored: notScored.map(({ leg, reason, scenario }) => ({ leg, reason, scenario }))
  }
}

/** The requirement sets, oldest first. */
export const sets = (): ReadonlyArray<Plan.RequirementSet> => {
  const folder = join(dirname(program), "../requirements")
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .toSorted()
    .map((file) =>
      parseSet(file.slice(0, -".yaml".length), readFileSync(join(folder, file), "utf8"))
    )
}

const headings: { readonly [heading: string]: Plan.Leg | undefined } = {
  "Server scenarios": "server",
  "Client scenarios": "client"
}

/** What `list` prints. Scenarios for authorization servers are left out: there is none here. */
export const parseList = (text: string): ReadonlyArray<Plan.Listed> => {
  const listed: Array<Plan.Listed> = []
  let leg: Plan.Leg | undefined
  for (const line of text.split("\n")) {
    const heading = /^(\S.*? scenarios) \(/.exec(line)?.[1]
    if (heading !== undefined) leg = headings[heading]
    const [, scenario, revisions] = /^ {2}- (\S+) \[(.*)\]$/.exec(line) ?? []
    if (leg === undefined || scenario === undefined || revisions === undefined) continue
    listed.push({
      leg,
      scenario,
      revisions: revisions === "extension" ? [] : revisions.split(",")
    })
  }
  return listed
}

/** Every scenario it has. */
export const list = async (): Promise<ReadonlyArray<Plan.Listed>> => {
  const { code, output } = await Command.run(command(["list"]))
  if (code !== 0) throw new Error(`The suite does not list its scenarios:\n${output}`)
  return parseList(output)
}
