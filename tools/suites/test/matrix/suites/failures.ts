/**
 * Whose fault it was: the caller's, the tool's, or ours.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Peer } from "../../../src/Peer.ts"
import { textOf } from "../../../src/Results.ts"
import { expectedOf, type It, raw } from "./It.ts"

interface Expected {
  /** Whether the model is told that its arguments were wrong, or the caller by an error. */
  readonly invalidInput: "result" | "error"
  readonly notFound: number
  /** Methods that the revision has not. */
  readonly absent: ReadonlyArray<string>
}

const early: Expected = {
  invalidInput: "error",
  notFound: -32002,
  absent: ["server/discover", "no/such"]
}

const expectations: { readonly [version: string]: Expected } = {
  "2024-11-05": early,
  "2025-03-26": early,
  "2025-06-18": early,
  "2025-11-25": { ...early, invalidInput: "result" },
  "2026-07-28": {
    invalidInput: "result",
    notFound: -32602,
    absent: ["ping", "logging/setLevel", "resources/unsubscribe", "no/such"]
  }
}

const message = 'Invalid arguments for tool "add": /b: Expected number'

export const failures = (it: It, version: string): void => {
  const expected = expectedOf(expectations, version)
  const call = Effect.flatMap(Peer, ({ client }) => client.callTool("add", { a: 1, b: "two" }))

  it.effect(
    "2025-11-25/SV-14, 2026-07-28/SV-21: wrong arguments are answered as the revision wants, with the path",
    () =>
      Effect.gen(function* () {
        if (expected.invalidInput === "result") {
          const result = yield* call
          assert.strictEqual(result.isError, true)
          assert.strictEqual(textOf(result), message)
        } else {
          const error = yield* Effect.flip(call)
          assert.deepInclude(error.reason, { _tag: "Refused", code: -32602, message })
        }
      })
  )

  it.effect("matrix.defect: our bug is an internal error, and nothing of it gets out", () =>
    Effect.gen(function* () {
      const { client } = yield* Peer
      const { reason } = yield* Effect.flip(client.callTool("break"))
      assert.strictEqual(
        JSON.stringify(reason),
        '{"_tag":"Refused","code":-32603,"message":"Internal error"}'
      )
    })
  )

  it.effect(
    "interop/IS-12, interop/IC-12: a resource that is not there, by the revision's code",
    () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        const error = yield* Effect.flip(client.readResource("memo://none"))
        assert.deepInclude(error.reason, {
          _tag: "ResourceNotFound",
          uri: "memo://none",
          code: expected.notFound
        })
      })
  )

  it.effect("interop/IS-08: methods of other revisions do not exist", () =>
    Effect.gen(function* () {
      const errors = yield* Effect.forEach(expected.absent, (method) =>
        Effect.flip(raw(method, { level: "info", uri: "memo://first" }))
      )
      const codes = errors.map(({ reason }) => (reason._tag === "Refused" ? reason.code : reason))
      assert.deepStrictEqual(
        codes,
        expected.absent.map(() => -32601)
      )
    })
  )

  it.effect(
    "2025-11-25/SV-34, 2026-07-28/SV-45: an unknown prompt, and a missing argument, are the caller's mistake",
    () =>
      Effect.gen(function* () {
        const { client } = yield* Peer
        const unknown = yield* Effect.flip(client.getPrompt("no-such-prompt"))
        assert.deepInclude(unknown.reason, { _tag: "Refused", code: -32602 })
        const missing = yield* Effect.flip(client.getPrompt("letter"))
        assert.deepInclude(missing.reason, { _tag: "Refused", code: -32602 })
      })
  )
}
