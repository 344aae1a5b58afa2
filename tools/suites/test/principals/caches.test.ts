/**
 * A program with clients for two people, who share what a server says to everybody and nothing else.
 */
import { ResponseCache } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { McpServer } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Door from "../../src/Door.ts"
import * as Matrix from "../../src/servers/Matrix.ts"

const revision = Revisions.latest

/** What it lists may be kept for a minute. */
const server = {
  name: "matrix",
  layer: McpServer.layer({ name: "kept", version: "1.0.0", listTtl: "1 minute" }).pipe(
    McpServer.provide(Matrix.features)
  )
} as const

const names = (client: {
  readonly listTools: () => Effect.Effect<ReadonlyArray<{ readonly name: string }>, unknown>
}) => Effect.map(client.listTools(), (tools) => tools.map(({ name }) => name))

describe.each([Door.memory, Door.http])("one cache over $name", ({ open }) => {
  it.live("2026-07-28/CA-09: what is for one of them is kept for that one only", () =>
    Effect.gen(function* () {
      const enter = yield* open(server)
      const as = (who: string) =>
        enter(who, revision, { cache: { server: "kept", owner: () => who } })
      const hers = yield* as("ada")
      const his = yield* as("bob")
      assert.include(yield* names(hers), "secret")
      assert.notInclude(yield* names(his), "secret")
      assert.include(yield* names(yield* as("ada")), "secret")
      yield* hers.callTool("grow")
      assert.notInclude(yield* names(yield* as("ada")), "grown")
    }).pipe(Effect.scoped, Effect.provide(ResponseCache.layer))
  )
})
