/**
 * Bad input, one request at a time. Whatever is sent gets a precise answer with nothing of the server's in it,
 * and the next request works, over the same connection if it lives and over a new one.
 */
import { NodeServer } from "@effect-mcp/transport-http/node"
import { assert, describe, layer } from "@effect/vitest"
import { Effect } from "effect"

import type { Case } from "./Case.ts"
import { envelopes } from "./cases/envelopes.ts"
import { features } from "./cases/features.ts"
import { framing } from "./cases/framing.ts"
import { headers } from "./cases/headers.ts"
import { json } from "./cases/json.ts"
import { metas } from "./cases/metas.ts"
import { origins } from "./cases/origins.ts"
import { params } from "./cases/params.ts"
import { sessions } from "./cases/sessions.ts"
import { begin } from "./Held.ts"
import * as Request from "./Request.ts"
import * as Victim from "./Victim.ts"
import { type Answer, open } from "./Wire.ts"

const corpus = { envelopes, features, framing, headers, json, metas, origins, params, sessions }

interface Body {
  readonly id?: unknown
  readonly result?: unknown
  readonly error?: {
    readonly code: number
    readonly message: string
    readonly data?: { readonly reason?: string }
  }
}

const bodyOf = ({ body, headers }: Answer): Body | undefined => {
  if (body === "") return undefined
  assert.strictEqual(headers.get("content-type"), "application/json")
  return JSON.parse(body) as Body
}

const expectAnswer = (expected: Case, answer: Answer): void => {
  const body = bodyOf(answer)
  assert.deepStrictEqual(
    {
      status: answer.status,
      code: body?.error?.code,
      reason: expected.reason && body?.error?.data?.reason,
      id: body?.id,
      result: body?.result === undefined ? undefined : true
    },
    {
      status: expected.status,
      code: expected.code,
      reason: expected.reason,
      id: expected.id,
      result: expected.result
    },
    answer.body.slice(0, 300)
  )
}

/** What somebody else's data, a stack or a path of this machine looks like. */
const leaks = [
  Victim.secret,
  /\bat .+:\d+:\d+/u,
  /node_modules|node:internal/u,
  /\.ts\b/u,
  process.cwd()
]

const expectNoLeak = ({ body, headers }: Answer): void => {
  const all = `${body}\n${JSON.stringify([...headers])}`
  for (const leak of leaks) {
    assert.strictEqual(typeof leak === "string" ? all.includes(leak) : leak.test(all), false)
  }
  assert.strictEqual(headers.has("x-powered-by") || headers.has("server"), false)
}

describe("Corpus", () => {
  for (const [group, cases] of Object.entries(corpus)) {
    layer(Victim.layer)(group, (it) => {
      for (const one of cases) {
        it.effect(one.name, () =>
          Effect.gen(function* () {
            const { port } = yield* NodeServer.NodeServer
            const opening = yield* open(port)
            const session = yield* begin(opening, port)
            const wire = yield* open(port)
            wire.send(Request.bytes(one.request, { port, session }))
            const answer = yield* wire.answer
            if (one.status === undefined) assert.strictEqual(answer, undefined)
            else {
              assert.isDefined(answer)
              expectAnswer(one, answer)
              expectNoLeak(answer)
            }
            if (one.ends === true) assert.strictEqual(yield* wire.rest, "")
            else assert.strictEqual(yield* Victim.works(wire, port, session), true)
            assert.strictEqual(yield* Victim.worksAfresh(port, session), true)
          })
        )
      }
    })
  }
})
