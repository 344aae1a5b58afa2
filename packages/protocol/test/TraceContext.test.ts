import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Tracer } from "effect"

import type * as Handler from "../src/Handler.ts"
import * as TraceContext from "../src/TraceContext.ts"
import { connect, serve, stating } from "./EngineFixture.ts"
import { scripted } from "./ScriptedPeer.ts"

const traceId = "0af7651916cd43dd8448eb211c80319c"
const spanId = "b7ad6b7169203331"
const traceparent = `00-${traceId}-${spanId}-01`

describe("TraceContext", () => {
  it.effect(
    "traceContext.handler: a handler's spans are children of the span the request was sent in",
    () =>
      Effect.gen(function* () {
        const spans: Handler.Handler<never> = {
          run: () =>
            Effect.gen(function* () {
              const span = yield* Effect.orDie(Effect.currentSpan)
              const parent = Option.getOrUndefined(span.parent)
              return { traceId: span.traceId, parent: parent?.spanId ?? "none" }
            }).pipe(Effect.withSpan("work"))
        }
        const peer = connect(yield* serve({ handlers: () => ({ "tools/call": spans }) }))
        const traced = yield* peer.ask(1, "tools/call", stating({}, {}, { traceparent }))
        assert.deepStrictEqual(
          [traced.result?.["traceId"], traced.result?.["parent"]],
          [traceId, spanId]
        )
        const alone = yield* peer.ask(2, "tools/call", stating())
        assert.strictEqual(alone.result?.["parent"], "none")
      })
  )

  it("2026-07-28/B-54: what is not in W3C's form is as good as absent", () => {
    assert.strictEqual(TraceContext.read({ traceparent })?.sampled, true)
    assert.strictEqual(
      TraceContext.read({ traceparent: traceparent.replace(/1$/, "0") })?.sampled,
      false
    )
    for (const wrong of [
      undefined,
      7,
      "",
      traceparent.toUpperCase(),
      `01${traceparent.slice(2)}`,
      `${traceparent}-extra`,
      `00-${"0".repeat(32)}-${spanId}-01`,
      `00-${traceId}-${"0".repeat(16)}-01`
    ]) {
      assert.isUndefined(TraceContext.read({ traceparent: wrong }))
    }
  })

  it.effect(
    "2026-07-28/B-54: a request sent in a span says so in W3C's form, and else nothing",
    () =>
      Effect.gen(function* () {
        const { connection, next } = yield* scripted
        const ask = connection.outgoing.request("tools/list", {}, Revisions.latest)
        const span = Tracer.externalSpan({ traceId, spanId, sampled: true })
        yield* Effect.forkChild(Effect.withParentSpan(ask, span))
        assert.deepStrictEqual((yield* next).params, { _meta: { traceparent } })
        const odd = Tracer.externalSpan({ traceId: "odd", spanId, sampled: true })
        yield* Effect.forkChild(Effect.withParentSpan(ask, odd))
        assert.deepStrictEqual((yield* next).params, {})
        yield* Effect.forkChild(ask)
        assert.deepStrictEqual((yield* next).params, {})
      })
  )

  it.effect("traceContext.own: what the caller says itself stays", () =>
    Effect.gen(function* () {
      const { connection, next } = yield* scripted
      const own = { _meta: { traceparent: "mine" } }
      const ask = connection.outgoing.request("tools/list", own, Revisions.latest)
      const span = Tracer.externalSpan({ traceId, spanId, sampled: true })
      yield* Effect.forkChild(Effect.withParentSpan(ask, span))
      assert.deepStrictEqual((yield* next).params, own)
    })
  )
})
