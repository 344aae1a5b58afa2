/**
 * One feature of each kind that revisions differ in, or that has to work in all of them.
 */
import {
  Completion,
  Content,
  McpServer,
  Progress,
  Prompt,
  Resource,
  ResourceTemplate,
  Tool,
  Visibility
} from "@effect-mcp/server"
import { Deferred, Effect, Exit, Layer, Queue, Schema, Scope } from "effect"

const Add = Tool.make("add", {
  title: "Add",
  description: "Adds two numbers.",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite }),
  annotations: { readOnlyHint: true },
  icons: [{ src: "data:image/png;base64,AAAA", mimeType: "image/png" }],
  meta: { "example.com/kind": "arithmetic" }
}).handle(({ a, b }) => Effect.succeed({ sum: a + b }))

/** Its output is no object, which only the newest revision has. */
const Range = Tool.make("range", {
  input: Schema.Struct({ to: Schema.Int }),
  output: Schema.Array(Schema.Int)
}).handle(({ to }) => Effect.succeed(Array.from({ length: to }, (_, at) => at + 1)))

/** Every kind of content there is. */
const Show = Tool.make("show", {}).handle(() =>
  Effect.succeed([
    Content.text("words", { annotations: { audience: ["user"], priority: 1 } }),
    Content.image(Uint8Array.of(1, 2, 3), "image/png"),
    Content.audio(Uint8Array.of(4, 5, 6), "audio/wav"),
    Content.resourceLink({ uri: "memo://first", name: "first", description: "A memo." }),
    Content.embedded(Content.contents("memo://first", "the first memo"))
  ])
)

const counts = new Map<string, Queue.Queue<void>>()

/**
 * Reports, and under a name goes on only when it is told to: the official clients drop a report that arrives in one
 * read with the result, so the end may not come before the last report was seen.
 */
const Count = Tool.make("count", {
  input: Schema.Struct({ name: Schema.optionalKey(Schema.String), to: Schema.Int })
}).handle(
  Effect.fnUntraced(function* ({ name, to }) {
    const seen = yield* Queue.unbounded<void>()
    if (name !== undefined) counts.set(name, seen)
    for (let done = 1; done <= to; done++) {
      yield* Progress.report(done, { total: to, message: `at ${done}` })
      if (name !== undefined) yield* Queue.take(seen)
    }
    return `counted to ${to}`
  })
)

const Seen = Tool.make("seen", { input: Schema.Struct({ name: Schema.String }) }).handle(
  Effect.fnUntraced(function* ({ name }) {
    const count = counts.get(name)
    if (count !== undefined) yield* Queue.offer(count, undefined)
    return "go on"
  })
)

const Named = Schema.Struct({ name: Schema.String })

const interruptions = new Map<string, Deferred.Deferred<void>>()
const interruption = (name: string): Deferred.Deferred<void> => {
  const known = interruptions.get(name) ?? Deferred.makeUnsafe<void>()
  interruptions.set(name, known)
  return known
}

/** Reports once that it has begun, then waits to be cancelled. */
const Wait = Tool.make("wait", { input: Named }).handle(({ name }) =>
  Progress.report(1).pipe(
    Effect.andThen(Effect.never),
    Effect.onInterrupt(() => Deferred.succeed(interruption(name), undefined))
  )
)

const Interrupted = Tool.make("interrupted", { input: Named }).handle(({ name }) =>
  Effect.as(Deferred.await(interruption(name)), "yes")
)

const Talk = Tool.make("talk", {}).handle(() =>
  Effect.logDebug("a whisper").pipe(
    Effect.andThen(Effect.logWarning("be careful")),
    Effect.andThen(Effect.logError("too late")),
    Effect.as("talked")
  )
)

/** A defect, with something in it that nobody outside may read, and after something was said. */
const Break = Tool.make("break", {}).handle(() =>
  Effect.andThen(Progress.report(1), Effect.die(new Error("the key is hunter2")))
)

class OutOfRange extends Schema.TaggedError<OutOfRange>()("OutOfRange", {
  limit: Schema.Int
}) {}

/** Fails in a way it has told about. */
const Fail = Tool.make("fail", { error: OutOfRange }).handle(() =>
  Effect.fail(new OutOfRange({ limit: 7 }))
)

const Touch = Tool.make("touch", { input: Schema.Struct({ uri: Schema.String }) }).handle(
  ({ uri }) => Effect.as(McpServer.resourceUpdated(uri), "touched")
)

const grown = Tool.make("grown", {}).handle(() => Effect.succeed("I am new"))

/** Adds a tool, and takes it away again. */
const GrowAndShrink = Layer.unwrap(
  Effect.map(Effect.scope, (scope) => {
    let current: Scope.Closeable | undefined
    const grow = Effect.gen(function* () {
      const own = yield* Scope.fork(scope)
      current = own
      yield* Scope.provide(McpServer.add(grown), own)
      return "grown"
    })
    const shrink = Effect.suspend(() =>
      Effect.as(current === undefined ? Effect.void : Scope.close(current, Exit.void), "shrunk")
    )
    return Layer.merge(
      Tool.make("grow", {}).handle(() => grow),
      Tool.make("shrink", {}).handle(() => shrink)
    )
  })
)

const WhoAmI = Tool.make("secret", {}).handle(() => Effect.succeed("for Ada alone"))

/** Only Ada sees what is called secret. */
const OnlyAda = Visibility.layer(({ principal }) =>
  Effect.succeed(({ name }) => name !== "secret" || principal.id === "ada")
)

const Memo = Resource.make("memo://first", { name: "first", mimeType: "text/plain" }).handle(
  Effect.succeed("the first memo")
)

const Numbers = ResourceTemplate.make("memo://numbers/{n}", {
  name: "numbers",
  params: Schema.Struct({ n: Schema.String })
}).handle(({ n }) => Effect.succeed(`number ${n}`))

const Letter = Prompt.make("letter", {
  description: "Writes a letter.",
  arguments: Schema.Struct({ style: Schema.String })
}).handle(({ style }) => Effect.succeed(`Write a ${style} letter.`), {
  complete: { style: Completion.among(["formal", "friendly", "terse"]) }
})

/** All of it, for a server of any name. */
export const features = Layer.mergeAll(
  Add,
  Range,
  Show,
  Count,
  Seen,
  Wait,
  Interrupted,
  Talk,
  Break,
  Fail,
  Touch,
  GrowAndShrink,
  WhoAmI,
  OnlyAda,
  Memo,
  Numbers,
  Letter
)

export const layer = McpServer.layer({
  name: "matrix",
  version: "1.0.0",
  instructions: "Try everything.",
  pageSize: 5
}).pipe(McpServer.provide(features))
