/**
 * What a call remembers from one run of its handler to the next. Sealed into `requestState` by
 * `StateSeal`, kept by a task store, and handed from the one to the other when a call becomes a task.
 *
 * Maps and lists of entries throughout: the keys come from the wire, and `__proto__` is only a key.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"

import type { StepRecord } from "./Steps.ts"

/**
 * A raw answer, and the digest of the question it answered.
 *
 * @since 0.1.0
 */
export interface Answer {
  readonly digest: string
  readonly raw: Schema.Json
}

/**
 * @since 0.1.0
 */
export interface Journal {
  readonly callId: string
  /** How many rounds have ended with questions. */
  readonly round: number
  /** By the question's key. */
  readonly answers: ReadonlyMap<string, Answer>
  /** What was asked and is not answered: key to digest. */
  readonly open: ReadonlyMap<string, string>
  /** By the step's path. */
  readonly steps: ReadonlyMap<string, StepRecord>
}

const nothing: ReadonlyMap<string, never> = new Map<string, never>()

/**
 * The journal of a call that has not asked anything yet.
 *
 * @since 0.1.0
 */
export const empty = (callId: string): Journal => ({
  callId,
  round: 0,
  answers: nothing,
  open: nothing,
  steps: nothing
})

/**
 * A new call's identity. Nobody can guess it, so keys derived from it are safe to hand to others.
 *
 * @since 0.1.0
 */
export const newCallId = (): string => globalThis.crypto.randomUUID()

/**
 * A journal as JSON.
 *
 * @since 0.1.0
 */
export const toJson = (journal: Journal): Schema.Json => ({
  c: journal.callId,
  n: journal.round,
  a: Array.from(journal.answers, ([key, answer]) => [key, answer.digest, answer.raw]),
  q: Array.from(journal.open),
  s: Array.from(journal.steps)
})

/**
 * Reads what `toJson` wrote; `undefined` for anything else.
 *
 * @since 0.1.0
 */
export const fromJson = (json: unknown): Journal | undefined => {
  if (!Predicate.isReadonlyObject(json)) return undefined
  const { c, n, a, q, s } = json
  if (typeof c !== "string" || typeof n !== "number") return undefined
  if (!isListOf(a, isAnswerEntry) || !isListOf(q, isOpenEntry) || !isListOf(s, isStepEntry)) {
    return undefined
  }
  return {
    callId: c,
    round: n,
    answers: new Map(a.map(([key, digest, raw]) => [key, { digest, raw }])),
    open: new Map(q),
    steps: new Map(s)
  }
}

type AnswerEntry = readonly [key: string, digest: string, raw: Schema.Json]
type OpenEntry = readonly [key: string, digest: string]
type StepEntry = readonly [path: string, record: StepRecord]

const isListOf = <Entry>(
  list: unknown,
  isEntry: (entry: unknown) => entry is Entry
): list is ReadonlyArray<Entry> => Array.isArray(list) && list.every(isEntry)

const isAnswerEntry = (entry: unknown): entry is AnswerEntry =>
  Array.isArray(entry) &&
  entry.length === 3 &&
  typeof entry[0] === "string" &&
  typeof entry[1] === "string"

const isOpenEntry = (entry: unknown): entry is OpenEntry =>
  Array.isArray(entry) &&
  entry.length === 2 &&
  typeof entry[0] === "string" &&
  typeof entry[1] === "string"

const isStepEntry = (entry: unknown): entry is StepEntry =>
  Array.isArray(entry) && typeof entry[0] === "string" && isStepRecord(entry[1])

const isStepRecord = (record: unknown): record is StepRecord =>
  Predicate.hasProperty(record, "ok") || Predicate.hasProperty(record, "err")
