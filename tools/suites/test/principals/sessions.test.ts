/**
 * The session of one caller in the hands of another, with the client of the official v1 library.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Door from "../../src/Door.ts"
import * as Serving from "../../src/Serving.ts"
import * as V1Session from "../../src/V1Session.ts"

const enter = (url: string, who: string, sessionId?: string) =>
  V1Session.enter(url, { headers: { authorization: `Bearer ${who}` }, sessionId })

const secret = { name: "secret" }

const refusal = (work: () => Promise<unknown>) =>
  Effect.promise(() =>
    work().then(
      () => "nothing was refused",
      (error: unknown) => String(error)
    )
  )

describe("a session", () => {
  it.live(
    "2025-11-25/T-55: of another caller is one that is not there, and goes on untouched",
    () =>
      Effect.gen(function* () {
        const url = yield* Door.listening(Serving.matrix)
        const hers = yield* enter(url, "ada")
        const stolen = yield* enter(url, "bob", hers.transport.sessionId)
        assert.include(yield* refusal(() => stolen.client.listTools()), "UnknownSession")
        assert.include(yield* refusal(() => stolen.transport.terminateSession()), "Not Found")
        const { content } = yield* Effect.promise(() => hers.client.callTool(secret))
        assert.deepStrictEqual(content, [{ type: "text", text: "for Ada alone" }])
      }).pipe(Effect.scoped)
  )

  it.live("2025-11-25/T-53: is no proof of who is calling", () =>
    Effect.gen(function* () {
      const url = yield* Door.listening(Serving.matrix)
      const hers = yield* enter(url, "ada")
      const nobody = yield* enter(url, "eve", hers.transport.sessionId)
      assert.include(yield* refusal(() => nobody.client.listTools()), "Who are you?")
    }).pipe(Effect.scoped)
  )
})
