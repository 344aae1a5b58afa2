/**
 * Pages the user has been sent to and that nobody has reported as done. Only these can be completed: a report for
 * another id, or a second one, is ignored.
 *
 * @spec 2025-11-25/client/elicitation#completion-notifications-for-url-mode-elicitation
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import type * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** As many as a client remembers; the oldest is forgotten first. */
const capacity = 1024

/** The open pages of one client. @since 0.1.0 */
export class OpenElicitations {
  private readonly open = new Map<string, Deferred.Deferred<void>>()

  add(id: string): Deferred.Deferred<void> {
    const known = this.open.get(id)
    if (known !== undefined) return known
    const done = Deferred.makeUnsafe<void>()
    this.open.set(id, done)
    const [oldest] = this.open.keys()
    if (this.open.size > capacity && oldest !== undefined) this.open.delete(oldest)
    return done
  }

  /** Whether it was open until now. */
  complete(id: string): boolean {
    const done = this.open.get(id)
    if (done === undefined) return false
    this.open.delete(id)
    Deferred.doneUnsafe(done, Exit.void)
    return true
  }

  /** Ends when the page is reported as done; adds it if it is not open. */
  completed(id: string): Effect.Effect<void> {
    return Deferred.await(this.add(id))
  }
}
