import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Schema } from "effect"

import type * as Caller from "../src/Caller.ts"
import * as Deadlines from "../src/Deadlines.ts"
import * as Dispatcher from "../src/Dispatcher.ts"
import * as Endpoint from "../src/Endpoint.ts"
import * as Extension from "../src/Extension.ts"
import type * as Handler from "../src/Handler.ts"
import * as Interaction from "../src/Interaction.ts"
import type * as McpRequest from "../src/McpRequest.ts"
import * as Principal from "../src/Principal.ts"
import * as Step from "../src/Step.ts"
import {
  connect,
  type Frame,
  frameOf,
  handshake,
  info,
  serve,
  speak,
  stating,
  turn
} from "./EngineFixture.ts"
import { approve } from "./InteractionFixture.ts"
import { scripted } from "./ScriptedPeer.ts"
import * as Toy from "./ToyExtension.ts"

const declared = { extensions: { [Toy.id]: {} } }
const canAsk = { ...declared, elicitation: { form: {} } }

const plain: Handler.Handler<never> = {
  interactive: true,
  run: () => Effect.succeed({ content: [] })
}

/** The server of a toy, and the toy. */
const toyServer = Effect.fnUntraced(function* (call: Handler.Handler<never> = plain) {
  const toy = Toy.make()
  const endpoint = yield* serve({ handlers: () => ({ "tools/call": call }) }).pipe(
    Effect.provide(Extension.layer(toy.extension))
  )
  return { toy, endpoint, peer: connect(endpoint) }
})

const revision = (version: string) => Revisions.byVersion(version) ?? Revisions.latest

describe("Extension: negotiation", () => {
  it.effect("extension.off: what is not provided is not there", () =>
    Effect.gen(function* () {
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": plain }) }))
      const discovered = yield* peer.ask(1, "server/discover", stating({}, declared))
      assert.deepStrictEqual(discovered.result?.["capabilities"], { tools: {} })
      assert.strictEqual(
        (yield* peer.ask(2, "jobs/get", stating({}, declared))).error?.code,
        -32601
      )
    })
  )

  it.effect(
    "2026-07-28/V-09: it is declared under its id, and as a core capability where it was one",
    () =>
      Effect.gen(function* () {
        const { endpoint, peer } = yield* toyServer()
        const discovered = yield* peer.ask(1, "server/discover", stating())
        assert.deepStrictEqual(discovered.result?.["capabilities"], {
          tools: {},
          extensions: { "com.example/jobs": { most: 3 } }
        })
        const older = yield* handshake(connect(endpoint), "2025-11-25")
        assert.deepStrictEqual(older.result?.["capabilities"], {
          tools: {},
          tasks: { requests: { tools: { call: {} } } }
        })
        const oldest = yield* handshake(connect(endpoint), "2025-06-18")
        assert.deepStrictEqual(oldest.result?.["capabilities"], { tools: {} })
      })
  )

  it.effect(
    "2026-07-28/V-10: a client that did not declare it gets the core behaviour, and its methods are refused",
    () =>
      Effect.gen(function* () {
        const { peer, toy } = yield* toyServer()
        const call = yield* peer.ask(1, "tools/call", stating({ job: {} }))
        assert.deepStrictEqual(call.result?.["content"], [])
        assert.deepStrictEqual(toy.wrapped, [])
        const refused = yield* peer.ask(2, "jobs/get", stating({ jobId: "job-1" }))
        assert.strictEqual(refused.error?.code, -32021)
        assert.deepStrictEqual(refused.error?.data, {
          requiredCapabilities: { extensions: { "com.example/jobs": {} } }
        })
        assert.strictEqual(
          (yield* peer.ask(3, "jobs/get", stating({}, declared))).error?.code,
          -32602
        )
      })
  )

  it.effect(
    "extension.compose: layers of several stand beside each other, whichever way they are put",
    () =>
      Effect.gen(function* () {
        const one = Extension.layer({
          id: "com.example/one",
          settings: { n: 1 },
          server: () => ({})
        })
        const two = Extension.layer({ id: "com.example/two", settings: {}, server: () => ({}) })
        const options = {
          info,
          revisions: Revisions.all,
          capabilities: () => ({}),
          handlers: () => ({})
        }
        const server = Layer.effect(Endpoint.Endpoint, Endpoint.make(options))
        for (const layer of [
          server.pipe(Layer.provide(one), Layer.provide(two)),
          server.pipe(Layer.provide(Layer.merge(two, one))),
          server.pipe(Layer.provide(two.pipe(Layer.provideMerge(one))))
        ]) {
          const endpoint = Context.get(yield* Effect.scoped(Layer.build(layer)), Endpoint.Endpoint)
          const discovered = yield* connect(endpoint).ask(1, "server/discover", stating())
          assert.deepStrictEqual(discovered.result?.["capabilities"], {
            extensions: { "com.example/one": { n: 1 }, "com.example/two": {} }
          })
        }
      })
  )

  it.effect("2026-07-28/V-09: an id without a prefix is no id", () =>
    Effect.gen(function* () {
      for (const id of ["jobs", "1.com/jobs", "com.example/-jobs", "com..example/jobs"]) {
        const built = Layer.build(Extension.layer({ id, settings: {} }))
        assert.isTrue(Exit.isFailure(yield* Effect.exit(Effect.scoped(built))), id)
      }
    })
  )
})

describe("Extension: on a server", () => {
  it.effect("extension.around: it is around the calls of those who take part", () =>
    Effect.gen(function* () {
      const { peer, toy } = yield* toyServer()
      yield* peer.ask(1, "tools/call", stating({}, declared))
      yield* peer.ask(2, "tools/call", stating())
      assert.deepStrictEqual(toy.wrapped, ["tools/call"])
    })
  )

  it.effect(
    "extension.parameter: a parameter of its own turns a call into a second kind of result",
    () =>
      Effect.gen(function* () {
        const { peer, toy } = yield* toyServer()
        yield* handshake(peer, "2025-11-25")
        const made = yield* peer.ask(1, "tools/call", { job: { ttl: 60 } })
        assert.deepStrictEqual(made.result, { job: { jobId: "job-1" } })
        yield* turn
        assert.deepStrictEqual((yield* peer.ask(2, "jobs/get", { jobId: "job-1" })).result, {
          status: "completed",
          result: { content: [] }
        })
        assert.deepStrictEqual((yield* peer.ask(3, "tools/call", {})).result, { content: [] })
        assert.deepStrictEqual(toy.wrapped, ["tools/call", "jobs/get", "tools/call"])
      })
  )

  it.effect("extension.owner: what it keeps belongs to who made it", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* toyServer()
      const ann = connect(endpoint, { principal: Principal.user("ann") })
      const bob = connect(endpoint, { principal: Principal.user("bob") })
      yield* handshake(ann)
      yield* handshake(bob)
      yield* ann.ask(1, "tools/call", { job: {} })
      assert.strictEqual((yield* bob.ask(1, "jobs/get", { jobId: "job-1" })).error?.code, -32602)
      assert.isDefined((yield* ann.ask(2, "jobs/get", { jobId: "job-1" })).result)
    })
  )

  it.effect(
    "extension.binding: its parameters may change between two rounds of a call, others may not",
    () =>
      Effect.gen(function* () {
        const asks: Handler.Handler<never> = {
          interactive: true,
          run: () => Effect.as(approve("q"), { content: [] })
        }
        const { peer } = yield* toyServer(asks)
        const ask = (params: object) => peer.ask(1, "tools/call", stating(params, canAsk))
        const first = yield* ask({ name: "a", job: { ttl: 1 } })
        const retry = {
          requestState: first.result?.["requestState"],
          inputResponses: { q: { action: "accept", content: { approved: true } } }
        }
        assert.deepStrictEqual(
          (yield* ask({ name: "a", job: { ttl: 2 }, ...retry })).result?.["content"],
          []
        )
        assert.deepStrictEqual((yield* ask({ name: "a", ...retry })).result?.["content"], [])
        assert.strictEqual((yield* ask({ name: "b", ...retry })).error?.code, -32602)
      })
  )

  it.effect("extension.tool: it adds a field to a tool's definition, in one revision only", () =>
    Effect.sync(() => {
      const { extension } = Toy.make()
      const definition = { name: "deploy", inputSchema: { type: "object" } }
      const listed = (version: string, annotations: object) =>
        Extension.onServer([extension], revision(version)).reduce(
          (tool, { part }) => part.tool?.(tool, { ...annotations }) ?? tool,
          definition as Readonly<Record<string, unknown>>
        )
      assert.deepStrictEqual(listed("2025-11-25", { job: "optional" }), {
        ...definition,
        execution: { jobSupport: "optional" }
      })
      assert.strictEqual(listed("2025-11-25", {}), definition)
      assert.strictEqual(listed("2026-07-28", { job: "optional" }), definition)
      assert.strictEqual(listed("2025-06-18", { job: "optional" }), definition)
    })
  )

  it("extension.listen: it adds a member to the filter of a subscription", () => {
    const toy = Toy.make()
    const [active] = Extension.onServer([toy.extension], revision("2026-07-28"))
    const told: Array<unknown> = []
    const listen = active?.part.listen?.["jobIds"]
    const subscriber: Extension.Subscriber = {
      // the toy does not look at it
      request: {} as McpRequest.Request,
      notify: (method, params) => told.push([method, params])
    }
    const opened = (asked: unknown) =>
      Effect.runSync(listen?.(asked, subscriber) ?? Effect.die("The toy listens to jobs"))
    assert.isUndefined(opened("all"))
    const open = opened(["job-9"])
    assert.deepStrictEqual(open?.honoured, [])
    open?.close()
    assert.deepStrictEqual([told, toy.wrapped], [[], ["closed"]])
  })

  it.effect("extension.name: it says what its requests are about", () =>
    Effect.sync(() => {
      const active = Extension.onServer([Toy.make().extension], revision("2026-07-28"))
      assert.strictEqual(Extension.nameOf(active, "jobs/get", { jobId: "job-7" }), "job-7")
      assert.isUndefined(Extension.nameOf(active, "jobs/get", {}))
      assert.isUndefined(Extension.nameOf(active, "tools/call", { name: "x" }))
    })
  )
})

describe("Extension: escalation", () => {
  const runs: Array<string> = []
  const escalates: Handler.Handler<never> = {
    interactive: true,
    run: () =>
      Effect.gen(function* () {
        runs.push("handler")
        const first = yield* approve("first")
        yield* Interaction.escalate
        yield* Step.once(
          "work",
          Schema.Void,
          Effect.sync(() => void runs.push("work"))
        )
        const second = yield* approve("second")
        return { content: [], said: [first.approved, second.approved] }
      })
  }
  const yes = { action: "accept", content: { approved: true } }

  const escalated = Effect.fnUntraced(function* (capabilities: object, meta: object = {}) {
    runs.length = 0
    const { peer, toy } = yield* toyServer(escalates)
    const ask = (params: object) => peer.ask(1, "tools/call", stating(params, capabilities, meta))
    const first = yield* ask({})
    const requestState = first.result?.["requestState"]
    const second: Frame = yield* ask({ requestState, inputResponses: { first: yes } })
    return { peer, toy, second }
  })

  it.effect(
    "2026-07-28/B-07: a call that escalates ends in the extension's result type, with what it remembers",
    () =>
      Effect.gen(function* () {
        const { peer, second, toy } = yield* escalated(canAsk)
        assert.strictEqual(second.result?.["resultType"], "job")
        assert.strictEqual(second.result?.["jobId"], "job-1")
        const { journal } = toy.jobs.get("job-1") ?? {}
        assert.deepStrictEqual([...(journal?.answers.keys() ?? [])], ["first"])
        yield* turn
        toy.answer(yes)
        yield* turn
        toy.answer(yes)
        yield* turn
        const got = yield* peer.ask(2, "jobs/get", stating({ jobId: "job-1" }, declared))
        assert.deepStrictEqual(got.result?.["result"], { content: [], said: [true, true] })
        assert.strictEqual(got.result?.["resultType"], "complete")
      })
  )

  it.effect("extension.noEscalation: where nobody takes it over the call simply goes on", () =>
    Effect.gen(function* () {
      for (const [capabilities, meta] of [
        [{ elicitation: { form: {} } }, {}],
        [canAsk, { "com.example/no-jobs": true }]
      ] as const) {
        const { second, toy } = yield* escalated(capabilities, meta)
        assert.deepStrictEqual(Object.keys(second.result?.["inputRequests"] ?? {}), ["second"])
        assert.strictEqual(toy.jobs.size, 0)
      }
    })
  )
})

describe("Extension: on a client", () => {
  const asked = Effect.fnUntraced(function* (serverCapabilities: object, params: object) {
    const toy = Toy.make()
    const spoken = revision("2025-11-25")
    const peer = yield* scripted
    const { connection } = peer
    connection.handshake = {
      revision: spoken,
      info: undefined,
      capabilities: { ...serverCapabilities },
      initialized: true
    }
    const context = yield* Effect.context()
    const dispatcher = Dispatcher.make({
      revision: spoken,
      handlers: {
        "sampling/createMessage": { run: () => Effect.succeed({ model: "m" }) },
        "elicitation/create": { run: () => Effect.succeed({ action: "decline" }) }
      },
      extensions: Extension.onClient([toy.extension], spoken),
      context,
      deadlines: Deadlines.make(context)
    })
    const answers: Array<Frame> = []
    for (const method of ["sampling/createMessage", "elicitation/create"]) {
      dispatcher.request(
        { _tag: "Request", id: method, method, params: { ...params } },
        {
          principal: Principal.local,
          connection,
          send: () => undefined,
          answer: (frame) => void answers.push(frameOf(frame)),
          silent: () => undefined
        }
      )
    }
    return { toy, results: answers.map(({ result }) => result) }
  })

  it.effect(
    "extension.receiver: it is around sampling and elicitation, for servers that take part",
    () =>
      Effect.gen(function* () {
        const job = { job: { ttl: 5 } }
        const taking = yield* asked(declared, job)
        assert.deepStrictEqual(taking.results, [
          { job: { jobId: "job-1" } },
          { job: { jobId: "job-2" } }
        ])
        assert.deepStrictEqual(taking.toy.wrapped, ["sampling/createMessage", "elicitation/create"])
        const without = yield* asked({}, job)
        assert.deepStrictEqual(without.results, [{ model: "m" }, { action: "decline" }])
        assert.deepStrictEqual(without.toy.wrapped, [])
      })
  )

  it.effect(
    "extension.resolve: a client knows the second result and gets from it to the first",
    () =>
      Effect.gen(function* () {
        const [active] = Extension.onClient([Toy.make().extension], revision("2025-11-25"))
        const kind = active?.part.resultTypes?.["job"]
        assert.isTrue(kind?.is?.({ job: { jobId: "j" } }, {}))
        assert.isFalse(kind?.is?.({ content: [] }, {}))
        const sent: Array<unknown> = []
        const caller: Caller.Caller<Caller.Failure> = {
          revision: revision("2025-11-25"),
          over: false,
          send: (method, params) => {
            sent.push([method, params])
            return Effect.succeed({ status: "completed", result: { content: [] } })
          },
          fulfil: () => Effect.never,
          listen: () => Effect.never
        }
        const result = yield* kind?.resolve?.({ job: { jobId: "j" } }, caller) ?? Effect.succeed({})
        assert.deepStrictEqual([sent, result], [[["jobs/get", { jobId: "j" }]], { content: [] }])
      })
  )

  it.effect("extension.everyRevision: a call without any of it is the same in all", () =>
    Effect.gen(function* () {
      for (const spoken of Revisions.all) {
        const { peer } = yield* toyServer()
        const params = yield* speak(peer, spoken)
        assert.deepStrictEqual((yield* peer.ask(1, "tools/call", params())).result?.["content"], [])
      }
    })
  )
})
