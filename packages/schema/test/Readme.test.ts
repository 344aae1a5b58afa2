import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

const folder = join(import.meta.dirname, "..")
const file = join(folder, "README.md")

const oldestFirst = Revisions.all.toReversed()

type Read = (revision: Revision.Revision, method: string) => boolean

const rows = (
  arrow: string,
  methods: (revision: Revision.Revision) => object,
  has: Read
): ReadonlyArray<string> =>
  [...new Set(oldestFirst.flatMap((revision) => Object.keys(methods(revision))))].map((method) =>
    [
      "",
      ` \`${method}\` `,
      ` ${arrow} `,
      ...oldestFirst.map((revision) => (has(revision, method) ? " ● " : "   ")),
      ""
    ].join("|")
  )

const facts = (
  ["lifecycle", "batches", "structuredContent", "elicitation", "urlElicitation"] as const
).map((fact) =>
  ["", ` ${fact} `, " ", ...oldestFirst.map((revision) => ` ${revision[fact]} `), ""].join("|")
)

const table = (): string =>
  [
    ["", " ", " ", ...oldestFirst.map((revision) => ` ${revision.version} `), ""].join("|"),
    ["", " --- ", " --- ", ...oldestFirst.map(() => " --- "), ""].join("|"),
    ...rows(
      "client → server",
      (revision) => revision.client.requests,
      (revision, method) => revision.client.requests[method] !== undefined
    ),
    ...rows(
      "server → client",
      (revision) => revision.server.requests,
      (revision, method) => revision.server.requests[method] !== undefined
    ),
    ...rows(
      "asked in a result",
      (revision) => (revision.asks === "Replay" ? revision.inputRequests : {}),
      (revision, method) =>
        revision.asks === "Replay" && revision.inputRequests[method] !== undefined
    ),
    ...rows(
      "client → server",
      (revision) => revision.client.notifications,
      (revision, method) => revision.client.notifications[method] !== undefined
    ),
    ...rows(
      "server → client",
      (revision) => revision.server.notifications,
      (revision, method) => revision.server.notifications[method] !== undefined
    ),
    ...facts
  ].join("\n")

/** The formatter aligns columns. */
const squeezed = (text: string): string =>
  text.trim().replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---")

const between = (text: string, marker: string): readonly [number, number] => {
  const begin = `<!-- ${marker}:begin -->\n`
  return [text.indexOf(begin) + begin.length, text.indexOf(`<!-- ${marker}:end -->`)]
}

describe("README", () => {
  it("readme.revisions: the table is what the registry says (UPDATE=1 rewrites it)", () => {
    const text = readFileSync(file, "utf8")
    const [from, to] = between(text, "revisions")
    const expected = `\n${table()}\n\n`
    if (process.env["UPDATE"] === "1") {
      writeFileSync(file, text.slice(0, from) + expected + text.slice(to))
    } else {
      assert.strictEqual(squeezed(text.slice(from, to)), squeezed(expected))
    }
  })

  it("readme.program: the program runs and prints what it says", () => {
    const text = readFileSync(file, "utf8")
    const [from, to] = between(text, "example")
    const [, code = ""] = /```ts\n([\s\S]*?)```\n/.exec(text.slice(from, to)) ?? []
    const scratch = mkdtempSync(join(folder, "test/.readme-"))
    try {
      const program = join(scratch, "program.ts")
      writeFileSync(program, code)
      const output = execFileSync(process.execPath, ["--conditions=@effect-mcp/source", program], {
        encoding: "utf8",
        env: { ...process.env, FORCE_COLOR: "0" }
      })
      assert.include(output, "add { a: 1, b: 2 }")
      assert.include(
        output,
        `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{\\"sum\\":3}"}]}}`
      )
    } finally {
      rmSync(scratch, { recursive: true })
    }
  })
})
