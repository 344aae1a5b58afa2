/** One task from its call to its end, by a client that is there all the time while servers come and go. */
import { Effect, Schedule } from "effect"

import * as Caller from "../test/Caller.ts"
import * as Wire from "./Wire.ts"

export interface Plan {
  readonly steps: number
  /** After which steps it asks. */
  readonly asks: ReadonlyArray<number>
}

export interface Errand extends Plan {
  /** Each call has a name of its own. */
  readonly task: string
  readonly id: string
  /** As it ended, when that was first seen. */
  readonly end: Caller.Json
}

/** A call that was not answered may have begun a task of which nobody was told. */
const begin = (
  url: string,
  name: string,
  plan: Plan,
  attempt = 1
): Effect.Effect<{ readonly id: string; readonly task: string }> => {
  const task = `${name}.${attempt}`
  const call = { name: "work", arguments: { task, ...plan } }
  return Effect.matchEffect(Wire.request(url, "tools/call", call), {
    onSuccess: ({ taskId }) => Effect.succeed({ id: String(taskId), task }),
    onFailure: () => Effect.andThen(Effect.sleep("50 millis"), begin(url, name, plan, attempt + 1))
  })
}

const isOver = ({ status }: Caller.Json): boolean =>
  status !== "working" && status !== "input_required"

/** Answers with what was asked, so that the result tells whether it went to the right question. */
const look = Effect.fnUntraced(function* (caller: Caller.Caller, id: string) {
  const task = yield* caller.get(id)
  for (const [key, text] of Object.entries(Caller.questions(task))) {
    yield* caller.answer(id, { [key]: { said: `${key} of ${String(text)}` } })
  }
  return task
})

export const run = Effect.fnUntraced(function* (url: string, name: string, plan: Plan) {
  const begun = yield* begin(url, name, plan)
  const caller = Wire.caller(url)
  const schedule = Schedule.spaced("100 millis")
  const end = yield* Effect.repeat(look(caller, begun.id), { schedule, until: isOver })
  return { ...plan, ...begun, end } satisfies Errand
})
