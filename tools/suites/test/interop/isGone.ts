import { assert } from "@effect/vitest"
import { Effect } from "effect"

import type { Carrier } from "../../src/OfficialProgram.ts"
import { Peer } from "../../src/Peer.ts"

/**
 * The server has gone for good: a connection that is kept open is lost with it, and where each call has its own the
 * next one fails.
 */
export const isGone = (carrier: Carrier) =>
  Effect.gen(function* () {
    const { client, until } = yield* Peer
    if (carrier !== "http") {
      assert.isDefined(yield* until(({ _tag }) => _tag === "Lost"))
    } else {
      const error = yield* Effect.flip(client.listTools({ refresh: true }))
      assert.include(["Disconnected", "Unreachable"], error.reason._tag)
    }
  })
