/**
 * One task from its call to its end, by a client that is there all the time while servers come and go. What it
 * was promised and what it saw is evidence.
 */
import { Effect, type Latch } from "effect"

import * as Core from "./wire/Core.ts"
import * as Extension from "./wire/Extension.ts"
import * as Wire from "./wire/Wire.ts"

/** Where the server is now; the latch is open while one is up. */
export interface Door {
  readonly up: Latch.Latch
  url: string
}

/** What a task has to do, and in which dialect its client speaks. */
export interface Plan {
  readonly dialect: "core" | "extension"
  readonly steps: number
  /** After which steps it asks. */
  readonly asks: ReadonlyArray<number>
}

/** What became of a question, in the eyes of who was asked. */
export interface Asked {
  readonly sent: Array<string>
  /** The server said that it has the answer. */
  acknowledged: boolean
  /** It asked all the same. */
  again: boolean
}

export interface Errand {
  /** As the log calls the task: each call has a name of its own. */
  readonly task: string
  readonly id: string
  readonly plan: Plan
  readonly questions: Map<string, Asked>
  /** As it ended, when that was first seen. */
  ending: Wire.Snapshot | undefined
  /** The same, once everything was over. */
  later: Wire.Snapshot | undefined
}

export const make = (task: string, id: string, plan: Plan): Errand => ({
  task,
  id,
  plan,
  questions: new Map(),
  ending: undefined,
  later: undefined
})

const dialects: Readonly<Record<Plan["dialect"], Wire.Dialect>> = {
  core: Core.dialect,
  extension: Extension.dialect
}

/** A server that is not there comes back; not at once, and `up` may not know yet. */
const pause = Effect.sleep("20 millis")

const reach = <A, E>(
  door: Door,
  request: (url: string) => Effect.Effect<A, E>
): Effect.Effect<A, E> => door.up.whenOpen(Effect.suspend(() => request(door.url)))

/** For what may be asked for twice. */
const insist = <A>(
  door: Door,
  request: (url: string) => Effect.Effect<A, Wire.Unreachable | Wire.Refused>
): Effect.Effect<A, Wire.Refused> =>
  Effect.catchTag(reach(door, request), "Unreachable", () =>
    Effect.andThen(pause, insist(door, request))
  )

/** Calls until a call is answered. One that was not may have begun a task of which nobody was told. */
export const begin = (
  door: Door,
  name: string,
  plan: Plan,
  attempt = 1
): Effect.Effect<Errand, Wire.Refused> => {
  const task = `${name}.${attempt}`
  const { asks, dialect, steps } = plan
  return reach(door, (url) => dialects[dialect].start(url, { task, steps, asks })).pipe(
    Effect.map((id) => make(task, id, plan)),
    Effect.catchTag("Unreachable", () =>
      Effect.andThen(pause, begin(door, name, plan, attempt + 1))
    )
  )
}

const asked = (errand: Errand, message: string): Asked => {
  const known = errand.questions.get(message)
  if (known !== undefined) return known
  const first: Asked = { sent: [], acknowledged: false, again: false }
  errand.questions.set(message, first)
  return first
}

/** A new answer each time, so that the result tells which of them was taken. */
const person =
  (errand: Errand): Wire.Person =>
  (message) => {
    const record = asked(errand, message)
    if (record.acknowledged) record.again = true
    const text = `${message} ${record.sent.length + 1}`
    record.sent.push(text)
    return { text, acknowledged: () => void (record.acknowledged = true) }
  }

/** The task as it is. */
export const look = (
  door: Door,
  { id, plan }: Errand
): Effect.Effect<Wire.Snapshot, Wire.Refused> =>
  insist(door, (url) => dialects[plan.dialect].look(url, id))

const attend = (door: Door, errand: Errand): Effect.Effect<void, Wire.Refused> =>
  reach(door, (url) => dialects[errand.plan.dialect].attend(url, errand.id, person(errand))).pipe(
    Effect.catchTag("Unreachable", () => pause)
  )

/** Stays with it until it is over. */
export const follow = (door: Door, errand: Errand): Effect.Effect<void, Wire.Refused> =>
  Effect.flatMap(look(door, errand), (snapshot) =>
    Wire.isFinal(snapshot)
      ? Effect.sync(() => void (errand.ending = snapshot))
      : Effect.andThen(attend(door, errand), follow(door, errand))
  )
