/**
 * Tools that ask in the middle of a call, and do something that must happen once.
 *
 * What they do is written down in a file that the caller names: one word a line, outside of anything the
 * protocol could undo or repeat by itself.
 */
import { appendFileSync } from "node:fs"

import { Step } from "@effect-mcp/protocol"
import { Elicitation, McpServer, Sampling, Tool } from "@effect-mcp/server"
import { Effect, Layer, Schema } from "effect"

const Input = Schema.Struct({ journal: Schema.String })

const write = (journal: string, word: string) =>
  Effect.sync(() => appendFileSync(journal, `${word}\n`))

/** A step that leaves a word in the journal, and says how long the word is. */
const once = (journal: string, word: string) =>
  Step.once(word, Schema.Int, Effect.as(write(journal, word), word.length))

const Person = Schema.Struct({
  name: Schema.String,
  colour: Schema.Literals(["red", "green", "blue"])
})

const person = (message: string) => Elicitation.form({ message, schema: Person })

/** Two questions; before each something that must happen once. */
const Deploy = Tool.make("deploy", { input: Input }).handle(
  Effect.fnUntraced(function* ({ journal }) {
    yield* write(journal, "run")
    const reserved = yield* once(journal, "reserve")
    const first = yield* person("Who deploys?")
    const planned = yield* once(journal, "plan")
    const second = yield* person(`In which colour, ${first.name}?`)
    return `${first.name} in ${second.colour}, ${reserved} and ${planned}`
  })
)

const said = (text: string) =>
  Effect.map(
    Sampling.createMessage({
      messages: [{ role: "user", content: { type: "text", text } }],
      maxTokens: 100
    }),
    ({ content }) => ("text" in content ? content.text : "nothing")
  )

/** The same, and it is a model that answers. */
const Ponder = Tool.make("ponder", { input: Input }).handle(
  Effect.fnUntraced(function* ({ journal }) {
    yield* write(journal, "run")
    const reserved = yield* once(journal, "reserve")
    const first = yield* said("one?")
    const planned = yield* once(journal, "plan")
    const second = yield* said(`${first}, and then?`)
    return `${first}, ${second}, ${reserved} and ${planned}`
  })
)

/** Asks if it can, and does without if it cannot. */
const Greet = Tool.make("greet", {}).handle(() =>
  person("Who are you?").pipe(
    Effect.map(({ name }) => `Hello ${name}.`),
    Effect.catchTag("Unsupported", ({ missing, method }) =>
      Effect.succeed(`Hello whoever you are: no ${method}, for want of ${missing.join(", ")}.`)
    )
  )
)

/** Two questions at one moment. */
const Pair = Tool.make("pair", {}).handle(() =>
  Effect.map(
    Effect.all([person("Who is left?"), person("Who is right?")], { concurrency: "unbounded" }),
    ([left, right]) => `${left.name} and ${right.name}`
  )
)

/** Says what the person did. */
const Outcome = Tool.make("outcome", {}).handle(() =>
  Effect.map(
    Elicitation.formResult({ message: "Well?", schema: Person }),
    ({ action }) => `It was ${action}.`
  )
)

/** All of it, for a server of any name. */
export const features = Layer.mergeAll(Deploy, Ponder, Greet, Pair, Outcome)

export const layer = McpServer.layer({ name: "interactive", version: "1.0.0" }).pipe(
  McpServer.provide(features)
)
