/**
 * The answers one round can use: those recorded in earlier rounds, and those that came with this
 * request, which nobody has vouched for.
 *
 * An answer belongs to the text it was given to. When the question under its key now reads otherwise,
 * it is dropped and the new text is asked: nobody agreed to "Apply 300 changes?" by agreeing to
 * "Apply 3 changes?".
 */
import type * as Schema from "effect/Schema"

import type { Answer, Journal } from "../Journal.ts"

/** `inputResponses` of a request, as it came. */
export type Responses = { readonly [key: string]: unknown }

export class Answers {
  /** Questions whose recorded or given answer was to another text, or no longer reads. */
  readonly redrawn: Array<string> = []
  private readonly journal: Journal
  private readonly responses: Responses
  private readonly recorded: Map<string, Answer>
  private readonly used = new Set<string>()

  constructor(journal: Journal, responses: Responses) {
    this.journal = journal
    this.responses = responses
    this.recorded = new Map(journal.answers)
  }

  /** The raw answer to this very question; `undefined` (which is no JSON) when there is none. */
  find(key: string, digest: string): unknown {
    this.used.add(key)
    const known = this.recorded.get(key)
    if (known === undefined) return this.given(key, digest)
    if (known.digest === digest) return known.raw
    this.drop(key)
    return undefined
  }

  accept(key: string, digest: string, raw: unknown): void {
    // `JSON.parse` made it, in some round
    this.recorded.set(key, { digest, raw: raw as Schema.Json })
  }

  /** The answer turned out not to be one. */
  reject(key: string): void {
    if (this.recorded.has(key)) this.drop(key)
  }

  record(): ReadonlyMap<string, Answer> {
    return new Map(this.recorded)
  }

  /** Recorded answers this run did not ask for. */
  unused(): ReadonlyArray<string> {
    return Array.from(this.recorded.keys()).filter((key) => !this.used.has(key))
  }

  private drop(key: string): void {
    this.recorded.delete(key)
    this.redrawn.push(key)
  }

  /**
   * With a state, only what it lists as open can be answered. Without one there is no proof of what
   * was asked, and answers count by their key: a client may answer what it likes.
   */
  private given(key: string, digest: string): unknown {
    if (!Object.hasOwn(this.responses, key)) return undefined
    if (this.journal.round === 0) return this.responses[key]
    const asked = this.journal.open.get(key)
    if (asked === digest) return this.responses[key]
    if (asked !== undefined) this.redrawn.push(key)
    return undefined
  }
}
