/** A task of steps that act on the world outside, with questions between them. */
import { randomUUID } from "node:crypto"

import { Interaction } from "@effect-mcp/protocol"
import { Elicitation, Step, Tool } from "@effect-mcp/server"
import { Effect, Exit, Schema } from "effect"

import * as Outside from "../src/Outside.ts"
import { say } from "./say.ts"
import { settings } from "./settings.ts"

const { folder, hold, run } = settings

const Work = Tool.make("work", {
  input: Schema.Struct({
    task: Schema.String,
    steps: Schema.Int,
    asks: Schema.Array(Schema.Int)
  }),
  output: Schema.Struct({
    task: Schema.String,
    values: Schema.Array(Schema.String),
    answers: Schema.Array(Schema.String)
  }),
  task: "required"
})

/** Long enough that others get on meanwhile, and are in flight too when the end comes. */
const aMoment = Effect.sleep("3 millis")

const act = (task: string, step: number, key: string) =>
  Effect.gen(function* () {
    yield* aMoment
    const value = randomUUID()
    const line = { task, step, key, value, run, pid: process.pid }
    say({ what: "point", phase: "before", place: "step", task })
    Outside.append(folder, line)
    Outside.request(folder, line)
    say({ what: "point", phase: "after", place: "step", task })
    yield* aMoment
    return value
  })

const once = Effect.fnUntraced(function* (task: string, step: number) {
  const name = `step-${step}`
  const key = yield* Step.idempotencyKey(name)
  return yield* Step.once(name, Schema.String, act(task, step, key))
})

const ask = (task: string, step: number) =>
  Effect.map(
    Elicitation.form({
      message: `${task} after step ${step}?`,
      schema: Schema.Struct({ answer: Schema.String })
    }),
    ({ answer }) => answer
  )

/** Between two steps, until the process goes down; says why it was told to stop. */
const stay = (task: string) =>
  Effect.suspend(() => {
    say({ what: "held", task })
    return Effect.never
  }).pipe(
    Effect.onExit((exit) =>
      Effect.sync(() => {
        const suspended = Exit.isFailure(exit) && Interaction.isSuspension(exit.cause)
        say({ what: "stopped", task, because: suspended ? "suspension" : "cancellation" })
      })
    )
  )

/** After which step it stays, where it has to. */
const halfway = 2

export const layer = Work.handle(
  Effect.fnUntraced(function* ({ asks, steps, task }) {
    const values: Array<string> = []
    const answers: Array<string> = []
    for (let step = 1; step <= steps; step++) {
      values.push(yield* once(task, step))
      if (asks.includes(step)) answers.push(yield* ask(task, step))
      if (hold === true && step === halfway) yield* stay(task)
    }
    return { task, values, answers }
  })
)
