/**
 * Calls of more than one round: several questions one after the other or at once, answers that are kept in
 * state the client carries, and what that state is safe from.
 *
 * The questions have keys here because whoever calls by hand wants to know them; without, they get one.
 *
 * @since 0.1.0
 */
import { McpRequest } from "@effect-mcp/protocol"
import { Elicitation, Roots, Sampling, Step, Tool } from "@effect-mcp/server"
import { Effect, Layer, Schema } from "effect"

import { said } from "./said.ts"

const Name = Schema.Struct({ name: Schema.String })

const askName = Elicitation.form({
  key: "user_name",
  message: "What is your name?",
  schema: Name
})

const askModel = (key: string, text: string, maxTokens: number) =>
  Effect.map(
    Sampling.createMessage({
      key,
      messages: [{ role: "user", content: { type: "text", text } }],
      maxTokens
    }),
    said
  )

const confirm = Elicitation.form({
  key: "confirm",
  message: "Please confirm",
  schema: Schema.Struct({ ok: Schema.Boolean })
})

const One = Tool.make("test_input_required_result_elicitation", {
  description: "Asks for a name, and greets."
}).handle(() => Effect.map(askName, ({ name }) => `Hello, ${name}!`))

const OneOfModel = Tool.make("test_input_required_result_sampling", {
  description: "Asks the client's model for a capital."
}).handle(() => askModel("capital_question", "What is the capital of France?", 100))

const OneOfRoots = Tool.make("test_input_required_result_list_roots", {
  description: "Asks which folders it may work in."
}).handle(() =>
  Effect.map(
    Roots.list,
    (roots) => `Roots: ${roots.map(({ name, uri }) => name ?? uri).join(", ")}`
  )
)

const Remembering = Tool.make("test_input_required_result_request_state", {
  description: "Draws a number once, asks, and still knows the number."
}).handle(
  Effect.fnUntraced(function* () {
    // Runs once, though the handler runs again: its outcome travels in the sealed state.
    const drawn = yield* Step.once("draw", Schema.Finite, Effect.sync(Math.random))
    const { ok } = yield* confirm
    return ok ? `state-ok: ${drawn}` : "Not confirmed."
  })
)

const Several = Tool.make("test_input_required_result_multiple_inputs", {
  description: "Asks the person, the model and the client at the same time."
}).handle(
  Effect.fnUntraced(function* () {
    const [{ name }, greeting, roots] = yield* Effect.all(
      [askName, askModel("greeting", "Generate a greeting", 50), Roots.list],
      { concurrency: "unbounded" }
    )
    return `${greeting} ${name}, you work in ${roots.map(({ uri }) => uri).join(", ")}.`
  })
)

const Following = Tool.make("test_input_required_result_multi_round", {
  description: "Asks for a name, then for a color."
}).handle(
  Effect.fnUntraced(function* () {
    const { name } = yield* Elicitation.form({
      key: "step1",
      message: "Step 1: What is your name?",
      schema: Name
    })
    const { color } = yield* Elicitation.form({
      key: "step2",
      message: "Step 2: What is your favorite color?",
      schema: Schema.Struct({ color: Schema.String })
    })
    return `${name} likes ${color}.`
  })
)

const Sealed = Tool.make("test_input_required_result_tampered_state", {
  description: "Asks with state that nobody can change unseen."
}).handle(() => Effect.map(confirm, ({ ok }) => (ok ? "Confirmed." : "Not confirmed.")))

const Able = Tool.make("test_input_required_result_capabilities", {
  description: "Asks only what the client said it can answer."
}).handle(
  Effect.fnUntraced(function* () {
    const request = yield* McpRequest.McpRequest
    if (request.supports("sampling")) return yield* askModel("greeting", "Generate a greeting", 50)
    const { name } = yield* askName
    return `Hello, ${name}!`
  })
)

/** The tools of this page. */
export const RoundTools = Layer.mergeAll(
  One,
  OneOfModel,
  OneOfRoots,
  Remembering,
  Several,
  Following,
  Sealed,
  Able
)
