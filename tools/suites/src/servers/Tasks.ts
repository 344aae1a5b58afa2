/**
 * Tools that become tasks: always, if they are asked to, or where they say so; that wait to be told, ask, fail, and
 * have their work done elsewhere. What tests tell them goes by a name that the caller makes up.
 */
import { appendFileSync } from "node:fs"

import { RpcError } from "@effect-mcp/protocol"
import {
  Elicitation,
  McpServer,
  Progress,
  Prompt,
  Sampling,
  Step,
  Tool,
  Visibility
} from "@effect-mcp/server"
import { Tasks } from "@effect-mcp/tasks"
import { Deferred, Effect, Layer, Schema } from "effect"

const Named = Schema.Struct({ name: Schema.String })

const signals = new Map<string, Deferred.Deferred<void>>()

type Sign = "begun" | "go" | "stopped"

const signal = (sign: Sign, name: string): Deferred.Deferred<void> => {
  const key = `${sign} ${name}`
  const known = signals.get(key) ?? Deferred.makeUnsafe<void>()
  signals.set(key, known)
  return known
}

const give = (sign: Sign, name: string) => Deferred.succeed(signal(sign, name), undefined)
const wait = (sign: Sign, name: string) => Deferred.await(signal(sign, name))

/** Says that it has begun, and goes on when it is told to. */
const hold = (name: string) =>
  give("begun", name).pipe(
    Effect.andThen(wait("go", name)),
    Effect.onInterrupt(() => give("stopped", name))
  )

const holding = Effect.fnUntraced(function* (name: string) {
  yield* Progress.report(1, { total: 2, message: `holding ${name}` })
  yield* Effect.logWarning(`before ${name}`)
  yield* hold(name)
  yield* Progress.report(2, { total: 2, message: `held ${name}` })
  yield* Effect.logWarning(`after ${name}`)
  return { done: name }
})

const Done = Schema.Struct({ done: Schema.String })

/** A task if somebody wants one. */
const Slow = Tool.make("slow", { input: Named, output: Done, task: "optional" }).handle(
  ({ name }) => holding(name)
)

/** Nothing but a task. */
const Must = Tool.make("must", { input: Named, output: Done, task: "required" }).handle(
  ({ name }) => holding(name)
)

/** Never a task. */
const Plain = Tool.make("plain", { input: Named }).handle(({ name }) =>
  Effect.succeed(`plain ${name}`)
)

/** Goes on until it is told to stop, and a while after that. */
const Stubborn = Tool.make("stubborn", { input: Named, task: "optional" }).handle(({ name }) =>
  Effect.as(Effect.uninterruptible(hold(name)), `${name} would not stop`)
)

const person = (message: string, key?: string) =>
  Elicitation.form({ message, schema: Schema.Struct({ name: Schema.String }), key })

/** Asks first, as a call; is a task from there on. */
const Report = Tool.make("report", {
  input: Named,
  task: {
    support: "required",
    begin: "marked",
    ttl: "1 hour",
    pollInterval: "500 millis",
    immediate: "The report is being made."
  }
}).handle(
  Effect.fnUntraced(function* ({ name }) {
    const asked = yield* person("Whose report?")
    yield* Tasks.begin
    yield* hold(name)
    return `The report of ${asked.name}.`
  })
)

const write = (journal: string, word: string) =>
  Effect.sync(() => appendFileSync(journal, `${word}\n`))

/** A step that leaves a word in the journal. */
const once = (journal: string, word: string) => Step.once(word, Schema.Void, write(journal, word))

/** Does something that must happen once and asks, as a call; and then the same as a task. */
const Publish = Tool.make("publish", {
  input: Schema.Struct({ journal: Schema.String }),
  task: { support: "required", begin: "marked" }
}).handle(
  Effect.fnUntraced(function* ({ journal }) {
    yield* once(journal, "reserve")
    const first = yield* person("Who writes?")
    yield* Tasks.begin
    yield* once(journal, "print")
    const second = yield* person(`Who reads what ${first.name} wrote?`)
    yield* once(journal, "send")
    return `${first.name} for ${second.name}`
  })
)

/** Only what is long becomes a task. */
const Perhaps = Tool.make("perhaps", {
  input: Schema.Struct({ name: Schema.String, long: Schema.Boolean }),
  task: { support: "optional", begin: "marked" }
}).handle(
  Effect.fnUntraced(function* ({ long, name }) {
    if (!long) return "It was short."
    yield* Tasks.begin
    yield* hold(name)
    return "It was long."
  })
)

/** One question. */
const Ask = Tool.make("ask", { task: "optional" }).handle(() =>
  Effect.map(person("Who are you?"), ({ name }) => `Hello ${name}.`)
)

/** One question, and then it waits. */
const Asking = Tool.make("asking", { input: Named, task: "optional" }).handle(
  Effect.fnUntraced(function* ({ name }) {
    const asked = yield* person("Who waits?")
    yield* hold(name)
    return `${asked.name} waited.`
  })
)

/** Two at one moment. */
const Pair = Tool.make("pair", { task: "optional" }).handle(() =>
  Effect.map(
    Effect.all([person("Who is left?"), person("Who is right?")], { concurrency: "unbounded" }),
    ([left, right]) => `${left.name} and ${right.name}`
  )
)

/** Two questions of one name, and something between that must happen once. */
const Again = Tool.make("again", { input: Named, task: "optional" }).handle(
  Effect.fnUntraced(function* ({ name }) {
    const first = yield* person("Who is next?", "next")
    const counted = yield* Step.once("count", Schema.Int, Effect.succeed(name.length))
    const second = yield* person(`Who is next after ${first.name}?`, "next")
    return `${first.name}, ${second.name}, ${counted}`
  })
)

/** Asks the model. */
const Ponder = Tool.make("ponder", { task: "optional" }).handle(() =>
  Effect.map(
    Sampling.createMessage({
      messages: [{ role: "user", content: { type: "text", text: "And?" } }],
      maxTokens: 10
    }),
    ({ content }) => ("text" in content ? content.text : "nothing")
  )
)

/** Tells the model that it failed. */
const Fails = Tool.make("fails", { task: "optional" }).handle(() => Tool.fail("It went wrong."))

/** Fails as a request. */
const Refuses = Tool.make("refuses", { task: "optional" }).handle(() =>
  Effect.fail(RpcError.make(-32099, "Not today.", { until: "tomorrow" }))
)

/** Has a bug, with something in it that nobody outside may read. */
const Breaks = Tool.make("breaks", { task: "optional" }).handle(() =>
  Effect.die(new Error("the key is hunter2"))
)

const submitted = new Map<string, Deferred.Deferred<string>>()

const submission = (name: string): Deferred.Deferred<string> => {
  const known = submitted.get(name) ?? Deferred.makeUnsafe<string>()
  submitted.set(name, known)
  return known
}

/** Somebody else does it. */
const External = Tool.make("external", { input: Named, task: "required" }).handle(({ name }) =>
  Tasks.external((id) => Deferred.succeed(submission(name), id))
)

const Outcome = Schema.Struct({
  name: Schema.String,
  how: Schema.Literals(["say", "complete", "fail", "cancel"])
})

/** What the outside system says of it. */
const Outside = Tool.make("outside", { input: Outcome }).handle(
  Effect.fnUntraced(function* ({ how, name }) {
    const tasks = yield* Tasks.Tasks
    const id = yield* Deferred.await(submission(name))
    if (how === "say") yield* tasks.say(id, `${name} is halfway`)
    if (how === "complete") {
      yield* tasks.complete(id, { content: [{ type: "text", text: `${name} is done` }] })
    }
    if (how === "fail") yield* tasks.fail(id, RpcError.make(-32050, `${name} has failed`))
    if (how === "cancel") yield* tasks.cancel(id)
    return "told"
  }, Effect.orDie)
)

const control = (name: string, run: (name: string) => Effect.Effect<unknown>) =>
  Tool.make(name, { input: Named }).handle(({ name }) => Effect.as(run(name), "yes"))

/** What tests work the others with: each is answered once it is so. */
const controls = Layer.mergeAll(
  control("begun", (name) => wait("begun", name)),
  control("go", (name) => give("go", name)),
  control("stopped", (name) => wait("stopped", name))
)

/** Only Ada sees it. */
const Secret = Tool.make("secret", { task: "required" }).handle(() =>
  Effect.succeed("for Ada alone")
)

const OnlyAda = Visibility.layer(({ principal }) =>
  Effect.succeed(({ name }) => name !== "secret" || principal.id === "ada")
)

const Letter = Prompt.make("letter", {
  arguments: Schema.Struct({ style: Schema.String })
}).handle(({ style }) => Effect.succeed(`Write a ${style} letter.`))

/** All of it, for a server of any name; tasks are somebody else's layer. */
export const features = Layer.mergeAll(
  Slow,
  Must,
  Plain,
  Stubborn,
  Report,
  Publish,
  Perhaps,
  Ask,
  Asking,
  Pair,
  Again,
  Ponder,
  Fails,
  Refuses,
  Breaks,
  External,
  Outside,
  controls,
  Secret,
  OnlyAda,
  Letter
)

export const server = McpServer.layer({ name: "tasks", version: "1.0.0" }).pipe(
  McpServer.provide(features)
)

/** Whoever looks after a task in a test shall not wait long. */
export const layer = server.pipe(Layer.provide(Tasks.layerMemory({ pollInterval: "50 millis" })))
