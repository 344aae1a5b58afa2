import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Outside from "../src/Outside.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "crash-outside-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
)

const line = (run: number): Outside.Line => ({
  task: "t",
  step: 1,
  key: "k",
  value: `v${run}`,
  run,
  pid: run
})

it.effect("crash.outside: the log holds every time, the target that honours keys the first", () =>
  Effect.gen(function* () {
    const place = yield* folder
    Outside.prepare(place)
    assert.deepStrictEqual(Outside.lines(place), [])
    for (const run of [1, 2]) {
      Outside.append(place, line(run))
      Outside.request(place, line(run))
    }
    assert.deepStrictEqual(Outside.lines(place), [line(1), line(2)])
    assert.deepStrictEqual([...Outside.held(place)], [["k", line(1)]])
  })
)
