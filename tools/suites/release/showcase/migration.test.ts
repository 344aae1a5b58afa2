/** The migration as a process: what a kill leaves of it. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { afterEach, assert, it } from "vitest"

import * as Showcase from "../../src/Showcase.ts"

const sources = fileURLToPath(
  new URL("../../../../apps/showcase/node_modules/@effect/rpc/src", import.meta.url)
)

const limit = 120_000
const folders: Array<string> = []

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

const temporary = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "showcase-test-"))
  folders.push(folder)
  return folder
}

const copy = async (): Promise<string> => {
  const folder = join(await temporary(), "src")
  await cp(sources, folder, { recursive: true, dereference: true })
  return folder
}

const contents = async (folder: string): Promise<ReadonlyArray<readonly [string, string]>> => {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => name.endsWith(".ts")).toSorted()
  return Promise.all(
    files.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const)
  )
}

it(
  "showcase.write: a server that is killed in the middle leaves the same files as one that is not",
  async () => {
    const [harmed, unharmed] = [await copy(), await copy()]
    const first = await Showcase.run(harmed, "--write")
    assert.strictEqual(first.status, 0, first.shown)
    assert.include(first.shown, "gets SIGKILL in the middle of it")
    const second = await Showcase.run(unharmed, "--write", "--unharmed")
    assert.strictEqual(second.status, 0, second.shown)
    assert.notInclude(second.shown, "SIGKILL")
    assert.deepStrictEqual(await contents(harmed), await contents(unharmed))
    assert.notDeepEqual(await contents(harmed), await contents(sources))
  },
  limit
)

it.each(["2026-07-28", "2025-11-25"])(
  "showcase.state: a client that is killed leaves its task to the next one (%s)",
  async (version) => {
    const args = ["--unharmed", "--revision", version, "--state", await temporary()]
    const killed = await Showcase.killAt("? Rpc.ts:307", ...args)
    assert.strictEqual(killed.status, null, killed.shown)
    const [, task] = /start +task (\S+)/.exec(killed.shown) ?? []
    const { shown, status } = await Showcase.run(...args)
    assert.strictEqual(status, 0, shown)
    assert.include(shown, `resume     task ${task} is `)
    assert.notInclude(shown, "Rename it where it is used")
    assert.include(shown, "Rpc.ts:307 constant")
    assert.include(shown, "Dry run: 5 of 6 files")
  },
  limit
)

it(
  "showcase.forgotten: a folder that remembers something else is refused, and left as it is",
  async () => {
    const folder = await temporary()
    const kept = join(folder, "run.json")
    const refused = async (text: string) => {
      await writeFile(kept, text)
      const { shown, status } = await Showcase.run(sources, "--state", folder)
      assert.strictEqual(status, 1, shown)
      assert.strictEqual(await readFile(kept, "utf8"), text)
      return shown
    }
    assert.include(await refused("{"), "does not say which task was started")
    assert.include(
      await refused(JSON.stringify({ root: "/elsewhere", task: "a" })),
      "remembers a migration of /elsewhere"
    )
    assert.include(
      await refused(JSON.stringify({ root: sources, task: "a" })),
      "The task a is not among those kept in"
    )
  },
  limit
)
