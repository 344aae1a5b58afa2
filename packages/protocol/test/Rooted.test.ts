import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Scheduler, Tracer } from "effect"

import type * as Handler from "../src/Handler.ts"
import * as Interaction from "../src/Interaction.ts"
import * as McpRequest from "../src/McpRequest.ts"
import * as Principal from "../src/Principal.ts"
import * as Rooted from "../src/Rooted.ts"
import * as Steps from "../src/Steps.ts"
import { connect, type Frame, serve, speak, stating } from "./EngineFixture.ts"

class Store extends Context.Service<Store, { readonly name: string }>()("test/Store") {}

const spanOf = (spanId: string) =>
  Tracer.externalSpan({ traceId: "0af7651916cd43dd8448eb211c80319c", spanId, sampled: true })

const ofLayer = spanOf("1111111111111111")
const ofCaller = spanOf("2222222222222222")
const traceparent = `00-${ofCaller.traceId}-${ofCaller.spanId}-01`

/** A context of another call, as it is when a server is built in a handler of another one. */
const elsewhere: Context.Context<Store | Principal.Principal | Tracer.ParentSpan> = Context.make(
  Store,
  { name: "layer" }
).pipe(
  Context.add(Principal.Principal, Principal.user("outer")),
  Context.add(Tracer.ParentSpan, ofLayer)
)

const seen = Effect.gen(function* () {
  const store = yield* Store
  const principal = yield* Principal.Principal
  const request = yield* McpRequest.McpRequest
  const span = yield* Tracer.ParentSpan
  return { store: store.name, principal: principal.id, id: request.id, span: span.spanId }
})

type Services = Handler.RequestServices | Store | Tracer.ParentSpan

const working = (
  work: () => Effect.Effect<Handler.Answer, never, Services>
): Effect.Effect<Handler.Answer, never, Handler.RequestServices> =>
  Rooted.make(() => elsewhere, work)

const around: ReadonlyArray<
  readonly [string, <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>]
> = [
  ["begun at the root", (work) => work],
  ["with something around it", (work) => Effect.tap(work, Effect.void)]
]

/** The answer to one `tools/call`. */
const called = (handler: Handler.Handler<never>["run"], meta: object = {}) =>
  Effect.gen(function* () {
    const run: Handler.Handler<never> = { interactive: true, run: handler }
    const peer = connect(yield* serve({ handlers: () => ({ "tools/call": run }) }))
    return yield* peer.ask(7, "tools/call", stating({}, {}, meta))
  })

const told = (frame: Frame) => {
  const { id, principal, span, store } = frame.result ?? {}
  return { id, principal, span, store }
}

describe("Rooted", () => {
  for (const [how, wrap] of around) {
    it.effect(`rooted.services: ${how}, work has its layer's services and those of its call`, () =>
      Effect.gen(function* () {
        const answer = yield* called(() => wrap(working(() => seen)), { traceparent })
        assert.deepStrictEqual(told(answer), {
          id: 7,
          principal: "local",
          span: "2222222222222222",
          store: "layer"
        })
      })
    )

    it.effect(`rooted.span: ${how}, a call that names no span is in the one of its layer`, () =>
      Effect.gen(function* () {
        const answer = yield* called(() => wrap(working(() => seen)))
        assert.strictEqual(told(answer).span, "1111111111111111")
      })
    )

    it.effect(`rooted.shared: ${how}, what the layer lacks is what the server has`, () =>
      Effect.gen(function* () {
        const Level = Context.Reference<string>("test/Level", { defaultValue: () => "default" })
        const level = Effect.map(Level, (value) => ({ value }))
        const run: Handler.Handler<never> = { run: () => wrap(working(() => level)) }
        const serving = serve({ handlers: () => ({ "tools/call": run }) })
        const peer = connect(yield* Effect.provideService(serving, Level, "server"))
        const answer = yield* peer.ask(1, "tools/call", stating())
        assert.strictEqual(answer.result?.["value"], "server")
      })
    )

    it.effect(`rooted.throw: ${how}, work that cannot be made is a defect`, () =>
      Effect.gen(function* () {
        const thrown = working(() => {
          throw new Error("secret")
        })
        const answer = yield* called(() => wrap(thrown))
        assert.deepStrictEqual(answer.error, { code: -32603, message: "Internal error" })
      })
    )

    for (const revision of Revisions.all) {
      it.effect(`rooted.asking: ${how}, work can ask and step in ${revision.version}`, () =>
        Effect.gen(function* () {
          const asking = Effect.gen(function* () {
            const interaction = yield* Interaction.Interaction
            const steps = yield* Steps.Steps
            return { ask: typeof interaction.ask, callId: steps.callId.length > 0 }
          })
          const run: Handler.Handler<never> = {
            interactive: true,
            run: () => wrap(working(() => asking))
          }
          const peer = connect(yield* serve({ handlers: () => ({ "tools/call": run }) }))
          const says = yield* speak(peer, revision)
          const { result } = yield* peer.ask(1, "tools/call", says())
          assert.deepStrictEqual([result?.["ask"], result?.["callId"]], ["function", true])
        })
      )
    }
  }

  it.effect("rooted.settled: work that is done at once is done in no fiber of its own", () =>
    Effect.gen(function* () {
      const fibers: Array<unknown> = []
      const answer = yield* called(() =>
        working(() => {
          fibers.push(Fiber.getCurrent())
          return Exit.succeed({})
        })
      )
      assert.strictEqual(answer.id, 7)
      assert.deepStrictEqual(fibers.length, 1)
      assert.isTrue(fibers[0] === Fiber.getCurrent())
    })
  )

  it.effect(
    "rooted.inside: what is done inside has the same context, and is done anew each time",
    () =>
      Effect.gen(function* () {
        let times = 0
        const work = Rooted.inside(
          working(() => {
            times++
            return seen
          }),
          (effect) => Effect.map(effect, (answer) => ({ ...answer, times }))
        )
        assert.strictEqual((yield* called(() => work)).result?.["times"], 1)
        assert.strictEqual((yield* called(() => Effect.andThen(work, work))).result?.["times"], 3)
      })
  )

  it("rooted.grounds: the context for one ground is made once", () => {
    const grounds = new Rooted.Grounds(Context.empty())
    const request = {} as McpRequest.Request
    const one = grounds.of(
      working(() => seen),
      request
    )
    assert.strictEqual(
      grounds.of(
        working(() => seen),
        request
      ),
      one
    )
    assert.strictEqual(grounds.of(Effect.void, request), Context.empty())
  })

  it("rooted.scheduler: fibers stay with the scheduler they are counted by", () => {
    const own = new Scheduler.MixedScheduler()
    const shared = new Scheduler.MixedScheduler()
    const ground = Context.make(Scheduler.Scheduler, own)
    const grounds = new Rooted.Grounds(Context.make(Scheduler.Scheduler, shared))
    const work = Rooted.make<void, never, never>(
      () => ground,
      () => Effect.void
    )
    const made = grounds.of(work, {} as McpRequest.Request)
    assert.strictEqual(Context.get(made, Scheduler.Scheduler), shared)
  })
})
