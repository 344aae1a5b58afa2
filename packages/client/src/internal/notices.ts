/**
 * What a server tells without being asked, sorted by method. What does not fit its schema is reported as a
 * violation and goes no further; a method the revision does not have is not in the table.
 *
 * @spec 2026-07-28/basic/patterns#subscribe-and-notify
 * @since 0.1.0
 */
import type { Caller, Exchange, Handler } from "@effect-mcp/protocol"
import type { Methods, Revision } from "@effect-mcp/schema"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

import type { Change, ClientEvent, List } from "../ClientEvent.ts"
import * as ResponseCache from "../ResponseCache.ts"
import type { ListenStreams } from "./listenStreams.ts"
import type { OpenElicitations } from "./openElicitations.ts"
import type { Subscriptions } from "./subscriptions.ts"

/** Where notices go. @since 0.1.0 */
export interface Options {
  readonly emit: (event: ClientEvent) => void
  readonly streams: ListenStreams
  readonly subscriptions: Subscriptions
  readonly pages: OpenElicitations
  /** The methods of extensions that reach who listens. */
  readonly heard: ReadonlyArray<string>
  /** Kept results that a change has made wrong. */
  readonly drop: (methods: ReadonlyArray<string>, uri: string | undefined) => void
}

type Params = { readonly [name: string]: unknown }

type Known = keyof Methods.ServerNotifications

const lists: ReadonlyArray<readonly [method: Known, list: List]> = [
  ["notifications/tools/list_changed", "tools"],
  ["notifications/prompts/list_changed", "prompts"],
  ["notifications/resources/list_changed", "resources"]
]

const updated = "notifications/resources/updated"

/**
 * The table of one revision.
 *
 * @since 0.1.0
 */
export const table = (revision: Revision.Revision, options: Options): Handler.Notifications => {
  const { emit, pages, streams } = options
  const notices = new Table(revision, emit)
  const changed = (method: Known, params: Params, change: Change) =>
    pass(revision, options, method, params, change)
  for (const [method, list] of lists) {
    notices.on(method, (params) => changed(method, { ...params }, { _tag: "ListChanged", list }))
  }
  notices.on(updated, (params) =>
    changed(updated, { ...params }, { _tag: "ResourceUpdated", uri: params.uri })
  )
  notices.on("notifications/message", ({ data, level, logger }) =>
    emit({ _tag: "LogMessage", level, logger, data })
  )
  notices.on("notifications/elicitation/complete", ({ elicitationId }) => {
    if (pages.complete(elicitationId)) emit({ _tag: "ElicitationComplete", elicitationId })
  })
  notices.on("notifications/subscriptions/acknowledged", (params) =>
    streams.acknowledge({ ...params }, params.notifications)
  )
  notices.on("notifications/cancelled", ({ reason, requestId }, exchange) => {
    if (requestId === undefined) return
    if (revision.changes === "Listen") streams.cancel(requestId)
    else exchange.connection?.inFlight.cancel(requestId, reason)
  })
  for (const method of options.heard) {
    notices.entries[method] = (params = {}) => hear(revision, options, { method, params })
  }
  return notices.entries
}

class Table {
  readonly entries: { [method: string]: Handler.Notified } = {}
  private readonly revision: Revision.Revision
  private readonly emit: (event: ClientEvent) => void

  constructor(revision: Revision.Revision, emit: (event: ClientEvent) => void) {
    this.revision = revision
    this.emit = emit
  }

  on<M extends Known>(
    method: M,
    take: (params: Methods.ServerNotifications[M], exchange: Exchange.Exchange) => void
  ): void {
    const payload = this.revision.server.notifications[method]
    if (payload === undefined) return
    const decode = Schema.decodeUnknownExit(payload.params)
    this.entries[method] = (params, exchange) => {
      const decoded = decode(params ?? {})
      // The table's entry for a method is typed by that method; its decoder gives what it says.
      if (Exit.isSuccess(decoded)) take(decoded.value as Methods.ServerNotifications[M], exchange)
      else this.emit({ _tag: "Violation", what: "Notification", method, detail: "wrong params" })
    }
  }
}

/** What an extension's notification says, to those whose stream it came on, or to all. */
const hear = (
  revision: Revision.Revision,
  { streams, subscriptions }: Options,
  notice: Caller.Notice
): void => {
  if (revision.changes === "Listen") streams.owner(notice.params)?.hear(notice)
  else subscriptions.hear(notice)
}

/** A change, to those whose stream it came on, or to all where there are no streams. */
const pass = (
  revision: Revision.Revision,
  { drop, emit, streams, subscriptions }: Options,
  method: Known,
  params: Params,
  change: Change
): void => {
  if (revision.changes === "Listen") {
    const owner = streams.owner(params)
    if (owner === undefined) return
    owner.deliver(change)
  } else {
    subscriptions.deliver(change)
  }
  const stale = ResponseCache.stale[method] ?? []
  drop(stale, change._tag === "ResourceUpdated" ? change.uri : undefined)
  emit(change)
}
