import { assert, describe, it } from "@effect/vitest"
import {
  Cause,
  Context,
  Deferred,
  Effect,
  Exit,
  Fiber,
  Queue,
  Schedule,
  Schema,
  Stream
} from "effect"

import * as Interaction from "../src/Interaction.ts"
import * as Replay from "../src/Replay.ts"
import * as Step from "../src/Step.ts"
import { approve, name, request, yes } from "./InteractionFixture.ts"

type Handler = Effect.Effect<unknown, unknown, Interaction.Interaction>

interface Shape {
  readonly shape: string
  readonly keys: ReadonlyArray<string>
  /** `on` runs only if user code goes on past a question nobody answered. */
  readonly handler: (on: Effect.Effect<void>) => Handler
}

const q = approve("q")

/** Ways to write a handler that swallow a failure, a defect or an interruption of what they contain. */
const shapes: ReadonlyArray<Shape> = [
  { shape: "a plain sequence", keys: ["q"], handler: (on) => Effect.andThen(q, on) },
  { shape: "catch", keys: ["q"], handler: (on) => q.pipe(Effect.catch(() => on)) },
  { shape: "catchTag", keys: ["q"], handler: (on) => Effect.catchTag(q, "Declined", () => on) },
  { shape: "catchCause", keys: ["q"], handler: (on) => Effect.catchCause(q, () => on) },
  { shape: "catchDefect", keys: ["q"], handler: (on) => Effect.catchDefect(q, () => on) },
  { shape: "exit", keys: ["q"], handler: (on) => Effect.andThen(Effect.exit(q), on) },
  { shape: "result", keys: ["q"], handler: (on) => Effect.andThen(Effect.result(q), on) },
  { shape: "option", keys: ["q"], handler: (on) => Effect.andThen(Effect.option(q), on) },
  {
    shape: "sandbox",
    keys: ["q"],
    handler: (on) => Effect.sandbox(q).pipe(Effect.catch(() => on))
  },
  {
    shape: "retry",
    keys: ["q"],
    handler: (on) => Effect.andThen(Effect.retry(q, Schedule.recurs(3)), on)
  },
  {
    shape: "tapCause",
    keys: ["q"],
    handler: (on) =>
      Effect.andThen(
        Effect.tapCause(q, () => on),
        on
      )
  },
  {
    shape: "matchCauseEffect",
    keys: ["q"],
    handler: (on) => Effect.matchCauseEffect(q, { onFailure: () => on, onSuccess: () => on })
  },
  {
    shape: "all, one after the other",
    keys: ["q"],
    handler: (on) => Effect.andThen(Effect.all([q, approve("r")]), on)
  },
  {
    shape: "all at once",
    keys: ["q", "r", "s"],
    handler: (on) =>
      Effect.andThen(Effect.all([q, approve("r"), approve("s")], { concurrency: "unbounded" }), on)
  },
  {
    shape: "all at once, as results",
    keys: ["q", "r"],
    handler: (on) =>
      Effect.andThen(
        Effect.all([q, approve("r")], { concurrency: "unbounded", mode: "result" }),
        on
      )
  },
  {
    shape: "all at once, then catchCause",
    keys: ["q", "r"],
    handler: (on) =>
      Effect.all([q, approve("r")], { concurrency: "unbounded" }).pipe(Effect.catchCause(() => on))
  },
  {
    shape: "forEach, two at a time",
    keys: ["a", "b"],
    handler: (on) =>
      Effect.andThen(
        Effect.forEach(["a", "b", "c"], (key) => approve(key), { concurrency: 2 }),
        on
      )
  },
  {
    shape: "race of two questions",
    keys: ["q", "r"],
    handler: (on) => Effect.andThen(Effect.race(q, approve("r")), on)
  },
  {
    shape: "race against a timer",
    keys: ["q"],
    handler: (on) => Effect.andThen(Effect.race(q, Effect.sleep(10)), on)
  },
  {
    shape: "timeoutOption",
    keys: ["q"],
    handler: (on) => Effect.andThen(Effect.timeoutOption(q, 10), on)
  },
  {
    shape: "forkChild and await",
    keys: ["q"],
    handler: (on) => Effect.flatMap(Effect.forkChild(q), (f) => Effect.andThen(Fiber.await(f), on))
  },
  {
    shape: "forkChild and join",
    keys: ["q"],
    handler: (on) => Effect.flatMap(Effect.forkChild(q), (f) => Effect.andThen(Fiber.join(f), on))
  },
  {
    shape: "forkDetach and await",
    keys: ["q"],
    handler: (on) => Effect.flatMap(Effect.forkDetach(q), (f) => Effect.andThen(Fiber.await(f), on))
  },
  {
    shape: "forkScoped and await",
    keys: ["q"],
    handler: (on) =>
      Effect.scoped(Effect.flatMap(Effect.forkScoped(q), (f) => Effect.andThen(Fiber.await(f), on)))
  },
  {
    shape: "a deferred that gets the exit",
    keys: ["q"],
    handler: (on) =>
      Effect.gen(function* () {
        const end = yield* Deferred.make<void>()
        yield* Effect.forkChild(Effect.onExit(q, () => Deferred.succeed(end, undefined)))
        yield* Deferred.await(end)
        yield* on
      })
  },
  {
    shape: "a queue that gets the exit",
    keys: ["q"],
    handler: (on) =>
      Effect.gen(function* () {
        const queue = yield* Queue.unbounded<string>()
        yield* Effect.forkDetach(Effect.onExit(q, () => Queue.offer(queue, "end")))
        yield* Queue.take(queue)
        yield* on
      })
  },
  {
    shape: "a stream",
    keys: ["a", "b"],
    handler: (on) =>
      Effect.andThen(
        Stream.make("a", "b").pipe(
          Stream.mapEffect((key) => approve(key), { concurrency: 2 }),
          Stream.runDrain
        ),
        on
      )
  },
  {
    shape: "a stream that catches",
    keys: ["q"],
    handler: (on) =>
      Stream.fromEffect(q).pipe(
        Stream.catchCause(() => Stream.fromEffect(on)),
        Stream.runDrain
      )
  },
  {
    shape: "uninterruptible",
    keys: ["q"],
    handler: (on) => Effect.uninterruptible(Effect.andThen(q, on))
  },
  {
    shape: "acquireUseRelease",
    keys: ["q"],
    handler: (on) =>
      Effect.andThen(
        Effect.acquireUseRelease(
          Effect.void,
          () => q,
          () => Effect.void
        ),
        on
      )
  }
]

describe("Replay, stopping at a question", () => {
  it.effect.each(shapes)(
    "replay.stops: nothing goes on past an unanswered question in $shape",
    ({ handler, keys }) =>
      Effect.gen(function* () {
        let ranOn = 0
        const reply = yield* request(handler(Effect.sync(() => void ranOn++)))
        assert.isUndefined(reply.exit)
        assert.deepStrictEqual(reply.keys, keys)
        assert.strictEqual(ranOn, 0)
      })
  )

  it.effect("replay.stops: what runs on all the same can neither take a step nor ask", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const handler = Effect.uninterruptible(
        q.pipe(
          Effect.catchCause(() => Effect.succeed({ approved: true })),
          Effect.andThen(Effect.sync(() => log.push("outside a step"))),
          Effect.andThen(
            Step.once(
              "charge",
              Schema.Void,
              Effect.sync(() => log.push("charged"))
            )
          ),
          Effect.andThen(approve("after"))
        )
      )
      const reply = yield* request(handler)
      assert.deepStrictEqual(reply.keys, ["q"])
      assert.deepStrictEqual(log, ["outside a step"])
    })
  )

  it.effect("replay.finalizers: they run in each round, and the answer waits for them", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const lock = (id: string) =>
        Effect.acquireRelease(
          Effect.sync(() => log.push(`lock ${id}`)),
          () =>
            Effect.andThen(
              Effect.yieldNow,
              Effect.sync(() => log.push(`unlock ${id}`))
            )
        )
      const handler = Effect.gen(function* () {
        yield* lock("root")
        yield* Effect.all([Effect.scoped(Effect.andThen(lock("child"), q)), approve("r")], {
          concurrency: "unbounded"
        })
      }).pipe(Effect.scoped)
      const first = yield* request(handler)
      assert.deepStrictEqual(log, ["lock root", "lock child", "unlock child", "unlock root"])
      const second = yield* request(handler, { responses: { q: yes, r: yes }, state: first.state })
      assert.deepStrictEqual(second.exit, Exit.succeed(undefined))
      assert.strictEqual(log.length, 8)
    })
  )

  it.effect("replay.finalizers: a detached fiber that asks is waited for as well", () =>
    Effect.gen(function* () {
      const log: Array<string> = []
      const handler = Effect.andThen(
        Effect.forkDetach(
          Effect.ensuring(
            approve("detached"),
            Effect.andThen(
              Effect.yieldNow,
              Effect.sync(() => log.push("released"))
            )
          )
        ),
        q
      )
      const reply = yield* request(handler)
      assert.deepStrictEqual([...reply.keys].toSorted(), ["detached", "q"])
      assert.deepStrictEqual(log, ["released"])
    })
  )

  it.effect("replay.suspension: finalizers of every fiber can tell it from a cancellation", () =>
    Effect.gen(function* () {
      const seen: Array<[string, boolean]> = []
      const watched = <A, E, R>(who: string, effect: Effect.Effect<A, E, R>) =>
        Effect.onExit(effect, (exit) =>
          Effect.sync(() => {
            if (Exit.isFailure(exit)) seen.push([who, Interaction.isSuspension(exit.cause)])
          })
        )
      const handler = watched(
        "root",
        Effect.all([watched("asking", q), watched("sleeping", Effect.sleep(10))], {
          concurrency: "unbounded"
        })
      )
      yield* request(handler)
      assert.deepStrictEqual(
        seen.toSorted(([a], [b]) => a.localeCompare(b)),
        [
          ["asking", true],
          ["root", true],
          ["sleeping", true]
        ]
      )
      assert.isFalse(Interaction.isSuspension(Cause.interrupt()))
      assert.isFalse(Interaction.isSuspension(Cause.fail("no")))
    })
  )

  it.effect("replay.suspension: who only holds the fiber can tell it too", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.callback<Exit.Exit<unknown, unknown>>((resume) => {
        const options = { supports: () => true }
        Replay.run(q, options, Context.empty(), () => {}).addObserver((ended) => {
          resume(Effect.succeed(ended))
        })
      })
      assert.isTrue(Exit.isFailure(exit) && Interaction.isSuspension(exit.cause))
    })
  )

  it.effect(
    "replay.compensation: a step in a finalizer refuses while suspending and runs on a failure",
    () =>
      Effect.gen(function* () {
        const log: Array<string> = []
        let fails = false
        const compensate = Step.once(
          "compensate",
          Schema.Void,
          Effect.sync(() => log.push("compensated"))
        )
        const handler = q.pipe(
          Effect.andThen(Effect.suspend(() => (fails ? Effect.die("boom") : Effect.void))),
          Effect.onExit((exit) => (Exit.isFailure(exit) ? compensate : Effect.void))
        )
        const first = yield* request(handler)
        assert.deepStrictEqual(first.keys, ["q"])
        assert.deepStrictEqual(log, [])
        fails = true
        const second = yield* request(handler, { responses: { q: yes }, state: first.state })
        assert.deepStrictEqual(second.exit, Exit.die("boom"))
        assert.deepStrictEqual(log, ["compensated"])
      })
  )

  it.effect("replay.compensation: a step in a finalizer runs when the call is cancelled", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const undone = yield* Deferred.make<void>()
      const handler = Deferred.succeed(started, undefined).pipe(
        Effect.andThen(Effect.never),
        Effect.onInterrupt(() =>
          Step.once("undo", Schema.Void, Deferred.succeed(undone, undefined).pipe(Effect.asVoid))
        )
      )
      const call = yield* Effect.forkChild(request(handler))
      yield* Deferred.await(started)
      yield* Fiber.interrupt(call)
      yield* Deferred.await(undone)
    })
  )

  it.effect("replay.left-behind: a question nobody waits for ends with the call", () =>
    Effect.gen(function* () {
      const reaped = yield* Deferred.make<void>()
      const handler = Effect.andThen(
        Effect.forkDetach(
          Effect.onInterrupt(q, () => Deferred.succeed(reaped, undefined)),
          {
            startImmediately: true
          }
        ),
        Effect.succeed("done")
      )
      const reply = yield* request(handler)
      assert.deepStrictEqual(reply.exit, Exit.succeed("done"))
      yield* Deferred.await(reaped)
    })
  )

  it.effect(
    "replay.left-behind: a fiber kept beyond the call can neither ask nor take a step",
    () =>
      Effect.gen(function* () {
        const ended = yield* Deferred.make<void>()
        const asked = yield* Deferred.make<Exit.Exit<unknown, unknown>>()
        const stepped = yield* Deferred.make<Exit.Exit<unknown, unknown>>()
        const late = <A, E, R>(
          effect: Effect.Effect<A, E, R>,
          exit: Deferred.Deferred<Exit.Exit<unknown, unknown>>
        ) =>
          Effect.forkDetach(
            Effect.onExit(Effect.andThen(Deferred.await(ended), effect), (e) =>
              Deferred.succeed(exit, e)
            )
          )
        const handler = Effect.andThen(
          late(name("late"), asked),
          late(Step.once("late", Schema.Void, Effect.void), stepped)
        )
        yield* request(Effect.asVoid(handler))
        yield* Deferred.succeed(ended, undefined)
        assert.isTrue(Exit.isFailure(yield* Deferred.await(asked)))
        assert.isTrue(Exit.isFailure(yield* Deferred.await(stepped)))
      })
  )
})
