/**
 * Work that does nothing but wait to be ended, such as a subscription that stays open.
 *
 * A dispatcher holds it as it is: what waits costs its own object and no fiber. With something put around it, it is
 * an effect like any other.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import * as Exit from "effect/Exit"

import type { Answer, Failure } from "./Handler.ts"

/**
 * Who is told once that it has ended.
 *
 * @since 0.1.0
 */
export interface Holder {
  readonly end: (exit: Exit.Exit<Answer, Failure>) => void
}

/**
 * What a handler gives for it, made anew for each request. It frees what it holds before its holder is told.
 *
 * @since 0.1.0
 */
export abstract class Held extends Effectable.Class<Answer, Failure> {
  private holder: Holder | undefined

  /** From here on it may end, before this returns too. */
  begin(holder: Holder): void {
    this.holder = holder
    try {
      this.opened()
    } catch (defect) {
      this.end(Exit.die(defect))
    }
  }

  /** Does nothing once it has ended. */
  end(exit: Exit.Exit<Answer, Failure>): void {
    const { holder } = this
    if (holder === undefined) return
    this.holder = undefined
    holder.end(this.freed(exit))
  }

  /** As a fiber is stopped. */
  interruptUnsafe(): void {
    this.end(Exit.interrupt())
  }

  override asEffect(): Effect.Effect<Answer, Failure> {
    return Effect.callback((resume) => {
      this.begin({ end: resume })
      return Effect.sync(() => this.interruptUnsafe())
    })
  }

  private freed(exit: Exit.Exit<Answer, Failure>): Exit.Exit<Answer, Failure> {
    try {
      this.closed()
      return exit
    } catch (defect) {
      return Exit.die(defect)
    }
  }

  /** It has begun. What it throws is a defect of the request. */
  protected abstract opened(): void

  /** It has ended, however that came, and frees what it holds. */
  protected abstract closed(): void
}
