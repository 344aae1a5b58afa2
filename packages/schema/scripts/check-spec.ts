/**
 * Holds our schemas against the official ones:
 * `node --conditions=@effect-mcp/source scripts/check-spec.ts <folder> [samples]`.
 *
 * The folder has `<version>.schema.json` of each revision and `examples-<version>/<Type>/*.json`. Messages
 * made from our schemas have to be valid there, and the examples have to decode here.
 */
import { existsSync } from "node:fs"

import { Revisions } from "@effect-mcp/schema"

import * as Examples from "./examples.ts"
import * as Generated from "./generated.ts"
import * as Official from "./official.ts"

interface Row {
  readonly what: string
  readonly kinds: number
  readonly messages: number
  readonly failures: ReadonlyArray<string>
}

const generatedRow = (folder: string, version: string, count: number): Row => {
  const revision = Revisions.byVersion(version)
  if (revision === undefined) throw new Error(`no revision ${version}`)
  const official = Official.load(folder, version)
  const failures: Array<string> = []
  let messages = 0
  const kinds = Generated.kinds(official, revision)
  for (const kind of kinds) {
    const made = kind.make(count)
    messages += made.length
    const wrong = made.flatMap((value) => official.check(kind.definition, value) ?? [])
    if (wrong[0] !== undefined) {
      failures.push(`${version} ${kind.definition}: ${wrong.length}/${made.length}, ${wrong[0]}`)
    }
  }
  return { what: version, kinds: kinds.length, messages, failures }
}

const print = (rows: ReadonlyArray<Row>): void => {
  console.log("| what | kinds | messages | failures |")
  console.log("| --- | ---: | ---: | ---: |")
  for (const row of rows) {
    console.log(`| ${row.what} | ${row.kinds} | ${row.messages} | ${row.failures.length} |`)
  }
  for (const failure of rows.flatMap((row) => row.failures)) console.log(`- ${failure}`)
}

const main = (folder: string | undefined, count: number): number => {
  if (folder === undefined || !existsSync(folder)) {
    if (folder !== undefined) console.error(`no such folder: ${folder}`)
    console.error("usage: check-spec <folder with the official schemas> [messages of each kind]")
    return 2
  }
  const rows = Revisions.all
    .toReversed()
    .map((revision): Row => generatedRow(folder, revision.version, count))
  const examples = Revisions.all.flatMap((revision): ReadonlyArray<Row> => {
    const found = Examples.decodeAll(folder, revision)
    return found === undefined ? [] : [{ what: `${revision.version} examples`, ...found }]
  })
  print([...rows, ...examples])
  return [...rows, ...examples].some((row) => row.failures.length > 0) ? 1 : 0
}

process.exitCode = main(process.argv[2], Number(process.argv[3] ?? 40))
