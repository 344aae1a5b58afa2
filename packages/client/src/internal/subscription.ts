/** One subscription, over all the links it lives on. */
import type { Caller } from "@effect-mcp/protocol"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Stream from "effect/Stream"

import type { ClientError } from "../ClientError.ts"
import type { Change, List } from "../ClientEvent.ts"
import type { End, Filter } from "../Subscription.ts"
import { Emitter } from "./emitter.ts"

/** The filter's member for each list. @since 0.1.0 */
export const members = {
  tools: "toolsListChanged",
  prompts: "promptsListChanged",
  resources: "resourcesListChanged"
} as const satisfies Readonly<Record<List, keyof Filter>>

/** One subscription. @since 0.1.0 */
export class Subscription {
  readonly filter: Filter
  readonly ended = Deferred.makeUnsafe<End, ClientError>()
  acknowledged: Filter = {}
  /** What closing it takes on the link it lives on now. */
  stop: Effect.Effect<void> = Effect.void
  private readonly emitter = new Emitter<Change>()
  private readonly heard = new Emitter<Caller.Notice>()

  constructor(filter: Filter) {
    this.filter = filter
  }

  get changes(): Stream.Stream<Change> {
    return this.emitter.stream((change) => change)
  }

  /** What extensions were told on it. */
  get notices(): Stream.Stream<Caller.Notice> {
    return this.heard.stream((notice) => notice)
  }

  /** Passes on what is an extension's. */
  hear(notice: Caller.Notice): void {
    this.heard.emit(notice)
  }

  /** Passes on what was asked for. */
  deliver(change: Change): void {
    if (wants(this.filter, change)) this.emitter.emit(change)
  }

  /** All that the server has agreed to tell of, as if it had happened. */
  get everything(): ReadonlyArray<Change> {
    const { acknowledged } = this
    const lists = (["tools", "prompts", "resources"] as const).filter(
      (list) => acknowledged[members[list]] === true
    )
    return [
      ...lists.map((list): Change => ({ _tag: "ListChanged", list })),
      ...(acknowledged.resourceSubscriptions ?? []).map((uri): Change => ({
        _tag: "ResourceUpdated",
        uri
      }))
    ]
  }

  /** Whether the server has ended it, or it could not be kept. */
  get isOver(): boolean {
    return Deferred.isDoneUnsafe(this.ended)
  }

  end(exit: Exit.Exit<End, ClientError>): void {
    Deferred.doneUnsafe(this.ended, exit)
  }
}

/** An update may name a part of the resource that was asked for. */
const wants = (filter: Filter, change: Change): boolean =>
  change._tag === "ListChanged"
    ? filter[members[change.list]] === true
    : (filter.resourceSubscriptions ?? []).some((uri) => change.uri.startsWith(uri))
