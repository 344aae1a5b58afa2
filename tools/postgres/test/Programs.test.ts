import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Programs from "../src/Programs.ts"

it.effect("postgres.missing: where there is no Postgres, one sentence says how to have one", () =>
  Effect.gen(function* () {
    const { message } = yield* Effect.flip(Programs.folderIn(["/nowhere", "/nowhere/else"]))
    assert.strictEqual(
      message,
      "There is no Postgres here: install Debian's with `apt-get install postgresql`, or set MCP_TEST_POSTGRES_URL to a Postgres whose user may create databases."
    )
  })
)
