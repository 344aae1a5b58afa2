/**
 * What a task's handler has asked so far, and under which keys. For runners.
 *
 * A key belongs to one text for as long as the task lives: a question that now reads otherwise gets the
 * next key (`base~2`, `base~3`), and so does one whose answer could not be read, since a client answers
 * each key once.
 *
 * @since 0.1.0
 */
import type { Entries, Entry } from "./TaskJournal.ts"

/**
 * How the client answered.
 *
 * @since 0.1.0
 */
export type Answer = Extract<Entry, { readonly _tag: "Answered" | "Refused" }>

interface Asked {
  readonly digest: string
  readonly answer: Answer | undefined
}

/**
 * What is known under the key a question has now.
 *
 * - `answer` is there if it was answered;
 * - `superseded` are keys of other texts that were asked in its place.
 *
 * @since 0.1.0
 */
export interface Place {
  readonly key: string
  readonly answer: Answer | undefined
  readonly superseded: ReadonlyArray<string>
}

/**
 * @since 0.1.0
 */
export class QuestionLog {
  private readonly asked = new Map<string, Asked>()
  private readonly unreadable = new Set<string>()

  constructor(entries: Entries) {
    for (const entry of entries) this.learn(entry)
  }

  /** Steps are passed over. */
  learn(entry: Entry): void {
    if (entry._tag === "Step") return
    const { digest, key } = entry
    const answer = entry._tag === "Asked" ? this.asked.get(key)?.answer : entry
    this.asked.set(key, { digest, answer })
  }

  /** Whether the key was given to a question. */
  has(key: string): boolean {
    return this.asked.has(key)
  }

  /** The question's schema refused the answer under this key. */
  reject(key: string): void {
    this.unreadable.add(key)
  }

  /** The key of a question that reads like this, and what is known of it. */
  place(base: string, digest: string): Place {
    const superseded: Array<string> = []
    for (let use = 1; ; use++) {
      const key = use === 1 ? base : `${base}~${use}`
      const known = this.asked.get(key)
      if (known === undefined) return { key, answer: undefined, superseded }
      if (known.digest !== digest) {
        if (known.answer === undefined) superseded.push(key)
        continue
      }
      if (!this.unreadable.has(key)) return { key, answer: known.answer, superseded }
    }
  }
}
