import { connect } from "node:net"

import { assert, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"

import * as Postgres from "../src/Postgres.ts"

/** Whether somebody listens there. */
const listens = (url: string): Effect.Effect<boolean> =>
  Effect.callback((resume) => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.once("connect", () => {
      socket.destroy()
      resume(Effect.succeed(true))
    })
    socket.once("error", () => resume(Effect.succeed(false)))
  })

it.live("postgres.serve: it listens until its scope closes, whatever that closes with", () =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const url = yield* Scope.provide(Postgres.serve, scope)
    assert.isTrue(yield* listens(url))
    yield* Scope.close(scope, Exit.die("the tests failed"))
    assert.isFalse(yield* listens(url))
  })
)

it.live("postgres.own: two of them do not meet", () =>
  Effect.gen(function* () {
    const one = yield* Postgres.serve
    const other = yield* Postgres.serve
    assert.notStrictEqual(new URL(one).port, new URL(other).port)
  })
)
