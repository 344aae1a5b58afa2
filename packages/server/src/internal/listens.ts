/**
 * Listen streams: a request that stays open, and what changes on it.
 */
import {
  Extension,
  Handler,
  type JsonObject,
  type McpRequest,
  RpcError
} from "@effect-mcp/protocol"
import { Meta, Subscription } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import type { Changes } from "./changes.ts"
import type { Core } from "./core.ts"
import type { Sees } from "./guards.ts"
import type { Kind } from "./registry.ts"
import { isThere, maxWatched, notificationOf, tooMany, withSight } from "./watching.ts"

type Extensions = ReadonlyArray<Extension.Active<Extension.ServerExtension>>
type Filter = typeof Subscription.SubscriptionFilter.Type

const kinds: Readonly<Record<string, Kind>> = {
  toolsListChanged: "tools",
  promptsListChanged: "prompts",
  resourcesListChanged: "resources"
}

/** One listen request that is open. */
class Listening {
  private readonly request: McpRequest.Request
  private readonly honoured: Record<string, unknown> = {}
  private readonly kinds = new Set<Kind>()
  private readonly uris = new Set<string>()
  private readonly closing: Array<() => void> = []
  private early: Array<() => void> | undefined = []

  constructor(request: McpRequest.Request) {
    this.request = request
  }

  get tag(): JsonObject.JsonObject {
    return { [Meta.subscriptionId]: this.request.id }
  }

  /** Takes up what was asked for as far as this server has it; a refusal ends it. */
  open(
    core: Core,
    filter: Filter,
    extensions: Extensions,
    sees: Sees | undefined
  ): RpcError.RpcError | undefined {
    const declared = core.capabilities(this.request.revision)
    for (const [member, kind] of Object.entries(kinds)) {
      if (filter[member] !== true || declared[kind] === undefined) continue
      this.kinds.add(kind)
      this.honoured[member] = true
    }
    const asked = [...new Set(filter.resourceSubscriptions ?? [])]
    if (asked.length > maxWatched) return tooMany
    const uris =
      declared.resources === undefined ? [] : asked.filter((uri) => isThere(core, uri, sees))
    for (const uri of uris) this.uris.add(uri)
    if (uris.length > 0) this.honoured["resourceSubscriptions"] = uris
    return this.extend(filter, extensions)
  }

  private extend(filter: Filter, extensions: Extensions): RpcError.RpcError | undefined {
    for (const extension of extensions) {
      if (!Extension.isAgreed(extension, this.request.peer.capabilities)) continue
      for (const [member, listen] of Object.entries(extension.part.listen ?? {})) {
        if (filter[member] === undefined) continue
        const opened = listen(filter[member], { request: this.request, notify: this.notify })
        if (opened === undefined) continue
        if (opened instanceof RpcError.RpcError) return opened
        this.honoured[member] = opened.honoured
        this.closing.push(opened.close)
      }
    }
    return undefined
  }

  /** The acknowledgment comes first; what happened while opening comes after it. */
  acknowledge(changes: Changes): void {
    this.send("notifications/subscriptions/acknowledged", { notifications: this.honoured })
    const early = this.early ?? []
    this.early = undefined
    for (const tell of early) tell()
    this.closing.push(
      changes.listen({
        wants: (change) =>
          change._tag === "List" ? this.kinds.has(change.kind) : this.uris.has(change.uri),
        tell: (change) => this.send(...notificationOf(change))
      })
    )
  }

  close(): void {
    for (const close of this.closing.splice(0)) close()
  }

  private readonly notify = (method: string, params: JsonObject.JsonObject): void => {
    if (this.early === undefined) this.send(method, params)
    else this.early.push(() => this.send(method, params))
  }

  private send(method: string, params: JsonObject.JsonObject = {}): void {
    const meta = { ...(params["_meta"] as JsonObject.JsonObject | undefined), ...this.tag }
    this.request.notify(method, { ...params, _meta: meta })
  }
}

/** All open listen requests, so that the server can end them well. */
export class Listens {
  private readonly ends = new Set<() => void>()

  /** Ends each with its result. */
  readonly end: Effect.Effect<void> = Effect.sync(() => {
    for (const end of this.ends) end()
  })

  handler(core: Core, extensions: Extensions): Handler.Handler<never> {
    return Handler.decoded<
      typeof Subscription.SubscriptionsListenRequestParams,
      Handler.RequestServices
    >(Subscription.SubscriptionsListenRequestParams, ({ notifications }, request) =>
      withSight(core, request, (sees) => {
        const listening = new Listening(request)
        const refused = listening.open(core, notifications, extensions, sees)
        if (refused === undefined) return this.wait(listening, core.changes)
        listening.close()
        return Exit.fail(refused)
      })
    )
  }

  private wait(listening: Listening, changes: Changes): Effect.Effect<JsonObject.JsonObject> {
    return Effect.callback((resume) => {
      const end = () => resume(Effect.succeed({ _meta: listening.tag }))
      this.ends.add(end)
      listening.acknowledge(changes)
      return Effect.sync(() => this.ends.delete(end))
    }).pipe(
      Effect.ensuring(Effect.sync(() => listening.close())),
      Effect.as({ _meta: listening.tag })
    )
  }
}
