/** Requests that differ in their headers alone. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { errorOf, modern } from "./peer.ts"
import type { Headers, Json } from "./raw.ts"

/** What became of each: 200, or the code of its error, which names no value that was sent. */
export const verdicts = (url: string, method: string, params: Json, all: ReadonlyArray<Headers>) =>
  Effect.forEach(all, (headers) =>
    Effect.gen(function* () {
      const response = yield* modern(url, method, params, { id: "a", headers })
      if (response.status === 200) return 200
      const body = yield* response.json
      assert.strictEqual(body["id"], "a")
      assert.notInclude(errorOf(body)["message"] as string, "quick")
      return errorOf(body)["code"]
    })
  )
