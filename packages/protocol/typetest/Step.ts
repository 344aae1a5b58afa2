/**
 * What the types of `Step` and `Interaction` promise. Checked by the compiler, never run.
 */
import { Context, Effect, Schema } from "effect"

import type * as Interaction from "../src/Interaction.ts"
import * as Step from "../src/Step.ts"
import type { Steps } from "../src/Steps.ts"

declare const question: Effect.Effect<string, Interaction.InteractionError, Interaction.Interaction>

class Cloud extends Context.Service<Cloud, string>()("typetest/Cloud") {}
class DbError extends Schema.TaggedError<DbError>()("DbError", {}) {}
class NoStock extends Schema.TaggedError<NoStock>()("NoStock", {}) {}

// A step has its value's type, no failure, and needs the journal beside what its effect needs.
const plain: Effect.Effect<number, never, Steps | Cloud> = Step.once(
  "plain",
  Schema.Number,
  Effect.as(Cloud, 1)
)

// A step may contain a step.
const nested: Effect.Effect<number, never, Steps | Cloud> = Step.once("outer", Schema.Number, plain)

// A question inside a step is an error, whose message says what to do.
// @ts-expect-error A step must not ask questions: ask before it and pass the answer in
Step.once("asks", Schema.String, Effect.orDie(question))

// Without an error schema a step must not fail.
// @ts-expect-error DbError is not never
Step.once("fails", Schema.String, Effect.fail(new DbError()))

// With one, it may fail with that, which stays in the type.
const failing: Effect.Effect<string, NoStock, Steps> = Step.once(
  "fails",
  Schema.String,
  Effect.fail(new NoStock()),
  { error: NoStock }
)
// @ts-expect-error DbError is not NoStock
Step.once("fails", Schema.String, Effect.fail(new DbError()), { error: NoStock })

// The schema decides the type: an effect with another one is an error.
// @ts-expect-error a string is not a number
Step.once("other", Schema.Number, Effect.succeed("text"))

// The two services do not stand in for one another.
// @ts-expect-error Interaction is not Steps
const mixed: Effect.Effect<string, Interaction.InteractionError, Steps> = question

// An optional `error` may be undefined, as where it is passed on.
const passedOn = (error: typeof NoStock | undefined): Effect.Effect<string, NoStock, Steps> =>
  Step.once("passed on", Schema.String, Effect.fail(new NoStock()), { error })

export { failing, mixed, nested, passedOn, plain }
