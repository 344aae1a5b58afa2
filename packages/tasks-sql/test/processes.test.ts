import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import { TaskStoreSqlite } from "../src/sqlite/index.ts"
import { kept, open } from "./support/kept.ts"
import { temporary } from "./support/temporary.ts"

const program = fileURLToPath(new URL("support/process.ts", import.meta.url))

interface Report {
  readonly said: ReadonlyArray<string>
  readonly claimed: ReadonlyArray<string>
}

/** A process of its own that has opened the file; `go` has it work, and gives what it did. */
const start = async (filename: string, name: string) => {
  const options = ["--conditions=@effect-mcp/source", program, filename, name]
  const child = spawn(process.execPath, options, { stdio: ["pipe", "pipe", "inherit"] })
  const lines = createInterface({ input: child.stdout })
  const line = async (): Promise<string> => String((await once(lines, "line"))[0])
  assert.strictEqual(await line(), "open")
  return {
    go: async (): Promise<Report> => {
      child.stdin.write("go\n")
      return JSON.parse(await line())
    }
  }
}

it.effect(
  "sqlite.processes: four that open a file that is not there, and then write to it, lose nothing",
  () =>
    Effect.gen(function* () {
      const filename = temporary("tasks.db")
      const names = ["one", "two", "three", "four"]
      const opened = yield* Effect.promise(() =>
        Promise.all(names.map((name) => start(filename, name)))
      )
      const store = yield* open(TaskStoreSqlite.layer({ filename }))
      yield* store.create(kept("shared", { lease: { runner: "nobody", until: 9e12 } }))
      const all = Array.from({ length: 100 }, (_, index) => `task ${index}`)
      yield* Effect.forEach(all, (id) => store.create(kept(id)))
      const reports = yield* Effect.promise(() => Promise.all(opened.map(({ go }) => go())))
      const { journal, task } = (yield* store.load("shared")) ?? kept("none")
      const versions = Array.from({ length: 200 }, (_, index) => index + 2)
      assert.strictEqual(task.version, 201)
      const paths = journal.map((entry) => (entry._tag === "Step" ? entry.path : ""))
      assert.deepStrictEqual(
        paths.map((path) => Number(path.split(" ")[1])),
        versions
      )
      assert.deepStrictEqual(paths.toSorted(), reports.flatMap(({ said }) => said).toSorted())
      assert.deepStrictEqual(reports.flatMap(({ claimed }) => claimed).toSorted(), all.toSorted())
    }),
  60_000
)
